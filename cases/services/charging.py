"""Fees: the notice after the favourable check, payments, and what follows from being settled."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from cases.application import application_of
from cases.models import Case
from cases.states import State
from common.actor import Actor, Role, system_for
from common.calendar import local_day
from common.errors import DomainError
from documents.models import Requirement
from fees import services as fees
from fees.assessment import Assessment
from fees.models import FeeNotice, FeePosition, PaymentAttempt
from fees.payment_service import PaymentStatus, StartedPayment
from fees.services import IncomingPayment, Settlement

from .core import (
    call_to_desk,
    disarm,
    enter,
    look,
    record,
    tidy_desk,
    use_case,
)
from .onward import go_on
from .terms import arm_reminders, goes_on_paper, term_for

# Which proof makes which stated fact count in a notice.
PROOFS = {"benefits": ("benefits_notice",), "protection": ("humanitarian_ground",)}
LINE_ITEM = {"travel_document": "travel_document"}


class NoticeAboveLaw(DomainError):
    """A published amount is above federal law: a team lead charges it with a reason, or nobody."""

    code = "notice_above_law"
    sentence = _("The published amount for %(lines)s is above federal law.")


class NothingToPay(DomainError):
    code = "nothing_to_pay"
    sentence = _("No fee notice is open.")


class PositionUnknown(DomainError):
    code = "fee_position_unknown"
    sentence = _("This case has no such open fee position.")


def charge(case: Case, *, actor: Actor, at: datetime) -> FeeNotice | None:
    """Issue the fee notice where there is none yet; the tariff is frozen on this day.

    Raises `NoticeAboveLaw`.
    """
    if case.fee_notices.filter(replaced_at=None).exists() or case.received_at is None:
        return None
    today, applied_on = local_day(at), local_day(case.received_at)
    assessment = authorities.assess_fees(
        application_of(case),
        authority=case.authority,
        age_on=applied_on,
        tariff_on_day=today,
        proven=_proven(case),
    )
    _not_above_law(assessment, actor, case)
    term = term_for(case, days=assessment.terms.term_days or fees.USUAL_TERM_DAYS, at=at)
    items = {item.kind: item for item in case.items.all()}
    notice = fees.issue_notice(
        case=case,
        assessment=assessment,
        items={line.code: items[LINE_ITEM.get(line.code, "permit")] for line in assessment.lines},
        number=f"{case.reference}-G{case.fee_notices.count() + 1}",
        announced_on=term.announced_on,
        due_on=term.until,
        tariff_on=today,
        age_on=applied_on,
        at=at,
    )
    _announce(case, notice, actor=actor, at=at)
    return notice


def _announce(case: Case, notice: FeeNotice, *, actor: Actor, at: datetime) -> None:
    facts = {
        "notice": str(notice.public_id),
        "number": notice.number,
        "total": f"{notice.total}",
        "due_on": f"{notice.due_on}",
    }
    if notice.total and not goes_on_paper(case):
        occasion = str(notice.public_id)
        arm_reminders(case, "payment_due", on=notice.due_on, occasion=occasion, at=at)
    record(case, "fee_notice_issued", actor=actor, at=at, data=facts)


def _proven(case: Case) -> frozenset[str]:
    accepted = set(
        case.requirements.filter(status=Requirement.Status.ACCEPTED).values_list("code", flat=True)
    )
    return frozenset(fact for fact, codes in PROOFS.items() if accepted.intersection(codes))


def _not_above_law(assessment: Assessment, actor: Actor, case: Case) -> None:
    above = [conflict.line.value for conflict in assessment.conflicts if conflict.above_law]
    if above and not actor.holds(Role.TEAM_LEAD, at=case.authority):
        raise NoticeAboveLaw(lines=", ".join(above))


@use_case
def start_payment(*, reference: str, return_url: str, actor: Actor, at: datetime) -> PaymentAttempt:
    """Begin paying the open notice; the payment service is called after this has been committed.

    A running attempt is taken up again instead of a second one. Raises `NothingToPay`.
    """
    case = enter(reference, actor=actor, action="start_payment")
    look(case, "start_payment")
    notice = fees.outstanding_notice(case)
    if notice is None:
        raise NothingToPay
    attempt: PaymentAttempt = fees.start_attempt(notice=notice, return_url=return_url, at=at)
    if attempt.started_at == at:
        data = {"payment": str(attempt.public_id), "amount": f"{attempt.amount}"}
        record(case, "payment_started", actor=actor, at=at, data=data)
    return attempt


@use_case
def take_payment_answer(
    *, attempt: PaymentAttempt, answer: StartedPayment | PaymentStatus, at: datetime
) -> bool:
    """What the payment service says about an attempt; told twice, it counts once.

    Returns whether it moved the attempt. Money is booked on whatever day it comes.
    """
    case, fresh = _heard_of(attempt)
    before = fresh.status
    if isinstance(answer, StartedPayment):
        fees.mark_started(
            attempt=fresh,
            transaction_id=answer.transaction_id,
            redirect_url=answer.redirect_url,
            at=at,
        )
        return fresh.status != before
    after = fees.take_status(attempt=fresh, status=answer.state, at=at)
    if after == PaymentAttempt.Status.PAID:
        payment = fees.payment_from(answer, at=at)
        _book(case, fresh.notice, payment, actor=Actor.SYSTEM, at=at)
    elif after != before and after in ENDED_UNPAID:
        data = {"payment": str(fresh.public_id), "status": str(after)}
        record(case, "payment_not_completed", actor=Actor.SYSTEM, at=at, data=data)
    return after != before


ENDED_UNPAID = {PaymentAttempt.Status.FAILED, PaymentAttempt.Status.CANCELLED}


@use_case
def postpone_payment(*, attempt: PaymentAttempt, error: str, at: datetime) -> bool:
    """The payment service could not be asked; it is asked again later, ever more rarely."""
    _case, fresh = _heard_of(attempt)
    fees.postpone(attempt=fresh, error=error, at=at)
    return False


def _heard_of(attempt: PaymentAttempt) -> tuple[Case, PaymentAttempt]:
    clock = system_for(attempt.authority, sandbox=attempt.sandbox)
    case = enter(attempt.case.reference, actor=clock, action="record_payment")
    return case, case.payment_attempts.select_related("notice").get(pk=attempt.pk)


@use_case
def record_payment(*, reference: str, payment: IncomingPayment, actor: Actor, at: datetime) -> Case:
    """Book money that came in another way (cash, card at the counter, transfer).

    The same provider's id is booked once. Raises `NothingToPay` where no notice was ever issued.
    """
    case = enter(reference, actor=actor, action="record_payment")
    notice = case.fee_notices.filter(replaced_at=None).first()
    if notice is None:
        raise NothingToPay
    _book(case, notice, payment, actor=actor, at=at)
    return case


def _book(
    case: Case, notice: FeeNotice, payment: IncomingPayment, *, actor: Actor, at: datetime
) -> None:
    settlement = fees.settle(notice=notice, payment=payment, by=actor.id or "system", at=at)
    if not settlement.is_new:
        return
    record(case, "payment_recorded", actor=actor, at=at, data=_money_facts(notice, settlement))
    if settlement.settled:
        disarm(case, at=at, occasion=str(notice.public_id))
        if case.state == State.AWAITING_PAYMENT:
            go_on(case, actor=actor, at=at)
    if settlement.surplus > Decimal(0) or settlement.missing > Decimal(0):
        call_to_desk(case, at=at)
    else:
        tidy_desk(case, at=at)


def _money_facts(notice: FeeNotice, settlement: Settlement) -> dict[str, object]:
    return {
        "notice": str(notice.public_id),
        "amount": f"{settlement.payment.amount}",
        "provider": settlement.payment.provider,
        "missing": f"{settlement.missing}",
        "surplus": f"{settlement.surplus}",
    }


@use_case
def defer_fee(*, reference: str, position: int, reason: str, actor: Actor, at: datetime) -> Case:
    """Let a position be paid later (Stundung); it is no longer outstanding, and not gone."""
    case = enter(reference, actor=actor, action="defer_fee")
    row = _open_position(case, position)
    fees.defer(position=row, reason=reason, by=actor.id)
    return _relieved(case, row, "fee_deferred", actor=actor, at=at)


@use_case
def waive_fee(*, reference: str, position: int, reason: str, actor: Actor, at: datetime) -> Case:
    """Waive a position at discretion (§§ 52(7), 53(2) AufenthV), by a named person with reason."""
    case = enter(reference, actor=actor, action="waive_fee")
    row = _open_position(case, position)
    fees.waive(position=row, reason=reason, by=actor.id)
    return _relieved(case, row, "fee_waived", actor=actor, at=at)


def _relieved(case: Case, position: FeePosition, event: str, *, actor: Actor, at: datetime) -> Case:
    data = {"position": position.code, "amount": f"{position.amount}"}
    record(case, event, actor=actor, at=at, data=data)
    if not case.fees.outstanding().exists():
        disarm(case, at=at, occasion=str(position.notice.public_id))
        if case.state == State.AWAITING_PAYMENT:
            go_on(case, actor=actor, at=at)
    return case


def _open_position(case: Case, pk: int) -> FeePosition:
    row = case.fees.filter(pk=pk, status__in=["due", "deferred"]).first()
    if row is None:
        raise PositionUnknown
    return row
