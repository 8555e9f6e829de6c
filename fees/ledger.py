"""What was paid against what is owed, over all notices of a case.

Public: `Balance`, `balance_of`, `overdue_since`, `cover`, `standing`.

Money belongs to the case: a payment for a notice that has been replaced counts for the one that
stands. What is settled, or goes back as a refund, uses up what was paid; the rest is credit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Max, Min, Sum

from common.calendar import ONE_DAY
from fees.models import FeeNotice, FeePosition, FeePositionQuerySet

if TYPE_CHECKING:
    from cases.models import Case

NOTHING = Decimal("0.00")
Status = FeePosition.Status


@dataclass(frozen=True)
class Balance:
    """In EUR: what is due and not settled, and what was paid and not used up."""

    due: Decimal
    credit: Decimal

    @property
    def missing(self) -> Decimal:
        """What still has to come before everything due is covered."""
        return max(self.due - self.credit, NOTHING)

    @property
    def surplus(self) -> Decimal:
        """What was paid beyond everything due."""
        return max(self.credit - self.due, NOTHING)


def balance_of(case: Case) -> Balance:
    """How the case stands now; four queries."""
    settled: Decimal = case.fees.filter(status=Status.SETTLED).total()
    paid = case.payments.aggregate(sum=Sum("amount"))["sum"] or NOTHING
    credit = paid - settled - case.refunds.total()
    return Balance(due=case.fees.outstanding().total(), credit=credit)


def overdue_since(last_days: Iterable[date], *, on: date) -> date | None:
    """The day after the first of the last days for payment; None where all have time on `on`.

    It is the payer's last day that passes, not an instant: a Frist ends with its day (§ 188 BGB).
    """
    first = min(last_days, default=on)
    return first + ONE_DAY if first < on else None


def standing(notice: FeeNotice) -> FeeNotice:
    """The notice that counts today for what this one was about."""
    while (later := notice.replaced_by.first()) is not None:
        notice = later
    return notice


def cover(case: Case, *, first: FeeNotice | None = None) -> None:
    """Settle what the credit covers, notice by notice: `first`, then by the day they are due.

    A notice is settled in whole or not at all, and none is settled before one it comes after; last
    of all comes what was deferred. The instant of the latest payment is when they were paid.
    """
    credit = balance_of(case).credit
    paid_at = case.payments.aggregate(latest=Max("paid_at"))["latest"]
    for owed in _in_turn(case, first):
        amount = owed.total()
        if amount > credit:
            return
        owed.update(status=Status.SETTLED, settled_at=paid_at)
        credit -= amount


def _in_turn(case: Case, first: FeeNotice | None) -> Iterator[FeePositionQuerySet]:
    open_ones = case.fees.outstanding()
    by_day = open_ones.values("notice").annotate(day=Min("due_on")).order_by("day", "notice")
    notices = [row["notice"] for row in by_day]
    if first is not None and first.pk in notices:
        notices = [first.pk, *(pk for pk in notices if pk != first.pk)]
    for pk in notices:
        yield open_ones.filter(notice=pk)
    yield case.fees.filter(status=Status.DEFERRED)
