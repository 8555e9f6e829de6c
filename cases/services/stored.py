"""Stored biometrics used again instead of an appointment (§ 61a(3) AufenthV)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from appointments import services as appointments
from appointments.models import Attendance
from authorities import service as authorities
from cases.capture import captured, lacking, reusable
from cases.models import Case
from cases.states import State
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError

from .core import enter, look, record, use_case
from .onward import go_on
from .visits import drop_appointments


class NothingStored(DomainError):
    """That case has no capture of this person, or it is none of this authority."""

    code = "nothing_stored"
    sentence = _("Nothing is stored of this person from the case %(case)s.")


class CaptureTooOld(DomainError):
    """Stored biometrics are kept seven years, five of a minor (§ 61a(3) AufenthV)."""

    code = "capture_too_old"
    sentence = _("What was taken on %(captured_on)s may not be used any more.")


@use_case
def reuse_biometrics(
    *, reference: str, from_case: str, originals_seen: bool, actor: Actor, at: datetime
) -> Case:
    """Let what was taken for an earlier case of the same person count here.

    What a child has grown into since then is still taken, and originals that nobody has seen are
    still to be shown; when nothing is lacking, the appointment is not needed any more.
    Raises `NothingStored`, `CaptureTooOld`.
    """
    case = enter(reference, actor=actor, action="reuse_biometrics")
    look(case, "reuse_biometrics")
    visits = list(reusable(case).filter(case__reference=from_case).order_by("at"))
    if not visits:
        raise NothingStored(case=from_case)
    day = local_day(visits[0].at)
    _still_kept(case, day, on=local_day(at))
    _count(case, visits, originals_seen=originals_seen, actor=actor, at=at)
    data = {"from_case": from_case, "captured_on": f"{day}", "originals_seen": originals_seen}
    record(case, "biometrics_reused", actor=actor, at=at, data=data)
    if case.state == State.AWAITING_BIOMETRICS and not lacking(case):
        drop_appointments(case, actor=actor, at=at)
        go_on(case, actor=actor, at=at)
    return case


def _still_kept(case: Case, captured_on: date, *, on: date) -> None:
    birth_date = case.person.birth_date
    gone_on = birth_date and authorities.biometrics_usable_until(
        birth_date, captured_on=captured_on, on=on
    )
    if not gone_on or on >= gone_on:
        raise CaptureTooOld(captured_on=f"{captured_on:%d.%m.%Y}")


def _count(
    case: Case, visits: list[Attendance], *, originals_seen: bool, actor: Actor, at: datetime
) -> None:
    """All that was taken for that case, under the day of its first capture."""
    there = captured(visits)
    prints = any(visit.fingerprints_taken for visit in visits)
    impossible = [visit.prints_impossible for visit in visits if visit.prints_impossible]
    taken = appointments.Taken(
        originals_seen=originals_seen,
        photo_taken=there.photo,
        signature_taken=there.signature,
        fingerprints_taken=prints,
        prints_impossible="" if prints or not impossible else impossible[-1],
    )
    appointments.record_attendance(
        case=case,
        booking=None,
        taken=taken,
        reused_from=visits[0].case.reference,
        captured_on=local_day(visits[0].at),
        at=at,
        by=actor.id,
    )
