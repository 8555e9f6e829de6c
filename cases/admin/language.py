"""Staff work in German, the official language (§ 23(1) VwVfG), whatever their browser says."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponse]


def staff_pages_in_german(get_response: Answer) -> Answer:
    """Middleware: everything under the admin's address answers in German."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(reverse("admin:index")):
            return get_response(request)
        with translation.override("de"):
            response = get_response(request)
        response.headers.setdefault("Content-Language", "de")
        return response

    return answer
