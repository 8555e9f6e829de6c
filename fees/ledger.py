"""What was paid against what is owed, over all notices of a case.

Public: `Balance`, `balance_of`, `cover`.

Money belongs to the case: a payment for a notice that has been replaced counts for the one that
stands. What is settled uses up what was paid; the rest is credit.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Max, Sum

from fees.models import FeePosition

if TYPE_CHECKING:
    from cases.models import Case

NOTHING = Decimal("0.00")


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
    """How the case stands now; three queries."""
    settled: Decimal = case.fees.filter(status=FeePosition.Status.SETTLED).total()
    paid = case.payments.aggregate(sum=Sum("amount"))["sum"] or NOTHING
    return Balance(due=case.fees.outstanding().total(), credit=paid - settled)


def cover(case: Case) -> None:
    """Settle everything due once the credit covers all of it; then what was deferred, likewise.

    The instant of the latest payment is when they were paid.
    """
    for status in (FeePosition.Status.DUE, FeePosition.Status.DEFERRED):
        owed = case.fees.filter(status=status)
        if owed.total() > balance_of(case).credit:
            return
        paid_at = case.payments.aggregate(latest=Max("paid_at"))["latest"]
        owed.update(status=FeePosition.Status.SETTLED, settled_at=paid_at)
