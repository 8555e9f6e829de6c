"""Days, ages and Fristen as German law counts them. Pure: no clock, no database.

Public: `BERLIN`, `local_day`, `start_of_day`, `end_of_day`, `age_on`, `day_of_age`,
`is_working_day`, `next_working_day`, `Way`, `FreeDay`, `Announcement`, `NotAnnounced`,
`deemed_announced`, `days_after`, `weeks_after`, `months_after`, `period_end`.

A *moment* belongs to the day it has in Berlin. A Frist is made of whole days and is over when its
last day has run out (§ 188 BGB, "mit dem Ablauf"), so moments are compared half-open:
`start_of_day(day) <= at < end_of_day(day)`. A title's expiry and an appointment are no Fristen
(§ 31(5) VwVfG): never roll them with `period_end`.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from holidays.countries.germany import Germany

from common.errors import DomainError

BERLIN = ZoneInfo("Europe/Berlin")
ONE_DAY = timedelta(days=1)
SATURDAY = 5
FEBRUARY, LEAP_DAY = 2, 29


# Moments and days


def local_day(at: datetime) -> date:
    """The day in Berlin on which the aware moment `at` falls. ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone belongs to no day.")
    return at.astimezone(BERLIN).date()


def start_of_day(day: date) -> datetime:
    """00:00 in Berlin, given in UTC, so that differences are true also across a clock change."""
    return datetime.combine(day, time.min, tzinfo=BERLIN).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """24:00 in Berlin, in UTC: the first moment that is *not* in `day` any more.

    What arrives before it is in time; a deadline kept as this moment has passed once it is reached.
    """
    return start_of_day(day + ONE_DAY)


# Age


def age_on(birth_date: date, on: date) -> int:
    """Completed years of life on the day `on`; the birthday itself counts (§ 187(2) S. 2 BGB).

    A year of life is completed when the day before the birthday runs out (§ 188(2) BGB). Born on
    29 February: in years without one, with the end of 28 February, so from 1 March on.
    Raises ValueError for a day before birth.
    """
    if on < birth_date:
        raise ValueError("Nobody has an age before being born.")
    birthday_still_to_come = (on.month, on.day) < (birth_date.month, birth_date.day)
    return on.year - birth_date.year - birthday_still_to_come


def day_of_age(birth_date: date, years: int) -> date:
    """The first day on which somebody is `years` old: the birthday, or 1 March (see `age_on`)."""
    year = birth_date.year + years
    if birth_date.month == FEBRUARY and birth_date.day == LEAP_DAY and not calendar.isleap(year):
        return date(year, FEBRUARY + 1, 1)
    return birth_date.replace(year=year)


# Working days


def is_working_day(day: date, *, land: str) -> bool:
    """Neither Saturday nor Sunday nor a public holiday of the Land (§ 193 BGB, § 31(3) VwVfG).

    `land` is the code of ISO 3166-2:DE without the country ("BE", "HB", "NW", "ST"). 24 and
    31 December are working days: custom closes offices, no statute makes them holidays.
    Raises ValueError for an unknown Land.
    """
    return day.weekday() < SATURDAY and day not in _holidays(land, day.year)


def next_working_day(day: date, *, land: str) -> date:
    """`day` itself where it is a working day, else the first one after it."""
    while not is_working_day(day, land=land):
        day += ONE_DAY
    return day


@lru_cache(maxsize=256)
def _holidays(land: str, year: int) -> frozenset[date]:
    if land not in Germany.subdivisions:
        raise ValueError(f"{land!r} is no Land; use its code, as in 'BE'.")
    return frozenset(Germany(subdiv=land, years=year))


# Bekanntgabe


class Way(StrEnum):
    """How an act reaches a person, as far as the law gives each way a day of its own."""

    POST = "post"
    ELECTRONIC = "electronic"
    PORTAL_RETRIEVAL = "portal_retrieval"
    MAILBOX = "mailbox"
    HANDED_OVER = "handed_over"
    FORMAL_SERVICE = "formal_service"


class FreeDay(StrEnum):
    """What becomes of a deemed day that is no working day; § 41 VwVfG is silent, courts differ."""

    MOVES = "moves"
    STAYS = "stays"


@dataclass(frozen=True)
class Announcement:
    """One Bekanntgabe: when it was sent on its way, its day by statute, the day to count from."""

    posted: date
    statutory: date
    used: date


