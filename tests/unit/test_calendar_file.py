"""The calendar file of an appointment: the right local time, and one entry that moves and ends."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from appointments.calendar_file import ics
from appointments.models import Booking, Counter
from common.calendar import BERLIN

NINE_TWENTY = datetime(2026, 12, 7, 8, 20, tzinfo=UTC)


@pytest.fixture
def booking() -> Booking:
    """Amal, 7 December 2026 at 9:20 in Berlin."""
    return Booking(
        public_id=uuid.UUID("a2e48ae6-467b-4619-aace-2798bb23e059"),
        counter=Counter(name="Schalter 3", location="Friedrich-Krause-Ufer 24, Haus A"),
        starts_at=NINE_TWENTY,
        ends_at=NINE_TWENTY + timedelta(minutes=20),
        booked_at=datetime(2026, 11, 23, 11, 0, tzinfo=UTC),
    )


def written(booking: Booking) -> bytes:
    return ics(
        booking,
        summary="Termin BE-2026-000123-7",
        description="Bitte bringen Sie mit:\n- Pass; und Geld, falls nötig",
        uid_domain="titelweg.example",
    )


def read(booking: Booking) -> tuple[Calendar, Any]:
    calendar = Calendar.from_ical(written(booking))
    return calendar, calendar.walk("VEVENT")[0]


def test_the_entry_says_when_and_where_in_local_time(booking: Booking) -> None:
    calendar, event = read(booking)
    assert (calendar["METHOD"], event["STATUS"]) == ("PUBLISH", "CONFIRMED")
    assert event["DTSTART"].dt == datetime(2026, 12, 7, 9, 20, tzinfo=BERLIN)
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=20)
    assert event["LOCATION"] == "Friedrich-Krause-Ufer 24, Haus A, Schalter 3"
    assert event["DESCRIPTION"] == "Bitte bringen Sie mit:\n- Pass; und Geld, falls nötig"


def test_summer_time_is_written_by_its_own_clock(booking: Booking) -> None:
    booking.starts_at = datetime(2027, 6, 7, 7, 20, tzinfo=UTC)
    assert b"DTSTART;TZID=Europe/Berlin:20270607T092000" in written(booking)


def test_the_file_carries_its_time_zone_and_keeps_to_the_form(booking: Booking) -> None:
    text = written(booking)
    assert text.count(b"BEGIN:VTIMEZONE") == 1
    assert text.count(b"\n") == text.count(b"\r\n")
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert written(booking) == text


def test_a_moved_appointment_is_the_same_entry_with_a_higher_number(booking: Booking) -> None:
    _, before = read(booking)
    booking.starts_at += timedelta(days=1)
    booking.ends_at += timedelta(days=1)
    booking.sequence, booking.changed_at = 1, datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    _, after = read(booking)
    assert after["UID"] == before["UID"] == "a2e48ae6-467b-4619-aace-2798bb23e059@titelweg.example"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt


def test_a_cancelled_appointment_takes_its_entry_out(booking: Booking) -> None:
    _, before = read(booking)
    booking.status, booking.sequence = Booking.Status.CANCELLED, 1
    calendar, event = read(booking)
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["UID"] == before["UID"]
