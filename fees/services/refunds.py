"""Refunds: what was paid too much goes back once a person orders it (§ 21 BGebG)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, InvalidInput
from fees.ledger import balance_of
from fees.models import Refund

if TYPE_CHECKING:
    from cases.models import Case


class NothingToRefund(DomainError):
    """Nothing was paid beyond what is due."""

    code = "nothing_to_refund"
    sentence = _("Nothing was paid beyond what is due.")


class RefundTooHigh(InvalidInput):
    """Only what was paid too much goes back."""

    code = "refund_too_high"
    sentence = _("At most %(surplus)s EUR can go back.")


class RefundNeedsReason(InvalidInput):
    """Who orders money to go back says why."""

    code = "refund_needs_reason"
    sentence = _("Please give a reason for the refund.")


class RefundPaidOut(DomainError):
    """It has been paid out once."""

    code = "refund_paid_out"
    sentence = _("This refund has been paid out already.")


def order_refund(*, case: Case, amount: Decimal, reason: str, by: str, at: datetime) -> Refund:
    """Order that a part or all of the surplus goes back; from now on it is no credit any more.

    Raises `NothingToRefund`, `RefundTooHigh`, `RefundNeedsReason`.
    """
    surplus = balance_of(case).surplus
    last = case.payments.order_by("paid_at", "id").select_related("notice").last()
    if not surplus or last is None:
        raise NothingToRefund
    if not 0 < amount <= surplus:
        raise RefundTooHigh(pointer="/amount", surplus=f"{surplus:.2f}")
    if not reason.strip():
        raise RefundNeedsReason(pointer="/reason")
    refund: Refund = Refund.objects.create(
        case=case,
        notice=last.notice,
        amount=amount,
        reason=reason.strip(),
        ordered_at=at,
        ordered_by=by,
    )
    return refund


def mark_refunded(*, refund: Refund, by: str, at: datetime) -> None:
    """The money has left the house. Raises `RefundPaidOut`."""
    if refund.paid_at is not None:
        raise RefundPaidOut
    refund.paid_at, refund.paid_by = at, by
    refund.save(update_fields=["paid_at", "paid_by"])
