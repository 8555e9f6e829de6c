"""What holds for every page of the portal."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from examples.client.transport import Refused, Unreachable

Page = Callable[[HttpRequest], HttpResponse]


class NothingIsKept:
    """Pages and papers are one person's: no browser or proxy keeps them."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self._page(request)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer


class RefusalsAreShown:
    """A refusal that no page has a place for becomes a page of its own."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._page(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """None where the error is none of the API's."""
        if isinstance(error, Unreachable):
            return render(request, "portal/unreachable.html", status=503)
        if isinstance(error, Refused):
            return render(request, "portal/refused.html", {"refused": error}, status=error.status)
        return None
