"""What a person tells about an application: the input of precheck, and of a filed case.

Public: `PrecheckInput` and its parts, `Kind`, `TitleType`, `Channel`, `parse_application`,
`InvalidApplication`, `InputProblem`.

`parse_application` reads the JSON of the portal API; unknown fields are refused, omitted optional
fields count as null, and null as "not known".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from authorities import legal_bases
from common.errors import DomainError


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
Protection = Literal["asylum", "refugee", "subsidiary", "resettlement", "deportation_ban"]
Country = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|stateless)$")]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]


def _normal_code(text: str) -> str:
    try:
        return str(legal_bases.parse(text))
    except legal_bases.MalformedLegalBasis as malformed:
        raise PydanticCustomError(
            "malformed_legal_basis", "{why}", {"why": str(malformed)}
        ) from None


BasisText = Annotated[str, StringConstraints(max_length=80), AfterValidator(_normal_code)]


def _only_a_day(value: object) -> object:
    """Neither numbers nor moments: what the portal means by them would be a guess."""
    is_written = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    if not is_written and not is_day:
        raise PydanticCustomError("date_type", "not a day")
    return value


Day = Annotated[date, BeforeValidator(_only_a_day)]


def _at_least_one(countries: tuple[str, ...]) -> tuple[str, ...]:
    if not countries:
        raise PydanticCustomError("too_short", "empty")
    return countries


class _Input(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _null_is_omitted(cls, data: object) -> object:
        if not isinstance(data, Mapping):
            return data
        optional = {name for name, field in cls.model_fields.items() if not field.is_required()}
        return {k: v for k, v in data.items() if v is not None or k not in optional}


class Residence(_Input):
    """Where the person lives: a name from the profile's list or an AGS; `main` residence or not."""

    municipality: ShortText
    main: StrictBool = True


class Person(_Input):
    """Who applies."""

    birth_date: Day
    nationalities: Annotated[tuple[Country, ...], AfterValidator(_at_least_one)]
    residence: Residence | None = None


class CurrentTitle(_Input):
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


class Family(_Input):
    """Relatives who apply with or to a sponsor."""

    sponsor_legal_basis: BasisText | None = None
    persons: StrictInt = Field(default=1, ge=1, le=20)


class Circumstances(_Input):
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


class TravelDocumentRequest(_Input):
    """A Reiseausweis asked for along with the permit."""

    type: Literal["foreigner", "refugee", "stateless"]
    chip: StrictBool = True


class Requests(_Input):
    """What else is wished for."""

    travel_document: TravelDocumentRequest | None = None
    photo_on_site: StrictBool = False
    express: StrictBool = False
    direct_delivery: StrictBool = False
    duration_months: StrictInt | None = Field(default=None, ge=1, le=120)


class PrecheckInput(_Input):
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


# Errors


@dataclass(frozen=True)
class InputProblem:
    """One thing that is wrong with the input; `pointer` is an RFC 6901 JSON pointer."""

    pointer: str
    code: str
    detail: str | Promise


class InvalidApplication(DomainError):
    """The input does not have the form of an application; `errors` says where and why."""

    code = "invalid_application"
    sentence = _("The application has fields that are missing or wrong.")

    def __init__(self, *, errors: tuple[InputProblem, ...]) -> None:
        self.errors = errors
        super().__init__()


def parse_application(data: Mapping[str, Any]) -> PrecheckInput:
    """Read the JSON object of a precheck. Raises `InvalidApplication` with every problem found."""
    try:
        return PrecheckInput.model_validate(data)
    except ValidationError as invalid:
        problems = tuple(_problem(error) for error in invalid.errors(include_url=False))
        raise InvalidApplication(errors=problems) from None


PROBLEMS: Mapping[str, tuple[str, str | Promise]] = {
    "missing": ("required", _("This field is required.")),
    "extra_forbidden": ("unknown_field", _("This field is not known.")),
    "enum": ("not_a_choice", _("This is not one of the values allowed.")),
    "literal_error": ("not_a_choice", _("This is not one of the values allowed.")),
    "date_parsing": ("not_a_day", _("This is not a day in the form YYYY-MM-DD.")),
    "date_from_datetime_parsing": ("not_a_day", _("This is not a day in the form YYYY-MM-DD.")),
    "date_type": ("not_a_day", _("This is not a day in the form YYYY-MM-DD.")),
    "too_short": ("required", _("At least one value is required.")),
    "string_pattern_mismatch": ("invalid", _("This value does not have the form asked for.")),
}


def _problem(error: ErrorDetails) -> InputProblem:
    kind = error["type"]
    context = error.get("ctx", {})
    location = [*error["loc"], *([context["field"]] if "field" in context else [])]
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in location)
    if kind == "malformed_legal_basis":
        return InputProblem(pointer, kind, context["why"])
    if error["input"] is None:
        kind = "missing"
    code, detail = PROBLEMS.get(kind, ("invalid", _("This value is not valid.")))
    return InputProblem(pointer, code, detail)
