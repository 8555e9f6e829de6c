"""How days, moments and amounts are written for people in German letters and mails.

Public: `german_day`, `german_moment`, `german_amount`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from common.calendar import BERLIN


def german_day(day: date) -> str:
    """As in "23.11.2026"."""
    return f"{day:%d.%m.%Y}"


def german_moment(at: datetime) -> str:
    """As in "23.11.2026, 09:05 Uhr", by the clock in Berlin. ValueError for a naive moment."""
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone has no time in Berlin.")
    return f"{at.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"


def german_amount(amount: Decimal) -> str:
    """Euros and cents as in "1.093,00 €". ValueError for fractions of a cent."""
    if amount != round(amount, 2):
        raise ValueError(f"{amount} EUR is no amount of whole cents.")
    swapped = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    return f"{swapped}\N{NO-BREAK SPACE}€"
