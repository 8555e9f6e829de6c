"""Money that came in, and fees that a person defers or waives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, InvalidInput
from fees.ledger import balance_of, cover
from fees.models import FeeNotice, FeePosition, Payment

Status = FeePosition.Status


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
