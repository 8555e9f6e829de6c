"""The start page: how much waits in each queue, with the way there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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

MOST = 999  # what is counted at most: beyond that the number helps nobody and costs a long read


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
    return [
        _queue(_("Overdue"), mine.filter(next_due_at__lt=begins), "due=overdue", urgent=True),
        _queue(
            _("Due today"),
            mine.filter(next_due_at__gte=begins, next_due_at__lt=ends),
            "due=today",
        ),
        _queue(
            _("Waiting for us"),
            mine.filter(waiting_for=WaitingFor.AUTHORITY),
            f"turn={WaitingFor.AUTHORITY.value}",
        ),
        _queue(_("My cases"), mine.filter(responsible=user_of(request)), "whose=mine"),
        _queue(_("Not assigned"), mine.filter(responsible=None), "whose=nobody"),
        _queue(_("On hold"), mine.exclude(on_hold_reason=""), "hold=yes"),
        _listed(
            _("Letters to send"),
            letters_to_send(actor)[: MOST + 1].count(),
            "admin:correspondence_letter_changelist",
        ),
        _listed(
            _("Suggestions to raise"),
            due_suggestions(actor, at=at)[: MOST + 1].count(),
            "admin:cases_suggestion_changelist",
        ),
    ]


def _listed(label: str | Promise, number: int, url: str) -> Queue:
    """A queue with a page of its own."""
    return Queue(label=label, number=min(number, MOST), more=number > MOST, url=reverse(url))


def _queue(label: str | Promise, rows: CaseQuerySet, query: str, *, urgent: bool = False) -> Queue:
    number = rows[: MOST + 1].count()
    return Queue(
        label=label,
        number=min(number, MOST),
        more=number > MOST,
        url=f"{reverse('admin:cases_case_changelist')}?{query}",
        urgent=urgent and number > 0,
    )
