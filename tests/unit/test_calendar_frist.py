"""Fristen end on the day the law says: §§ 187-193 BGB, § 31 VwVfG."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.calendar import (
    days_after,
    is_working_day,
    months_after,
    next_working_day,
    period_end,
    weeks_after,
)

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
LAENDER = st.sampled_from(["BE", "HB", "NW", "ST"])


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 12, 26), 1, date(2027, 1, 26)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_a_month_ends_on_the_same_number_or_the_months_last_day(
    start: date, months: int, end: date
) -> None:
    assert months_after(start, months) == end


def test_days_and_weeks_are_counted_from_the_day_after_the_event() -> None:
    assert days_after(date(2026, 4, 21), 14) == date(2026, 5, 5)
    assert weeks_after(date(2026, 4, 21), 2) == date(2026, 5, 5)


@pytest.mark.parametrize(
    ("land", "end"),
    [
        ("BE", date(2027, 3, 9)),  # Frauentag is a holiday in Berlin
        ("HB", date(2027, 3, 8)),
        ("ST", date(2027, 3, 8)),
    ],
)
def test_a_frist_ending_on_frauentag_moves_in_berlin_only(land: str, end: date) -> None:
    assert period_end(date(2027, 2, 22), days=14, land=land) == end


@pytest.mark.parametrize(
    ("land", "end"),
    [
        ("ST", date(2027, 1, 7)),  # Heilige Drei Könige
        ("BE", date(2027, 1, 6)),
        ("HB", date(2027, 1, 6)),
        ("NW", date(2027, 1, 6)),
    ],
)
def test_a_frist_ending_on_epiphany_moves_in_sachsen_anhalt_only(land: str, end: date) -> None:
    assert period_end(date(2026, 12, 23), weeks=2, land=land) == end


@pytest.mark.parametrize(
    ("land", "day"),
    [
        ("HB", date(2028, 10, 31)),
        ("ST", date(2028, 10, 31)),
        ("NW", date(2027, 5, 27)),
        ("NW", date(2027, 11, 1)),
    ],
)
def test_holidays_of_one_land_are_working_days_in_berlin(land: str, day: date) -> None:
    assert not is_working_day(day, land=land)
    assert is_working_day(day, land="BE")


def test_christmas_eve_and_new_years_eve_are_working_days() -> None:
    assert is_working_day(date(2026, 12, 24), land="BE")
    assert is_working_day(date(2026, 12, 31), land="BE")


def test_saturday_is_no_working_day_and_a_chain_of_free_days_is_walked_to_its_end() -> None:
    assert not is_working_day(date(2026, 11, 28), land="BE")
    # Good Friday to Easter Monday
    assert next_working_day(date(2026, 4, 3), land="BE") == date(2026, 4, 7)


def test_a_certain_day_told_with_reference_to_the_rule_does_not_move() -> None:
    two_weeks_before_a_saturday = date(2026, 11, 14)
    told = period_end(two_weeks_before_a_saturday, days=14, land="BE", fixed_date=True)
    assert told == date(2026, 11, 28)
    assert period_end(two_weeks_before_a_saturday, days=14, land="BE") == date(2026, 11, 30)


@pytest.mark.parametrize(("days", "weeks", "months"), [(0, 0, 0), (3, 1, 0), (-1, 0, 0)])
def test_a_period_has_exactly_one_positive_length(days: int, weeks: int, months: int) -> None:
    with pytest.raises(ValueError, match="one length"):
        period_end(date(2026, 11, 23), land="BE", days=days, weeks=weeks, months=months)


def test_an_unknown_land_is_refused_instead_of_having_no_holidays() -> None:
    with pytest.raises(ValueError, match="is no Land"):
        is_working_day(date(2026, 11, 23), land="XX")


@given(DAYS, st.integers(1, 400), LAENDER)
def test_a_frist_is_never_shorter_than_told_and_ends_on_a_working_day(
    announced: date, days: int, land: str
) -> None:
    end = period_end(announced, days=days, land=land)
    assert end >= announced + timedelta(days=days)
    assert is_working_day(end, land=land)
    assert end - (announced + timedelta(days=days)) < timedelta(days=6)


@given(DAYS, st.integers(1, 36), LAENDER)
def test_a_later_announcement_never_ends_a_frist_earlier(
    announced: date, months: int, land: str
) -> None:
    tomorrow = announced + timedelta(days=1)
    assert period_end(announced, months=months, land=land) <= period_end(
        tomorrow, months=months, land=land
    )


@given(DAYS, st.integers(1, 36))
def test_months_end_in_the_right_month_with_the_same_number_where_there_is_one(
    day: date, months: int
) -> None:
    end = months_after(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day == day.day or (end + timedelta(days=1)).day == 1
