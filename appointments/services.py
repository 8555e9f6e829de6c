"""Booking, moving and ending appointments, and what was taken at them.

Public: `book`, `move`, `cancel`, `mark_attended`, `mark_no_show`, `Taken`, `record_attendance` and
the refusals below. All run inside the caller's transaction, with the case locked; then counter-days
are locked, sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from appointments.models import Attendance, Booking, Counter, CounterDay
from appointments.queries import Slot, slot_key, slots_of
from common.calendar import local_day
from common.errors import DomainError, InvalidInput

if TYPE_CHECKING:
    from cases.models import Case

WorkingDay = Callable[[date], bool]


class SlotUnknown(InvalidInput):
    """The id names no time that is offered: other purpose or authority, closed, or past."""

    code = "slot_unknown"
    sentence = _("This time is not offered. Please choose one from the present list.")


class SlotTaken(DomainError):
    """Somebody else was faster."""

    code = "slot_taken"
    sentence = _("This time has just been taken. Please choose another one.")


class AppointmentExists(DomainError):
    """The case already has an appointment for this purpose; it can be moved."""

    code = "appointment_exists"
    sentence = _("There already is an appointment for this purpose. You can move it.")


class AppointmentOver(DomainError):
    """The appointment was kept, missed or cancelled."""

    code = "appointment_over"
    sentence = _("This appointment is over or was cancelled.")


class AppointmentNotBegun(DomainError):
    """Nobody can have missed what has not begun."""

    code = "appointment_not_begun"
    sentence = _("This appointment has not begun yet.")


class AttendanceContradictory(InvalidInput):
    """Two facts about an attendance exclude each other."""

    code = "attendance_contradictory"
    sentence = _("These statements contradict each other.")


def book(
    *, case: Case, purpose: str, slot_id: str, is_working_day: WorkingDay, at: datetime
) -> Booking:
    """Give the case the time that `slot_id` (from `free_slots`) names.

    Raises `AppointmentExists`, `SlotUnknown`, `SlotTaken`.
    """
    if case.appointments.active().for_purpose(purpose).exists():
        raise AppointmentExists(purpose=purpose)
    slot = _offered(case, purpose, slot_id, is_working_day=is_working_day, at=at)
    _lock({(slot.counter_id, slot.day)})
    _insist_on_free(slot, case=case)
    return Booking.objects.create(case=case, purpose=purpose, booked_at=at, **_time_of(slot))


def move(*, booking: Booking, slot_id: str, is_working_day: WorkingDay, at: datetime) -> Booking:
    """Put a standing appointment to another time; to the same time changes nothing.

    It stays the same appointment: `public_id` is kept and `sequence` raised, so that calendars
    replace their entry. Raises `AppointmentOver`, `SlotUnknown`, `SlotTaken`; then the old time
    stands.
    """
    _insist_on_standing(booking)
    slot = _offered(booking.case, booking.purpose, slot_id, is_working_day=is_working_day, at=at)
    if (slot.counter_id, slot.starts_at) == (booking.counter_id, booking.starts_at):
        return booking
    _lock({(slot.counter_id, slot.day), (booking.counter_id, booking.day)})
    _insist_on_free(slot, case=booking.case, apart_from=booking)
    _change(booking, at=at, sequence=booking.sequence + 1, **_time_of(slot))
    return booking


def cancel(*, booking: Booking, at: datetime) -> None:
    """Give the time back. Cancelling again changes nothing; raises `AppointmentOver` after that."""
    if booking.status == Booking.Status.CANCELLED:
        return
    _insist_on_standing(booking)
    _change(booking, at=at, status=Booking.Status.CANCELLED, sequence=booking.sequence + 1)


def mark_attended(*, booking: Booking, at: datetime) -> None:
    """Record that somebody came. Raises `AppointmentOver`."""
    _insist_on_standing(booking)
    _change(booking, at=at, status=Booking.Status.ATTENDED)


def mark_no_show(*, booking: Booking, at: datetime) -> None:
    """Record that nobody came. Raises `AppointmentNotBegun`, `AppointmentOver`."""
    if booking.status == Booking.Status.NO_SHOW:
        return
    _insist_on_standing(booking)
    if at < booking.starts_at:
        raise AppointmentNotBegun(starts_at=booking.starts_at.isoformat())
    _change(booking, at=at, status=Booking.Status.NO_SHOW)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What was seen and taken at the counter (§ 61a(1) AufenthV).

    `prints_impossible` says why prints are *permanently* impossible, empty otherwise: a temporary
    injury needs a new appointment.
    """

    originals_seen: bool
    photo_taken: bool
    signature_taken: bool
    fingerprints_taken: bool
    photo_on_site: bool = False
    prints_impossible: str = ""


