"""Refusals of requests that reach no view, and crashes outside of one: problems as well.

Public: `bad_request`, `not_found`, `server_error`, which config/urls.py names. A browser, which
prefers pages, gets Django's.
"""

from __future__ import annotations

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views import defaults

from .problems import MEDIA_TYPE, problem_response, refusal_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """400: an address or a host that cannot be read."""
    if _prefers_pages(request):
        return defaults.bad_request(request, exception)
    return problem_response(refusal_of(SuspiciousOperation()))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404: nothing is at this address."""
    if _prefers_pages(request):
        return defaults.page_not_found(request, exception)
    return problem_response(refusal_of(Http404()))


def server_error(request: HttpRequest) -> HttpResponseBase:
    """500: what went wrong has been logged by Django, with the request."""
    if _prefers_pages(request):
        return defaults.server_error(request)
    return problem_response(refusal_of(RuntimeError("outside of any view")))


def _prefers_pages(request: HttpRequest) -> bool:
    return request.get_preferred_type([MEDIA_TYPE, "text/html"]) == "text/html"
