"""An act counts as announced on the day that belongs to the way it took."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.calendar import (
    FreeDay,
    NotAnnounced,
    Way,
    deemed_announced,
    is_working_day,
    period_end,
)

TUESDAY_BEFORE_CHRISTMAS = date(2026, 12, 22)
BOXING_DAY = date(2026, 12, 26)  # a Saturday and a holiday
MONDAY_AFTER = date(2026, 12, 28)


def test_a_letter_counts_on_the_fourth_day_and_in_favour_on_the_next_working_day() -> None:
    letter = deemed_announced(Way.POST, posted=TUESDAY_BEFORE_CHRISTMAS, land="BE")
    assert letter.posted == TUESDAY_BEFORE_CHRISTMAS
    assert letter.statutory == BOXING_DAY
    assert letter.used == MONDAY_AFTER
    assert period_end(letter.used, months=1, land="BE") == date(2027, 1, 28)


def test_the_strict_reading_counts_from_the_holiday_itself() -> None:
    letter = deemed_announced(
        Way.POST, posted=TUESDAY_BEFORE_CHRISTMAS, land="BE", free_day=FreeDay.STAYS
    )
    assert letter.used == letter.statutory == BOXING_DAY
    assert period_end(letter.used, months=1, land="BE") == date(2027, 1, 26)


def test_an_email_of_friday_with_fourteen_days_ends_on_tuesday_not_on_labour_day() -> None:
    email = deemed_announced(Way.ELECTRONIC, posted=date(2026, 4, 17), land="BE")
    assert email.used == date(2026, 4, 21)
    assert period_end(email.used, days=14, land="BE") == date(2026, 5, 5)


@pytest.mark.parametrize("way", [Way.POST, Way.ELECTRONIC])
def test_a_proven_later_arrival_counts_on_its_own_day(way: Way) -> None:
    sunday = date(2027, 1, 3)
    late = deemed_announced(way, posted=TUESDAY_BEFORE_CHRISTMAS, reached=sunday, land="BE")
    assert late.statutory == late.used == sunday


@pytest.mark.parametrize("reached", [date(2026, 12, 23), BOXING_DAY])
def test_an_arrival_by_the_fourth_day_changes_nothing(reached: date) -> None:
    letter = deemed_announced(Way.POST, posted=TUESDAY_BEFORE_CHRISTMAS, reached=reached, land="BE")
    assert (letter.statutory, letter.used) == (BOXING_DAY, MONDAY_AFTER)


def test_the_mailbox_counts_on_the_fourth_day_read_or_not() -> None:
    unread = deemed_announced(Way.MAILBOX, posted=date(2026, 11, 23), land="BE")
    read_late = deemed_announced(
        Way.MAILBOX, posted=date(2026, 11, 23), reached=date(2026, 12, 20), land="BE"
    )
    assert unread == read_late
    assert unread.used == date(2026, 11, 27)


def test_a_portal_document_counts_on_the_day_after_it_was_fetched() -> None:
    fetched = deemed_announced(
        Way.PORTAL_RETRIEVAL, posted=date(2026, 11, 23), reached=date(2026, 11, 24), land="BE"
    )
    assert fetched.used == date(2026, 11, 25)


def test_fetched_on_the_tenth_day_counts_and_on_the_eleventh_does_not() -> None:
    posted = date(2026, 11, 23)
    tenth = deemed_announced(
        Way.PORTAL_RETRIEVAL, posted=posted, reached=posted + timedelta(days=10), land="BE"
    )
    assert tenth.used == date(2026, 12, 4)
    with pytest.raises(NotAnnounced):
        deemed_announced(
            Way.PORTAL_RETRIEVAL, posted=posted, reached=posted + timedelta(days=11), land="BE"
        )


@pytest.mark.parametrize("way", [Way.PORTAL_RETRIEVAL, Way.HANDED_OVER, Way.FORMAL_SERVICE])
def test_without_the_day_it_happened_nothing_was_announced(way: Way) -> None:
    with pytest.raises(NotAnnounced) as refusal:
        deemed_announced(way, posted=date(2026, 11, 23), land="BE")
    assert refusal.value.code == "not_announced"


@pytest.mark.parametrize("way", [Way.HANDED_OVER, Way.FORMAL_SERVICE])
def test_what_was_handed_over_or_served_on_a_saturday_counts_on_that_saturday(way: Way) -> None:
    saturday = date(2026, 11, 28)
    served = deemed_announced(way, posted=date(2026, 11, 25), reached=saturday, land="BE")
    assert served.statutory == served.used == saturday


@given(
    st.sampled_from([Way.POST, Way.ELECTRONIC, Way.MAILBOX]),
    st.dates(min_value=date(2025, 1, 1), max_value=date(2040, 12, 31)),
    st.sampled_from(["BE", "HB", "NW", "ST"]),
)
def test_the_used_day_is_never_before_the_statutory_day_and_is_a_working_day(
    way: Way, posted: date, land: str
) -> None:
    announcement = deemed_announced(way, posted=posted, land=land)
    assert announcement.statutory == posted + timedelta(days=4)
    assert announcement.used >= announcement.statutory
    assert is_working_day(announcement.used, land=land)
