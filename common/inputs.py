"""Reading input by a pydantic model: every problem found, each with a JSON pointer and a remedy.

Public: `Input`, `Day`, `Written`, `parse`, `problems_of`, `InputProblem`, `InvalidBody`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from common.errors import DomainError

Model = TypeVar("Model", bound=BaseModel)
NULL = {"type": "null"}
SAID_OF_A_FIELD = frozenset({"title", "description", "default"})  # not of what its value may be


class Input(BaseModel):
    """Frozen; unknown fields are refused, null in an optional field counts as omitted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _null_is_omitted(cls, data: object) -> object:
        if not isinstance(data, Mapping):
            return data
        optional = {name for name, field in cls.model_fields.items() if not field.is_required()}
        return {k: v for k, v in data.items() if v is not None or k not in optional}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """A schema of what is taken says so; one of what is answered has no null more."""
        schema = handler(core_schema)
        if handler.mode == "validation":
            shape = handler.resolve_ref_schema(schema)
            required = shape.get("required", ())
            for name, field in shape.get("properties", {}).items():
                if name not in required:
                    shape["properties"][name] = _or_null(field)
        return schema


def _or_null(field: JsonSchemaValue) -> JsonSchemaValue:
    if NULL in field.get("anyOf", ()):
        return field
    said = {key: value for key, value in field.items() if key in SAID_OF_A_FIELD}
    value = {key: value for key, value in field.items() if key not in SAID_OF_A_FIELD}
    return {**said, "anyOf": [value, NULL]}


def _only_a_day(value: object) -> object:
    """Neither numbers nor moments: what the sender means by them would be a guess."""
    is_written = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    if not is_written and not is_day:
        raise PydanticCustomError("date_type", "not a day")
    return value


EARLIEST = date(1900, 1, 1)
_TOO_LONG_AGO = _("This day lies before 1900.")


def _within_living_memory(day: date) -> date:
    """Rules count weeks and years back from a day, which the first years of the calendar lack."""
    if day < EARLIEST:
        raise PydanticCustomError("too_long_ago", "{why}", {"why": _TOO_LONG_AGO})
    return day


Day = Annotated[date, BeforeValidator(_only_a_day), AfterValidator(_within_living_memory)]


@dataclass(frozen=True)
class InputProblem:
    """One thing that is wrong with the input; `pointer` is an RFC 6901 JSON pointer.

    `requirement` is the code of the paper that is missing, where it is one.
    """

    pointer: str
    code: str
    detail: str | Promise
    requirement: str | None = None


class InvalidBody(DomainError):
    """Fields are missing or wrong; `errors` says where, why, and what would be right."""

    code = "invalid_fields"
    sentence = _("Some fields are missing or wrong: %(fields)s.")

    def __init__(self, *, errors: tuple[InputProblem, ...]) -> None:
        self.errors = errors
        super().__init__(fields=", ".join(f"{e.pointer} ({e.code})" for e in errors))


def parse(model: type[Model], data: Mapping[str, Any]) -> Model:
    """Read a JSON object as `model`. Raises `InvalidBody` with every problem found."""
    try:
        return model.model_validate(data)
    except ValidationError as invalid:
        raise InvalidBody(errors=problems_of(invalid)) from None


def problems_of(invalid: ValidationError) -> tuple[InputProblem, ...]:
    """What pydantic found, in the order of the fields, each with its pointer."""
    found = invalid.errors(include_url=False)
    return tuple(_problem(error) for error in found if not _follows(error, found))


def _follows(error: ErrorDetails, found: list[ErrorDetails]) -> bool:
    """A list is not too short for want of a value that is wrong itself."""
    place = error["loc"]
    inside = any(len(it["loc"]) > len(place) and it["loc"][: len(place)] == place for it in found)
    return error["type"] == "too_short" and inside


@dataclass(frozen=True, eq=False)  # a text that is translated later has no hash yet
class Written:
    """Annotates a text of this form; `why` says the rule to whoever writes another one."""

    pattern: str
    why: str | Promise

    def _insist(self, text: str) -> str:
        if re.fullmatch(self.pattern, text) is None:
            raise PydanticCustomError("invalid", "{why}", {"why": str(self.why)})
        return text

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._insist, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": self.pattern}


_ONE_OF = _("This is not one of the values allowed: %(allowed)s.")
_WHOLE_NUMBER = _("This must be a whole number.")
_NO_UUID = _("This is not a UUID.")
PROBLEMS: Mapping[str, tuple[str, str | Promise]] = {
    "missing": ("required", _("This field is required.")),
    "extra_forbidden": ("unknown_field", _("This field is not known.")),
    "enum": ("not_a_choice", _ONE_OF),
    "literal_error": ("not_a_choice", _ONE_OF),
    "date_parsing": ("not_a_day", _("This is not a day in the form YYYY-MM-DD.")),
    "date_from_datetime_parsing": ("not_a_day", _("This is not a day in the form YYYY-MM-DD.")),
    "date_type": ("not_a_day", _("This is not a day in the form YYYY-MM-DD.")),
    "too_short": ("required", _("At least one value is required.")),
    "string_too_short": ("required", _("This field must not be empty.")),
    "too_long": ("too_long", _("There may be %(max_length)s values at most.")),
    "string_too_long": ("too_long", _("This text may have %(max_length)s characters at most.")),
    "string_type": ("not_a_text", _("This must be a text.")),
    "bool_type": ("not_a_boolean", _("This must be true or false.")),
    "int_type": ("not_a_number", _WHOLE_NUMBER),
    "int_parsing": ("not_a_number", _WHOLE_NUMBER),
    "greater_than_equal": ("invalid", _("This must be %(ge)s at least.")),
    "less_than_equal": ("invalid", _("This may be %(le)s at most.")),
    "model_type": ("not_an_object", _("This must be an object.")),
    "dict_type": ("not_an_object", _("This must be an object.")),
    "tuple_type": ("not_a_list", _("This must be a list.")),
    "uuid_type": ("not_a_uuid", _NO_UUID),
    "uuid_parsing": ("not_a_uuid", _NO_UUID),
    "string_pattern_mismatch": (
        "invalid",
        _("This value does not have the form asked for: %(pattern)s"),
    ),
}


def _problem(error: ErrorDetails) -> InputProblem:
    kind, context = error["type"], error.get("ctx", {})
    location = [*error["loc"], *([context["field"]] if "field" in context else [])]
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in location)
    if "why" in context:
        return InputProblem(pointer, kind, context["why"])
    if error["input"] is None:
        kind = "missing"
    code, detail = PROBLEMS.get(kind, ("invalid", _("This value is not valid.")))
    return InputProblem(pointer, code, str(detail) % _limits(context))


def _limits(context: Mapping[str, Any]) -> dict[str, Any]:
    """What pydantic knows of the rule; `allowed` are the words of a choice, without its quotes."""
    allowed = ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    return {**context, "allowed": allowed}
