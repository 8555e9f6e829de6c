"""The start page: how much waits in each queue, with the way there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseQuerySet
from cases.states import WaitingFor
from common.actor import Actor

from .due import today
from .letters_to_send import letters_to_send
from .people import actor_of, user_of
from .recording import may_record
from .suggestions import due_suggestions

MOST = 200  # what is counted at most at an authority: a longer read helps nobody
OVERDUE = _("Overdue")


@dataclass(frozen=True)
class Queue:
    """A number and the list behind it; `more` where there are more than were counted."""

    label: str | Promise
    number: int
    more: bool
    url: str
    urgent: bool = False


def start_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's dashboard callback: adds the queues of the person's authorities."""
    actor = actor_of(request)
    return {
        **context,
        "title": _("Start"),
        "queues": queues(request, actor, at=timezone.now()) if actor.roles else [],
        "may_record": bool(may_record(actor)),
    }


def queues(request: HttpRequest, actor: Actor, *, at: datetime) -> list[Queue]:
    mine = Case.objects.visible_to(actor).open()
    begins, ends = today(at)
    us = WaitingFor.AUTHORITY
    cases: list[tuple[str | Promise, CaseQuerySet, str]] = [
        (OVERDUE, mine.filter(next_due_at__lt=begins), "due=overdue"),
        (_("Due today"), mine.filter(next_due_at__gte=begins, next_due_at__lt=ends), "due=today"),
        (_("Waiting for us"), mine.filter(waiting_for=us), f"turn={us.value}"),
        (_("My cases"), mine.filter(responsible=user_of(request)), "whose=mine"),
        (_("Not assigned"), mine.filter(responsible=None), "whose=nobody"),
        (_("On hold"), mine.exclude(on_hold_reason=""), "hold=yes"),
    ]
    return [
        *(_queue(label, _count(rows, actor, order="next_due_at"), to) for label, rows, to in cases),
        _listed(
            _("Letters to send"),
            _count(letters_to_send(actor), actor, order="created_at"),
            "admin:correspondence_letter_changelist",
        ),
        _listed(
            _("Suggestions to raise"),
            _count(due_suggestions(actor, at=at), actor, order="raise_on"),
            "admin:cases_suggestion_changelist",
        ),
    ]


def _count(rows: QuerySet[Any], actor: Actor, *, order: str) -> int:
    """How many there are, counted no further than needed to say that there are more than `MOST`.

    In the order of an index, or it would be cheapest to read all rows before the first are counted.
    """
    return sum(
        rows.filter(authority=key).order_by(order)[: MOST + 1].count() for key in actor.authorities
    )


def _listed(label: str | Promise, number: int, url: str) -> Queue:
    """A queue with a page of its own."""
    return Queue(label=label, number=min(number, MOST), more=number > MOST, url=reverse(url))


def _queue(label: str | Promise, number: int, query: str) -> Queue:
    """A part of the work list."""
    return Queue(
        label=label,
        number=min(number, MOST),
        more=number > MOST,
        url=f"{reverse('admin:cases_case_changelist')}?{query}",
        urgent=label == OVERDUE and number > 0,
    )
