"""What all public pages share: language by a link, no traces in caches, nothing from elsewhere."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# Neither scripts nor inline styles. Icons of the design system are data: images in its stylesheet.
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def public_page(view: View[P]) -> View[P]:
    """Answer in the language of `?language=`, or the browser's, under strict headers."""

    @functools.wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        chosen = request.GET.get("language", "")
        language = chosen if chosen in dict(settings.LANGUAGES) else translation.get_language()
        with translation.override(language):
            response = view(request, *args, **kwargs)
            response["Content-Language"] = language or settings.LANGUAGE_CODE
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return answered


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of `templates/public`, with the switch to the other language."""
    language = translation.get_language()
    switch = [
        {"code": code, "name": translation.get_language_info(code)["name_local"]}
        for code, _name in settings.LANGUAGES
        if code != language
    ]
    every = {"language": language, "switch": switch, **(context or {})}
    return render(request, f"public/{template}", every, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether the client would rather have JSON than a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def negotiated(response: HttpResponse) -> HttpResponse:
    """Tell caches that the answer depends on what was accepted."""
    patch_vary_headers(response, ["Accept", "Accept-Language"])
    return response


def problem(*, status: int, code: str, title: str, detail: str) -> HttpResponse:
    """An error in the form of the portal API (RFC 9457)."""
    body = {
        "type": f"{settings.PUBLIC_URL}/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


def too_many(request: HttpRequest, *, retry_after: int) -> HttpResponse:
    """429: this address has named too many codes that do not exist."""
    detail = _("Too many attempts. Please wait a minute and try again.")
    if wants_json(request):
        response = problem(
            status=429, code="too_many_attempts", title=_("Too many attempts"), detail=detail
        )
    else:
        response = page(request, "too_many.html", {"detail": detail}, status=429)
    response["Retry-After"] = str(retry_after)
    return negotiated(response)
