"""What a person tells about an application: the input of precheck, and of a filed case.

Public: `PrecheckInput` and its parts, `Kind`, `TitleType`, `Channel`, `parse_application`.

`parse_application` reads the JSON of the portal API; unknown fields are refused, omitted optional
fields count as null, and null as "not known".
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from authorities import legal_bases
from authorities.countries import Nationality
from common.inputs import Day, Input, parse


class Kind(StrEnum):
    """What is applied for."""

    ISSUE = "issue"
    EXTENSION = "extension"
    CHANGE_OF_PURPOSE = "change_of_purpose"


class Channel(StrEnum):
    """How the application reaches the authority."""

    ONLINE = "online"
    POST = "post"
    EMAIL = "email"
    IN_PERSON = "in_person"
    ON_SUGGESTION = "on_suggestion"


class TitleType(StrEnum):
    """The title or status held on the filing day."""

    RESIDENCE_PERMIT = "residence_permit"
    SETTLEMENT_PERMIT = "settlement_permit"
    EU_LONG_TERM = "eu_long_term"
    DULDUNG = "duldung"
    GESTATTUNG = "gestattung"
    FIKTION = "fiktion"
    VISA_D = "visa_d"
    VISA_C = "visa_c"
    VISA_FREE = "visa_free"
    NONE = "none"


ENDING_TITLES = {TitleType.RESIDENCE_PERMIT, TitleType.VISA_D}

Occupation = Literal[
    "employed",
    "self_employed",
    "freelance",
    "apprentice",
    "student",
    "pupil",
    "pensioner",
    "none",
]
Benefit = Literal[
    "sgb2",
    "sgb12",
    "asylblg",
    "alg1",
    "wohngeld",
    "bafoeg",
    "bab",
    "kindergeld",
    "kinderzuschlag",
    "elterngeld",
    "orphan_pension",
    "einstiegsgeld",
    "maintenance",
]
Relation = Literal["spouse", "child", "parent", "other"]
Protection = Literal["asylum", "refugee", "subsidiary", "resettlement", "deportation_ban"]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]


def _normal_code(text: str) -> str:
    try:
        return str(legal_bases.parse(text))
    except legal_bases.MalformedLegalBasis as malformed:
        raise PydanticCustomError(
            "malformed_legal_basis", "{why}", {"why": str(malformed)}
        ) from None


BasisText = Annotated[str, StringConstraints(max_length=80), AfterValidator(_normal_code)]


def _at_least_one(countries: tuple[str, ...]) -> tuple[str, ...]:
    if not countries:
        raise PydanticCustomError("too_short", "empty")
    return countries


class Residence(Input):
    """Where the person lives: a name from the profile's list or an AGS; `main` residence or not."""

    municipality: ShortText
    main: StrictBool = True


class Person(Input):
    """Who applies."""

    birth_date: Day
    nationalities: Annotated[tuple[Nationality, ...], AfterValidator(_at_least_one)]
    residence: Residence | None = None


class CurrentTitle(Input):
    """What the person holds. `valid_until` is the last day of validity."""

    type: TitleType = TitleType.NONE
    legal_basis: BasisText | None = None
    valid_until: Day | None = None
    residence_obligation: ShortText | None = None
    lawful_stay_since: Day | None = None

    @model_validator(mode="after")
    def _a_title_that_ends_has_an_end(self) -> CurrentTitle:
        if self.type in ENDING_TITLES and self.valid_until is None:
            raise PydanticCustomError("missing", "{field}", {"field": "valid_until"})
        return self


class Family(Input):
    """Relatives who apply with or to a sponsor.

    `relation`: what this person is to the sponsor. `with_case`: the reference of the case that
    this one is filed together with.
    """

    sponsor_legal_basis: BasisText | None = None
    persons: StrictInt = Field(default=1, ge=1, le=20)
    relation: Relation | None = None
    with_case: ShortText | None = None


class Circumstances(Input):
    """The situation that decides which documents are asked for, and what is free of charge."""

    occupation: Occupation | None = None
    benefits: tuple[Benefit, ...] = ()
    protection: Protection | None = None
    married: StrictBool | None = None
    partner_occupation: Occupation | None = None
    has_passport: StrictBool | None = None
    health_insurance: Literal["statutory", "private", "none"] | None = None
    represented: StrictBool | None = None
    custody: Literal["joint", "sole", "guardian"] | None = None


class TravelDocumentRequest(Input):
    """A Reiseausweis asked for along with the permit."""

    type: Literal["foreigner", "refugee", "stateless"]
    chip: StrictBool = True


class Requests(Input):
    """What else is wished for."""

    travel_document: TravelDocumentRequest | None = None
    photo_on_site: StrictBool = False
    express: StrictBool = False
    direct_delivery: StrictBool = False
    duration_months: StrictInt | None = Field(default=None, ge=1, le=120)


class PrecheckInput(Input):
    """An application, as far as rules ask about it. `legal_basis` is the basis sought."""

    kind: Kind
    legal_basis: BasisText
    on: Day | None = None
    person: Person
    current_title: CurrentTitle = CurrentTitle()
    channel: Channel = Channel.ONLINE
    family: Family | None = None
    situation: Circumstances = Circumstances()
    requests: Requests = Requests()


def parse_application(data: Mapping[str, Any]) -> PrecheckInput:
    """Read the JSON object of a precheck. Raises `InvalidBody` with every problem found."""
    return parse(PrecheckInput, data)