class NotAnnounced(DomainError):
    """The way taken led to no Bekanntgabe; the act must be announced again."""

    code = "not_announced"
    sentence = _("The document has not reached the person in the way that was chosen.")


DEEMED_AFTER_DAYS = 4
RETRIEVAL_DAYS = 10
_WAYS_OF_FACT = {Way.HANDED_OVER, Way.FORMAL_SERVICE}
# A later real arrival replaces the deemed day (§ 41(2) S. 3 VwVfG); the mailbox counts read or not.
_REBUTTABLE_WAYS = {Way.POST, Way.ELECTRONIC}


def deemed_announced(
    way: Way,
    *,
    posted: date,
    land: str,
    reached: date | None = None,
    free_day: FreeDay = FreeDay.MOVES,
) -> Announcement:
    """When an act counts as announced, by the way it took.

    `posted` is the day of posting, sending, or making it ready (with the notice of that); `reached`
    the day it truly arrived, was fetched, handed over or served, where that is known.

    * post within Germany and electronic sending: the 4th day after `posted`
      (§ 41(2) S. 1, 2 VwVfG), or the day of a later proven arrival (S. 3);
    * portal retrieval: the day after it was fetched within ten days (§ 41(2a) VwVfG);
    * mailbox of the user account: the 4th day after it was made ready, read or not (§ 9(1) OZG);
    * handed over or formally served: that very day (§§ 3, 5 VwZG).

    A deemed day that is no working day in the Land counts as the next one, in the person's favour,
    unless `free_day` says that it stays. A day on which something truly happened never moves.
    Raises `NotAnnounced` where the way needs a `reached` that is missing or came too late.
    """
    happened = _day_of_fact(way, posted=posted, reached=reached)
    if happened is not None:
        return Announcement(posted=posted, statutory=happened, used=happened)
    deemed = _day_of_fiction(way, posted=posted, reached=reached)
    moved = next_working_day(deemed, land=land) if free_day is FreeDay.MOVES else deemed
    return Announcement(posted=posted, statutory=deemed, used=moved)


def _day_of_fact(way: Way, *, posted: date, reached: date | None) -> date | None:
    """The day on which it truly arrived, where the law counts that day; else None."""
    if way in _WAYS_OF_FACT:
        return _known(reached, way=way)
    came_later = reached is not None and reached > days_after(posted, DEEMED_AFTER_DAYS)
    return reached if way in _REBUTTABLE_WAYS and came_later else None


def _day_of_fiction(way: Way, *, posted: date, reached: date | None) -> date:
    if way is not Way.PORTAL_RETRIEVAL:
        return days_after(posted, DEEMED_AFTER_DAYS)
    fetched = _known(reached, way=way)
    if fetched > days_after(posted, RETRIEVAL_DAYS):
        raise NotAnnounced(way=way)
    return days_after(fetched, 1)


def _known(reached: date | None, *, way: Way) -> date:
    if reached is None:
        raise NotAnnounced(way=way)
    return reached


# Counting


def days_after(day: date, days: int) -> date:
    """Last day of a period of days whose event fell on `day` (§§ 187(1), 188(1) BGB)."""
    return day + timedelta(days=days)


def weeks_after(day: date, weeks: int) -> date:
    """Last day of a period of weeks: the same weekday (§ 188(2) BGB)."""
    return day + timedelta(weeks=weeks)


def months_after(day: date, months: int) -> date:
    """Last day of a period of months: the same number, else the last day (§ 188(2), (3) BGB)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def period_end(
    announced: date,
    *,
    land: str,
    days: int = 0,
    weeks: int = 0,
    months: int = 0,
    fixed_date: bool = False,
) -> date:
    """Last day of a Frist that was set going by an announcement on the day `announced`.

    Counting starts on the day after it (§ 31(2) VwVfG, § 187(1) BGB). An end on a Saturday, Sunday
    or holiday of the Land moves to the next working day (§ 31(3) S. 1 VwVfG, § 193 BGB), unless the
    person was told this certain day with reference to that rule (`fixed_date`, § 31(3) S. 2 VwVfG).
    Exactly one of `days`, `weeks`, `months` is given and positive, else ValueError.
    """
    given = [length for length in (days, weeks, months) if length]
    if len(given) != 1 or given[0] < 1:
        raise ValueError("A period has one length: days, weeks or months.")
    end = months_after(weeks_after(days_after(announced, days), weeks), months)
    return end if fixed_date else next_working_day(end, land=land)
