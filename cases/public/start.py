"""`GET /`: where one can go from here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .pages import page, public_page


@require_safe
@public_page
def start(request: HttpRequest) -> HttpResponse:
    """The three doors: checking a confirmation, the staff's pages, the portals' documentation."""
    return page(request, "start.html")
