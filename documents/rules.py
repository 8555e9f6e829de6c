"""The vocabulary of document rules: what an authority asks for, and which files it takes.

Public: `RequirementRule`, `Checklist`, `FileRules`, `required_of`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from common.rules import ALWAYS, Condition, Dated, Facts, NonEmpty, Rule, Text

FileType = Literal["pdf", "jpg", "jpeg", "png"]


class RequirementRule(Rule):
    """A document asked for in the situations that `when` names.

    `alternatives`: codes of which any may be handed in instead.
    `max_age_days`: not older than this on the day it is handed in.
    `covers_months`: it must cover the last months.
    `original`: to be shown in the original at the appointment; a copy is enough before.
    `required` false: helpful, asked for as an example, and nobody waits for it.
    """

    code: NonEmpty
    label: Text
    why: Text
    when: Condition = ALWAYS
    required: bool = True
    alternatives: tuple[str, ...] = ()
    original: bool = True
    max_age_days: int | None = Field(default=None, ge=1)
    covers_months: int | None = Field(default=None, ge=1)
    formats: tuple[FileType, ...] = ()
    form_url: str | None = None


class Checklist(Dated):
    """The authority's list. Several rows may have one code: the first that fits counts."""

    requirement: tuple[RequirementRule, ...]


class FileRules(Dated):
    """Which files the authority takes. Sizes in bytes."""

    formats: tuple[FileType, ...]
    max_file_bytes: int = Field(ge=1)
    max_total_bytes: int = Field(ge=1)


def required_of(checklist: Checklist, facts: Facts) -> tuple[RequirementRule, ...]:
    """What is asked for in this situation: the first fitting row per code, in the list's order."""
    fitting: dict[str, RequirementRule] = {}
    for row in checklist.requirement:
        if row.when.holds(facts):
            fitting.setdefault(row.code, row)
    return tuple(fitting.values())
