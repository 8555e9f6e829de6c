"""An appointment as a file for calendars (iCalendar, RFC 5545 and 5546).

Public: `ics`.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress

from appointments.models import Booking
from common.calendar import BERLIN

# Fixed, as every change of the clock since 1996 follows it; a generated one lists a century.
_EUROPE_BERLIN = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def ics(booking: Booking, *, summary: str, description: str, uid_domain: str) -> bytes:
    """The file of one appointment, in local time of Berlin.

    Its UID never changes and SEQUENCE grows with each move, so a calendar replaces its entry; for a
    cancelled appointment METHOD is CANCEL, which takes the entry out. The same booking gives the
    same bytes. `summary` shows in other people's view of a calendar: keep it neutral.
    """
    cancelled = booking.status == Booking.Status.CANCELLED
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Titelweg//DE")
    calendar.add("METHOD", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(Timezone.from_ical(_EUROPE_BERLIN))
    calendar.add_component(_event(booking, summary, description, uid_domain, cancelled=cancelled))
    written: bytes = calendar.to_ical()
    return written


def _event(
    booking: Booking, summary: str, description: str, uid_domain: str, *, cancelled: bool
) -> Event:
    event = Event()
    event.add("UID", f"{booking.public_id}@{uid_domain}")
    event.add("SEQUENCE", booking.sequence)
    event.add("DTSTAMP", booking.changed_at or booking.booked_at)
    event.add("DTSTART", _local(booking.starts_at))
    event.add("DTEND", _local(booking.ends_at))
    event.add("SUMMARY", summary)
    event.add("DESCRIPTION", description)
    event.add("LOCATION", f"{booking.counter.location}, {booking.counter.name}")
    event.add("STATUS", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("ORGANIZER", vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}"))
    return event


def _local(moment: datetime) -> datetime:
    return moment.astimezone(BERLIN)
