"""What a profile says: one authority's procedure and published tariff, as dated data.

Public: `Profile`, `DayRules` (what holds on one day) and the sections.

Every section is a list of rows with `valid_from`, `valid_to` (half-open), `legal_basis` and
`source`; on each day exactly one row of a section holds, but where rows have a key of their own
(`appointment`, `reminder`, `published`), one per key. `source` is the profile's key for what the
authority has published, `unconfirmed` for a default that the authority has not confirmed yet
(docs/open-questions.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from appointments.rules import AppointmentRule
from authorities.situation import Channel, Kind, TitleType
from common.rules import Dated, NonEmpty, Rule, Text, in_force, the_one_in_force
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


class Municipality(Rule):
    """A place the authority is responsible for, with its Amtlicher Gemeindeschlüssel."""

    name: NonEmpty
    ags: Annotated[str, StringConstraints(pattern=r"^\d{8}$")]


class Location(Rule):
    """A place where the authority receives people."""

    key: NonEmpty
    name: Text
    address: NonEmpty


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
    """

    kinds: frozenset[Kind]
    titles: frozenset[TitleType]
    held: frozenset[str]
    sought: frozenset[str]
    persons: Literal["one", "family"]


class Drafts(Dated):
    """Drafts protect nobody: they are deleted after a time, and the applicant is warned before."""

    lifetime_days: int = Field(ge=1)
    warn_days_before_title_ends: tuple[int, ...] = Field(min_length=2)


class Filing(Dated):
    """When and how an application may come in by the portal. Without `drafts` there are none."""

    channels: frozenset[Channel]
    earliest_weeks_before_end: int | None = Field(default=None, ge=1)
    advised_weeks_before_end: int | None = Field(default=None, ge=1)
    main_residence_required: bool
    foreign_residence_obligation_bars: bool
    confirmation: bool
    drafts: Drafts | None = None


class Steps(Dated):
    """The order of the steps, as far as the law leaves it open."""

    decision: Literal["before_biometrics", "after_biometrics"]
    biometrics: Literal["at_appointment", "at_filing"]
    reuse_biometrics: bool
    originals: Literal["at_appointment", "at_filing"]
    pickup: tuple[Literal["in_person", "by_appointment", "box", "direct_delivery"], ...] = Field(
        min_length=1
    )


class Production(Dated):
    """How long producing the documents takes, as told to applicants. Weeks from the appointment."""

    min_weeks: int = Field(ge=0)
    max_weeks: int = Field(ge=1)


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
    """

    kind: NonEmpty
    anchor: Literal["payment_due", "nachforderung_due", "appointment", "no_show", "title_ends"]
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


@dataclass(frozen=True, kw_only=True)
class DayRules:
    """What an authority's profile says on one day."""

    contact: Contact
    scope: Scope
    filing: Filing
    files: FileRules
    checklist: Checklist
    fees: FeeChoice
    terms: Terms
    published: tuple[Published, ...]
    steps: Steps
    production: Production
    desk: Desk
    remedy: Remedy
    appointments: Mapping[str, AppointmentRule]
    reminders: tuple[Reminder, ...]


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
    filing: tuple[Filing, ...]
    files: tuple[FileRules, ...]
    checklist: tuple[Checklist, ...]
    fees: tuple[FeeChoice, ...]
    terms: tuple[Terms, ...]
    published: tuple[Published, ...] = ()
    steps: tuple[Steps, ...]
    production: tuple[Production, ...]
    desk: tuple[Desk, ...]
    remedy: tuple[Remedy, ...]
    appointment: tuple[AppointmentRule, ...]
    reminder: tuple[Reminder, ...]

    def on(self, day: date) -> DayRules:
        """What the profile says on that day. Raises `NoRuleInForce` where it says nothing."""
        return DayRules(
            contact=the_one_in_force(self.contact, on=day),
            scope=the_one_in_force(self.scope, on=day),
            filing=the_one_in_force(self.filing, on=day),
            files=the_one_in_force(self.files, on=day),
            checklist=the_one_in_force(self.checklist, on=day),
            fees=the_one_in_force(self.fees, on=day),
            terms=the_one_in_force(self.terms, on=day),
            published=in_force(self.published, on=day),
            steps=the_one_in_force(self.steps, on=day),
            production=the_one_in_force(self.production, on=day),
            desk=the_one_in_force(self.desk, on=day),
            remedy=the_one_in_force(self.remedy, on=day),
            appointments={row.purpose: row for row in in_force(self.appointment, on=day)},
            reminders=in_force(self.reminder, on=day),
        )
