"""Drafts: kept, changed, and removed when nobody wants them any more. They protect nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from access.models import Portal
from authorities import service as authorities
from cases import deadlines, messages
from cases.application import Application
from cases.models import Case
from cases.rules import rules_of
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError
from documents import services as documents
from documents.services import HandIn

from . import families
from .core import arm_all, enter, use_case
from .filing import WRITTEN, open_case, set_up_checklist, write


class DraftsNotAllowed(DomainError):
    """This authority takes an application complete or not at all."""

    code = "drafts_not_allowed"
    sentence = _("This authority keeps no drafts: file the application at once.")


@use_case
def open_draft(
    *,
    authority: str,
    application: Application,
    hand_ins: Sequence[HandIn],
    portal: Portal,
    actor: Actor,
    at: datetime,
) -> Case:
    """Keep an application that is not filed yet. It has no legal effect and no events.

    Raises `DraftsNotAllowed`, `NotPermitted`, and what `documents.services.attach` raises.
    """
    drafts = authorities.rules(authority, on=local_day(at)).filing.drafts
    if drafts is None:
        raise DraftsNotAllowed
    case = open_case(authority, application, hand_ins, portal=portal, actor=actor, at=at)
    _arm_draft(case, at=at)
    messages.draft_saved(case, at=at)
    return case


@use_case
def change_draft(
    *,
    reference: str,
    application: Application,
    hand_ins: Sequence[HandIn] | None,
    portal: Portal,
    actor: Actor,
    version: str,
    at: datetime,
) -> Case:
    """Replace what a draft says, and its files by `hand_ins`; None leaves those as they are.

    Raises `StaleVersion`, `TransitionBlocked`, and what `documents.services.replace` raises.
    """
    case = enter(reference, actor=actor, action="change_draft", version=version)
    write(case, families.completed(application, authority=case.authority, actor=actor))
    case.updated_at = at
    case.save(update_fields=[*WRITTEN, "updated_at"])
    set_up_checklist(case, hand_ins or (), portal=portal, at=at)
    if hand_ins is not None:
        files = rules_of(case, on=local_day(at)).files
        documents.replace(case=case, portal=portal, hand_ins=hand_ins, file_rules=files, at=at)
    _arm_draft(case, at=at)
    return case


@use_case
def discard_draft(*, reference: str, actor: Actor, version: str) -> None:
    """Remove a draft whose person has thought better of it, at once.

    Raises `StaleVersion`, `TransitionBlocked`.
    """
    delete_draft(enter(reference, actor=actor, action="discard_draft", version=version))


def delete_draft(case: Case) -> None:
    """Remove a draft with its files and its person; it protected nobody and leaves no trace."""
    person = case.person
    documents.forget(case=case)
    case.delete()
    person.delete()


def _arm_draft(case: Case, *, at: datetime) -> None:
    """Warn before the title ends and before the draft goes; then it goes."""
    rules = rules_of(case, on=local_day(at)).reminders
    title_ends = case.title.valid_until if case.title else None
    moments = deadlines.of_draft(case.draft_expires_at, title_ends, rules)
    arm_all(case, [moment for moment in moments if moment.due_at > at])
