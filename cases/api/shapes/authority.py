"""What an authority offers, as a portal reads it before anything is filed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from authorities.information import OpeningHours, Phone, Weeks
from authorities.precheck import forms_out, notices_out
from authorities.precheck_result import FormOut, NoticeOut
from authorities.schema import DayRules, Profile
from fees.rules import Published

from .base import LocalTime, Output


class AuthorityLine(Output):
    """One authority of the list."""

    key: str
    name: str
    kinds: tuple[str, ...]
    channels: tuple[str, ...]
    drafts: bool


class AuthorityList(Output):
    """The authorities this portal serves. There is no further page."""

    items: tuple[AuthorityLine, ...]
    next: str | None


class ContactDetails(Output):
    """How to reach the authority, and how to apply otherwise."""

    name: str
    address: str
    phone: str | None
    email: str | None
    website: str | None
    apply_instead: str


class FilingRules(Output):
    """When an application may come in by the portal, counted back from the end of the title."""

    earliest_weeks_before_end: int | None
    advised_weeks_before_end: int | None
    main_residence_required: bool
    draft_lifetime_days: int | None
    complete_only: bool
    confirmation: bool


class FileLimits(Output):
    """Which files are taken. Sizes in bytes."""

    formats: tuple[str, ...]
    max_file_bytes: int
    max_total_bytes: int


class ChecklistRow(Output):
    """A document that is asked for in some situations; precheck says in which."""

    code: str
    label: str
    required: bool
    original: bool
    forms: tuple[FormOut, ...]


class PublishedAmount(Output):
    """An amount the authority has published, in EUR; `when` tells it from others of its kind."""

    position: str
    reduction: str | None
    when: list[dict[str, Any]]
    amount: Decimal
    legal_basis: str


class PaymentTerms(Output):
    """When and how fees are paid."""

    status: str
    due: str
    term_days: int | None
    methods: tuple[str, ...]


class AppointmentOffer(Output):
    """One purpose for which there are appointments."""

    purpose: str
    label: str
    minutes: int
    bring: tuple[str, ...]
    book_hours_before: int
    cancel_hours_before: int


class FamilyOffer(Output):
    """Whether relatives are handled: on which bases, and as what they may apply."""

    together: bool
    legal_bases: tuple[str, ...]
    relations: tuple[str, ...]


class StepOrder(Output):
    """When the authority decides, sees originals and takes biometrics; how documents are had."""

    decision: str
    biometrics: str
    originals: str
    pickup: tuple[str, ...]


class WeeksTold(Output):
    """How long something takes, as the authority tells it."""

    min_weeks: int
    max_weeks: int


class HoursRow(Output):
    """Open from `opens` until before `closes` on these days; empty: as the appointment says."""

    days: tuple[str, ...]
    opens: LocalTime | None
    closes: LocalTime | None
    purposes: tuple[str, ...]
    by_appointment: bool


class Place(Output):
    """Where one goes, and when it is open for what."""

    key: str
    name: str
    address: str
    hours: tuple[HoursRow, ...]


class PhoneNumber(Output):
    """A number, and when somebody answers it, where that is told."""

    number: str
    label: str
    days: tuple[str, ...]
    opens: LocalTime | None
    closes: LocalTime | None


class TeamLine(Output):
    """A part of the authority; `visit`: `free`, `by_appointment`, or not told."""

    key: str
    name: str
    visit: str | None


class RemedyOffer(Output):
    """What can be done against a refusal."""

    kind: str
    body: str
    address: str
    months: int


class AuthorityDetail(Output):
    """Everything an authority has said about its procedure, as of the day `on`."""

    key: str
    name: str
    profile_version: str
    on: date
    languages: tuple[str, ...]
    municipalities: tuple[str, ...]
    contact: ContactDetails
    kinds: tuple[str, ...]
    titles: tuple[str, ...]
    legal_bases_held: tuple[str, ...] | None
    legal_bases_sought: tuple[str, ...]
    persons: str
    channels: tuple[str, ...]
    filing: FilingRules
    file_rules: FileLimits
    checklist: tuple[ChecklistRow, ...]
    tariff: tuple[PublishedAmount, ...]
    payment: PaymentTerms
    appointments: tuple[AppointmentOffer, ...]
    family: FamilyOffer
    steps: StepOrder
    procedure: WeeksTold | None
    production: WeeksTold
    places: tuple[Place, ...]
    phones: tuple[PhoneNumber, ...]
    teams: tuple[TeamLine, ...]
    forms: tuple[FormOut, ...]
    notices: tuple[NoticeOut, ...]
    remedy: RemedyOffer


def line_of(profile: Profile, rules: DayRules) -> AuthorityLine:
    """One line of the list, in the active language."""
    return AuthorityLine(
        key=profile.key,
        name=str(profile.name),
        kinds=tuple(sorted(rules.scope.kinds)),
        channels=tuple(sorted(rules.filing.channels)),
        drafts=rules.filing.drafts is not None,
    )


def detail_of(profile: Profile, rules: DayRules, *, on: date) -> AuthorityDetail:
    """The whole page of an authority, in the active language."""
    scope = rules.scope
    return AuthorityDetail(
        key=profile.key,
        name=str(profile.name),
        profile_version=profile.version,
        on=on,
        languages=profile.languages,
        municipalities=tuple(place.name for place in profile.municipality),
        contact=_contact(rules),
        kinds=tuple(sorted(scope.kinds)),
        titles=tuple(sorted(scope.titles)),
        legal_bases_held=None if scope.held is None else tuple(sorted(scope.held)),
        legal_bases_sought=tuple(sorted(scope.sought)),
        persons=scope.persons,
        channels=tuple(sorted(rules.filing.channels)),
        filing=_filing(rules),
        file_rules=FileLimits.model_validate(_named(rules.files, FileLimits)),
        checklist=_checklist(rules),
        tariff=tuple(_amount(row) for row in rules.published),
        payment=PaymentTerms.model_validate(_named(rules.terms, PaymentTerms)),
        appointments=_appointments(rules),
        family=_family(rules),
        steps=StepOrder.model_validate(_named(rules.steps, StepOrder)),
        procedure=None if rules.procedure is None else _weeks(rules.procedure),
        production=_weeks(rules.production),
        places=_places(profile, rules),
        phones=tuple(_phone(row) for row in rules.phones),
        teams=tuple(
            TeamLine(key=row.key, name=str(row.name), visit=row.visit) for row in rules.teams
        ),
        forms=forms_out(rules.forms, requirement=None),
        notices=notices_out(rules.notices),
        remedy=_remedy(rules),
    )


def _named(row: object, shape: type[Output]) -> dict[str, object]:
    """The fields of a rule that the shape has, too."""
    return {name: getattr(row, name) for name in shape.model_fields}


def _amount(row: Published) -> PublishedAmount:
    conditions = row.when.model_dump(mode="json", exclude_none=True)
    asked = [clause for clause in conditions if clause]
    return PublishedAmount.model_validate({**_named(row, PublishedAmount), "when": asked})


def _family(rules: DayRules) -> FamilyOffer:
    return FamilyOffer(
        together=rules.scope.persons == "family",
        legal_bases=tuple(sorted(rules.family.handled)),
        relations=tuple(sorted(rules.family.relations)),
    )


def _weeks(told: Weeks) -> WeeksTold:
    return WeeksTold(min_weeks=told.min_weeks, max_weeks=told.max_weeks)


def _places(profile: Profile, rules: DayRules) -> tuple[Place, ...]:
    return tuple(
        Place(
            key=place.key,
            name=str(place.name),
            address=place.address,
            hours=tuple(_hours(row) for row in rules.hours[place.key]),
        )
        for place in profile.location
    )


def _hours(row: OpeningHours) -> HoursRow:
    return HoursRow.model_validate(_named(row, HoursRow))


def _phone(row: Phone) -> PhoneNumber:
    return PhoneNumber.model_validate({**_named(row, PhoneNumber), "label": str(row.label)})


def _remedy(rules: DayRules) -> RemedyOffer:
    remedy = rules.remedy
    return RemedyOffer(
        kind=remedy.kind, body=str(remedy.body), address=remedy.address, months=remedy.months
    )


def _contact(rules: DayRules) -> ContactDetails:
    contact = rules.contact
    return ContactDetails(
        name=str(contact.name),
        address=contact.address,
        phone=contact.phone,
        email=contact.email,
        website=contact.website,
        apply_instead=str(contact.apply_instead),
    )


def _filing(rules: DayRules) -> FilingRules:
    filing = rules.filing
    return FilingRules(
        earliest_weeks_before_end=filing.earliest_weeks_before_end,
        advised_weeks_before_end=filing.advised_weeks_before_end,
        main_residence_required=filing.main_residence_required,
        draft_lifetime_days=filing.drafts.lifetime_days if filing.drafts else None,
        complete_only=filing.complete_only,
        confirmation=filing.confirmation,
    )


def _checklist(rules: DayRules) -> tuple[ChecklistRow, ...]:
    """Each code once, by its first row."""
    rows = {row.code: row for row in reversed(rules.checklist.requirement)}
    in_order = dict.fromkeys(row.code for row in rules.checklist.requirement)
    return tuple(
        ChecklistRow(
            code=code,
            label=str(rows[code].label),
            required=rows[code].required,
            original=rows[code].original,
            forms=forms_out(rules.forms, requirement=code),
        )
        for code in in_order
    )


def _appointments(rules: DayRules) -> tuple[AppointmentOffer, ...]:
    return tuple(
        AppointmentOffer(
            purpose=rule.purpose,
            label=str(rule.label),
            minutes=rule.minutes,
            bring=tuple(str(text) for text in rule.bring),
            book_hours_before=rule.book_hours_before,
            cancel_hours_before=rule.cancel_hours_before,
        )
        for rule in rules.appointments.values()
    )
