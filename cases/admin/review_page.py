"""Several verdicts at once: what was handed in, and what other bodies answered, on one page.

A form per list; each verdict is one call of the service behind the single step, in a transaction of
its own. One that is refused stays open with its reason and holds up no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import services
from cases.actions import BY_NAME
from cases.models import Case
from cases.services import NotPermitted
from common.actor import Actor
from common.errors import DomainError

from .forms.verdicts import CheckForm, DocumentForm
from .looking import look_up
from .people import actor_of
from .step_page import case_url, refused, sentences_of


@dataclass(frozen=True)
class Line:
    """One row of a list: what it is about, its form, and the rows of files with it."""

    label: str
    form: forms.Form
    documents: list[Any]


def review_page(request: HttpRequest, model_admin: ModelAdmin[Case], pk: int) -> HttpResponse:
    """Show what waits for a verdict, and record those that were given."""
    at, actor = timezone.now(), actor_of(request)
    case = look_up(request, pk, page="review", at=at)
    if not BY_NAME["decide_requirement"].permitted_to(actor, case):
        return refused(request, model_admin, NotPermitted(action="decide_requirement"))
    chosen = request.POST if request.method == "POST" else None
    documents = list(_documents(case, chosen if chosen and "documents" in chosen else None))
    checks = list(_checks(case, chosen if chosen and "checks" in chosen else None))
    if chosen is not None and _record(request, case, [*documents, *checks], actor):
        return HttpResponseRedirect(case_url(case))
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": _("Look at what has come"),
        "subtitle": case.reference,
        "case": case,
        "documents": documents,
        "checks": checks,
    }
    status = 422 if chosen is not None else 200
    return TemplateResponse(request, "cases/admin/review.html", context, status=status)


def _documents(case: Case, chosen: Any) -> Iterable[Line]:
    rows = case.requirements.unreviewed().order_by("id").prefetch_related("documents")
    for row in rows:
        form = DocumentForm(chosen, prefix=f"document-{row.pk}", code=row.code)
        yield Line(row.label, form, list(row.documents.all()))


def _checks(case: Case, chosen: Any) -> Iterable[Line]:
    for row in case.checks.unanswered().order_by("id"):
        yield Line(row.label, CheckForm(chosen, prefix=f"check-{row.pk}", code=row.code), [])


SERVICES: dict[type[forms.Form], Callable[..., object]] = {
    DocumentForm: services.decide_requirement,
    CheckForm: services.answer_check,
}


def _record(request: HttpRequest, case: Case, lines: Iterable[Line], actor: Actor) -> bool:
    """Record every verdict that was given; False where one is left with a reason."""
    given = [line.form for line in lines if line.form.is_bound and line.form.has_changed()]
    done = sum(_one(form, case, actor) for form in given)
    if done:
        messages.success(request, _("%(number)s verdicts recorded.") % {"number": done})
    return done == len(given)


def _one(form: forms.Form, case: Case, actor: Actor) -> bool:
    if not form.is_valid():
        return False
    try:
        SERVICES[type(form)](
            reference=case.reference, actor=actor, at=timezone.now(), **form.cleaned_data
        )
    except DomainError as refusal:
        for sentence in sentences_of(refusal):
            form.add_error(None, sentence)
        return False
    return True
