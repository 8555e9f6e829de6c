"""Waiver and deferral at discretion: one person proposes, another one confirms."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, InvalidInput
from fees.ledger import cover
from fees.models import FeePosition, FeeRelief

Status = FeePosition.Status
Kind = FeeRelief.Kind


class PositionNotOpen(DomainError):
    """It was paid, waived, replaced, or nothing was ever due."""

    code = "fee_position_not_open"
    sentence = _("This fee is no longer open.")


class WaiverNeedsReason(InvalidInput):
    """Who defers or waives says why."""

    code = "waiver_needs_reason"
    sentence = _("Please give a reason for deferring or waiving the fee.")


class DeferralNeedsDay(InvalidInput):
    """A deferral ends on a day: then the fee is due again."""

    code = "deferral_needs_day"
    sentence = _("A fee is deferred until a day after today.")


class ReliefProposed(DomainError):
    """One proposal at a time: it is confirmed or dropped first."""

    code = "relief_proposed"
    sentence = _("A waiver or a deferral of this fee has been proposed already.")


class ReliefNotOpen(DomainError):
    """It has been confirmed or dropped."""

    code = "relief_not_open"
    sentence = _("This proposal has been confirmed or dropped already.")


class ReliefNeedsSecondPerson(DomainError):
    """Four eyes: the database holds to it as well."""

    code = "relief_needs_second_person"
    sentence = _("Whoever proposed it cannot confirm it: a second person has to.")


def propose_relief(
    *,
    position: FeePosition,
    kind: str,
    legal_basis: str,
    reason: str,
    until: date | None,
    today: date,
    by: str,
    at: datetime,
) -> FeeRelief:
    """Propose to do without an open position (§§ 52(7), 53(2) AufenthV), or to defer it to a day.

    Nothing changes yet. Raises `PositionNotOpen`, `WaiverNeedsReason`, `DeferralNeedsDay`,
    `ReliefProposed`.
    """
    if position.status not in (Status.DUE, Status.DEFERRED):
        raise PositionNotOpen
    if not reason.strip():
        raise WaiverNeedsReason(pointer="/reason")
    if kind == Kind.DEFERRAL and (until is None or until <= today):
        raise DeferralNeedsDay(pointer="/until")
    if position.reliefs.proposed().exists():
        raise ReliefProposed
    relief: FeeRelief = FeeRelief.objects.create(
        case=position.case,
        position=position,
        kind=kind,
        legal_basis=legal_basis,
        reason=reason.strip(),
        until=until if kind == Kind.DEFERRAL else None,
        proposed_at=at,
        proposed_by=by,
    )
    return relief


def confirm_relief(*, relief: FeeRelief, by: str, at: datetime) -> FeePosition:
    """The second pair of eyes; from now on the position is not outstanding.

    Raises `ReliefNotOpen`, `ReliefNeedsSecondPerson`, `PositionNotOpen`.
    """
    _insist_on_open(relief)
    if relief.proposed_by == by:
        raise ReliefNeedsSecondPerson
    position = relief.position
    if position.status not in (Status.DUE, Status.DEFERRED):
        raise PositionNotOpen
    relief.confirmed_at, relief.confirmed_by = at, by
    relief.save(update_fields=["confirmed_at", "confirmed_by"])
    position.status = Status.WAIVED if relief.kind == Kind.WAIVER else Status.DEFERRED
    position.status_reason, position.decided_by = relief.reason, by
    position.save(update_fields=["status", "status_reason", "decided_by"])
    cover(position.case)  # what was paid in part may be enough for the rest
    return position


def drop_relief(*, relief: FeeRelief, by: str, at: datetime) -> None:
    """Take a proposal back. Raises `ReliefNotOpen`."""
    _insist_on_open(relief)
    relief.dropped_at, relief.dropped_by = at, by
    relief.save(update_fields=["dropped_at", "dropped_by"])


def end_deferral(*, relief: FeeRelief, due_on: date) -> FeePosition | None:
    """What was deferred is due again until a day; None where it has been paid or given up since.

    The position may by now stand on a notice that replaced the one it was deferred on.
    """
    about = relief.position
    position = about.case.fees.filter(
        code=about.code, item=about.item_id, act=about.act, status=Status.DEFERRED
    ).first()
    if position is None:
        return None
    position.status, position.due_on = Status.DUE, due_on
    position.save(update_fields=["status", "due_on"])
    cover(position.case)
    return position


def _insist_on_open(relief: FeeRelief) -> None:
    if relief.confirmed_at is not None or relief.dropped_at is not None:
        raise ReliefNotOpen
