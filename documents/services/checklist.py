"""What a case needs, and what was decided about what was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, InvalidInput
from documents.models import NachforderungPosition, Requirement

if TYPE_CHECKING:
    from cases.models import Case


Status = Requirement.Status
UNDECIDED = (Status.OPEN, Status.HANDED_IN)


class ReasonMissing(InvalidInput):
    """Who rejects something, or finds it not needed, says why."""

    code = "reason_missing"
    sentence = _("Please give a reason.")


class NothingHandedIn(DomainError):
    """There is nothing to accept or to reject."""

    code = "nothing_handed_in"
    sentence = _("Nothing has been handed in for this yet.")


@dataclass(frozen=True)
class RequirementSpec:
    """One row of the checklist as it applies to a case; codes in `alternatives` will do as well."""

    code: str
    label: str
    required: bool
    original_needed: bool
    alternatives: tuple[str, ...] = ()


def set_requirements(*, case: Case, specs: Sequence[RequirementSpec]) -> None:
    """Bring the case's requirements in line with its checklist.

    What is new is added; what nobody has decided follows the checklist. What is no longer on it
    goes, unless something was handed in for it, or it was asked for by a person.
    """
    there = dict(case.requirements.values_list("code", "status"))
    _follow(case, [s for s in specs if there.get(s.code, Status.OPEN) in UNDECIDED])
    if vanished := there.keys() - {spec.code for spec in specs}:
        untouched = case.requirements.filter(documents=None, asked=None, status=Status.OPEN)
        untouched.filter(code__in=vanished).delete()


def _follow(case: Case, specs: Sequence[RequirementSpec]) -> None:
    """Add these rows, or change those that are there, in one statement."""
    Requirement.objects.bulk_create(
        (
            Requirement(
                case=case,
                authority=case.authority,
                sandbox=case.sandbox,
                code=spec.code,
                label=spec.label,
                required=spec.required,
                original_needed=spec.original_needed,
                alternatives=list(spec.alternatives),
            )
            for spec in specs
        ),
        update_conflicts=True,
        unique_fields=["case", "code"],
        update_fields=["label", "required", "original_needed", "alternatives"],
    )


def need(*, case: Case, spec: RequirementSpec) -> Requirement:
    """The requirement with this code; added where the checklist does not have it."""
    row: Requirement = case.requirements.get_or_create(
        code=spec.code,
        defaults={
            "label": spec.label,
            "required": spec.required,
            "original_needed": spec.original_needed,
        },
    )[0]
    return row


def accept(
    *,
    requirement: Requirement,
    by: str,
    at: datetime,
    proof_from: date | None = None,
    proof_until: date | None = None,
) -> None:
    """What was handed in is enough, where it says so from a day until a day.

    Raises `NothingHandedIn`.
    """
    _insist_on_something(requirement)
    requirement.proof_from, requirement.proof_until = proof_from, proof_until
    requirement.save(update_fields=["proof_from", "proof_until"])
    set_status(requirement, Requirement.Status.ACCEPTED, by=by, at=at)


def reject(*, requirement: Requirement, reason: str, by: str, at: datetime) -> None:
    """What was handed in cannot be used; an open Nachforderung waits for it again.

    Raises `ReasonMissing`, `NothingHandedIn`.
    """
    _insist_on_reason(reason)
    _insist_on_something(requirement)
    set_status(requirement, Requirement.Status.REJECTED, reason=reason, by=by, at=at)
    open_positions(requirement).update(satisfied_at=None)


def mark_not_needed(*, requirement: Requirement, reason: str, by: str, at: datetime) -> None:
    """The case can do without it; so can an open Nachforderung. Raises `ReasonMissing`."""
    _insist_on_reason(reason)
    set_status(requirement, Requirement.Status.NOT_NEEDED, reason=reason, by=by, at=at)
    open_positions(requirement).filter(satisfied_at=None).update(satisfied_at=at)


def _insist_on_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(pointer="/reason")


def _insist_on_something(requirement: Requirement) -> None:
    if not requirement.documents.exists():
        raise NothingHandedIn


def set_status(
    requirement: Requirement,
    status: Requirement.Status,
    *,
    reason: str = "",
    by: str = "",
    at: datetime | None = None,
) -> None:
    """Where the requirement stands now; without `by` and `at` nobody has decided on it."""
    requirement.status, requirement.reason = status, reason.strip()
    requirement.decided_by, requirement.decided_at = by, at
    requirement.save(update_fields=["status", "reason", "decided_by", "decided_at"])


def handed_in(requirements: Sequence[Requirement], *, at: datetime) -> None:
    """Something has come for each of these; an open Nachforderung waits for it no more."""
    keys = [requirement.pk for requirement in requirements]
    if not keys:
        return
    Requirement.objects.filter(pk__in=keys).update(
        status=Status.HANDED_IN, reason="", decided_by="", decided_at=None
    )
    asked = NachforderungPosition.objects.filter(nachforderung__closed_at=None, satisfied_at=None)
    asked.filter(requirement__in=keys).update(satisfied_at=at)


def open_positions(requirement: Requirement) -> QuerySet[NachforderungPosition]:
    """Where an open Nachforderung asks for it."""
    return requirement.asked.filter(nachforderung__closed_at=None)
