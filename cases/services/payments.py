"""Money that comes in, online or at the counter, and money that goes back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.states import State
from common.actor import Actor, system_for
from common.errors import DomainError
from fees import services as fees
from fees.ledger import standing
from fees.models import FeeNotice, PaymentAttempt
from fees.payment_service import PaymentStatus, StartedPayment
from fees.services import IncomingPayment, Settlement

from .core import call_to_desk, disarm, enter, look, record, tidy_desk, use_case
from .onward import go_on


class NothingToPay(DomainError):
    code = "nothing_to_pay"
    sentence = _("No fee notice is open.")


class RefundUnknown(DomainError):
    code = "refund_unknown"
    sentence = _("This case has no such refund that waits to be paid out.")


# Online


@use_case
def start_payment(*, reference: str, return_url: str, actor: Actor, at: datetime) -> PaymentAttempt:
    """Begin paying what is open; the payment service is called after this has been committed.

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


# In another way


@use_case
def record_payment(
    *,
    reference: str,
    payment: IncomingPayment,
    actor: Actor,
    at: datetime,
    notice: int | None = None,
) -> Case:
    """Book money that came in another way (cash, card at the counter, transfer).

    `notice` names what it is for, where several are open; otherwise what is due first is. The same
    provider's id is booked once. Raises `NothingToPay` where no notice was ever issued.
    """
    case = enter(reference, actor=actor, action="record_payment")
    _book(case, _notice_for(case, notice), payment, actor=actor, at=at)
    return case


def _notice_for(case: Case, pk: int | None) -> FeeNotice:
    issued = case.fee_notices.all()
    if pk is not None:
        named = issued.filter(pk=pk).first()
    else:
        named = fees.outstanding_notice(case) or issued.filter(replaced_at=None).first()
    if named is None:
        raise NothingToPay
    return named


def _book(
    case: Case, notice: FeeNotice, payment: IncomingPayment, *, actor: Actor, at: datetime
) -> None:
    settlement = fees.settle(notice=notice, payment=payment, by=actor.id or "system", at=at)
    if not settlement.is_new:
        return
    record(case, "payment_recorded", actor=actor, at=at, data=_money_facts(notice, settlement))
    settle_what_waits(case, actor=actor, at=at)
    if settlement.surplus > Decimal(0) or settlement.missing > Decimal(0):
        call_to_desk(case, at=at)
    else:
        tidy_desk(case, at=at)


def _money_facts(notice: FeeNotice, settlement: Settlement) -> dict[str, object]:
    return {
        "notice": str(standing(notice).public_id),
        "payment": settlement.payment.pk,
        "amount": f"{settlement.payment.amount}",
        "method": settlement.payment.method,
        "provider": settlement.payment.provider,
        "missing": f"{settlement.missing}",
        "surplus": f"{settlement.surplus}",
    }


def settle_what_waits(case: Case, *, actor: Actor, at: datetime) -> None:
    """Nobody is reminded of a notice that is settled; a case that waited for money goes on."""
    for notice in case.fee_notices.filter(replaced_at=None):
        if not notice.positions.outstanding().exists():
            disarm(case, at=at, occasion=str(notice.public_id))
    if case.state == State.AWAITING_PAYMENT and not case.fees.outstanding().exists():
        go_on(case, actor=actor, at=at)


# Money that goes back


@use_case
def order_refund(
    *, reference: str, amount: Decimal, reason: str, actor: Actor, at: datetime
) -> Case:
    """Order that what was paid too much goes back (§ 21 BGebG).

    Raises `NothingToRefund`, `RefundTooHigh`, `RefundNeedsReason`.
    """
    case = enter(reference, actor=actor, action="order_refund")
    look(case, "order_refund")
    refund = fees.order_refund(case=case, amount=amount, reason=reason, by=actor.id, at=at)
    data = {"refund": str(refund.public_id), "amount": f"{amount}"}
    record(case, "refund_ordered", actor=actor, at=at, data=data)
    call_to_desk(case, at=at)
    return case


@use_case
def mark_refund_paid(*, reference: str, refund: str, actor: Actor, at: datetime) -> Case:
    """Record that a refund has left the house. Raises `RefundUnknown`."""
    case = enter(reference, actor=actor, action="mark_refund_paid")
    look(case, "mark_refund_paid")
    row = case.refunds.filter(public_id=refund, paid_at=None).first()
    if row is None:
        raise RefundUnknown
    fees.mark_refunded(refund=row, by=actor.id, at=at)
    data = {"refund": refund, "amount": f"{row.amount}"}
    record(case, "refund_paid", actor=actor, at=at, data=data)
    tidy_desk(case, at=at)
    return case
