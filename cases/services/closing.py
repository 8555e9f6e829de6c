"""Ends without a decision, and pauses."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.models import Case, Closure, Withdrawal
from cases.states import State
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError, InvalidInput
from correspondence import post
from documents import services as documents
from documents.models import Nachforderung
from production import services as production

from .charging import set_aside_questions
from .core import (
    DESK_FIELDS,
    HOLD_FIELDS,
    arm,
    call_to_desk,
    disarm,
    end_waiting,
    enter,
    look,
    move,
    place_on_desk,
    rearm,
    record,
    tidy_desk,
    use_case,
)
from .deciding import SecondPersonNeeded
from .fee_questions import settle_at_discontinuation, settle_at_withdrawal
from .review import ReasonNeeded
from .staying import end_proof
from .visits import drop_appointments


class EffectNotAcknowledged(InvalidInput):
    """Withdrawing ends the fiction; who announces it must say that this is known."""

    code = "effect_not_acknowledged"
    sentence = _("Please confirm that you know what the withdrawal will end.")


class ReviewDateNeeded(DomainError):
    code = "review_date_needed"
    sentence = _("A case is put on hold until a day in the future on which it is looked at again.")


# Withdrawal


@use_case
def announce_withdrawal(
    *,
    reference: str,
    acknowledged_effect: bool,
    actor: Actor,
    at: datetime,
    version: str | None = None,
) -> Case:
    """Announce that the applicant withdraws; it counts once they have confirmed it by their link.

    Raises `EffectNotAcknowledged`, `StaleVersion`.
    """
    case = enter(reference, actor=actor, action="announce_withdrawal", version=version)
    if not acknowledged_effect:
        raise EffectNotAcknowledged(pointer="/acknowledged_effect")
    standing = case.withdrawals.announced().first()
    withdrawal = standing or Withdrawal.objects.create(
        case=case, token=secrets.token_urlsafe(32), announced_at=at, announced_by=actor.id
    )
    data = {"withdrawal": str(withdrawal.public_id), "again": standing is not None}
    record(case, "withdrawal_announced", actor=actor, at=at, data=data)
    return case


@use_case
def confirm_withdrawal(*, reference: str, token: str, actor: Actor, at: datetime) -> Case:
    """The applicant has confirmed: from now on the withdrawal counts, and the fiction ends."""
    case = enter(reference, actor=actor, action="confirm_withdrawal")
    look(case, "confirm_withdrawal")
    withdrawal = case.withdrawals.announced().get(token=token)
    withdrawal.confirmed_at = at
    withdrawal.save(update_fields=["confirmed_at"])
    return _withdrawn(case, withdrawal, actor=actor, at=at)


@use_case
def confirm_withdrawal_on_paper(
    *, reference: str, content: bytes, filename: str, actor: Actor, at: datetime
) -> Case:
    """Who has no e-mail confirms by a signed letter or in person; the paper is filed as proof.

    `content` is its scan, or that of the record taken down at the counter. Raises the refusals of
    `documents.services.hand_in_by_staff`.
    """
    case = enter(reference, actor=actor, action="confirm_withdrawal_on_paper")
    look(case, "confirm_withdrawal_on_paper")
    withdrawal = case.withdrawals.announced().get()
    documents.hand_in_by_staff(
        case=case,
        requirement=None,
        content=content,
        filename=filename,
        at=at,
    )
    withdrawal.confirmed_at, withdrawal.confirmed_by = at, actor.id
    withdrawal.confirmed_on_paper = True
    withdrawal.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_on_paper"])
    return _withdrawn(case, withdrawal, actor=actor, at=at)


def _withdrawn(case: Case, withdrawal: Withdrawal, *, actor: Actor, at: datetime) -> Case:
    leave_nothing_standing(case, actor=actor, at=at)
    move(case, "withdraw", at=at)
    data = {"withdrawal": str(withdrawal.public_id)}
    record(case, "withdrawn", actor=actor, at=at, data=data)
    settle_at_withdrawal(case, actor=actor, at=at)
    end_proof(case, actor=actor, at=at)
    tidy_desk(case, at=at)
    return case


def leave_nothing_standing(case: Case, *, actor: Actor, at: datetime) -> None:
    """Nothing is asked for, waited for or ordered any more; a hearing broken off heard nobody."""
    drop_appointments(case, actor=actor, at=at)
    for asked in case.nachforderungen.pending():
        documents.close(nachforderung=asked, outcome=Nachforderung.Outcome.MOOT, at=at)
    case.hearings.pending().update(closed_at=at, closed_by=actor.id or str(actor.kind))
    for order in case.orders.unsent():
        production.call_off(order=order)
    set_aside_questions(case, by=actor, at=at)
    end_waiting(case, at=at)


# Discontinuation and transfer


ENDS = frozenset(Closure.Reason.values) - {Closure.Reason.TRANSFER}


@use_case
def propose_closure(*, reference: str, reason: str, note: str, actor: Actor, at: datetime) -> Case:
    """Propose to end without a decision, for a reason from the closed list.

    A transfer is proposed on its own, with the other's consent. Raises `ReasonNeeded`.
    """
    case = enter(reference, actor=actor, action="propose_closure")
    if reason not in ENDS or not note.strip():
        raise ReasonNeeded
    case.closures.proposed().update(dropped_at=at)
    Closure.objects.create(
        case=case, reason=reason, note=note, proposed_at=at, proposed_by=actor.id
    )
    call_to_desk(case, at=at)
    record(case, "closure_proposed", actor=actor, at=at, data={"reason": reason})
    return case


@use_case
def confirm_closure(*, reference: str, actor: Actor, at: datetime) -> Case:
    """The second pair of eyes; the case is discontinued or transferred.

    Raises `SecondPersonNeeded`.
    """
    case = enter(reference, actor=actor, action="confirm_closure")
    look(case, "confirm_closure")
    closure = case.closures.proposed().get()
    if closure.proposed_by == actor.id:
        raise SecondPersonNeeded
    closure.confirmed_at, closure.confirmed_by = at, actor.id
    closure.save(update_fields=["confirmed_at", "confirmed_by"])
    leave_nothing_standing(case, actor=actor, at=at)
    transferred = closure.reason == Closure.Reason.TRANSFER
    move(case, "transfer" if transferred else "discontinue", at=at)
    kind = "transferred" if transferred else "discontinued"
    record(case, kind, actor=actor, at=at, data={"reason": closure.reason})
    if not transferred:  # at a transfer the fee stays (§ 49(4) AufenthV)
        settle_at_discontinuation(case, actor=actor, at=at)
    tidy_desk(case, at=at)
    return case


@use_case
def drop_closure(*, reference: str, reason: str, actor: Actor, at: datetime) -> Case:
    """Take a proposed closure or transfer back. Raises `ReasonNeeded`."""
    case = enter(reference, actor=actor, action="drop_closure")
    look(case, "drop_closure")
    if not reason.strip():
        raise ReasonNeeded
    case.closures.proposed().update(dropped_at=at)
    dropped = {"code": "closure_dropped", "detail": reason, "legal_basis": ""}
    case.findings = [*case.findings, dropped]
    case.save(update_fields=["findings"])
    record(case, "closure_dropped", actor=actor, at=at)
    return case


@use_case
def reopen(*, reference: str, reason: str, actor: Actor, at: datetime) -> Case:
    """Take a closed case up again; what closed it is set aside. Raises `ReasonNeeded`."""
    case = enter(reference, actor=actor, action="reopen")
    look(case, "reopen")
    if not reason.strip():
        raise ReasonNeeded
    _set_aside_what_closed_it(case, at=at)
    set_aside_questions(case, by=actor, at=at)
    case.favourable_at = None
    case.findings = [*case.findings, {"code": "reopened", "detail": reason, "legal_basis": ""}]
    case.save(update_fields=["favourable_at", "findings"])
    rearm(case)
    move(case, "reopen", at=at)
    record(case, "reopened", actor=actor, at=at)
    return case


TELLS_OF_THE_END = ("refusal", "withdrawal", "discontinuation", "transfer")


def _set_aside_what_closed_it(case: Case, *, at: datetime) -> None:
    """What was only proposed goes as well; a refusal that did not close the case stands.

    Letters that told of the end and have not left the house never will.
    """
    told = case.letters.filter(kind__in=TELLS_OF_THE_END, created_at__gte=case.closed_at)
    post.void(letters=told, at=at)
    if case.state == State.REFUSED:  # of each item, also of one refused long before
        post.void(letters=case.letters.filter(kind="refusal"), at=at)
    case.closures.filter(dropped_at=None).update(dropped_at=at)
    case.withdrawals.filter(dropped_at=None).update(dropped_at=at)
    case.refusals.filter(dropped_at=None, confirmed_at=None).update(dropped_at=at)
    if case.state == State.REFUSED:
        case.refusals.filter(dropped_at=None).update(dropped_at=at)
        case.items.update(decision="pending", decided_at=None, decided_by="")


# Hold


@use_case
def put_on_hold(
    *, reference: str, reason: str, review_on: date, actor: Actor, at: datetime
) -> Case:
    """Pause (§ 79(2) AufenthG, a document check abroad, an outside system down) until a day.

    Raises `ReasonNeeded`, `ReviewDateNeeded`.
    """
    case = enter(reference, actor=actor, action="put_on_hold")
    look(case, "put_on_hold")
    if not reason.strip():
        raise ReasonNeeded
    if review_on <= local_day(at):
        raise ReviewDateNeeded
    review_at = deadlines.morning(review_on)
    case.on_hold_reason, case.on_hold_review_at = reason, review_at
    case.waiting_for, case.next_due_at, case.updated_at = "third_party", review_at, at
    case.save(update_fields=[*HOLD_FIELDS, *DESK_FIELDS])
    arm(case, "hold_review", occasion=f"{review_on}", due_at=review_at)
    record(case, "put_on_hold", actor=actor, at=at, data={"review_on": f"{review_on}"})
    return case


@use_case
def resume(*, reference: str, actor: Actor, at: datetime) -> Case:
    """Go on where the case was; a Frist that passed meanwhile makes it the authority's turn."""
    case = enter(reference, actor=actor, action="resume")
    look(case, "resume")
    if case.on_hold_review_at is not None:
        disarm(case, at=at, occasion=f"{local_day(case.on_hold_review_at)}")
    case.on_hold_reason, case.on_hold_review_at = "", None
    last_day = _last_day_given(case)
    place_on_desk(case, at=at, due=last_day)
    case.save(update_fields=[*HOLD_FIELDS, *DESK_FIELDS])
    if last_day is not None and last_day < local_day(at):
        call_to_desk(case, at=at)
    record(case, "resumed", actor=actor, at=at)
    return case


def _last_day_given(case: Case) -> date | None:
    """Until when the applicant has been given time for what the case waits for."""
    if case.state == State.AWAITING_DOCUMENTS:
        return case.nachforderungen.pending().values_list("due_on", flat=True).first()
    if case.state == State.HEARING:
        return case.hearings.pending().values_list("due_on", flat=True).first()
    if case.state == State.AWAITING_PAYMENT:
        first: date | None = case.fees.outstanding().aggregate(first=Min("due_on"))["first"]
        return first
    booked = case.appointments.active().order_by("starts_at").first()
    return booked.day if booked else None
