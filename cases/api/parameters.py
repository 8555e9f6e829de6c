"""Query parameters: read by a shape, and refused where nobody would read them.

Public: `read`, `refuse_unknown`, `ParametersWrong`, `PageParameters`, `Instant`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from common.errors import DomainError
from common.inputs import Input, InputProblem, problems_of

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)

_NO_INSTANT = _("This is not an instant of RFC 3339 with its offset, as in 2026-01-31T12:00:00Z.")


def _only_an_instant(value: object) -> object:
    """Neither numbers nor times without an offset: what is meant by them would be a guess."""
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise PydanticCustomError("not_an_instant", "{why}", {"why": str(_NO_INSTANT)})
    return value


def _in_utc(at: datetime) -> datetime:
    """PostgreSQL takes no offset of 16 hours and more, as RFC 3339 does."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("not_an_instant", "before or after all time") from None


Instant = Annotated[AwareDatetime, BeforeValidator(_only_an_instant), AfterValidator(_in_utc)]
Shape = TypeVar("Shape", bound=Input)


class ParametersWrong(DomainError):
    """Parameters are unknown or wrong; `errors` names each, as a pointer of one step."""

    code = "invalid_parameters"
    sentence = _("Some query parameters are unknown or wrong.")

    def __init__(self, *, errors: tuple[InputProblem, ...]) -> None:
        self.errors = errors
        super().__init__()


class PageParameters(Input):
    """Which page of a list."""

    cursor: Annotated[str, Field(max_length=500)] | None = Field(
        default=None, description="`next` of the page before; none for the first page."
    )
    limit: int = Field(default=50, ge=1, le=200, description="How many items at most.")


def refuse_unknown(shape: type[Input], told: QueryDict) -> None:
    """Raise `ParametersWrong` for parameters that `shape` does not have, or that stand twice."""
    names = {field.alias or name for name, field in shape.model_fields.items()}
    unknown = InputProblem("", "unknown_parameter", _("This parameter is not known."))
    twice = InputProblem("", "given_twice", _("This parameter can be given once only."))
    wrong = [_at(name, unknown) for name in told if name not in names]
    wrong += [_at(name, twice) for name, values in told.lists() if len(values) > 1]
    if wrong:
        raise ParametersWrong(errors=tuple(wrong))


def _at(name: str, problem: InputProblem) -> InputProblem:
    return InputProblem(f"/{name}", problem.code, problem.detail)


def read(shape: type[Shape], told: QueryDict) -> Shape:
    """The parameters as `shape`. Raises `ParametersWrong` with every problem found."""
    try:
        return shape.model_validate_strings(told.dict())
    except ValidationError as invalid:
        raise ParametersWrong(errors=problems_of(invalid)) from None
