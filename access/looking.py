"""Real rows or the sandbox's: staff look at the ones or at the others, never at both.

Public: `looks_at_sandbox`, `choose_world`, `mark`, `title_prefix`.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

_KEPT = "looks_at_sandbox"


def looks_at_sandbox(request: HttpRequest) -> bool:
    """Whether this session has chosen the sandbox."""
    return bool(request.session.get(_KEPT))


def choose_world(request: HttpRequest) -> HttpResponse:
    """Ask first, then show the other one on every page from now on."""
    if request.method == "POST":
        request.session[_KEPT] = not looks_at_sandbox(request)
        return HttpResponseRedirect(reverse("admin:index"))
    context = {**admin.site.each_context(request), "title": _("Sandbox")}
    context["in_sandbox"] = looks_at_sandbox(request)
    return TemplateResponse(request, "access/admin/sandbox.html", context)


def mark(request: HttpRequest) -> list[Any] | None:
    """Beside the person's name on every page of the sandbox (Unfold's `ENVIRONMENT`)."""
    return [_("Sandbox"), "danger"] if looks_at_sandbox(request) else None


def title_prefix(request: HttpRequest) -> str | None:
    """Before every page's title, as browsers show it on their tabs."""
    return f"[{_('Sandbox')}]" if looks_at_sandbox(request) else None
