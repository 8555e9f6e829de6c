"""What counts of a case's fees today, as its portal reads it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from cases.picture import FeeSeen, NoticeSeen, PaymentSeen, Picture
from cases.rules import rules_of
from fees.ledger import NOTHING, Balance
from fees.models import FeePosition
from fees.rules import FeeDue, Line

from .answers import PaymentState
from .base import Output, word


class FeeLine(Output):
    """One line of a fee notice, in EUR. `notice` is its number."""

    notice: str
    code: Annotated[str, word(Line)]
    label: str
    amount: Decimal
    status: Annotated[str, word(FeePosition.Status)]
    legal_basis: str
    reason: str
    due_on: date


class FeeNoticeTold(Output):
    """A notice that counts. `difference`: to the one it replaced, which `replaces` names."""

    number: str
    issued_at: datetime
    due_on: date
    total: Decimal
    replaces: str | None
    difference: Decimal | None


class RefundTold(Output):
    """Money that goes back, in EUR; `paid_at` null until it has left the house."""

    amount: Decimal
    ordered_at: datetime
    paid_at: datetime | None


class FeeState(Output):
    """What counts of fees today. Amounts in EUR; null before there is a notice.

    `notice`, `issued_at`, `due_on` and `total` are those of the notice to be paid first, else of
    the application. `outstanding` is the sum of all lines due, over all notices; `missing`
    what has still to be paid of it, as parts may have come; `surplus` what was paid beyond it and
    has not been ordered back yet. `due`: when and how the authority takes its fees, by the rules of
    the notice's day. `payment`: the one that is running at the payment service, else null.
    """

    notice: str
    due: FeeDue
    issued_at: datetime
    due_on: date
    total: Decimal
    outstanding: Decimal
    missing: Decimal
    surplus: Decimal
    payment: PaymentState | None
    currency: str
    notices: tuple[FeeNoticeTold, ...]
    lines: tuple[FeeLine, ...]
    refunds: tuple[RefundTold, ...]


def fees_of(seen: Picture) -> FeeState | None:
    """Of all notices that count, or None before there is one."""
    current = [row for row in seen.fees if row.notice.replaced_at is None]
    if not current:
        return None
    due = [row for row in current if row.status == FeePosition.Status.DUE]
    balance = _balance(seen)
    first = min(due, key=lambda row: row.due_on, default=current[0])
    notices = dict.fromkeys(row.notice for row in current)
    return FeeState(
        notice=first.notice.number,
        due=rules_of(seen.case, on=first.notice.tariff_on).terms.due,
        issued_at=first.notice.issued_at,
        due_on=first.due_on,
        total=first.notice.total,
        outstanding=sum((row.amount for row in due), NOTHING),
        missing=balance.missing,
        surplus=balance.surplus,
        payment=_payment(seen.payment) if seen.payment else None,
        currency="EUR",
        notices=tuple(_notice(notice) for notice in notices),
        lines=tuple(_line(row) for row in current),
        refunds=tuple(RefundTold(**row.model_dump()) for row in seen.refunds),
    )


def _balance(seen: Picture) -> Balance:
    """As `fees.ledger.balance_of`, of rows that are loaded already."""
    settled = [row.amount for row in seen.fees if row.status == FeePosition.Status.SETTLED]
    used = sum(settled, NOTHING) + sum((row.amount for row in seen.refunds), NOTHING)
    due = [row.amount for row in seen.fees if row.status == FeePosition.Status.DUE]
    return Balance(due=sum(due, NOTHING), credit=(seen.paid or NOTHING) - used)


def _payment(row: PaymentSeen) -> PaymentState:
    return PaymentState(
        id=row.id,
        status=row.status,
        amount=row.amount,
        currency="EUR",
        redirect_url=row.redirect_url or None,
        started_at=row.started_at,
        finished_at=None,
    )


def _notice(row: NoticeSeen) -> FeeNoticeTold:
    return FeeNoticeTold(
        number=row.number,
        issued_at=row.issued_at,
        due_on=row.due_on,
        total=row.total,
        replaces=row.replaces,
        difference=row.difference,
    )


def _line(row: FeeSeen) -> FeeLine:
    return FeeLine(
        notice=row.notice.number,
        code=row.code,
        label=row.label,
        amount=row.amount,
        status=row.status,
        legal_basis=row.legal_basis,
        reason=row.reason,
        due_on=row.due_on,
    )
