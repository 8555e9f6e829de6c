"""Money that came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, InvalidInput
from fees.ledger import balance_of, cover, standing
from fees.models import FeeNotice, Payment


class PaymentNotPositive(InvalidInput):
    """Only money that came in is booked."""

    code = "payment_not_positive"
    sentence = _("The amount must be more than 0.00 EUR.")


class PaymentContradicted(DomainError):
    """The provider's id was booked before, for another case or amount."""

    code = "payment_contradicted"
    sentence = _("This payment has been booked already, with other facts.")


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

    It counts for the notice that stands today in the place of `notice`. A part leaves that one
    outstanding; when all parts cover it, it is settled.
    Raises `PaymentNotPositive`, `PaymentContradicted`.
    """
    counting = standing(notice)
    booked, is_new = _book(counting, payment, by=by, at=at)
    if is_new:
        cover(notice.case, first=counting)
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
