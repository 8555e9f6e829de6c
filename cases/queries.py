"""Questions about cases, for every door: the API's answers and the staff's pages start here.

Public: `find`, `told`, `own_cases`, `letters_of`, `free_times`, `Ahead`, `steps_ahead`. The whole
of a case is in `picture.py`, what comes next in `outlook.py`, what happened in `feed.py`.

Every question starts from `Case.objects.visible_to(actor)`. The number of statements of each is
fixed: it grows neither with documents nor with rules (tests/api/test_statement_counts.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from appointments.queries import Slot, free_slots
from cases.rules import profile_of
from common.actor import Actor
from common.calendar import is_working_day, local_day
from correspondence.models import Letter
from fees.models import FeeNotice

from .models import Case, Item
from .states import CLOSED, State

# One case


def find(reference: str, *, actor: Actor) -> Case | None:
    """The case as this actor may see it, with its person and title; None where there is none."""
    own = Case.objects.visible_to(actor).select_related("person", "title")
    case: Case | None = own.filter(reference=reference).first()
    return case


def told(case: Case) -> dict[str, Any]:
    """What the applicant has told, in the sections of the application (JSON); costs two queries."""
    person, title = case.person, case.title
    passport = person.identity_documents.first()
    agent = person.representatives.first()
    return {
        "kind": case.kind,
        "legal_basis": case.legal_basis,
        "person": {
            **_plain(person, PERSON),
            "residence": {
                "street": person.street,
                "postal_code": person.postal_code or None,
                "municipality": person.municipality,
                "main": person.main_residence,
            },
            "identity_document": _plain(passport, PASSPORT) if passport else None,
        },
        "current_title": _plain(title, TITLE) if title else {"type": "none"},
        "family": case.family,
        "situation": case.situation,
        "requests": case.requests,
        "representative": _plain(agent, AGENT) if agent else None,
    }


PERSON = (
    "family_name", "given_names", "birth_name", "birth_date", "birth_place", "gender",
    "nationalities", "language", "email", "phone",
)  # fmt: skip
PASSPORT = ("kind", "number", "issued_by", "valid_until")
TITLE = ("type", "legal_basis", "valid_until", "residence_obligation", "lawful_stay_since")
AGENT = ("kind", "name", "email", "address")
KEPT_EMPTY = {"family_name", "given_names", "birth_name", "birth_place", "address"}


def _plain(row: object, names: Sequence[str]) -> dict[str, Any]:
    """Columns as JSON; an empty text stands for null where the application would have null."""
    values = {name: getattr(row, name) for name in names}
    return {name: _json(name, value) for name, value in values.items()}


def _json(name: str, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" and name not in KEPT_EMPTY else value


# Lists


# What a line of a list tells: the rest of a case is wide, and JSON.
LINE = ("reference", "authority", "kind", "state", "waiting_for", "received_at", "updated_at")


def own_cases(
    *,
    actor: Actor,
    state: str | None = None,
    authority: str | None = None,
    updated_since: datetime | None = None,
) -> QuerySet[Case]:
    """The actor's cases with `LINE` only, to be paged by (`updated_at`, `id`)."""
    given = {"state": state, "authority": authority, "updated_at__gte": updated_since}
    filters = {name: value for name, value in given.items() if value is not None}
    own: QuerySet[Case] = Case.objects.visible_to(actor).filter(**filters)
    return own.only(*LINE)


def letters_of(case: Case) -> QuerySet[Letter]:
    """The letters a portal may read: those that left the house, and the confirmation."""
    readable = Q(dispatched_at__isnull=False) | Q(kind="confirmation")
    return case.letters.filter(readable).order_by("id")


# Times


def free_times(case: Case, *, purpose: str, first: date, last: date, at: datetime) -> list[Slot]:
    """What an applicant can book of the free times of the case's authority for a purpose.

    A purpose for which the authority gives no appointments has none.
    """
    profile = profile_of(case)
    rule = profile.on(local_day(at)).appointments.get(purpose)
    if rule is None:
        return []
    horizon = local_day(at) + timedelta(days=rule.opens_days_ahead)
    return free_slots(
        authority=case.authority,
        sandbox=case.sandbox,
        purpose=purpose,
        first_day=first,
        last_day=min(last, horizon),
        is_working_day=partial(is_working_day, land=profile.land),
        at=rule.bookable_from(at),
    )


# Rules that change


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """A case on its way: the steps that the rules of their day decide, as far as they are taken."""

    reference: str
    filed: bool
    charged: bool
    decided: bool


def steps_ahead(*, actor: Actor) -> list[Ahead]:
    """All cases that are not closed, drafts included, by reference. One statement."""
    notices = FeeNotice.objects.filter(case=OuterRef("pk"))
    undecided = Item.objects.filter(case=OuterRef("pk"), decision=Item.Decision.PENDING)
    rows = (
        Case.objects.visible_to(actor)
        .exclude(state__in=CLOSED)
        .annotate(charged=Exists(notices), undecided=Exists(undecided))
        .order_by("reference")
        .values_list("reference", "state", "charged", "undecided")
    )
    return [
        Ahead(
            reference=reference,
            filed=state != State.DRAFT,
            charged=charged,
            decided=state != State.DRAFT and not undecided,
        )
        for reference, state, charged, undecided in rows
    ]