def record_attendance(
    *,
    case: Case,
    booking: Booking | None,
    taken: Taken,
    at: datetime,
    by: str,
    reused_from: str = "",
    captured_on: date | None = None,
) -> Attendance:
    """Keep what was seen and taken; `booking` is None without an appointment.

    Stored biometrics that are used again name the case they were taken for in `reused_from` and the
    day in `captured_on` (§ 61a(3) AufenthV). What age or basis require is judged by the caller.
    Raises `AppointmentOver`, `AttendanceContradictory`.
    """
    _refuse_both(taken.fingerprints_taken, taken.prints_impossible, pointer="/prints_impossible")
    _refuse_both(taken.photo_on_site, not taken.photo_taken, pointer="/photo_on_site")
    if booking is not None:
        mark_attended(booking=booking, at=at)
    return Attendance.objects.create(
        case=case,
        booking=booking,
        at=at,
        reused_from=reused_from,
        captured_on=captured_on,
        recorded_by=by,
        **asdict(taken),
    )


def _offered(
    case: Case, purpose: str, slot_id: str, *, is_working_day: WorkingDay, at: datetime
) -> Slot:
    """The slot as the opening hours have it now. Raises `SlotUnknown`."""
    counter_id, starts_at = slot_key(slot_id) or (0, at)
    own = Counter.objects.filter(authority=case.authority, sandbox=case.sandbox, active=True)
    counter = own.filter(pk=counter_id).first()
    if counter is None or starts_at <= at:
        raise SlotUnknown(pointer="/slot", slot=slot_id)
    for slot in slots_of(counter, purpose, local_day(starts_at)):
        if slot.id == slot_id and is_working_day(slot.day):
            return slot
    raise SlotUnknown(pointer="/slot", slot=slot_id)


def _lock(counter_days: Iterable[tuple[int, date]]) -> None:
    """Lock the counters' days one by one in one order for all, so that nobody waits in a circle."""
    in_order = sorted(counter_days)
    CounterDay.objects.bulk_create(
        [CounterDay(counter_id=counter_id, day=day) for counter_id, day in in_order],
        ignore_conflicts=True,
    )
    for counter_id, day in in_order:
        CounterDay.objects.select_for_update().get(counter_id=counter_id, day=day)


def _insist_on_free(slot: Slot, *, case: Case, apart_from: Booking | None = None) -> None:
    booked = Booking.objects.active().filter(
        authority=case.authority, sandbox=case.sandbox, counter_id=slot.counter_id, day=slot.day,
        starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at,
    )  # fmt: skip
    if any(booking != apart_from for booking in booked):
        raise SlotTaken(slot=slot.id)


def _insist_on_standing(booking: Booking) -> None:
    if booking.status != Booking.Status.BOOKED:
        raise AppointmentOver(status=booking.status)


def _refuse_both(one: object, other: object, *, pointer: str) -> None:
    """Two statements that exclude each other."""
    if one and other:
        raise AttendanceContradictory(pointer=pointer)


def _time_of(slot: Slot) -> dict[str, Any]:
    """The columns of a booking that say when and where."""
    return {
        "counter_id": slot.counter_id,
        "day": slot.day,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "span": DateTimeTZRange(slot.starts_at, slot.ends_at),
    }


def _change(booking: Booking, *, at: datetime, **columns: Any) -> None:
    for name, value in {**columns, "changed_at": at}.items():
        setattr(booking, name, value)
    booking.save(update_fields=[*columns, "changed_at"])
