"""The birthdays on which something changes for the person, and what is done about each.

Private to the services. A birthday counts from 00:00 (§ 187(2) BGB).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from applicants.models import Representative
from authorities import service as authorities
from cases.application import application_of
from cases.deadlines import Moment
from cases.models import Case
from cases.rules import rules_of
from common.actor import Actor
from common.calendar import day_of_age, local_day, start_of_day
from documents import services as documents
from documents.models import Requirement
from documents.rules import required_of

from .core import call_to_desk, record
from .people import keep

KIND = "birthday"
MAJORITY = 18  # § 80(1) AufenthG, § 2 BGB


@dataclass(frozen=True)
class Turning:
    """What a clerk is told on the day somebody reaches `age`, and the rule it rests on."""

    age: int
    detail: str
    legal_basis: str

    @property
    def finding(self) -> dict[str, str]:
        return {
            "code": f"turned_{self.age}",
            "detail": self.detail,
            "legal_basis": self.legal_basis,
        }


# The age tariff is frozen on the day of the application (§ 1(1) PAuswGebV), so 24 is no such day.
TURNINGS = (
    Turning(
        6,
        "Ab dem 6. Geburtstag werden für die Karte Fingerabdrücke aufgenommen.",
        "§ 78 Abs. 3 AufenthG",
    ),
    Turning(
        10,
        "Ab dem 10. Geburtstag wird für die Karte eine Unterschrift aufgenommen.",
        "§ 78 Abs. 1 AufenthG",
    ),
    Turning(
        16,
        "Ab dem 16. Geburtstag ist der Online-Ausweis möglich, und die Karte wird der Person"
        " selbst ausgehändigt.",
        "§ 78 Abs. 5 AufenthG i. V. m. § 10 Abs. 2 PAuswG",
    ),
    Turning(
        MAJORITY,
        "Volljährig: Die gesetzliche Vertretung ist beendet. Schreiben gehen an die Person selbst,"
        " Nachweise der Sorgeberechtigten werden nicht mehr gebraucht.",
        "§ 80 Abs. 1 AufenthG, § 2 BGB",
    ),
)
BY_AGE = {turning.age: turning for turning in TURNINGS}
CODES = frozenset(turning.finding["code"] for turning in TURNINGS)


def birthdays_ahead(case: Case) -> Iterator[Moment]:
    """The birthdays that are still to come after the receipt."""
    birth_date, received_at = case.person.birth_date, case.received_at
    if birth_date is None or received_at is None:
        raise ValueError("what is filed says when the person was born")
    for turning in TURNINGS:
        day = day_of_age(birth_date, turning.age)
        if day > local_day(received_at):
            yield Moment(KIND, f"age-{turning.age}", start_of_day(day))


def turn(case: Case, occasion: str, *, actor: Actor, at: datetime) -> None:
    """What a birthday touches: a finding, the desk, and at 18 who speaks for the person."""
    turning = BY_AGE[int(occasion.removeprefix("age-"))]
    case.findings = [*case.findings, turning.finding]
    case.save(update_fields=["findings"])
    if turning.age == MAJORITY:
        _speak_for_oneself(case, actor=actor, at=at)
    call_to_desk(case, at=at)
    record(case, KIND, actor=actor, at=at, data={"age": turning.age})


def _speak_for_oneself(case: Case, *, actor: Actor, at: datetime) -> None:
    """Guardians speak no more; who was authorised by a Vollmacht may have been so by them."""
    guardians = case.person.representatives.filter(kind=Representative.Kind.GUARDIAN)
    for guardian in guardians:
        keep(
            case.person,
            {"representative_name": (guardian.name, "")},
            proof=_("18th birthday"),
            by=actor.id or "clock",
            at=at,
        )
    guardians.delete()
    for requirement in _only_for_minors(case, at=at):
        documents.mark_not_needed(
            requirement=requirement, reason=_("18th birthday"), by=actor.id or "clock", at=at
        )


def _only_for_minors(case: Case, *, at: datetime) -> list[Requirement]:
    """What the checklist of the filing day would not ask of the person as of today."""
    if case.received_at is None:
        raise ValueError("a checklist follows from a receipt")
    checklist = rules_of(case, on=local_day(case.received_at)).checklist
    application = application_of(case)
    asked, asked_still = (
        {row.code for row in required_of(checklist, authorities.facts_of(application, on=day))}
        for day in (local_day(case.received_at), local_day(at))
    )
    open_ones = [Requirement.Status.OPEN, Requirement.Status.REJECTED]
    return list(case.requirements.filter(code__in=asked - asked_still, status__in=open_ones))
