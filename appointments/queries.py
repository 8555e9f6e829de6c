"""Which times can be offered: what the opening hours hold, less what is booked.

Public: `Slot`, `free_slots`, `slots_of`, `slot_key`.
"""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Prefetch

from appointments.models import Booking, Closure, Counter, OpeningHours
from common.calendar import BERLIN, ONE_DAY, local_day

_ID = re.compile(r"([1-9][0-9]{0,8})-([0-9]{8}T[0-9]{4}Z)")
_START = "%Y%m%dT%H%MZ"


@dataclass(frozen=True)
class Slot:
    """A time at a counter. `id` names it for booking; the moments carry Berlin's offset."""

    id: str
    counter_id: int
    counter: str
    location: str
    starts_at: datetime
    ends_at: datetime

    @property
    def day(self) -> date:
        return local_day(self.starts_at)


def free_slots(
    *,
    authority: str,
    sandbox: bool,
    purpose: str,
    first_day: date,
    last_day: date,
    is_working_day: Callable[[date], bool],
    at: datetime,
) -> list[Slot]:
    """What can be booked from `first_day` to `last_day` (both included) and begins after `at`.

    Sorted by time. Each time appears once per location, at the counter that has the fewest
    appointments that day. Four queries, however long the period.
    """
    counters = _counters(authority=authority, sandbox=sandbox, since=first_day, until=last_day)
    booked = list(
        Booking.objects.active().filter(
            authority=authority, sandbox=sandbox, counter__in=counters,
            day__range=(first_day, last_day),
        )
    )  # fmt: skip
    days = filter(is_working_day, _days(max(first_day, local_day(at)), last_day))
    held = (slot for day in days for one in counters for slot in slots_of(one, purpose, day))
    taken = _Taken(booked)
    free = [slot for slot in held if slot.starts_at > at and not taken.overlaps(slot)]
    return _one_of_each(free, load=Tally((one.counter_id, one.day) for one in booked))


def slots_of(counter: Counter, purpose: str, day: date) -> list[Slot]:
    """Every time the counter's opening hours hold that day for the purpose, booked or not.

    Opening hours are local times; a slot lasts its minutes also across a change of the clock.
    """
    if any(closure.day == day for closure in counter.closures.all()):
        return []
    return [
        _slot(counter, starts_at, ends_at)
        for hours in counter.opening_hours.all()
        if hours.weekday == day.weekday() and purpose in hours.purposes
        for starts_at, ends_at in _times(hours, day)
    ]


def slot_key(slot_id: str) -> tuple[int, datetime] | None:
    """The counter's id and the start named by a slot's id; None for what is no such id."""
    found = _ID.fullmatch(slot_id)
    if found is None:
        return None
    try:
        starts_at = datetime.strptime(found[2], _START).replace(tzinfo=UTC)
    except ValueError:  # digits, but no such day or hour
        return None
    return int(found[1]), starts_at


def _counters(*, authority: str, sandbox: bool, since: date, until: date) -> list[Counter]:
    closures = Closure.objects.filter(day__range=(since, until))
    own = Counter.objects.filter(authority=authority, sandbox=sandbox, active=True)
    return list(
        own.order_by("id").prefetch_related("opening_hours", Prefetch("closures", closures))
    )


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def _times(hours: OpeningHours, day: date) -> Iterator[tuple[datetime, datetime]]:
    """Begin and end of each slot, counted in UTC, where an hour is always an hour."""
    begins = datetime.combine(day, hours.opens, tzinfo=BERLIN).astimezone(UTC)
    closes = datetime.combine(day, hours.closes, tzinfo=BERLIN).astimezone(UTC)
    length = timedelta(minutes=hours.slot_minutes)
    while begins + length <= closes:
        yield begins, begins + length
        begins += length


def _slot(counter: Counter, starts_at: datetime, ends_at: datetime) -> Slot:
    return Slot(
        id=f"{counter.pk}-{starts_at:{_START}}",
        counter_id=counter.pk,
        counter=counter.name,
        location=counter.location,
        starts_at=starts_at.astimezone(BERLIN),
        ends_at=ends_at.astimezone(BERLIN),
    )


class _Taken:
    """The booked times, by counter and day."""

    def __init__(self, booked: Iterable[Booking]) -> None:
        self._by_day: dict[tuple[int, date], list[Booking]] = {}
        for booking in booked:
            self._by_day.setdefault((booking.counter_id, booking.day), []).append(booking)

    def overlaps(self, slot: Slot) -> bool:
        return any(
            booking.starts_at < slot.ends_at and slot.starts_at < booking.ends_at
            for booking in self._by_day.get((slot.counter_id, slot.day), ())
        )


def _one_of_each(free: Iterable[Slot], *, load: Tally[tuple[int, date]]) -> list[Slot]:
    """The slot of the least loaded counter for each time and location, in order of time."""
    by_load = sorted(
        free, key=lambda slot: (load[slot.counter_id, slot.day], slot.counter_id), reverse=True
    )
    least_loaded = {(slot.starts_at, slot.location): slot for slot in by_load}
    return [least_loaded[key] for key in sorted(least_loaded)]
