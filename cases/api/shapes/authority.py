"""What an authority offers, as a portal reads it before anything is filed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from authorities.schema import DayRules, Profile

from .base import Output


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


class PublishedAmount(Output):
    """An amount the authority has published, in EUR."""

    position: str
    reduction: str | None
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
    cancel_hours_before: int


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
    legal_bases_held: tuple[str, ...]
    legal_bases_sought: tuple[str, ...]
    persons: str
    channels: tuple[str, ...]
    filing: FilingRules
    file_rules: FileLimits
    checklist: tuple[ChecklistRow, ...]
    tariff: tuple[PublishedAmount, ...]
    payment: PaymentTerms
    appointments: tuple[AppointmentOffer, ...]


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
        legal_bases_held=tuple(sorted(scope.held)),
        legal_bases_sought=tuple(sorted(scope.sought)),
        persons=scope.persons,
        channels=tuple(sorted(rules.filing.channels)),
        filing=_filing(rules),
        file_rules=FileLimits.model_validate(_named(rules.files, FileLimits)),
        checklist=_checklist(rules),
        tariff=tuple(
            PublishedAmount.model_validate(_named(row, PublishedAmount)) for row in rules.published
        ),
        payment=PaymentTerms.model_validate(_named(rules.terms, PaymentTerms)),
        appointments=_appointments(rules),
    )


def _named(row: object, shape: type[Output]) -> dict[str, object]:
    """The fields of a rule that the shape has, too."""
    return {name: getattr(row, name) for name in shape.model_fields}


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
            cancel_hours_before=rule.cancel_hours_before,
        )
        for rule in rules.appointments.values()
    )
