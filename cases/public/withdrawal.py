"""`/withdrawals/{token}`: the applicant confirms a withdrawal that was announced for them.

Opening the link changes nothing (mail scanners open links, too); the button does.
"""

from __future__ import annotations

import contextlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from access.scope import scoped
from cases import services
from cases.models import Withdrawal
from cases.states import UNDECIDED
from common.calendar import local_day

from . import limit
from .lookup import Place, find_withdrawal
from .pages import page, public_page, too_many


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def withdrawal(request: HttpRequest, token: str) -> HttpResponse:
    """What ends, and the button that ends it; afterwards, and when repeated, that it has ended."""
    now = timezone.now()
    if limit.is_exhausted(request, at=now):
        return too_many(request, retry_after=limit.WINDOW_SECONDS)
    place = find_withdrawal(token)
    if place is None:
        limit.count_miss(request, at=now)
        return page(request, "unknown_link.html", status=404)
    with scoped(place.applicant):
        return _answer(request, place, token, at=now)


def _answer(request: HttpRequest, place: Place, token: str, *, at: datetime) -> HttpResponse:
    announced = _withdrawal(token)
    if request.method == "POST" and _is_open(announced):
        if request.POST.get("understood") != "yes":
            return _ask(request, announced, at=at, not_understood=True)
        # Whoever was faster (a second click, a decision): what counts then is shown below.
        with contextlib.suppress(services.TransitionBlocked, Withdrawal.DoesNotExist):
            services.confirm_withdrawal(
                reference=place.reference, token=token, actor=place.applicant, at=at
            )
        announced = _withdrawal(token)
    if announced.confirmed_at is not None and announced.dropped_at is None:
        return page(request, "withdrawn.html", {"withdrawal": announced})
    if _is_open(announced):
        return _ask(request, announced, at=at)
    return page(request, "unknown_link.html", status=410)


def _is_open(announced: Withdrawal) -> bool:
    """Whether it can still be confirmed: neither done, nor set aside, nor overtaken."""
    done = announced.confirmed_at is not None or announced.dropped_at is not None
    return not done and announced.case.state in UNDECIDED


def _withdrawal(token: str) -> Withdrawal:
    return Withdrawal.objects.select_related("case__title").get(token=token)


def _ask(
    request: HttpRequest, announced: Withdrawal, *, at: datetime, not_understood: bool = False
) -> HttpResponse:
    context = {**_what_ends(announced, at=at), "not_understood": not_understood}
    return page(request, "withdrawal.html", context, status=422 if not_understood else 200)


def _what_ends(announced: Withdrawal, *, at: datetime) -> dict[str, object]:
    """What the application still protects today; the page says each in plain words."""
    case = announced.case
    title_ends = case.title.valid_until if case.title else None
    return {
        "reference": case.reference,
        "effect": case.legal_effect["kind"],
        "title_ends": title_ends,
        "title_runs": title_ends is not None and title_ends >= local_day(at),
        "appointment": case.appointments.active().first(),
    }
