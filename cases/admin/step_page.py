"""The page of one step: what it leads to, its form, and one call of the service behind it.

It stands on its own, outside Django's change form and its transaction: each service opens its own.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.actions import BY_NAME, Action
from cases.models import Case
from cases.services import NotPermitted, TransitionBlocked
from common.actor import Actor
from common.errors import DomainError

from .forms.base import StepForm
from .looking import look_up
from .people import actor_of
from .steps import STEPS, Step


def step_page(
    request: HttpRequest, model_admin: ModelAdmin[Case], pk: int, action: str
) -> HttpResponse:
    """Ask (GET) and do (POST). 403 where the role does not allow it, 404 for no such step."""
    at, actor = timezone.now(), actor_of(request)
    case = look_up(request, pk, page=f"do/{action}", at=at)
    if action not in STEPS:
        raise Http404
    wanted, step = BY_NAME[action], STEPS[action]
    if not wanted.permitted_to(actor, case):
        return refused(request, model_admin, NotPermitted(action=action))
    if case.state not in wanted.states:
        return _not_now(request, case, wanted)
    form = _form(request, step, case)
    done = None
    if request.method == "POST" and form.is_valid():
        done = _do(request, model_admin, step, form, actor=actor)
    return done or _page(request, model_admin, case, wanted, form)


def _form(request: HttpRequest, step: Step, case: Case) -> StepForm:
    at = timezone.now()
    if request.method == "POST":
        return step.form(request.POST, request.FILES, case=case, at=at)
    return step.form(case=case, at=at, initial=_from_link(request.GET))


def _from_link(query: QueryDict) -> dict[str, str]:
    """A link from a row of the case page fills in which row it is about."""
    return {name: value for name, value in query.items() if isinstance(value, str)}


def _do(
    request: HttpRequest,
    model_admin: ModelAdmin[Case],
    step: Step,
    form: StepForm,
    *,
    actor: Actor,
) -> HttpResponse | None:
    """Call the service; None where it refused and the form now says why."""
    case = form.case
    try:
        step.call(reference=case.reference, actor=actor, at=form.at, **form.values())
    except NotPermitted as error:
        return refused(request, model_admin, error)
    except DomainError as error:
        for sentence in sentences_of(error):
            form.add_error(None, sentence)
        return None
    messages.success(request, _("Done."))
    return HttpResponseRedirect(case_url(case))


def sentences_of(error: DomainError) -> list[str]:
    """What a refusal says to a person, with the obstacles it names."""
    said = [str(error)]
    if isinstance(error, TransitionBlocked):
        said += [blocker["reason"] for blocker in error.blockers]
    return said


def _not_now(request: HttpRequest, case: Case, wanted: Action) -> HttpResponse:
    """The case has moved on since the button was shown: back to it, with a word why."""
    text = _("“%(action)s” is not possible in the state “%(state)s”.")
    state = case.get_state_display()
    messages.warning(request, text % {"action": wanted.label, "state": state})
    return HttpResponseRedirect(case_url(case))


def _page(
    request: HttpRequest,
    model_admin: ModelAdmin[Case],
    case: Case,
    wanted: Action,
    form: StepForm,
) -> HttpResponse:
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": wanted.label,
        "subtitle": case.reference,
        "case": case,
        "form": form,
        "background": list(form.background()),
        "leads_to": STEPS[wanted.name].leads_to,
        "obstacles": _reasons(wanted, case) if request.method == "GET" else [],
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "cases/admin/step.html", context, status=status)


def _reasons(wanted: Action, case: Case) -> list[str]:
    """Not the guards themselves: templates call what can be called."""
    return [str(guard.reason) for guard in wanted.obstacles(case)]


def refused(
    request: HttpRequest, model_admin: ModelAdmin[Any], why: DomainError | str | Promise
) -> HttpResponse:
    """The page for what somebody may not do (403)."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Not allowed"),
        "why": str(why),
    }
    return TemplateResponse(request, "cases/admin/refused.html", context, status=403)


def case_url(case: Case) -> str:
    return reverse("admin:cases_case_change", args=[case.pk])
