"""Changes about the person while the case is open: kept with their proof, and what they re-open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from applicants.models import IdentityDocument, Person, Representative
from authorities.countries import Country
from cases.application import Address, Agent, Email, Language, Name, Passport, Phone
from cases.models import Case
from common.actor import Actor
from common.errors import DomainError
from common.inputs import Input

from .core import call_to_desk, enter, record, use_case
from .people import keep
from .review import ReasonNeeded
from .touching import Subject, reopen_what


class NothingChanged(DomainError):
    code = "nothing_changed"
    sentence = _("Nothing is different from what is known.")


class PersonTold(Input):
    """The person as they are from now on; None where there is none any more."""

    family_name: Name
    given_names: Name = ""
    birth_name: Name = ""
    nationalities: Annotated[tuple[Country, ...], Field(min_length=1)]
    language: Language
    email: Email | None = None
    phone: Phone | None = None
    residence: Address
    identity_document: Passport | None = None
    representative: Agent | None = None


SUBJECT_OF: Mapping[str, Subject] = {
    "family_name": Subject.NAME,
    "given_names": Subject.NAME,
    "birth_name": Subject.NAME,
    "nationalities": Subject.NATIONALITY,
    "street": Subject.ADDRESS,
    "postal_code": Subject.ADDRESS,
    "municipality": Subject.ADDRESS,
    "main_residence": Subject.ADDRESS,
    "email": Subject.CONTACT,
    "phone": Subject.CONTACT,
    "language": Subject.CONTACT,
    "passport_kind": Subject.PASSPORT,
    "passport_number": Subject.PASSPORT,
    "passport_issued_by": Subject.PASSPORT,
    "passport_valid_until": Subject.PASSPORT,
    "representative_kind": Subject.REPRESENTATIVE,
    "representative_name": Subject.REPRESENTATIVE,
    "representative_email": Subject.REPRESENTATIVE,
    "representative_address": Subject.REPRESENTATIVE,
}
OF_PERSON = tuple(name for name in SUBJECT_OF if not name.startswith(("passport", "represent")))
OF_PASSPORT = ("kind", "number", "issued_by", "valid_until")
OF_AGENT = ("kind", "name", "email", "address")


@use_case
def record_change(
    *, reference: str, told: PersonTold, proof: str, actor: Actor, at: datetime
) -> Case:
    """Take over what is different about the person, and re-open what it touches, only that.

    `told` is the whole person; each field that differs is kept with its old value and the proof.
    Raises `ReasonNeeded` without a proof, `NothingChanged`.
    """
    case = enter(reference, actor=actor, action="record_change")
    if not proof.strip():
        raise ReasonNeeded
    changed = _differences(known(case.person), _flat(told))
    if not changed:
        raise NothingChanged
    keep(case.person, changed, proof=proof.strip(), by=actor.id, at=at)
    _write(case.person, told)
    subjects = {SUBJECT_OF[name] for name in changed}
    touched = reopen_what(case, subjects, by=actor.id, at=at)
    if touched:
        call_to_desk(case, at=at)
    data = {"subjects": sorted(subjects), "touched": sorted(touched)}
    record(case, "person_changed", actor=actor, at=at, data=data)
    return case


def known(person: Person) -> dict[str, str]:
    """What is known of the person now, field by field, as it is kept."""
    return {
        **{name: _text(getattr(person, name)) for name in OF_PERSON},
        **_prefixed("passport", person.identity_documents.first(), OF_PASSPORT),
        **_prefixed("representative", person.representatives.first(), OF_AGENT),
    }


def _flat(told: PersonTold) -> dict[str, str]:
    home = told.residence
    plain = {
        **told.model_dump(include=set(OF_PERSON)),
        "street": home.street,
        "postal_code": home.postal_code,
        "municipality": home.municipality,
        "main_residence": home.main,
    }
    return {
        **{name: _text(value) for name, value in plain.items()},
        **_prefixed("passport", told.identity_document, OF_PASSPORT),
        **_prefixed("representative", told.representative, OF_AGENT),
    }


def _prefixed(prefix: str, row: object | None, names: tuple[str, ...]) -> dict[str, str]:
    return {f"{prefix}_{name}": _text(getattr(row, name, None)) for name in names}


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(value)
        case date():
            return value.isoformat()
    return str(value)


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {name: (before[name], after[name]) for name in SUBJECT_OF if before[name] != after[name]}


def _write(person: Person, told: PersonTold) -> None:
    for name in ("family_name", "given_names", "birth_name", "language"):
        setattr(person, name, getattr(told, name))
    person.nationalities = list(told.nationalities)
    person.email, person.phone = told.email or "", told.phone or ""
    person.street, person.municipality = told.residence.street, told.residence.municipality
    person.postal_code = told.residence.postal_code or ""
    person.main_residence = told.residence.main
    person.save()
    _replace_papers(person, told)


def _replace_papers(person: Person, told: PersonTold) -> None:
    """The first of each is the one in use; what it said before has been kept."""
    passport, agent = told.identity_document, told.representative
    _replace(
        person.identity_documents.first() or IdentityDocument(person=person),
        passport.model_dump() if passport else None,
    )
    _replace(
        person.representatives.first() or Representative(person=person),
        {**agent.model_dump(), "email": agent.email or ""} if agent else None,
    )


def _replace(row: IdentityDocument | Representative, values: Mapping[str, Any] | None) -> None:
    if values is None:
        if row.pk:
            row.delete()
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
