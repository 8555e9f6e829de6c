"""Appointments: booking, moving, missing them, and what was taken at them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from appointments import services as appointments
from appointments.models import Attendance, Booking, Purpose
from appointments.queries import slot_key
from appointments.rules import AppointmentRule
from cases import deadlines
from cases.actions import BEFORE_INVITATION, BY_NAME
from cases.capture import Captured, captured
from cases.models import Case
from cases.rules import profile_of, rules_of
from cases.states import State
from common.actor import Actor, ActorKind
from common.calendar import end_of_day, is_working_day, local_day
from common.errors import DomainError, InvalidInput
from common.text import german_day

from .core import (
    TransitionBlocked,
    arm,
    blocked,
    call_to_desk,
    disarm,
    enter,
    look,
    move,
    record,
    use_case,
)
from .moments import Moment, charge_on, pay_by_visit
from .onward import go_on

PURPOSES = {State.AWAITING_BIOMETRICS: Purpose.BIOMETRICS, State.READY_FOR_PICKUP: Purpose.PICKUP}


class PurposeNotNow(TransitionBlocked):
    """It is another purpose that appointments are given for now; `blockers` name it."""

    code = "appointment_purpose_not_now"
    sentence = _("There are no appointments for this purpose in the present state.")


class AppointmentUnknown(DomainError):
    code = "appointment_unknown"
    sentence = _("This case has no such appointment.")


class TooLateToChange(DomainError):
    code = "too_late_to_change_appointment"
    sentence = _("This appointment can no longer be changed online; please call.")


class TooFarAhead(InvalidInput):
    code = "slot_too_far_ahead"
    sentence = _("Appointments can be booked until %(last_day)s.")


class TooSoon(InvalidInput):
    code = "slot_too_soon"
    sentence = _(
        "Appointments can be booked online until %(hours)s hours before they begin; please choose a"
        " later one or call."
    )


class BiometricsIncomplete(DomainError):
    """Something the law asks for at this age was never taken (§ 61a AufenthV, § 78 AufenthG)."""

    code = "biometrics_incomplete"
    sentence = _("Not taken although needed at this age: %(missing)s.")


@use_case
def invite(*, reference: str, actor: Actor, at: datetime) -> Case:
    """Ask somebody to come before the check is finished, where the decision comes last.

    A fee that is taken at the appointment is told along with it. Raises `TransitionBlocked`.
    """
    case = enter(reference, actor=actor, action="invite")
    look(case, "invite")
    charge_on(Moment.INVITATION, case, actor=actor, at=at)
    go_on(case, actor=actor, at=at)
    return case


@use_case
def book_appointment(
    *, reference: str, purpose: str, slot: str, actor: Actor, at: datetime
) -> Booking:
    """Book a free slot for this case.

    Raises `PurposeNotNow`, `TooFarAhead`, `TooSoon` but for staff, and what `appointments` raises.
    """
    case = enter(reference, actor=actor, action="book_appointment")
    _within_limits(_rule(case, purpose, at=at), slot, actor=actor, at=at)
    booking = appointments.book(
        case=case,
        purpose=purpose,
        slot_id=slot,
        is_working_day=working_days(case),
        at=at,
    )
    _expect(case, booking, at=at)
    record(case, "appointment_booked", actor=actor, at=at, data=_facts(booking))
    return booking


def insist_on_bookable(case: Case, purpose: str, *, at: datetime) -> None:
    """Raise what booking for this purpose would, as far as no single time matters."""
    wanted = BY_NAME["book_appointment"]
    if case.state not in wanted.states:
        raise blocked(case, wanted)
    _rule(case, purpose, at=at)


@use_case
def move_appointment(
    *,
    reference: str,
    appointment: UUID,
    slot: str,
    actor: Actor,
    at: datetime,
    version: str | None = None,
) -> Booking:
    """Give an appointment another time; it stays the same appointment. Raises `StaleVersion`."""
    case = enter(reference, actor=actor, action="move_appointment", version=version)
    booking = _booking(case, appointment)
    _changeable(case, booking, actor=actor, at=at)
    _within_limits(_rule(case, booking.purpose, at=at), slot, actor=actor, at=at)
    before = _occasion(booking)
    moved = appointments.move(
        booking=booking, slot_id=slot, is_working_day=working_days(case), at=at
    )
    if _occasion(moved) == before:
        return moved  # the same time again: nothing has changed, nothing is said
    disarm(case, at=at, occasion=before)
    _expect(case, moved, at=at)
    record(case, "appointment_moved", actor=actor, at=at, data=_facts(moved))
    return moved


@use_case
def cancel_appointment(
    *,
    reference: str,
    appointment: UUID,
    actor: Actor,
    at: datetime,
    version: str | None = None,
) -> Booking:
    """Give the time back; the case keeps waiting for another one. Raises `StaleVersion`."""
    case = enter(reference, actor=actor, action="cancel_appointment", version=version)
    booking = _booking(case, appointment)
    _changeable(case, booking, actor=actor, at=at)
    _give_back(case, booking, actor=actor, at=at)
    return booking


@use_case
def record_no_show(*, reference: str, actor: Actor, at: datetime) -> Case:
    """Nobody came: the time is over, a new one can be booked, and somebody looks at it."""
    case = enter(reference, actor=actor, action="record_no_show")
    look(case, "record_no_show")
    missed(case, actor=actor, at=at)
    return case


def missed(case: Case, *, actor: Actor, at: datetime) -> None:
    """What a missed appointment leads to. Raises `AppointmentNotBegun` before its time."""
    booking = case.appointments.active().order_by("starts_at").first()
    if booking is None:
        raise AppointmentUnknown
    appointments.mark_no_show(booking=booking, at=at)
    disarm(case, at=at, occasion=_occasion(booking))
    rules = rules_of(case, on=local_day(at)).reminders
    for moment in deadlines.reminders(
        rules, anchor="no_show", on=booking.day, occasion=f"{_occasion(booking)}-missed"
    ):
        arm(case, moment.kind, occasion=moment.occasion, due_at=max(moment.due_at, at))
    call_to_desk(case, at=at)
    record(case, "appointment_missed", actor=actor, at=at, data=_facts(booking))


@use_case
def record_attendance(
    *, reference: str, taken: appointments.Taken, actor: Actor, at: datetime
) -> Case:
    """Record what was seen and taken; with earlier visits, what the law asks for must be there.

    At filing a part may be taken, and counts later. While an order waits to be repeated, what it
    failed for is taken again. Raises `BiometricsIncomplete`.
    """
    case = enter(reference, actor=actor, action="record_attendance")
    look(case, "record_attendance")
    if case.state not in BEFORE_INVITATION:
        _complete_for_age(case, taken, on=local_day(at))
    booking = case.appointments.active().for_purpose(Purpose.BIOMETRICS).first()
    attendance = appointments.record_attendance(
        case=case, booking=booking, taken=taken, at=at, by=actor.id
    )
    if booking is not None:
        disarm(case, at=at, occasion=_occasion(booking))
    record(case, "attendance_recorded", actor=actor, at=at, data=_taken_facts(attendance))
    charge_on(Moment.VISIT, case, actor=actor, at=at)
    if case.state == State.AWAITING_BIOMETRICS:
        go_on(case, actor=actor, at=at)
    else:
        call_to_desk(case, at=at)
    return case


@use_case
def return_to_review(*, reference: str, reason: str, actor: Actor, at: datetime) -> Case:
    """Take the case back to review; a booked appointment is given back."""
    case = enter(reference, actor=actor, action="return_to_review")
    drop_appointments(case, actor=actor, at=at)
    case.favourable_at = None
    case.findings = [*case.findings, {"code": "returned", "detail": reason, "legal_basis": ""}]
    case.save(update_fields=["favourable_at", "findings"])
    move(case, "return_to_review", at=at)
    record(case, "returned_to_review", actor=actor, at=at)
    return case


def drop_appointments(case: Case, *, actor: Actor, at: datetime) -> None:
    """Give back every booked time of a case that does not need it any more, and say so."""
    for booking in case.appointments.active():
        _give_back(case, booking, actor=actor, at=at)


def _give_back(case: Case, booking: Booking, *, actor: Actor, at: datetime) -> None:
    occasion = _occasion(booking)
    appointments.cancel(booking=booking, at=at)
    disarm(case, at=at, occasion=occasion)
    record(case, "appointment_cancelled", actor=actor, at=at, data=_facts(booking))


def keep_pickup(case: Case, *, at: datetime) -> None:
    """Who fetches something has come, whatever else stays to be fetched."""
    for booking in case.appointments.active().for_purpose(Purpose.PICKUP):
        appointments.mark_attended(booking=booking, at=at)
        disarm(case, at=at, occasion=_occasion(booking))


def working_days(case: Case) -> Callable[[date], bool]:
    """Which days are working days where this case is."""
    land = profile_of(case).land
    return lambda day: is_working_day(day, land=land)


def _rule(case: Case, purpose: str, *, at: datetime) -> AppointmentRule:
    """The authority's rule for a purpose that the present state has. Raises `PurposeNotNow`."""
    rule = rules_of(case, on=local_day(at)).appointments.get(purpose)
    if rule is None or PURPOSES.get(State(case.state)) != purpose:
        raise _not_now(case)
    return rule


