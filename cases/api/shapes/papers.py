"""What a case needs and what was handed in for it, as its portal reads them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from authorities.precheck import forms_out
from authorities.precheck_result import FormOut
from authorities.schema import DayRules
from cases.models import Case
from cases.picture import DocumentSeen, Picture
from cases.rules import rules_of
from common.calendar import local_day
from documents.models import Requirement

from .base import Output, word


class RequirementState(Output):
    """Something that is needed, and what became of it. `asked`: what exactly is asked for now.

    `forms`: the authority's own papers for it.
    """

    code: str
    label: str
    required: bool
    original_needed: bool
    status: Annotated[str, word(Requirement.Status)]
    reason: str | None
    asked: str | None
    documents: tuple[str, ...]
    forms: tuple[FormOut, ...]


class DocumentLine(Output):
    """A file that was handed in."""

    id: str
    requirement: str | None
    filename: str
    media_type: str
    size: int
    sha256: str
    pages: int | None
    handed_in_at: datetime


def requirements_of(seen: Picture) -> tuple[RequirementState, ...]:
    """Everything that is needed, each with the files handed in for it."""
    rules = _rules_at_receipt(seen.case)
    # Rows of one code differ by situation: the German label, which was kept, tells which it was.
    labels = {(row.code, row.label.de): str(row.label) for row in rules.checklist.requirement}
    files: dict[str | None, list[str]] = {}
    for document in seen.documents:
        files.setdefault(document.requirement, []).append(document.id)
    return tuple(
        RequirementState(
            code=row.code,
            label=labels.get((row.code, row.label), row.label),
            required=row.required,
            original_needed=row.original_needed,
            status=row.status,
            reason=row.reason or None,
            asked=row.asked,
            documents=tuple(files.get(row.code, ())),
            forms=forms_out(rules.forms, requirement=row.code),
        )
        for row in seen.requirements
    )


def _rules_at_receipt(case: Case) -> DayRules:
    """Those by which the checklist was made; a draft's are those of the day it was opened."""
    return rules_of(case, on=local_day(case.received_at or case.opened_at))


def document_of(row: DocumentSeen) -> DocumentLine:
    """One file."""
    return DocumentLine(**row.model_dump())
