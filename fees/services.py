"""Charging, paying, deferring and waiving.

Public: `issue_notice`, `outstanding_notice`; `IncomingPayment`, `settle`, `Settlement`; `defer`,
`waive`; an attempt to pay online: `start_attempt`, `facts_of`, `mark_started`, `take_status`,
`postpone`, `payment_from`; and the refusals below.

Everything runs inside the caller's transaction, with the case locked.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, InvalidInput
from fees.assessment import AppliedReduction, AssessedLine, Assessment, Conflict
from fees.ledger import balance_of, cover
from fees.models import FeeNotice, FeePosition, Payment, PaymentAttempt
from fees.payment_service import AttemptFacts, PaymentOrder, PaymentStatus

if TYPE_CHECKING:
    from cases.models import Case, Item

ONLINE = "xbezahldienste"  # the provider of what the payment service books
FIRST_POLL, LONGEST_POLL = timedelta(seconds=5), timedelta(hours=1)
Status = FeePosition.Status


class ReductionNotProven(DomainError):
    """A reduction rests on what was only stated; a notice needs the accepted proof."""

    code = "reduction_not_proven"
    sentence = _("A reduction for %(line)s has not been proven yet.")


class NothingToCharge(DomainError):
    """Everything that the assessment names has been paid already."""

    code = "nothing_to_charge"
    sentence = _("There is nothing left to charge.")


class PaymentNotPositive(InvalidInput):
    """Only money that came in is booked."""

    code = "payment_not_positive"
    sentence = _("The amount must be more than 0.00 EUR.")


class PaymentContradicted(DomainError):
    """The provider's id was booked before, for another case or amount."""

    code = "payment_contradicted"
    sentence = _("This payment has been booked already, with other facts.")


class PositionNotOpen(DomainError):
    """It was paid, waived, replaced, or nothing was ever due."""

    code = "fee_position_not_open"
    sentence = _("This fee is no longer open.")


class WaiverNeedsReason(InvalidInput):
    """Who defers or waives says why."""

    code = "waiver_needs_reason"
    sentence = _("Please give a reason for deferring or waiving the fee.")


class NothingOutstanding(DomainError):
    """There is nothing to pay for this notice."""

    code = "nothing_outstanding"
    sentence = _("Nothing has to be paid for this notice.")


# The notice


def issue_notice(
    *,
    case: Case,
    assessment: Assessment,
    items: Mapping[str, Item],
    number: str,
    announced_on: date,
    due_on: date,
    tariff_on: date,
    age_on: date,
    at: datetime,
) -> FeeNotice:
    """Charge what was assessed, line by line, with everything it was derived from.

    `items` maps a line's code to the item it belongs to. A standing notice is replaced. What was
    paid at the same amount is not charged again; at another amount, what was paid counts towards
    it. What was deferred or waived at the same amount stays so.
    Raises `ReductionNotProven`, `NothingToCharge`.
    """
    _insist_on_proof(assessment)
    before = _Before.of(case)
    lines = [line for line in assessment.lines if not before.is_paid(line, items)]
    if not lines:
        raise NothingToCharge
    before.replace(case, lines, items, at=at)
    notice = FeeNotice.objects.create(
        case=case,
        number=number,
        issued_at=at,
        announced_on=announced_on,
        due_on=due_on,
        tariff_on=tariff_on,
        age_on=age_on,
        total=sum((line.amount for line in lines), Decimal("0.00")),
    )
    for line in lines:
        _charge(notice, line, item=items.get(line.code), standing=before.like(line, items))
    cover(case)
    return notice


def outstanding_notice(case: Case) -> FeeNotice | None:
    """The notice on which something is due, if there is one."""
    return (
        case.fee_notices.filter(replaced_at=None, positions__status=Status.DUE).distinct().first()
    )


def _insist_on_proof(assessment: Assessment) -> None:
    for line in assessment.lines:
        if line.reduction is not None and line.reduction.provisional:
            raise ReductionNotProven(line=str(line.label))