def _not_now(case: Case) -> PurposeNotNow:
    why = _("In this state there are appointments for: %(purpose)s.")
    told = str(why % {"purpose": PURPOSES.get(State(case.state), "–")})
    blockers = [{"code": "purpose_not_now", "reason": told}]
    return PurposeNotNow(state=case.state, action="book_appointment", blockers=blockers)


def _within_limits(rule: AppointmentRule, slot: str, *, actor: Actor, at: datetime) -> None:
    """A slot's id can be made up; `appointments` says whether there is such a time at all."""
    key = slot_key(slot)
    if key is None:
        return
    starts_at, last_day = key[1], local_day(at) + timedelta(days=rule.opens_days_ahead)
    if local_day(starts_at) > last_day:
        raise TooFarAhead(pointer="/slot", last_day=german_day(last_day))
    if actor.kind is not ActorKind.STAFF and at < starts_at < rule.bookable_from(at):
        raise TooSoon(pointer="/slot", hours=rule.book_hours_before)


def _booking(case: Case, appointment: UUID) -> Booking:
    booking = case.appointments.active().filter(public_id=appointment).first()
    if booking is None:
        raise AppointmentUnknown
    return booking


def _changeable(case: Case, booking: Booking, *, actor: Actor, at: datetime) -> None:
    if actor.kind is ActorKind.STAFF:
        return
    rule = rules_of(case, on=local_day(at)).appointments[booking.purpose]
    if at > rule.changeable_until(booking.starts_at):
        raise TooLateToChange


