"""The Säumniszuschlag (§ 16 BGebG): one percent per started month of full 50 EUR."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorities import service
from common.rules import the_one_in_force
from fees.late import late_surcharge

DUE = date(2026, 1, 31)
FIRST_MONTH, SECOND_MONTH = date(2026, 2, 28), date(2026, 3, 1)
AMOUNTS = st.decimals(min_value="0.00", max_value="1000.00", places=2)
DAYS_LATE = st.integers(min_value=-30, max_value=1500)


def surcharge(amount: str | Decimal, on: date, *, due_on: date = DUE) -> Decimal:
    rule = the_one_in_force(service.law().late_surcharge, on=DUE)
    return late_surcharge(Decimal(amount), due_on=due_on, on=on, rule=rule)


@pytest.mark.parametrize(
    ("arrears", "per_month"),
    [
        ("46.50", "0.00"),
        ("50.00", "0.00"),  # not more than 50 EUR
        ("50.01", "0.50"),
        ("93.00", "0.50"),
        ("99.99", "0.50"),
        ("100.00", "1.00"),
        ("193.00", "1.50"),
    ],
)
def test_the_arrears_count_in_full_fifties_above_fifty(arrears: str, per_month: str) -> None:
    assert surcharge(arrears, FIRST_MONTH) == Decimal(per_month)


@pytest.mark.parametrize(("days", "due"), [(0, "0.00"), (3, "0.00"), (4, "1.00")])
def test_three_days_late_are_forgiven(days: int, due: str) -> None:
    assert surcharge("100.00", DUE + timedelta(days=days)) == Decimal(due)


@pytest.mark.parametrize(
    ("due_on", "on", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 3, 1), 2),
        (date(2026, 1, 10), date(2026, 2, 10), 1),
        (date(2026, 1, 10), date(2026, 2, 11), 2),
        (date(2026, 11, 15), date(2027, 1, 16), 3),
    ],
)
def test_every_month_that_has_begun_counts(due_on: date, on: date, months: int) -> None:
    assert surcharge("100.00", on, due_on=due_on) == Decimal(months)


@given(AMOUNTS, DAYS_LATE)
def test_it_is_never_negative_and_never_above_one_percent_a_month(
    arrears: Decimal, days: int
) -> None:
    due = surcharge(arrears, DUE + timedelta(days=days))
    months = max(0, days) // 28 + 1
    assert 0 <= due <= arrears * months / 100


@given(AMOUNTS, AMOUNTS, DAYS_LATE, DAYS_LATE)
def test_it_grows_with_the_arrears_and_with_time(
    one: Decimal, other: Decimal, some_days: int, other_days: int
) -> None:
    low, high = sorted((one, other))
    early, late = sorted((some_days, other_days))
    assert surcharge(low, DUE + timedelta(days=early)) <= surcharge(
        high, DUE + timedelta(days=late)
    )
