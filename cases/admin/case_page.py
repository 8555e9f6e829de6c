"""The page of one case: everything about it, and a button for everything one can do."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from cases.models import Case

from .buttons import are_few, buttons, folded, what_is_next
from .looking import look_up
from .people import actor_of
from .recording import may_record
from .sections import applications_of_person, head, sections


def case_page(request: HttpRequest, model_admin: ModelAdmin[Case], pk: int) -> HttpResponse:
    """Show the case to whoever may see it; 404 for everybody else."""
    at = timezone.now()
    case = look_up(request, pk, page="case", at=at)
    offered = buttons(case, actor_of(request))
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        **head(case, at=at),
        **sections(case, at=at),
        **applications_of_person(case, actor_of(request)),
        "title": case.reference,
        "case": case,
        "next_buttons": what_is_next(offered),
        "folded_buttons": folded(offered),
        "few_buttons": are_few(offered),
        "records_applications": case.authority in may_record(actor_of(request)),
        "can": {button.name for button in offered if button.enabled},
    }
    return TemplateResponse(request, "cases/admin/case.html", context)