@dataclass(frozen=True)
class _Before:
    """What became of earlier positions, by line and item."""

    positions: Mapping[tuple[str, int | None], FeePosition]

    @staticmethod
    def of(case: Case) -> _Before:
        rows: Iterable[FeePosition] = case.fees.filter(
            status__in=[Status.DUE, Status.DEFERRED, Status.WAIVED, Status.SETTLED]
        ).order_by("pk")
        return _Before({(row.code, row.item_id): row for row in rows})

    def like(self, line: AssessedLine, items: Mapping[str, Item]) -> FeePosition | None:
        """The earlier position for the same thing at the same amount."""
        former = self._former(line, items)
        return former if former is not None and former.amount == line.amount else None

    def is_paid(self, line: AssessedLine, items: Mapping[str, Item]) -> bool:
        former = self.like(line, items)
        return former is not None and former.status == Status.SETTLED

    def replace(
        self, case: Case, lines: Iterable[AssessedLine], items: Mapping[str, Item], *, at: datetime
    ) -> None:
        """End the standing notice, its open positions, and what is now charged differently."""
        case.fee_notices.filter(replaced_at=None).update(replaced_at=at)
        case.fees.exclude(status__in=[Status.SETTLED, Status.REPLACED]).update(
            status=Status.REPLACED
        )
        charged_anew = [former.pk for line in lines if (former := self._former(line, items))]
        case.fees.filter(pk__in=charged_anew).update(status=Status.REPLACED)

    def _former(self, line: AssessedLine, items: Mapping[str, Item]) -> FeePosition | None:
        item = items.get(line.code)
        return self.positions.get((line.code.value, item.pk if item else None))


def _charge(
    notice: FeeNotice, line: AssessedLine, *, item: Item | None, standing: FeePosition | None
) -> None:
    position = FeePosition(
        case=notice.case,
        notice=notice,
        item=item,
        code=line.code.value,
        label=line.label.de,
        amount=line.amount,
        legal_basis=line.legal_basis,
        source=line.source,
        reduction=_reduction(line.reduction),
        conflict=_conflict(line.conflict),
        reason=line.reason.de,
        status=Status.DUE if line.amount else Status.NOTHING_DUE,
    )
    if standing is not None:
        position.status, position.status_reason = standing.status, standing.status_reason
        position.decided_by = standing.decided_by
    position.save()


def _reduction(reduction: AppliedReduction | None) -> dict[str, Any] | None:
    if reduction is None:
        return None
    return {
        "kind": reduction.kind,
        "code": reduction.code,
        "legal_basis": reduction.legal_basis,
        "reason": reduction.reason.de,
    }


def _conflict(conflict: Conflict | None) -> dict[str, Any] | None:
    if conflict is None:
        return None
    return {
        "line": conflict.line.value,
        "published": f"{conflict.published}",
        "federal": f"{conflict.federal}",
        "legal_basis": conflict.legal_basis,
        "since": conflict.since.isoformat(),
    }


# Money


@dataclass(frozen=True)
class IncomingPayment:
    """Money that came in: EUR, and the provider's own id, which is booked once."""

    provider: str
    provider_id: str
    method: str
    amount: Decimal
    paid_at: datetime


@dataclass(frozen=True)
class Settlement:
    """What a payment did. `settled`: nothing of the case is due any more. Amounts in EUR."""

    payment: Payment
    is_new: bool
    settled: bool
    missing: Decimal
    surplus: Decimal


def settle(*, notice: FeeNotice, payment: IncomingPayment, by: str, at: datetime) -> Settlement:
    """Book a payment once, however often it is told, and settle what it covers.

    A part leaves everything outstanding; when all parts cover what is due, all of it is settled.
    Raises `PaymentNotPositive`, `PaymentContradicted`.
    """
    booked, is_new = _book(notice, payment, by=by, at=at)
    if is_new:
        cover(notice.case)
    balance = balance_of(notice.case)
    return Settlement(
        payment=booked,
        is_new=is_new,
        settled=not balance.missing,
        missing=balance.missing,
        surplus=balance.surplus,
    )


def _book(
    notice: FeeNotice, payment: IncomingPayment, *, by: str, at: datetime
) -> tuple[Payment, bool]:
    if payment.amount <= 0:
        raise PaymentNotPositive(pointer="/amount")
    facts = {
        "case": notice.case,
        "notice": notice,
        "method": payment.method,
        "amount": payment.amount,
        "paid_at": payment.paid_at,
        "booked_at": at,
        "booked_by": by,
    }
    try:
        booked, is_new = Payment.objects.get_or_create(
            provider=payment.provider, provider_id=payment.provider_id, defaults=facts
        )
    except IntegrityError as error:  # booked where this scope cannot see it
        raise PaymentContradicted from error
    if (booked.case_id, booked.amount) != (notice.case_id, payment.amount):
        raise PaymentContradicted
    return booked, is_new


def defer(*, position: FeePosition, reason: str, by: str) -> None:
    """Let it be paid later: still owed, not outstanding.

    Raises `PositionNotOpen`, `WaiverNeedsReason`.
    """
    _relieve(position, Status.DEFERRED, reason=reason, by=by)


