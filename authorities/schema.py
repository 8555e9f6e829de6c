"""What a profile says: one authority's procedure and published tariff, as dated data.

Public: `Profile`, `DayRules` (what holds on one day), the sections, `rows_by_section`, `identity`.

Every section is a list of rows with `valid_from`, `valid_to` (half-open), `legal_basis` and
`source`; on each day exactly one row of a section holds, but where rows have a key of their own
(`appointment`, `reminder`, `published`, `team`, `phone`, `form`, `notice`), one per key. `source`
is the profile's key for what the authority has published, `federal` for what is repeated from
federal law, `unconfirmed` for a default that the authority has not confirmed yet
(docs/open-questions.md). What is only told to people stands in `authorities/information.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from appointments.rules import AppointmentRule
from authorities.information import (
    Form,
    Location,
    Municipality,
    Notice,
    OpeningHours,
    Phone,
    Team,
    Weeks,
)
from authorities.situation import Channel, Kind, Relation, TitleType
from common.calendar import FreeDay, Way
from common.rules import (
    ALWAYS,
    Condition,
    Dated,
    DatedRule,
    NonEmpty,
    Rule,
    Text,
    in_force,
    the_one_in_force,
)
from documents.rules import Checklist, FileRules
from fees.rules import Published, Terms

Land = Literal[
    "BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"
]  # fmt: skip
DeskState = Literal[
    "submitted",
    "in_review",
    "awaiting_documents",
    "hearing",
    "awaiting_payment",
    "awaiting_biometrics",
    "awaiting_decision",
    "in_production",
    "ready_for_pickup",
]


class Contact(Dated):
    """How the authority signs its letters, and where to turn to instead of the portal."""

    name: Text
    street: NonEmpty
    postcode: Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
    city: NonEmpty
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    apply_instead: Text

    @property
    def address(self) -> str:
        """Street, postcode and city on one line."""
        return f"{self.street}, {self.postcode} {self.city}"


class Scope(Dated):
    """For whom and for what the authority takes applications by the portal.

    `held`, `sought`: legal bases in short form; one stands for all that lies in it (25 for 25(5)).
    Without `held`, whoever holds a title of the right type may apply. `persons`: whether one
    application is for one person, or a family files together (each person a case of their own).
    """

    kinds: frozenset[Kind]
    titles: frozenset[TitleType]
    held: frozenset[str] | None = None
    sought: frozenset[str]
    persons: Literal["one", "family"]


class FamilyRules(Dated):
    """Relatives who join a sponsor: the bases handled for them (§§ 27 to 36a AufenthG), if any.

    `titles`: what a relative may hold, where the scope would not take it. Which relatives are
    excluded by the sponsor's title is federal law (`law/family.toml`).
    """

    handled: frozenset[str]
    relations: frozenset[Relation]
    titles: frozenset[TitleType]


class Drafts(Dated):
    """Drafts protect nobody: they are deleted after a time, and the applicant is warned before."""

    lifetime_days: int = Field(ge=1)
    warn_days_before_title_ends: tuple[int, ...] = Field(min_length=2)


class Filing(Dated):
    """When and how an application may come in by the portal. Without `drafts` there are none.

    `complete_only`: a portal files with every required document or not at all. That closes the
    portal's door only; what comes in another way is accepted incomplete (§ 24(3) VwVfG).
    """

    channels: frozenset[Channel]
    earliest_weeks_before_end: int | None = Field(default=None, ge=1)
    advised_weeks_before_end: int | None = Field(default=None, ge=1)
    main_residence_required: bool
    foreign_residence_obligation_bars: bool
    confirmation: bool
    complete_only: bool
    drafts: Drafts | None = None


class Steps(Dated):
    """The order of the steps, as far as the law leaves it open.

    `reuse_biometrics`: a stored photo and prints may spare the appointment (§ 61a(3) AufenthV).
    `pickup`: direct delivery only in the cases of § 60a(2) AufenthV, which law decides.
    `appearance_from_age`: from which completed year of age one must come; None: at any age.
    """

    decision: Literal["before_biometrics", "after_biometrics"]
    biometrics: Literal["at_appointment", "at_filing"]
    reuse_biometrics: bool
    originals: Literal["at_appointment", "at_filing"]
    pickup: tuple[Literal["in_person", "by_appointment", "box", "direct_delivery"], ...] = Field(
        min_length=1
    )
    appearance_from_age: int | None = Field(default=None, ge=0)


class Desk(Dated):
    """Fristen the authority sets, and when a case must be looked at again. Days.

    `due_days`: until when a case in this state must be looked at again by somebody.
    """

    nachforderung_days: int = Field(ge=1)
    hearing_days: int = Field(ge=1)
    hold_review_days: int = Field(ge=1)
    inaction_alarm_weeks: int = Field(ge=1)
    due_days: Mapping[DeskState, int]


class Reminder(Dated):
    """A message at a set distance from a day: `days` before (negative) or after `anchor`.

    `to`: whom it reminds. `template`: the message written, if it is not named like the kind.
    `title_ends` is the title of a draft; `status_ends` a status that filing does not continue (a
    Duldung), and `certificate_ends` a Fiktionsbescheinigung, of a case on its way.
    """

    kind: NonEmpty
    anchor: Literal[
        "payment_due",
        "nachforderung_due",
        "appointment",
        "no_show",
        "title_ends",
        "status_ends",
        "certificate_ends",
    ]
    days: int
    to: Literal["applicant", "desk"]
    template: NonEmpty | None = None


class Remedy(Dated):
    """What can be done against a refusal, and where (§ 37(6) VwVfG, §§ 58, 68, 74 VwGO)."""

    kind: Literal["objection", "claim"]
    body: Text
    address: NonEmpty
    months: int = Field(ge=1)


class FeeChoice(Dated):
    """Whether the published amounts are charged, or those of federal law."""

    tariff: Literal["published", "federal"]


class Announcing(Dated):
    """How an act is announced, and when it counts as announced (§ 41 VwVfG and its siblings).

    `regime`: the Land's act as it stands; `vwvfg_4_days` deems the fourth day. `free_day`: what
    becomes of a deemed day that is no working day. `ways`: the usual way, by the channel through
    which the application came.
    """

    regime: Literal["vwvfg_4_days"]
    free_day: FreeDay
    ways: Mapping[Channel, Way]

    @field_validator("ways")
    @classmethod
    def _each_channel_has_a_way(cls, ways: Mapping[Channel, Way]) -> Mapping[Channel, Way]:
        if missing := sorted(set(Channel) - ways.keys()):
            raise ValueError(f"no way for {', '.join(missing)}")
        return ways


class Certificate(Dated):
    """The Fiktionsbescheinigung (§ 81(5) AufenthG): how long one is made valid. Months."""

    months: int = Field(ge=1)


class Watch(Dated):
    """How long before its end a status or a certificate should be renewed. Weeks.

    Advice and the first reminder agree on it.
    """

    status_weeks: int = Field(ge=1)
    certificate_weeks: int = Field(ge=1)


class ConditionsPractice(Dated):
    """Which conditions the authority usually attaches to a title.

    `wohnsitzauflage`: that of § 12(2) S. 2 AufenthG, for people who live on benefits.
    """

    wohnsitzauflage: bool


class ValidityPractice(Dated):
    """`passport_limits_validity`: a title is made no longer valid than the passport."""

    passport_limits_validity: bool


class FourEyes(Dated):
    """The acts that a second person must confirm: all of them; for `merge` an authority chooses."""

    acts: frozenset[Literal["refusal", "waiver", "closure", "merge"]]


@dataclass(frozen=True, kw_only=True)
class DayRules:
    """What an authority's profile says on one day.

    `procedure` is None where the authority does not tell how long it takes. `hours` by the key of
    the place.
    """

    contact: Contact
    scope: Scope
    family: FamilyRules
    filing: Filing
    files: FileRules
    checklist: Checklist
    fees: FeeChoice
    terms: Terms
    published: tuple[Published, ...]
    steps: Steps
    procedure: Weeks | None
    production: Weeks
    announcement: Announcing
    certificate: Certificate
    watch: Watch
    conditions: ConditionsPractice
    validity: ValidityPractice
    four_eyes: FourEyes
    desk: Desk
    remedy: Remedy
    appointments: Mapping[str, AppointmentRule]
    reminders: tuple[Reminder, ...]
    hours: Mapping[str, tuple[OpeningHours, ...]]
    phones: tuple[Phone, ...]
    teams: tuple[Team, ...]
    forms: tuple[Form, ...]
    notices: tuple[Notice, ...]


class Profile(Rule):
    """One authority. `version` is the day of the last revision and a hash of the file."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,31}$")]
    version: str
    revised: date
    name: Text
    land: Land
    land_name: NonEmpty
    reference_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$")]
    languages: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], ...]
    municipality: tuple[Municipality, ...] = Field(min_length=1)
    location: tuple[Location, ...] = Field(min_length=1)
    contact: tuple[Contact, ...]
    scope: tuple[Scope, ...]
    family: tuple[FamilyRules, ...]
    filing: tuple[Filing, ...]
    files: tuple[FileRules, ...]
    checklist: tuple[Checklist, ...]
    fees: tuple[FeeChoice, ...]
    terms: tuple[Terms, ...]
    published: tuple[Published, ...] = ()
    steps: tuple[Steps, ...]
    procedure: tuple[Weeks, ...] = ()
    production: tuple[Weeks, ...]
    announcement: tuple[Announcing, ...]
    certificate: tuple[Certificate, ...]
    watch: tuple[Watch, ...]
    conditions: tuple[ConditionsPractice, ...]
    validity: tuple[ValidityPractice, ...]
    four_eyes: tuple[FourEyes, ...]
    desk: tuple[Desk, ...]
    remedy: tuple[Remedy, ...]
    appointment: tuple[AppointmentRule, ...]
    reminder: tuple[Reminder, ...]
    phone: tuple[Phone, ...] = ()
    team: tuple[Team, ...] = ()
    form: tuple[Form, ...] = ()
    notice: tuple[Notice, ...] = ()

    def on(self, day: date) -> DayRules:
        """What the profile says on that day. Raises `NoRuleInForce` where it says nothing."""
        return DayRules(
            contact=the_one_in_force(self.contact, on=day),
            scope=the_one_in_force(self.scope, on=day),
            family=the_one_in_force(self.family, on=day),
            filing=the_one_in_force(self.filing, on=day),
            files=the_one_in_force(self.files, on=day),
            checklist=the_one_in_force(self.checklist, on=day),
            fees=the_one_in_force(self.fees, on=day),
            terms=the_one_in_force(self.terms, on=day),
            published=in_force(self.published, on=day),
            steps=the_one_in_force(self.steps, on=day),
            procedure=_if_told(self.procedure, on=day),
            production=the_one_in_force(self.production, on=day),
            announcement=the_one_in_force(self.announcement, on=day),
            certificate=the_one_in_force(self.certificate, on=day),
            watch=the_one_in_force(self.watch, on=day),
            conditions=the_one_in_force(self.conditions, on=day),
            validity=the_one_in_force(self.validity, on=day),
            four_eyes=the_one_in_force(self.four_eyes, on=day),
            desk=the_one_in_force(self.desk, on=day),
            remedy=the_one_in_force(self.remedy, on=day),
            appointments={row.purpose: row for row in in_force(self.appointment, on=day)},
            reminders=in_force(self.reminder, on=day),
            hours={place.key: in_force(place.hours, on=day) for place in self.location},
            phones=in_force(self.phone, on=day),
            teams=in_force(self.team, on=day),
            forms=in_force(self.form, on=day),
            notices=in_force(self.notice, on=day),
        )


