"""Which Frist an act sets, by the way it takes: the four regimes in four Länder."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.deadlines import by_way, morning, of_act
from common.calendar import BERLIN, FreeDay, NotAnnounced, Way, is_working_day, local_day

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
LAENDER = st.sampled_from(["BE", "HB", "NW", "ST"])
LENGTHS = st.integers(min_value=1, max_value=90)
FREE_DAYS = st.sampled_from(FreeDay)
DEEMED = st.sampled_from([Way.POST, Way.ELECTRONIC, Way.MAILBOX])
OF_FACT = st.sampled_from([Way.HANDED_OVER, Way.FORMAL_SERVICE])


@pytest.mark.parametrize(
    ("way", "reached", "announced", "until"),
    [
        # Tuesday before Christmas: the 4th day is a holiday, the next two are a weekend.
        (Way.POST, None, date(2026, 12, 28), date(2027, 1, 11)),
        (Way.ELECTRONIC, None, date(2026, 12, 28), date(2027, 1, 11)),
        (Way.MAILBOX, None, date(2026, 12, 28), date(2027, 1, 11)),
        (Way.PORTAL_RETRIEVAL, date(2026, 12, 22), date(2026, 12, 23), date(2027, 1, 6)),
        (Way.HANDED_OVER, date(2026, 12, 22), date(2026, 12, 22), date(2027, 1, 5)),
        (Way.FORMAL_SERVICE, date(2026, 12, 23), date(2026, 12, 23), date(2027, 1, 6)),
        (Way.POST, date(2027, 1, 4), date(2027, 1, 4), date(2027, 1, 18)),
    ],
)
def test_each_way_has_a_day_of_its_own(
    way: Way, reached: date | None, announced: date, until: date
) -> None:
    term = by_way(way, posted=date(2026, 12, 22), reached=reached, days=14, land="BE")
    assert (term.announced_on, term.until) == (announced, until)


def test_epiphany_moves_the_end_in_sachsen_anhalt_only() -> None:
    ends = {
        land: by_way(
            Way.HANDED_OVER,
            posted=date(2026, 12, 23),
            reached=date(2026, 12, 23),
            days=14,
            land=land,
        ).until
        for land in ("BE", "ST")
    }
    assert ends == {"BE": date(2027, 1, 6), "ST": date(2027, 1, 7)}


def test_what_was_not_fetched_has_set_nothing_going() -> None:
    with pytest.raises(NotAnnounced):
        by_way(
            Way.PORTAL_RETRIEVAL,
            posted=date(2026, 12, 1),
            reached=date(2026, 12, 12),
            days=14,
            land="BE",
        )


@given(way=DEEMED, posted=DAYS, days=LENGTHS, land=LAENDER, free_day=FREE_DAYS)
def test_nobody_has_less_time_than_the_law_gives(
    way: Way, posted: date, days: int, land: str, free_day: FreeDay
) -> None:
    term = by_way(way, posted=posted, days=days, land=land, free_day=free_day)
    assert term.announced_on >= posted + timedelta(days=4)
    assert term.until >= term.announced_on + timedelta(days=days)
    assert is_working_day(term.until, land=land)


@given(way=DEEMED, posted=DAYS, days=LENGTHS, land=LAENDER, later=LENGTHS)
def test_what_leaves_later_never_ends_earlier(
    way: Way, posted: date, days: int, land: str, later: int
) -> None:
    first = by_way(way, posted=posted, days=days, land=land)
    second = by_way(way, posted=posted + timedelta(days=later), days=days, land=land)
    assert second.until >= first.until


@given(posted=DAYS, days=LENGTHS, land=LAENDER, after=LENGTHS, free_day=FREE_DAYS)
def test_a_proven_arrival_never_shortens(
    posted: date, days: int, land: str, after: int, free_day: FreeDay
) -> None:
    """An earlier one changes nothing, a later one counts itself (§ 41(2) S. 3 VwVfG)."""
    reached = posted + timedelta(days=after)
    deemed = by_way(Way.POST, posted=posted, days=days, land=land, free_day=FreeDay.STAYS)
    proven = by_way(
        Way.POST, posted=posted, reached=reached, days=days, land=land, free_day=free_day
    )
    assert proven.until >= deemed.until


@given(way=OF_FACT, posted=DAYS, days=LENGTHS, land=LAENDER, free_day=FREE_DAYS)
def test_what_truly_happened_counts_on_its_own_day(
    way: Way, posted: date, days: int, land: str, free_day: FreeDay
) -> None:
    term = by_way(way, posted=posted, reached=posted, days=days, land=land, free_day=free_day)
    assert term.announced_on == posted


@given(made_on=DAYS, days=LENGTHS, land=LAENDER, lies=st.integers(min_value=0, max_value=3))
def test_the_day_a_letter_names_holds_when_it_is_posted_within_three_days(
    made_on: date, days: int, land: str, lies: int
) -> None:
    named = of_act(Way.POST, made_on=made_on, days=days, land=land).until
    posted = made_on + timedelta(days=lies)
    assert by_way(Way.POST, posted=posted, days=days, land=land).until <= named


@given(day=DAYS)
def test_the_morning_is_at_eight_by_the_clock_in_summer_and_winter(day: date) -> None:
    assert local_day(morning(day)) == day
    assert morning(day).astimezone(BERLIN).hour == 8
