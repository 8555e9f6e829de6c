"""A moment belongs to its day in Berlin, and a birthday counts from its first second."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.calendar import BERLIN, age_on, end_of_day, local_day, start_of_day

ANY_DAY = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


def test_a_moment_shortly_before_midnight_in_berlin_is_still_in_time() -> None:
    last_day = date(2026, 11, 30)
    just_in_time = datetime(2026, 11, 30, 23, 59, 59, tzinfo=BERLIN)
    assert local_day(just_in_time) == last_day
    assert just_in_time < end_of_day(last_day)
    assert local_day(just_in_time + timedelta(seconds=1)) == date(2026, 12, 1)
    assert just_in_time + timedelta(seconds=1) >= end_of_day(last_day)


def test_late_evening_in_utc_is_already_tomorrow_in_berlin() -> None:
    assert local_day(datetime(2026, 11, 30, 23, 30, tzinfo=UTC)) == date(2026, 12, 1)
    assert local_day(datetime(2026, 6, 30, 22, 0, tzinfo=UTC)) == date(2026, 7, 1)


def test_a_naive_moment_belongs_to_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 11, 30, 12, 0))  # noqa: DTZ001  # the naive one is the point


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 23), 24)],
)
def test_a_day_is_as_long_as_the_clock_change_makes_it(day: date, hours: int) -> None:
    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours)


def test_both_passes_of_the_doubled_hour_belong_to_the_same_day() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=0)
    second = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)
    assert local_day(first) == local_day(second) == date(2026, 10, 25)


@given(ANY_DAY)
def test_days_follow_each_other_without_gap_or_overlap(day: date) -> None:
    assert end_of_day(day) == start_of_day(day + timedelta(days=1))
    assert local_day(start_of_day(day)) == day
    assert local_day(end_of_day(day) - timedelta(microseconds=1)) == day


@pytest.mark.parametrize(
    ("birth_date", "on", "age"),
    [
        (date(2002, 11, 23), date(2026, 11, 22), 23),
        (date(2002, 11, 23), date(2026, 11, 23), 24),
        (date(2004, 2, 29), date(2028, 2, 28), 23),
        (date(2004, 2, 29), date(2028, 2, 29), 24),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
    ],
)
def test_a_year_of_life_is_complete_from_the_birthday_on(
    birth_date: date, on: date, age: int
) -> None:
    assert age_on(birth_date, on) == age


def test_nobody_has_an_age_before_being_born() -> None:
    with pytest.raises(ValueError, match="born"):
        age_on(date(2026, 11, 24), date(2026, 11, 23))


@given(ANY_DAY, st.integers(0, 36_000))
def test_age_grows_by_one_a_year_and_never_falls(birth_date: date, days: int) -> None:
    on = birth_date + timedelta(days=days)
    assert age_on(birth_date, on) <= age_on(birth_date, on + timedelta(days=1))
    assert abs(days / 365.2425 - age_on(birth_date, on)) < 1.01