def _if_told(rows: Sequence[DatedRule], *, on: date) -> DatedRule | None:
    return next(iter(in_force(rows, on=on)), None)


# Rows that are told apart within their section, and by what; of the other sections one row holds.
IDENTITY: Mapping[str, tuple[str, ...]] = {
    "appointment": ("purpose",),
    "reminder": ("kind", "days"),
    "published": ("position", "reduction", "when"),
    "phone": ("number",),
    "team": ("key",),
    "form": ("key",),
    "notice": ("code",),
    "location": ("days", "opens", "purposes"),
}


def rows_by_section(profile: Profile) -> Iterator[tuple[str, tuple[Dated, ...]]]:
    """The dated rows of each section; the opening hours of a place are a section of their own."""
    for section, rows in profile:
        if isinstance(rows, tuple) and rows and isinstance(rows[0], Dated):
            yield section, rows
    for place in profile.location:
        if place.hours:
            yield f"location {place.key}", place.hours


def identity(section: str, row: Dated) -> str:
    """What tells a row from others of its section that hold on the same day; empty for one only."""
    names = IDENTITY.get(section.partition(" ")[0], ())
    values = (getattr(row, name) for name in names)
    return " ".join(_words(value) for value in values if value is not None)


def _words(value: object) -> str:
    if isinstance(value, Condition):
        return "" if value == ALWAYS else value.model_dump_json(exclude_none=True)
    return "+".join(map(str, value)) if isinstance(value, tuple) else str(value)
