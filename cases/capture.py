"""What has been seen and taken of a person over all visits of a case, and what is still lacking.

Public: `PARTS`, `Captured`, `captured`, `lacking`, `stored`, `reusable`. Nothing is asked for
twice: what one visit brought counts at the next, and after a return to review as well. The machine
of the case stands on this, so `Visited` says what is asked of a case: nothing here knows the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import QuerySet

from applicants.models import Person
from appointments.models import Attendance
from authorities import service as authorities
from common.calendar import local_day

PARTS = ("originals", "photo", "signature", "fingerprints")


class Visits(Protocol):
    """The visits of a case."""

    def all(self) -> QuerySet[Attendance]: ...


class Visited(Protocol):
    """A person's case at an authority, with the visits so far."""

    @property
    def reference(self) -> str: ...
    @property
    def authority(self) -> str: ...
    @property
    def sandbox(self) -> bool: ...
    @property
    def person(self) -> Person: ...
    @property
    def attendances(self) -> Visits: ...


@dataclass(frozen=True, kw_only=True)
class Captured:
    """What is there; for prints that are permanently impossible nothing is asked (§ 61a(1))."""

    originals: bool = False
    photo: bool = False
    signature: bool = False
    fingerprints: bool = False

    def __or__(self, other: Captured) -> Captured:
        return Captured(
            **{part: getattr(self, part) or getattr(other, part) for part in PARTS},
        )

    def lacks(self, birth_date: date | None, *, on: date) -> tuple[str, ...]:
        """What the law asks for at the age on that day and is not there (§ 78 AufenthG).

        Of somebody whose date of birth is not known everything is asked for.
        """
        asked = set(PARTS)
        if birth_date is not None:
            needed = authorities.biometrics_for(birth_date, on=on)
            asked -= {"signature"} if not needed.signature else set()
            asked -= {"fingerprints"} if not needed.fingerprints else set()
        return tuple(part for part in PARTS if part in asked and not getattr(self, part))


def captured(visits: Iterable[Attendance]) -> Captured:
    """All visits together."""
    everything = Captured()
    for visit in visits:
        everything |= Captured(
            originals=visit.originals_seen,
            photo=visit.photo_taken,
            signature=visit.signature_taken,
            fingerprints=visit.fingerprints_taken or bool(visit.prints_impossible),
        )
    return everything


def lacking(case: Visited) -> tuple[str, ...]:
    """What is still to be seen or taken, by the age on the day of the latest visit.

    Nobody is called in again for a birthday after that day.
    """
    visits = list(case.attendances.all().order_by("at"))
    if not visits:
        return PARTS
    return captured(visits).lacks(case.person.birth_date, on=local_day(visits[-1].at))


def stored(case: Visited) -> QuerySet[Attendance]:
    """Earlier captures of the same person at the same authority: name and date of birth agree."""
    person = case.person
    return Attendance.objects.filter(
        authority=case.authority,
        sandbox=case.sandbox,
        case__person__name_key=person.name_key,
        case__person__birth_date=person.birth_date,
        photo_taken=True,
        reused_from="",
    ).exclude(case__reference=case.reference)


def reusable(case: Visited) -> QuerySet[Attendance]:
    """Earlier captures that do not count here yet."""
    counted = case.attendances.all().values_list("reused_from", flat=True)
    return stored(case).exclude(case__reference__in=list(counted))
