"""The Säumniszuschlag on fees paid late (§ 16 BGebG with § 69(3) AufenthG). Pure.

Public: `late_surcharge`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from common.calendar import months_after
from fees.assessment import CENT, FREE
from fees.rules import LateSurcharge


def late_surcharge(arrears: Decimal, *, due_on: date, on: date, rule: LateSurcharge) -> Decimal:
    """What is due in addition on the day `on`, in EUR; 0.00 for what is not late enough.

    One percent, for every month that has begun since `due_on`, of the arrears rounded down to full
    50 EUR; only on more than 50 EUR that are more than three days late.
    """
    if arrears <= rule.only_above or (on - due_on).days <= rule.grace_days:
        return FREE
    counted = arrears // rule.rounded_to * rule.rounded_to
    monthly = counted * rule.percent / 100
    return (monthly * _months_begun(due_on, on)).quantize(CENT)


def _months_begun(due_on: date, on: date) -> int:
    """A month ends on the day with the number of the due day, or the last one (§ 188 BGB)."""
    months = (on.year - due_on.year) * 12 + on.month - due_on.month
    return months if months_after(due_on, months) >= on else months + 1
