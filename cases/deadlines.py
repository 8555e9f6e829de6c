"""Which Frist applies: from a day that counts to the instants at which something is to be done.

Pure. How days are counted stands in `common.calendar`; how many, in the authority's profile.
Public: `Moment`, `Term`, `by_way`, `of_act`, `reminders`, `of_draft`, `inaction_alarm`, `morning`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from authorities.schema import Reminder
from common.calendar import (
    BERLIN,
    FreeDay,
    Way,
    days_after,
    deemed_announced,
    period_end,
    weeks_after,
)

MORNING = time(8, 0)
DRAFT_LAST_WARNING = timedelta(days=3)


@dataclass(frozen=True)
class Moment:
    """Something of this kind is due at this instant, on this occasion."""

    kind: str
    occasion: str
    due_at: datetime


@dataclass(frozen=True)
class Term:
    """A Frist: the day it counts from (Bekanntgabe), and its last day."""

    announced_on: date
    until: date


def by_way(
    way: Way,
    *,
    posted: date,
    days: int,
    land: str,
    free_day: FreeDay = FreeDay.MOVES,
    reached: date | None = None,
) -> Term:
    """A Frist of `days` set by an act that took this way on the day `posted`.

    It counts from the day on which the act counts as announced (§ 41 VwVfG and its siblings, see
    `common.calendar.deemed_announced`) and rolls over free days (§ 31(3) VwVfG). Raises
    `NotAnnounced` where the way led to no announcement.
    """
    announced = deemed_announced(way, posted=posted, reached=reached, land=land, free_day=free_day)
    until = period_end(announced.used, land=land, days=days)
    return Term(announced_on=announced.used, until=until)


# Time to print, sign and post what is named in a letter; what leaves later still is given more.
TO_THE_POST = timedelta(days=3)


def of_act(
    way: Way, *, made_on: date, days: int, land: str, free_day: FreeDay = FreeDay.MOVES
) -> Term:
    """The Frist that an act names when it is made, before it has left the house.

    What the portal gets leaves at once; a letter names a day that is still right when it has lain
    for three days.
    """
    posted = made_on + TO_THE_POST if way is Way.POST else made_on
    return by_way(way, posted=posted, days=days, land=land, free_day=free_day)


def reminders(
    rules: Iterable[Reminder], *, anchor: str, on: date, occasion: str
) -> Iterator[Moment]:
    """The reminders that hang on a day, each at 08:00 of its own day.

    What comes after a day (a payment overdue) comes on the morning after its last hour.
    """
    for rule in rules:
        if rule.anchor == anchor:
            yield Moment(
                kind=rule.kind, occasion=occasion, due_at=morning(days_after(on, rule.days))
            )


def of_draft(
    expires_at: datetime | None, title_ends: date | None, rules: Iterable[Reminder]
) -> Iterator[Moment]:
    """A draft's end, a warning before it, and the warnings before the title ends."""
    if expires_at is None:
        return
    yield Moment("draft_deletion", "draft", expires_at)
    yield Moment("draft_deleted_soon", "draft", expires_at - DRAFT_LAST_WARNING)
    if title_ends is not None:
        occasion = f"{title_ends}"
        yield from reminders(rules, anchor="title_ends", on=title_ends, occasion=occasion)


def inaction_alarm(received_on: date, weeks: int) -> Moment:
    """Before a claim for inaction becomes possible after three months (§ 75 VwGO)."""
    return Moment("inaction_alarm", "receipt", morning(weeks_after(received_on, weeks)))


def morning(day: date) -> datetime:
    """08:00 in Berlin, when the day's work begins and reminders go out."""
    return datetime.combine(day, MORNING, tzinfo=BERLIN)
