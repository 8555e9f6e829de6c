"""The page on which staff record an application that did not come through a portal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities import service as authorities
from cases import actions, services
from cases.models import Case, Suggestion
from cases.services import NotPermitted
from common.actor import Actor
from common.errors import DomainError
from common.inputs import InvalidBody

from .forms.recording import RecordingForm
from .looking import look_up
from .people import actor_of
from .relatives import filled_in
from .step_page import case_url, refused


def may_record(actor: Actor) -> list[str]:
    """The authorities for which this person records applications."""
    known = authorities.profiles()
    return [
        key
        for key, held in actor.roles.items()
        if key in known and not held.isdisjoint(actions.DESK)
    ]


def record_page(request: HttpRequest, model_admin: ModelAdmin[Case]) -> HttpResponse:
    """Ask for what filing needs; nothing bars what came in another way (§ 24(3) VwVfG)."""
    actor, at = actor_of(request), timezone.now()
    keys = may_record(actor)
    if not keys:
        return refused(request, model_admin, NotPermitted(action="record_application"))
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    suggestion = _suggested(request, actor)
    initial = _told_by(suggestion) if suggestion else _initial(request, at=at)
    form = RecordingForm(
        data,
        files,
        keys=keys,
        at=at,
        suggestion=suggestion,
        initial=initial,
    )
    if data is not None and form.is_valid():
        case = _recorded(form, actor=actor)
        if case is not None:
            messages.success(request, _("Recorded under %(reference)s.") % {"reference": case})
            return HttpResponseRedirect(case_url(case))
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": _("Record an application"),
        "form": form,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "cases/admin/record.html", context, status=status)


def _initial(request: HttpRequest, *, at: datetime) -> dict[str, Any]:
    """What a relative's case, named by the link that led here, tells about this one."""
    relative = request.GET.get("relative_of", "")
    return (
        filled_in(look_up(request, int(relative), page="record", at=at))
        if relative.isdecimal()
        else {}
    )


def _suggested(request: HttpRequest, actor: Actor) -> Suggestion | None:
    """The open suggestion that the person's application answers, where the link names one."""
    try:
        named = UUID(request.GET.get("suggestion", ""))
    except ValueError:
        return None
    rows = Suggestion.objects.pending().filter(authority__in=actor.authorities)
    return rows.filter(sandbox=actor.sandbox, public_id=named).first()


def _told_by(suggestion: Suggestion) -> dict[str, Any]:
    """What the suggestion knows already."""
    names = ("authority", "family_name", "given_names", "birth_date", "legal_basis")
    known = {name: getattr(suggestion, name) for name in names}
    return {**known, "channel": Case.Channel.ON_SUGGESTION, "kind": Case.Kind.ISSUE}


def _recorded(form: RecordingForm, *, actor: Actor) -> Case | None:
    """The new case; None where it was refused and the form says why."""
    data = form.cleaned_data
    try:
        return services.record_application(
            authority=data["authority"],
            application=form.application(),
            channel=data["channel"],
            received_at=data["received_at"],
            paper=form.paper(),
            actor=actor,
            at=timezone.now(),
        )
    except InvalidBody as invalid:
        form.refuse(invalid.errors)
    except DomainError as error:
        form.add_error(None, str(error))
    return None
