"""What comes in without a portal: letters, e-mails, visits, and the authority's own suggestions.

Nothing bars it (§ 24(3) VwVfG). Needed is who wants what: a name, a date of birth and a title
sought; everything else can be asked for, and none of that moves the receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.actions import CLERKS, DESK
from cases.application import Application, complete
from cases.gaps import LEGAL_BASIS_OPEN, UNSIGNED
from cases.models import Case, Suggestion
from common.actor import Actor, Role
from common.calendar import local_day
from common.errors import DomainError
from documents import services as documents
from documents.services import RequirementSpec

from .core import NotPermitted, use_case
from .filing import file_case, open_case
from .review import ReasonNeeded


class ReceiptInFuture(DomainError):
    """A receipt never becomes later, so one that has not happened could never be mended."""

    code = "receipt_in_future"
    sentence = _("An application cannot have been received in the future.")


class SuggestionUnknown(DomainError):
    code = "suggestion_unknown"
    sentence = _("There is no such open suggestion.")


class SuggestionPast(DomainError):
    code = "suggestion_past"
    sentence = _("A suggestion is raised on a day to come.")


@dataclass(frozen=True, kw_only=True)
class Scan:
    """The letter, e-mail or note that is the application, as a file."""

    content: bytes
    filename: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What is known of the paper that is the application, where there is one.

    `signed`: whether it bears a signature; `basis_open`: whether the writer left the legal basis
    open, so that a clerk chose the most favourable one; `suggestion`: which one it answers.
    """

    scan: Scan | None = None
    signed: bool = True
    basis_open: bool = False
    suggestion: UUID | None = None


NOTHING_KNOWN = Paper()


@use_case
def record_application(
    *,
    authority: str,
    application: Application,
    channel: str,
    received_at: datetime,
    actor: Actor,
    at: datetime,
    paper: Paper = NOTHING_KNOWN,
) -> Case:
    """Record what came without a portal, with its true receipt; what bars or lacks is a finding.

    A missing signature is asked for. What a suggestion led to is noted with the suggestion.
    Raises `NotPermitted`, `ReceiptInFuture`, `InvalidBody`, `SuggestionUnknown`, and the refusals
    of `documents.services.hand_in_by_staff`.
    """
    _insist_on_role(authority, DESK, actor, action="record_application")
    if received_at > at:
        raise ReceiptInFuture
    suggestion = _pending(paper.suggestion, actor) if paper.suggestion else None
    case = open_case(
        authority,
        application,
        (),
        portal=None,
        actor=actor,
        at=received_at,
        channel=channel,
    )
    _note_form(case, paper)
    case = file_case(case, complete(case), {}, actor=actor, received_at=received_at, at=at)
    if paper.scan is not None:
        _keep_scan(case, paper.scan, at=at)
    if suggestion is not None:
        _settle(suggestion, Suggestion.Status.APPLIED, case=case, by=actor.id, at=at)
    return case


SIGNATURE = RequirementSpec(
    code="signature",
    label="Unterschrift unter dem Antrag",
    required=True,
    original_needed=False,
)
LETTER = RequirementSpec(
    code="application_form",
    label="Antrag, wie er eingegangen ist",
    required=False,
    original_needed=False,
)


def _note_form(case: Case, paper: Paper) -> None:
    notes = []
    if not paper.signed:
        documents.need(case=case, spec=SIGNATURE)
        notes.append(UNSIGNED)
    if paper.basis_open:
        notes.append(LEGAL_BASIS_OPEN)
    case.findings = [*case.findings, *notes]


def _keep_scan(case: Case, scan: Scan, *, at: datetime) -> None:
    documents.hand_in_by_staff(
        case=case,
        requirement=documents.need(case=case, spec=LETTER),
        content=scan.content,
        filename=scan.filename,
        at=at,
    )


# Suggestions


@use_case
def note_suggestion(
    *,
    authority: str,
    family_name: str,
    given_names: str,
    birth_date: date,
    contact: str,
    legal_basis: str,
    grounds: str,
    raise_on: date,
    actor: Actor,
    at: datetime,
) -> Suggestion:
    """Note that a title could be granted, and when to raise it with the person.

    No application, and no effect on the stay: that begins when the person applies.
    Raises `NotPermitted`, `ReasonNeeded`, `SuggestionPast`.
    """
    _insist_on_role(authority, CLERKS, actor, action="note_suggestion")
    if not grounds.strip():
        raise ReasonNeeded
    _insist_on_day(raise_on, at=at)
    return Suggestion.objects.create(
        authority=authority,
        sandbox=actor.sandbox,
        family_name=family_name,
        given_names=given_names,
        birth_date=birth_date,
        contact=contact,
        legal_basis=legal_basis,
        grounds=grounds,
        raise_on=raise_on,
        suggested_at=at,
        suggested_by=actor.id,
    )


@use_case
def raise_suggestion(
    *, suggestion: UUID, note: str, again_on: date, actor: Actor, at: datetime
) -> Suggestion:
    """Record that it was raised with the person, and when to ask again.

    Raises `SuggestionUnknown`, `ReasonNeeded`, `SuggestionPast`.
    """
    row = _pending(suggestion, actor)
    _insist_on_role(row.authority, DESK, actor, action="raise_suggestion")
    if not note.strip():
        raise ReasonNeeded
    _insist_on_day(again_on, at=at)
    row.note, row.raise_on = "\n\n".join(filter(None, [row.note, note])), again_on
    row.save(update_fields=["note", "raise_on"])
    return row


@use_case
def drop_suggestion(*, suggestion: UUID, note: str, actor: Actor, at: datetime) -> Suggestion:
    """Pursue it no more, for a reason. Raises `SuggestionUnknown`, `ReasonNeeded`."""
    row = _pending(suggestion, actor)
    _insist_on_role(row.authority, CLERKS, actor, action="drop_suggestion")
    if not note.strip():
        raise ReasonNeeded
    row.note = "\n\n".join(filter(None, [row.note, note]))
    _settle(row, Suggestion.Status.DROPPED, case=None, by=actor.id, at=at)
    return row


def _pending(suggestion: UUID, actor: Actor) -> Suggestion:
    """The open suggestion under its row lock, at one of the actor's authorities."""
    rows = Suggestion.objects.pending().select_for_update()
    rows = rows.filter(authority__in=actor.authorities, sandbox=actor.sandbox)
    row: Suggestion | None = rows.filter(public_id=suggestion).first()
    if row is None:
        raise SuggestionUnknown
    return row


def _settle(
    row: Suggestion, status: Suggestion.Status, *, case: Case | None, by: str, at: datetime
) -> None:
    row.status, row.case, row.settled_at, row.settled_by = status, case, at, by
    row.save(update_fields=["status", "case", "settled_at", "settled_by", "note"])


def _insist_on_role(authority: str, roles: frozenset[Role], actor: Actor, *, action: str) -> None:
    if roles.isdisjoint(actor.roles.get(authority, ())):
        raise NotPermitted(action=action)


def _insist_on_day(day: date, *, at: datetime) -> None:
    if day < local_day(at):
        raise SuggestionPast
