"""Fees that a person gives up or defers, with reasons and a second pair of eyes."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases import assessing, deadlines
from cases.models import Case, Deadline
from cases.rules import rules_of
from cases.states import CLOSED
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError
from fees import services as fees
from fees.models import FeePosition, FeeRelief

from .core import (
    arm,
    call_to_desk,
    enter,
    give_turn_back,
    look,
    record,
    tidy_desk,
    use_case,
)
from .payments import settle_what_waits
from .terms import arm_reminders, term_for

# Deferral is budget law of the Land (§ 59 LHO and its siblings), not fee law.
DEFERRAL_BASIS = "Haushaltsrecht des Landes (Stundung)"


class PositionUnknown(DomainError):
    code = "fee_position_unknown"
    sentence = _("This case has no such open fee position.")


class WaiverNotOffered(DomainError):
    """Only what the law leaves to discretion can be waived."""

    code = "waiver_not_offered"
    sentence = _("The law does not leave a waiver of this fee on this ground to discretion.")


class ReliefUnknown(DomainError):
    code = "relief_unknown"
    sentence = _("No waiver or deferral has been proposed.")


@use_case
def propose_waiver(
    *, reference: str, position: int, ground: str, reason: str, actor: Actor, at: datetime
) -> Case:
    """Propose to give up a position at discretion; `ground` is a code of the law's discretions.

    Nothing changes before a second person confirms it. Raises `PositionUnknown`,
    `WaiverNotOffered`, `ReliefProposed`, `WaiverNeedsReason`.
    """
    case = enter(reference, actor=actor, action="propose_waiver")
    look(case, "propose_waiver")
    row = _open_position(case, position)
    basis = _basis(case, row, ground, on=local_day(at))
    _propose(row, FeeRelief.Kind.WAIVER, basis, reason, None, actor=actor, at=at)
    return case


@use_case
def propose_deferral(
    *, reference: str, position: int, until: date, reason: str, actor: Actor, at: datetime
) -> Case:
    """Propose to let a position be paid later (Stundung): on `until` it becomes due again.

    Raises `PositionUnknown`, `DeferralNeedsDay`, `ReliefProposed`, `WaiverNeedsReason`.
    """
    case = enter(reference, actor=actor, action="propose_deferral")
    look(case, "propose_deferral")
    row = _open_position(case, position)
    _propose(row, FeeRelief.Kind.DEFERRAL, DEFERRAL_BASIS, reason, until, actor=actor, at=at)
    return case


def _propose(
    row: FeePosition,
    kind: str,
    basis: str,
    reason: str,
    until: date | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    relief = fees.propose_relief(
        position=row,
        kind=kind,
        legal_basis=basis,
        reason=reason,
        until=until,
        today=local_day(at),
        by=actor.id,
        at=at,
    )
    call_to_desk(row.case, at=at)
    data = {"relief": str(relief.public_id), "kind": kind, "amount": f"{row.amount}"}
    record(row.case, "relief_proposed", actor=actor, at=at, data=data)


def _basis(case: Case, row: FeePosition, ground: str, *, on: date) -> str:
    offered = assessing.grounds(case, row.code, act=row.act, on=on).get(ground)
    if offered is None:
        raise WaiverNotOffered
    return offered.legal_basis


@use_case
def confirm_relief(*, reference: str, relief: str, actor: Actor, at: datetime) -> Case:
    """The second pair of eyes: what is waived or deferred is not outstanding any more.

    Raises `ReliefUnknown`, `ReliefNeedsSecondPerson`.
    """
    case = enter(reference, actor=actor, action="confirm_relief")
    look(case, "confirm_relief")
    row = _proposed(case, relief)
    position = fees.confirm_relief(relief=row, by=actor.id, at=at)
    data = {"position": position.code, "amount": f"{position.amount}"}
    if row.until is None:
        record(case, "fee_waived", actor=actor, at=at, data=data)
    else:
        due_at = deadlines.morning(row.until)
        arm(case, "deferral_ends", occasion=str(row.public_id), due_at=due_at)
        data["until"] = f"{row.until}"
        record(case, "fee_deferred", actor=actor, at=at, data=data)
    settle_what_waits(case, actor=actor, at=at)
    give_turn_back(case, called_at=row.proposed_at, at=at)
    tidy_desk(case, at=at)
    return case


@use_case
def drop_relief(*, reference: str, relief: str, actor: Actor, at: datetime) -> Case:
    """Take a proposed waiver or deferral back, or turn it down. Raises `ReliefUnknown`."""
    case = enter(reference, actor=actor, action="drop_relief")
    look(case, "drop_relief")
    row = _proposed(case, relief)
    fees.drop_relief(relief=row, by=actor.id, at=at)
    data = {"relief": str(row.public_id), "kind": row.kind}
    record(case, "relief_dropped", actor=actor, at=at, data=data)
    give_turn_back(case, called_at=row.proposed_at, at=at)
    tidy_desk(case, at=at)
    return case


def deferral_ends(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    """The day has come: the fee is due again, with the usual term, and the applicant is told."""
    relief = case.fee_reliefs.filter(public_id=due.occasion, confirmed_at__isnull=False).first()
    if relief is None or _deferred_anew(case, relief):
        return False
    days = rules_of(case, on=local_day(at)).terms.term_days or fees.USUAL_TERM_DAYS
    due_on = term_for(case, days=days, at=at).until
    position = fees.end_deferral(relief=relief, due_on=due_on)
    if position is None:
        return False
    occasion = str(position.notice.public_id)
    arm_reminders(case, "payment_due", on=due_on, occasion=occasion, at=at)
    data = {
        "notice": occasion,
        "total": f"{position.amount}",
        "due_on": f"{due_on}",
    }
    record(case, "fee_due_again", actor=clock, at=at, data=data)
    if case.state not in CLOSED:
        call_to_desk(case, at=at)
    return True


def _deferred_anew(case: Case, relief: FeeRelief) -> bool:
    """Whether another day was set since; it counts, be it later or earlier."""
    about = relief.position
    later = case.fee_reliefs.filter(
        pk__gt=relief.pk, kind=FeeRelief.Kind.DEFERRAL, confirmed_at__isnull=False
    )
    return later.filter(
        position__code=about.code, position__act=about.act, position__item=about.item_id
    ).exists()


def _open_position(case: Case, pk: int) -> FeePosition:
    row = case.fees.filter(pk=pk, status__in=["due", "deferred"]).first()
    if row is None:
        raise PositionUnknown
    return row


def _proposed(case: Case, public_id: str) -> FeeRelief:
    row = case.fee_reliefs.proposed().filter(public_id=public_id).select_related("position").first()
    if row is None:
        raise ReliefUnknown
    return row
