"""Free times and appointments."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from appointments.models import Booking, Purpose
from appointments.queries import Slot
from cases.picture import BookingSeen
from common.calendar import BERLIN

from .base import Output, word


class FreeTime(Output):
    """A time that can be booked by its `id`."""

    id: str
    starts_at: datetime
    ends_at: datetime
    location: str


class FreeTimes(Output):
    """Free times for one case, in their order. There is no further page."""

    items: tuple[FreeTime, ...]
    next: str | None


class Appointment(Output):
    """An appointment; `sequence` grows each time it is moved."""

    id: str
    purpose: Annotated[str, word(Purpose)]
    status: Annotated[str, word(Booking.Status)]
    starts_at: datetime
    ends_at: datetime
    location: str
    counter: str
    sequence: int


def free_time_of(slot: Slot) -> FreeTime:
    return FreeTime(
        id=slot.id, starts_at=slot.starts_at, ends_at=slot.ends_at, location=slot.location
    )


def appointment_of(booking: Booking) -> Appointment:
    """In local time of Berlin, with its offset."""
    return Appointment(
        id=str(booking.public_id),
        purpose=booking.purpose,
        status=booking.status,
        starts_at=booking.starts_at.astimezone(BERLIN),
        ends_at=booking.ends_at.astimezone(BERLIN),
        location=booking.counter.location,
        counter=booking.counter.name,
        sequence=booking.sequence,
    )


def appointment_seen(booking: BookingSeen) -> Appointment:
    """As `appointment_of`, of one in a picture."""
    local = {name: getattr(booking, name).astimezone(BERLIN) for name in ("starts_at", "ends_at")}
    return Appointment(**booking.model_dump() | local)
