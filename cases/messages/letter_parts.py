"""The parts that letters about a case share.

Public: `Written`, `head`, `applied_for`, `one_line`, `section`, `name_of`, `WISHES`,
`TRAVEL_DOCUMENT`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from access.models import User
from authorities import service as authorities
from cases.models import Case
from cases.rules import profile_of, rules_of
from common.calendar import local_day
from correspondence import letter_data as letters

WISHES = {
    "extension": "Verlängerung der Aufenthaltserlaubnis",
    "issue": "Erteilung der Aufenthaltserlaubnis",
    "change_of_purpose": "Änderung des Aufenthaltszwecks",
}
TRAVEL_DOCUMENT = "Ausstellung eines Reiseausweises"


@dataclass(frozen=True)
class Written:
    """A letter to be made once per `occasion`."""

    kind: str
    occasion: str
    title: str
    letter: letters.LetterData


def head(case: Case, at: datetime) -> dict[str, Any]:
    """What stands at the head of every letter."""
    profile, contact = profile_of(case), rules_of(case, on=local_day(at)).contact
    person = case.person
    if person.birth_date is None:
        raise ValueError("a letter is written about a person whose date of birth is known")
    return {
        "office": letters.Office(
            name=profile.name.de,
            street=contact.street,
            town=f"{contact.postcode} {contact.city}",
            phone=contact.phone or "",
            email=contact.email or "",
            website=contact.website or "",
        ),
        "address": (
            person.full_name,
            person.street,
            f"{person.postal_code} {person.municipality}".strip(),
        ),
        "person": letters.Person(name=person.full_name, birth_date=person.birth_date),
        "reference": case.reference,
        "written_on": local_day(at),
    }


def applied_for(case: Case, on: date) -> tuple[str, ...]:
    basis = authorities.legal_basis_label(case.legal_basis, on=on)
    permit = f"{WISHES[case.kind]} nach {basis}"
    if document := case.requests.get("travel_document"):
        kind = {"foreigner": "Ausländer", "refugee": "Flüchtlinge", "stateless": "Staatenlose"}
        return permit, f"{TRAVEL_DOCUMENT} für {kind[document['type']]}"
    return (permit,)


def one_line(case: Case, at: datetime) -> str:
    return " und ".join(applied_for(case, local_day(at)))


def section(heading: str, text: str) -> letters.Section:
    paragraphs = tuple(part.strip() for part in text.split("\n\n") if part.strip())
    return letters.Section(heading=heading, paragraphs=paragraphs)


def name_of(staff: str) -> str:
    """Who signs is named in print below the signature (§ 37(3) VwVfG)."""
    user = User.objects.filter(public_id=staff).first()
    return str(user) if user else ""
