"""Days, moments and amounts read as people in Germany write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from common.text import german_amount, german_day, german_moment


def test_a_day_is_written_with_dots_and_leading_zeros() -> None:
    assert german_day(date(2026, 3, 9)) == "09.03.2026"


def test_a_moment_is_told_by_the_clock_in_berlin() -> None:
    assert german_moment(datetime(2026, 11, 30, 23, 5, tzinfo=UTC)) == "01.12.2026, 00:05 Uhr"
    assert german_moment(datetime(2026, 6, 30, 8, 0, tzinfo=UTC)) == "30.06.2026, 10:00 Uhr"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        german_moment(datetime(2026, 11, 30, 12, 0))  # noqa: DTZ001  # the naive one is the point


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("93", "93,00\N{NO-BREAK SPACE}€"),
        ("46.50", "46,50\N{NO-BREAK SPACE}€"),
        ("0", "0,00\N{NO-BREAK SPACE}€"),
        ("1093.00", "1.093,00\N{NO-BREAK SPACE}€"),
        ("-44", "-44,00\N{NO-BREAK SPACE}€"),
    ],
)
def test_an_amount_has_a_comma_two_cents_and_never_breaks_from_its_sign(
    amount: str, written: str
) -> None:
    assert german_amount(Decimal(amount)) == written


def test_a_fraction_of_a_cent_is_refused_instead_of_rounded() -> None:
    with pytest.raises(ValueError, match="whole cents"):
        german_amount(Decimal("46.505"))
