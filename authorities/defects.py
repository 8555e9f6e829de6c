"""What can be wrong with a file of rules, told so that an administrator can mend it.

Public: `Defect`, `DefectiveRules`, `of_validation`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from pydantic import ValidationError
from pydantic_core import ErrorDetails


@dataclass(frozen=True)
class Defect:
    """A file, the key in it, what is wrong, and what to do; `id` ends the system check's id."""

    id: str
    file: str
    key: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.problem}. {self.remedy}"


class DefectiveRules(ImproperlyConfigured):
    """The rules cannot be used. `defects` lists everything found, not the first only."""

    def __init__(self, defects: Iterable[Defect]) -> None:
        self.defects = tuple(defects)
        super().__init__("\n".join(str(defect) for defect in self.defects))


REMEDIES = {
    "missing": "Add the key.",
    "extra_forbidden": "Remove the key or correct its spelling.",
}


def of_validation(file: str, invalid: ValidationError) -> list[Defect]:
    """One defect per error of the schema.

    A list is not called too short where a row in it is wrong: that is what made it short.
    """
    errors = invalid.errors(include_url=False)
    return [_of_error(file, error) for error in errors if not _is_echo(error, errors)]


def _is_echo(error: ErrorDetails, errors: Iterable[ErrorDetails]) -> bool:
    loc = error["loc"]
    return error["type"] == "too_short" and any(
        other["loc"][: len(loc)] == loc and other["loc"] != loc for other in errors
    )


def _of_error(file: str, error: ErrorDetails) -> Defect:
    return Defect(
        id="E002",
        file=file,
        key=".".join(str(step) for step in error["loc"]),
        problem=error["msg"],
        remedy=REMEDIES.get(error["type"], "Correct the value."),
    )
