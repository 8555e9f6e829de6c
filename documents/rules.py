"""The vocabulary of document rules: what an authority asks for, and which files it takes.

Public: `RequirementRule`, `Checklist`, `FileRules`, `CODES`, `required_of`.

The codes are a vocabulary that all authorities and portals share, so a portal can ask for a file
once and know it again anywhere. A profile says what a code means there; it does not invent one.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from common.rules import ALWAYS, Condition, Dated, Facts, Rule, Text
from documents.checks import LARGEST_FILE

FileType = Literal["pdf", "jpg", "jpeg", "png"]
CODES = frozenset(
    {
        "application_form",
        "passport_copy",
        "passport_efforts",
        "identity_proof",
        "current_title_copy",
        "photo",
        "humanitarian_ground",
        "departure_obstacle",
        "marriage_certificate",
        "employment_contract",
        "payslips",
        "employer_certificate",
        "job_offer",
        "tax_assessment",
        "audit_report",
        "tax_adviser_certificate",
        "tax_office_certificate",
        "trade_register",
        "business_registration",
        "freelance_registration",
        "business_evaluation",
        "benefits_notice",
        "other_benefits",
        "pension_notice",
        "assets",
        "apprenticeship_contract",
        "school_certificate",
        "school_reports",
        "enrolment",
        "health_insurance",
        "private_insurance_certificate",
        "registration_confirmation",
        "rental_contract",
        "landlord_certificate",
        "integration_course",
        "language_certificate",
        "life_in_germany_test",
        "power_of_attorney",
        "custody_proof",
        "custody_consent",
        "custodian_id",
        "other_document",
    }
)


def _known(code: str) -> str:
    if code not in CODES:
        raise ValueError(f"{code!r} is no code of a requirement; see CODES in documents/rules.py")
    return code


Code = Annotated[str, AfterValidator(_known)]


class RequirementRule(Rule):
    """A document asked for in the situations that `when` names.

    `alternatives`: codes of which any may be handed in instead.
    `max_age_days`, `max_age_months`: not older than this on the day it is handed in.
    `covers_months`: it must cover the last months; `latest`: so many of the latest are needed.
    `original`: to be shown in the original at the appointment; a copy is enough before.
    `required` false: helpful, asked for as an example, and nobody waits for it.
    """

    code: Code
    label: Text
    why: Text
    when: Condition = ALWAYS
    required: bool = True
    alternatives: tuple[str, ...] = ()
    original: bool = True
    max_age_days: int | None = Field(default=None, ge=1)
    max_age_months: int | None = Field(default=None, ge=1)
    covers_months: int | None = Field(default=None, ge=1)
    latest: int | None = Field(default=None, ge=1)
    formats: tuple[FileType, ...] = ()


class Checklist(Dated):
    """The authority's list. Several rows may have one code: the first that fits counts.

    An empty list means that a clerk sets it for each case.
    """

    requirement: tuple[RequirementRule, ...] = ()


class FileRules(Dated):
    """Which files the authority takes. Sizes in bytes; nobody is promised more than is taken."""

    formats: tuple[FileType, ...]
    max_file_bytes: int = Field(ge=1, le=LARGEST_FILE)
    max_total_bytes: int = Field(ge=1)


def required_of(checklist: Checklist, facts: Facts) -> tuple[RequirementRule, ...]:
    """What is asked for in this situation: the first fitting row per code, in the list's order."""
    fitting: dict[str, RequirementRule] = {}
    for row in checklist.requirement:
        if row.when.holds(facts):
            fitting.setdefault(row.code, row)
    return tuple(fitting.values())
