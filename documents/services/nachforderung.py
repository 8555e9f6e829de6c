"""The Nachforderung: asking for exactly named things until a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, InvalidInput
from common.text import german_day
from documents.models import Nachforderung, NachforderungPosition, Requirement

from .checklist import set_status

if TYPE_CHECKING:
    from cases.models import Case


class NachforderungAlreadyOpen(DomainError):
    """A case has one open Nachforderung at most; extend it, or close it first."""

    code = "nachforderung_already_open"
    sentence = _("Documents have been asked for already and the request is still open.")


class NachforderungNotOpen(DomainError):
    """It was closed before."""

    code = "nachforderung_not_open"
    sentence = _("This request for documents has been closed.")


class ExtensionNotLater(InvalidInput):
    """An extension never shortens."""

    code = "extension_not_later"
    sentence = _("The new day must be later than %(due_on)s.")


def ask(
    *, case: Case, asked: Mapping[str, str], announced_on: date, due_on: date, at: datetime
) -> Nachforderung:
    """Ask for exactly named things until the day `due_on` (§ 82(1) S.3 AufenthG).

    `asked` maps codes to the text the applicant reads. What the checklist does not know is added
    to it, and what was handed in for these codes before no longer counts as enough.
    Raises `NachforderungAlreadyOpen`.
    """
    if case.nachforderungen.pending().exists():
        raise NachforderungAlreadyOpen
    nachforderung = Nachforderung.objects.create(
        case=case, requested_at=at, announced_on=announced_on, due_on=due_on
    )
    for code, text in asked.items():
        NachforderungPosition.objects.create(
            case=case,
            nachforderung=nachforderung,
            requirement=_reopened(case, code, text),
            text=text,
        )
    return nachforderung


def _reopened(case: Case, code: str, text: str) -> Requirement:
    requirement, _new = case.requirements.get_or_create(code=code, defaults={"label": text[:300]})
    requirement.required = True
    requirement.save(update_fields=["required"])
    set_status(requirement, Requirement.Status.OPEN)
    return requirement


def extend(*, nachforderung: Nachforderung, due_on: date) -> None:
    """Give more time (§ 31(7) VwVfG). Raises `NachforderungNotOpen`, `ExtensionNotLater`."""
    _insist_on_open(nachforderung)
    if due_on <= nachforderung.due_on:
        raise ExtensionNotLater(pointer="/due_on", due_on=german_day(nachforderung.due_on))
    nachforderung.due_on = due_on
    nachforderung.save(update_fields=["due_on"])


def announce(*, nachforderung: Nachforderung, announced_on: date, due_on: date) -> None:
    """Announced on this day, it waits until that one. Raises `NachforderungNotOpen`."""
    _insist_on_open(nachforderung)
    nachforderung.announced_on, nachforderung.due_on = announced_on, due_on
    nachforderung.save(update_fields=["announced_on", "due_on"])


def close(*, nachforderung: Nachforderung, outcome: Nachforderung.Outcome, at: datetime) -> None:
    """End it with an outcome other than `OPEN`. Raises `NachforderungNotOpen`."""
    _insist_on_open(nachforderung)
    if outcome == Nachforderung.Outcome.OPEN:
        raise ValueError("An outcome says how it ended.")
    nachforderung.closed_at, nachforderung.outcome = at, outcome
    nachforderung.save(update_fields=["closed_at", "outcome"])


def _insist_on_open(nachforderung: Nachforderung) -> None:
    if nachforderung.closed_at is not None:
        raise NachforderungNotOpen