def waive(*, position: FeePosition, reason: str, by: str) -> None:
    """Do without it, at discretion (§§ 52(7), 53(2) AufenthV).

    Raises `PositionNotOpen`, `WaiverNeedsReason`.
    """
    _relieve(position, Status.WAIVED, reason=reason, by=by)


def _relieve(position: FeePosition, status: FeePosition.Status, *, reason: str, by: str) -> None:
    if position.status not in (Status.DUE, Status.DEFERRED):
        raise PositionNotOpen
    if not reason.strip():
        raise WaiverNeedsReason(pointer="/reason")
    position.status, position.status_reason, position.decided_by = status, reason.strip(), by
    position.save(update_fields=["status", "status_reason", "decided_by"])
    cover(position.case)  # what was paid in part may be enough for the rest


# Paying online


def start_attempt(*, notice: FeeNotice, return_url: str, at: datetime) -> PaymentAttempt:
    """Begin to pay what is missing, or take up the attempt that is running.

    A running one keeps its amount: the payer may already have the page open. The payment service
    is told later, by `payment_service.advance`. Raises `NothingOutstanding`.
    """
    missing = balance_of(notice.case).missing
    if not missing or notice.replaced_at is not None:
        raise NothingOutstanding
    running = notice.attempts.running().first()
    if running is not None:
        return running
    return PaymentAttempt.objects.create(
        case=notice.case,
        notice=notice,
        request_id=uuid.uuid4().hex,
        amount=missing,
        return_url=return_url,
        started_at=at,
        next_poll_at=at,
    )


def facts_of(attempt: PaymentAttempt, *, purpose: str, description: str) -> AttemptFacts:
    """What the payment service has to know; the same for an attempt however often it is asked."""
    order = PaymentOrder(
        request_id=attempt.request_id,
        end_point=attempt.authority,
        amount=attempt.amount,
        purpose=purpose,
        description=description,
        notice_number=attempt.notice.number,
        return_url=attempt.return_url,
        ordered_at=attempt.started_at,
    )
    return AttemptFacts(order=order, transaction_id=attempt.transaction_id)


def mark_started(
    *, attempt: PaymentAttempt, transaction_id: str, redirect_url: str, at: datetime
) -> None:
    """The payment service has the order; told twice, it counts once."""
    if attempt.status != PaymentAttempt.Status.STARTING:
        return
    attempt.status = PaymentAttempt.Status.OPEN
    attempt.transaction_id, attempt.redirect_url = transaction_id, redirect_url
    attempt.next_poll_at, attempt.polls, attempt.last_error = at + FIRST_POLL, 0, ""
    attempt.save(
        update_fields=[
            "status", "transaction_id", "redirect_url", "next_poll_at", "polls", "last_error",
        ]
    )  # fmt: skip


def take_status(*, attempt: PaymentAttempt, status: str, at: datetime) -> PaymentAttempt.Status:
    """Note what the payment service said: `open`, `paid`, `failed` or `cancelled`.

    An attempt that has ended stays as it ended: an old answer may come late. Failed and cancelled
    are final at the service, so paying again takes a new attempt with a new request id.
    """
    if attempt.status not in (PaymentAttempt.Status.STARTING, PaymentAttempt.Status.OPEN):
        return PaymentAttempt.Status(attempt.status)
    told = PaymentAttempt.Status(status)
    if told is PaymentAttempt.Status.OPEN:
        _poll_later(attempt, at=at)
    else:
        attempt.status, attempt.finished_at, attempt.next_poll_at = told, at, None
        attempt.save(update_fields=["status", "finished_at", "next_poll_at"])
    return told


def postpone(*, attempt: PaymentAttempt, error: str, at: datetime) -> None:
    """The payment service could not be asked: try again later, ever more rarely."""
    if attempt.next_poll_at is None:
        return
    _poll_later(attempt, at=at, error=error)


def payment_from(status: PaymentStatus, *, at: datetime) -> IncomingPayment:
    """The money of a transaction that is paid; where no instant was told, it came by `at`."""
    return IncomingPayment(
        provider=ONLINE,
        provider_id=status.transaction_id,
        method=status.method,
        amount=status.amount,
        paid_at=status.paid_at or at,
    )


def _poll_later(attempt: PaymentAttempt, *, at: datetime, error: str = "") -> None:
    """A payer needs minutes, the forgetful hours: each pause is half as long again."""
    attempt.polls += 1
    pause = FIRST_POLL * 1.5 ** min(attempt.polls, 20)
    attempt.next_poll_at = at + min(pause, LONGEST_POLL)
    attempt.last_error = error[:300]
    attempt.save(update_fields=["polls", "next_poll_at", "last_error"])
