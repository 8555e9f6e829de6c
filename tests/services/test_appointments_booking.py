"""Booking, moving, cancelling and missing an appointment, and what was taken at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access.scope import scoped
from appointments import services
from appointments.models import Booking, Closure, Counter, OpeningHours, Purpose
from appointments.queries import free_slots
from appointments.services import (
    AppointmentExists,
    AppointmentNotBegun,
    AppointmentOver,
    AttendanceContradictory,
    SlotTaken,
    SlotUnknown,
)
from cases.models import Case
from common.calendar import BERLIN, is_working_day
from tests import cast

pytestmark = pytest.mark.django_db

BERLIN_WORKS = partial(is_working_day, land="BE")
MONDAY = date(2026, 11, 30)
NINE, NINE_TWENTY = "20261130T0800Z", "20261130T0820Z"


@pytest.fixture(autouse=True)
def within_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


@pytest.fixture
def counter() -> Counter:
    """Schalter 1, open on Mondays from 9 to 10."""
    made = Counter.objects.create(
        authority=cast.BERLIN_OFFICE, name="Schalter 1", location="Friedrich-Krause-Ufer 24"
    )
    OpeningHours.objects.create(
        counter=made, weekday=0, opens=time(9), closes=time(10), purposes=[Purpose.BIOMETRICS]
    )
    return made


@pytest.fixture
def amals_case() -> Case:
    return cast.case()


def book(case: Case, slot_id: str, *, at: datetime = cast.NOON) -> Booking:
    return services.book(
        case=case,
        purpose=Purpose.BIOMETRICS,
        slot_id=slot_id,
        is_working_day=BERLIN_WORKS,
        at=at,
    )


def move(booking: Booking, slot_id: str, *, at: datetime = cast.NOON) -> Booking:
    return services.move(booking=booking, slot_id=slot_id, is_working_day=BERLIN_WORKS, at=at)


@pytest.fixture
def booking(counter: Counter, amals_case: Case) -> Booking:
    """Amal, Monday 30 November at nine."""
    return book(amals_case, f"{counter.pk}-{NINE}")


def test_an_offered_slot_can_be_booked_by_its_id(counter: Counter, amals_case: Case) -> None:
    offered, *_ = free_slots(
        authority=cast.BERLIN_OFFICE,
        sandbox=False,
        purpose=Purpose.BIOMETRICS,
        first_day=MONDAY,
        last_day=MONDAY,
        is_working_day=BERLIN_WORKS,
        at=cast.NOON,
    )
    booking = book(amals_case, offered.id)
    booking.refresh_from_db()
    assert booking.starts_at == datetime(2026, 11, 30, 9, 0, tzinfo=BERLIN)
    assert (booking.day, booking.counter, booking.sequence) == (MONDAY, counter, 0)


@pytest.mark.parametrize(
    "slot_id",
    [
        "{counter}-20261130T0810Z",  # not on the grid
        "{counter}-20261201T0800Z",  # a Tuesday
        "{counter}-20261130T0900Z",  # after closing
        "{counter}-20261132T0800Z",  # no day
        "{counter}-20261116T0800Z",  # a Monday that has passed
        "{counter}-20261130T0800",
        "99999999-20261130T0800Z",
        "0-20261130T0800Z",
        "²-20261130T0800Z",
        "",
    ],
)
def test_what_is_not_offered_cannot_be_booked(
    counter: Counter, amals_case: Case, slot_id: str
) -> None:
    with pytest.raises(SlotUnknown):
        book(amals_case, slot_id.format(counter=counter.pk))
    assert not Booking.objects.exists()


def test_a_holiday_a_closure_and_another_authoritys_counter_cannot_be_booked(
    counter: Counter, amals_case: Case
) -> None:
    Closure.objects.create(counter=counter, day=MONDAY)
    whit_monday = f"{counter.pk}-20270517T0700Z"
    for slot_id in (f"{counter.pk}-{NINE}", whit_monday):
        with pytest.raises(SlotUnknown):
            book(amals_case, slot_id)
    Counter.objects.filter(pk=counter.pk).update(authority="halle")
    with pytest.raises(SlotUnknown):
        book(amals_case, f"{counter.pk}-20261207T0800Z")


def test_a_counter_does_not_take_what_it_is_not_open_for(
    counter: Counter, amals_case: Case
) -> None:
    with pytest.raises(SlotUnknown):
        services.book(
            case=amals_case,
            purpose=Purpose.PICKUP,
            slot_id=f"{counter.pk}-{NINE}",
            is_working_day=BERLIN_WORKS,
            at=cast.NOON,
        )


def test_a_taken_slot_is_refused_and_the_next_one_is_free(booking: Booking) -> None:
    other = cast.case(reference="BE-2026-000124-5")
    with pytest.raises(SlotTaken):
        book(other, f"{booking.counter_id}-{NINE}")
    assert book(other, f"{booking.counter_id}-{NINE_TWENTY}").status == Booking.Status.BOOKED


def test_an_appointment_that_overlaps_since_the_hours_changed_still_holds_its_time(
    booking: Booking,
) -> None:
    OpeningHours.objects.update(opens=time(9, 10))
    other = cast.case(reference="BE-2026-000124-5")
    with pytest.raises(SlotTaken):
        book(other, f"{booking.counter_id}-20261130T0810Z")


def test_a_case_has_one_appointment_for_a_purpose(booking: Booking) -> None:
    with pytest.raises(AppointmentExists):
        book(booking.case, f"{booking.counter_id}-{NINE_TWENTY}")


def test_the_database_itself_refuses_an_overlap(booking: Booking) -> None:
    other = cast.case(reference="BE-2026-000124-5")
    columns = ("counter_id", "day", "starts_at", "ends_at", "span", "purpose", "booked_at")
    same_time = {name: getattr(booking, name) for name in columns}
    with pytest.raises(IntegrityError, match="appointments_no_overlap"), transaction.atomic():
        Booking.objects.create(case=other, **same_time)


def test_a_moved_appointment_stays_the_same_and_frees_its_old_time(booking: Booking) -> None:
    before = booking.public_id
    moved = move(booking, f"{booking.counter_id}-{NINE_TWENTY}")
    moved.refresh_from_db()
    assert moved.public_id == before
    assert moved.starts_at == datetime(2026, 11, 30, 9, 20, tzinfo=BERLIN)
    assert (moved.sequence, moved.changed_at) == (1, cast.NOON)
    other = cast.case(reference="BE-2026-000124-5")
    assert book(other, f"{booking.counter_id}-{NINE}").status == Booking.Status.BOOKED


def test_moving_to_the_same_time_changes_nothing(booking: Booking) -> None:
    assert move(booking, f"{booking.counter_id}-{NINE}").sequence == 0


def test_a_move_to_a_taken_or_unknown_time_leaves_the_old_one_standing(booking: Booking) -> None:
    book(cast.case(reference="BE-2026-000124-5"), f"{booking.counter_id}-{NINE_TWENTY}")
    with pytest.raises(SlotTaken):
        move(booking, f"{booking.counter_id}-{NINE_TWENTY}")
    with pytest.raises(SlotUnknown):
        move(booking, "tomorrow")
    booking.refresh_from_db()
    assert booking.starts_at == datetime(2026, 11, 30, 9, 0, tzinfo=BERLIN)
    assert booking.sequence == 0


def test_a_cancelled_appointment_is_over_and_another_can_be_booked(booking: Booking) -> None:
    services.cancel(booking=booking, at=cast.NOON)
    services.cancel(booking=booking, at=cast.NOON)
    booking.refresh_from_db()
    assert (booking.status, booking.sequence) == (Booking.Status.CANCELLED, 1)
    with pytest.raises(AppointmentOver):
        move(booking, f"{booking.counter_id}-{NINE_TWENTY}")
    assert book(booking.case, f"{booking.counter_id}-{NINE}").pk != booking.pk


def test_only_an_appointment_that_has_begun_can_be_missed(booking: Booking) -> None:
    with pytest.raises(AppointmentNotBegun):
        services.mark_no_show(booking=booking, at=booking.starts_at - timedelta(seconds=1))
    services.mark_no_show(booking=booking, at=booking.ends_at)
    booking.refresh_from_db()
    assert booking.status == Booking.Status.NO_SHOW
    with pytest.raises(AppointmentOver):
        services.cancel(booking=booking, at=booking.ends_at)


def attend(case: Case, booking: Booking | None, **facts: Any) -> None:
    everything = services.Taken(
        originals_seen=True, photo_taken=True, signature_taken=True, fingerprints_taken=True
    )
    services.record_attendance(
        case=case,
        booking=booking,
        taken=replace(everything, **facts),
        at=datetime(2026, 11, 30, 9, 5, tzinfo=BERLIN),
        by="fatma",
    )


def test_attending_closes_the_appointment_and_keeps_what_was_taken(booking: Booking) -> None:
    attend(booking.case, booking, photo_on_site=True)
    booking.refresh_from_db()
    assert booking.status == Booking.Status.ATTENDED
    kept = booking.attendance
    assert (kept.originals_seen, kept.photo_on_site, kept.recorded_by) == (True, True, "fatma")
    with pytest.raises(AppointmentOver):
        attend(booking.case, booking)


def test_biometrics_can_be_taken_without_an_appointment(amals_case: Case) -> None:
    attend(amals_case, None, fingerprints_taken=False, prints_impossible="beide Hände amputiert")
    assert amals_case.attendances.get().booking is None


@pytest.mark.parametrize(
    "facts",
    [
        {"fingerprints_taken": True, "prints_impossible": "beide Hände amputiert"},
        {"photo_taken": False, "photo_on_site": True},
    ],
)
def test_contradictory_statements_are_refused_and_change_nothing(
    booking: Booking, facts: dict[str, Any]
) -> None:
    with pytest.raises(AttendanceContradictory):
        attend(booking.case, booking, **facts)
    booking.refresh_from_db()
    assert booking.status == Booking.Status.BOOKED