def _expect(case: Case, booking: Booking, *, at: datetime) -> None:
    """Until then they are waited for and reminded, and may pay where money is brought along."""
    _arm_booking(case, booking, at=at)
    if booking.purpose == Purpose.BIOMETRICS:
        pay_by_visit(case, booking.day, at=at)
    _wait_for(case, booking, at=at)


def _arm_booking(case: Case, booking: Booking, *, at: datetime) -> None:
    """Reminders that still lie ahead, and the moment after which nobody came."""
    rules = rules_of(case, on=local_day(at)).reminders
    occasion = _occasion(booking)
    for moment in deadlines.reminders(
        rules, anchor="appointment", on=booking.day, occasion=occasion
    ):
        if moment.due_at > at:
            arm(case, moment.kind, occasion=occasion, due_at=moment.due_at)
    arm(case, "attendance_due", occasion=occasion, due_at=end_of_day(booking.day))


def _wait_for(case: Case, booking: Booking, *, at: datetime) -> None:
    case.waiting_for, case.next_due_at = "applicant", booking.starts_at
    case.updated_at = at
    case.save(update_fields=["waiting_for", "next_due_at", "updated_at"])


def _occasion(booking: Booking) -> str:
    """A moved appointment is a new occasion: its reminders are sent for the new time."""
    return f"{booking.public_id}-{booking.sequence}"


def _facts(booking: Booking) -> dict[str, object]:
    return {
        "appointment": str(booking.public_id),
        "purpose": booking.purpose,
        "starts_at": booking.starts_at.isoformat(),
        "sequence": booking.sequence,
    }


def _taken_facts(attendance: Attendance) -> dict[str, object]:
    return {
        "originals_seen": attendance.originals_seen,
        "photo": attendance.photo_taken,
        "signature": attendance.signature_taken,
        "fingerprints": attendance.fingerprints_taken,
        "prints_impossible": bool(attendance.prints_impossible),
    }


def _complete_for_age(case: Case, taken: appointments.Taken, *, on: date) -> None:
    now = Captured(
        originals=taken.originals_seen,
        photo=taken.photo_taken,
        signature=taken.signature_taken,
        fingerprints=taken.fingerprints_taken or bool(taken.prints_impossible.strip()),
    )
    missing = (captured(case.attendances.all()) | now).lacks(case.person.birth_date, on=on)
    if missing and taken.originals_seen:
        raise BiometricsIncomplete(missing=", ".join(str(NAMES[part]) for part in missing))


NAMES = {"photo": _("photo"), "signature": _("signature"), "fingerprints": _("fingerprints")}
