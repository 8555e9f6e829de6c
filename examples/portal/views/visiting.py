"""Booking, moving and cancelling an appointment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from examples.client.titelweg import Appointment, CaseFull, FreeTime
from examples.client.transport import Refused
from examples.portal.api import api, key_of
from examples.portal.views.common import authority_of, case_of

WEEK = timedelta(days=7)
LOOKED_AHEAD = 6  # weeks that are searched for the first free time


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, reference: str, purpose: str) -> HttpResponse:
    """Choose a free time."""
    read = case_of(request, reference)
    problem = ""
    if request.method == "POST":
        problem = _booked(request, reference, purpose)
        if not problem:
            return redirect("case", reference=reference)
    return _shown(request, read.body, read.version, purpose, problem=problem)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, reference: str, appointment: str) -> HttpResponse:
    """Choose another time for an appointment."""
    read = case_of(request, reference)
    booked = _appointment(read.body, appointment)
    problem = ""
    if request.method == "POST":
        problem = _moved(request, reference, appointment)
        if not problem:
            return redirect("case", reference=reference)
    return _shown(request, read.body, read.version, booked["purpose"], problem, booked)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, reference: str, appointment: str) -> HttpResponse:
    """Give an appointment back, after asking once more."""
    read = case_of(request, reference)
    booked = _appointment(read.body, appointment)
    if request.method == "POST":
        version = request.POST.get("version", "")
        api().cancel_appointment(reference=reference, appointment=appointment, if_match=version)
        return redirect("case", reference=reference)
    shown = {"case": read.body, "version": read.version, "appointment": booked}
    return render(request, "portal/cancel.html", shown)


@require_GET
def calendar(request: HttpRequest, reference: str, appointment: str) -> HttpResponse:
    """The appointment as a file for calendars."""
    case_of(request, reference)
    file = api().read_appointment_as_calendar(reference=reference, appointment=appointment).body
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{reference}.ics"'
    return answer


def _booked(request: HttpRequest, reference: str, purpose: str) -> str:
    """Why it could not be booked; empty where it was."""
    slot = request.POST.get("slot", "")
    if not slot:
        return _("Please choose a time.")
    told = (reference, purpose, slot, request.POST.get("version", ""))
    try:
        api().book_appointment(
            reference=reference,
            body={"purpose": purpose, "slot": slot},
            idempotency_key=key_of(str(request.session.session_key), "book", *told),
        )
    except Refused as refused:
        return refused.detail
    return ""


def _moved(request: HttpRequest, reference: str, appointment: str) -> str:
    slot = request.POST.get("slot", "")
    if not slot:
        return _("Please choose a time.")
    try:
        api().move_appointment(
            reference=reference,
            appointment=appointment,
            body={"slot": slot},
            if_match=request.POST.get("version", ""),
        )
    except Refused as refused:
        return refused.detail
    return ""


def _appointment(found: CaseFull, wanted: str) -> Appointment:
    for row in found["appointments"]:
        if row["id"] == wanted:
            return row
    raise Http404


def _shown(
    request: HttpRequest,
    found: CaseFull,
    version: str,
    purpose: str,
    problem: str = "",
    booked: Appointment | None = None,
) -> HttpResponse:
    first = _asked_for(request) or timezone.localdate()
    free, first = _free(found["reference"], purpose, first)
    offers = {row["purpose"]: row for row in authority_of(found["authority"])["appointments"]}
    if purpose not in offers:
        raise Http404
    earlier = first - WEEK if first > timezone.localdate() else None
    shown = {
        "case": found,
        "version": version,
        "offer": offers[purpose],
        "booked": booked,
        "days": _by_day(free),
        "problem": problem,
        "first": first,
        "earlier": max(earlier, timezone.localdate()) if earlier else None,
        "later": first + WEEK,
    }
    return render(request, "portal/book.html", shown, status=422 if problem else 200)


def _asked_for(request: HttpRequest) -> date | None:
    try:
        return max(date.fromisoformat(request.GET.get("from", "")), timezone.localdate())
    except ValueError:
        return None


def _free(reference: str, purpose: str, first: date) -> tuple[list[FreeTime], date]:
    """The free times of the first week that has any, and the day it begins on."""
    for weeks in range(LOOKED_AHEAD):
        begins = first + weeks * WEEK
        last = begins + WEEK - timedelta(days=1)
        found = api().list_slots(
            reference=reference, purpose=purpose, from_=begins.isoformat(), to=last.isoformat()
        )
        if found.body["items"]:
            return found.body["items"], begins
    return [], first


def _by_day(free: Iterable[FreeTime]) -> list[dict[str, Any]]:
    days: dict[date, list[dict[str, Any]]] = {}
    for row in free:
        starts = datetime.fromisoformat(row["starts_at"])
        days.setdefault(timezone.localtime(starts).date(), []).append({**row, "starts": starts})
    return [{"day": day, "times": times} for day, times in days.items()]
