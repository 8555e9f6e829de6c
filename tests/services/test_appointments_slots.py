"""The times that are offered: opening hours less holidays, closures, the past and the booked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.scope import scoped
from appointments import services
from appointments.models import Booking, Closure, Counter, OpeningHours, Purpose
from appointments.queries import Slot, free_slots
from common.calendar import BERLIN, is_working_day
from tests import cast

pytestmark = pytest.mark.django_db

BERLIN_WORKS = partial(is_working_day, land="BE")
MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def within_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


def counter(
    name: str = "Schalter 1",
    *,
    authority: str = cast.BERLIN_OFFICE,
    location: str = "Friedrich-Krause-Ufer 24",
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4),
    closes: time = time(10),
) -> Counter:
    """Open from 9 on, for biometrics in slots of twenty minutes."""
    made = Counter.objects.create(authority=authority, name=name, location=location)
    for weekday in weekdays:
        OpeningHours.objects.create(
            counter=made,
            weekday=weekday,
            opens=time(9),
            closes=closes,
            slot_minutes=20,
            purposes=[Purpose.BIOMETRICS],
        )
    return made


def offered(
    first_day: date = MONDAY,
    last_day: date | None = None,
    *,
    at: datetime = cast.NOON,
    **asked: str,
) -> list[Slot]:
    return free_slots(
        authority=asked.get("authority", cast.BERLIN_OFFICE),
        sandbox=False,
        purpose=asked.get("purpose", Purpose.BIOMETRICS),
        first_day=first_day,
        last_day=last_day or first_day,
        is_working_day=BERLIN_WORKS,
        at=at,
    )


def clock_times(slots: list[Slot]) -> list[str]:
    return [f"{slot.starts_at:%H:%M}" for slot in slots]


def book(slot: Slot, *, reference: str = "BE-2026-000123-7") -> Booking:
    return services.book(
        case=cast.case(reference=reference),
        purpose=Purpose.BIOMETRICS,
        slot_id=slot.id,
        is_working_day=BERLIN_WORKS,
        at=cast.NOON,
    )


def test_opening_hours_are_cut_into_slots_that_end_before_the_counter_closes() -> None:
    counter(closes=time(10, 10))
    slots = offered()
    assert clock_times(slots) == ["09:00", "09:20", "09:40"]
    assert {slot.ends_at - slot.starts_at for slot in slots} == {timedelta(minutes=20)}
    assert slots[0].counter == "Schalter 1"


def test_times_are_only_offered_for_the_purpose_the_counter_serves() -> None:
    counter()
    assert offered(purpose=Purpose.PICKUP) == []


def test_weekends_holidays_closures_and_closed_counters_have_no_times() -> None:
    open_one = counter()
    inactive = counter("Schalter 2", location="Keplerstraße 2")
    Counter.objects.filter(pk=inactive.pk).update(active=False)
    Closure.objects.create(counter=open_one, day=date(2026, 12, 23), reason="Fortbildung")
    # Christmas of 2026 falls on a Friday and a Saturday.
    slots = offered(date(2026, 12, 22), date(2026, 12, 28))
    assert {slot.day.isoformat() for slot in slots} == {"2026-12-22", "2026-12-24", "2026-12-28"}
    assert {slot.location for slot in slots} == {"Friedrich-Krause-Ufer 24"}


def test_only_what_has_not_begun_is_offered() -> None:
    counter()
    on_the_day = datetime(2026, 11, 30, 9, 20, tzinfo=BERLIN)
    assert clock_times(offered(at=on_the_day)) == ["09:40"]
    assert offered(at=on_the_day + timedelta(days=1)) == []


def test_nine_by_the_clock_stays_nine_when_the_clock_changes() -> None:
    counter(weekdays=(0,), closes=time(9, 20))
    before_and_after = offered(date(2026, 10, 19), date(2026, 10, 26), at=cast.NOON - timedelta(90))
    assert clock_times(before_and_after) == ["09:00", "09:00"]
    assert [slot.starts_at.astimezone(UTC).hour for slot in before_and_after] == [7, 8]


def test_a_booked_time_is_offered_at_the_other_counter_and_then_not_at_all() -> None:
    counter("Schalter 1")
    counter("Schalter 2")
    first = book(offered()[0])
    again = offered()[0]
    assert (again.starts_at, again.counter_id == first.counter_id) == (first.starts_at, False)
    book(again, reference="BE-2026-000124-5")
    assert clock_times(offered()) == ["09:20", "09:40"]


def test_each_time_is_offered_once_at_the_counter_with_the_fewest_appointments() -> None:
    counter("Schalter 1")
    counter("Schalter 2")
    assert {slot.counter for slot in offered()} == {"Schalter 1"}
    book(offered()[0])
    assert clock_times(offered()) == ["09:00", "09:20", "09:40"]
    assert {slot.counter for slot in offered()} == {"Schalter 2"}


def test_the_same_time_at_another_place_is_another_offer() -> None:
    counter("Schalter 1")
    counter("Schalter 2", location="Keplerstraße 2")
    assert clock_times(offered()) == ["09:00", "09:00", "09:20", "09:20", "09:40", "09:40"]


def test_a_cancelled_time_is_offered_again() -> None:
    counter()
    booking = book(offered()[0])
    assert clock_times(offered()) == ["09:20", "09:40"]
    services.cancel(booking=booking, at=cast.NOON)
    assert clock_times(offered()) == ["09:00", "09:20", "09:40"]


def test_counters_of_another_authority_or_of_the_sandbox_are_not_offered() -> None:
    counter(authority="halle")
    Counter.objects.filter(pk=counter().pk).update(sandbox=True)
    assert offered() == []
    assert clock_times(offered(authority="halle")) == ["09:00", "09:20", "09:40"]


def test_a_longer_period_and_more_counters_cost_no_more_queries() -> None:
    counter()
    with CaptureQueriesContext(
        connection,
    ) as for_a_day:
        offered()
    counter("Schalter 2")
    counter("Schalter 3")
    with CaptureQueriesContext(connection) as for_a_month:
        assert len(offered(MONDAY, MONDAY + timedelta(days=30))) > 50
    assert len(for_a_month) == len(for_a_day) == 4
