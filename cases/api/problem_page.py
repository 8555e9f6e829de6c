"""The page to which a problem's `type` leads: what the code means and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from common.errors import DomainError

from .statuses import STATUS, TITLES, remedy

_FACT = re.compile(r"%\(\w+\)s")


@require_safe
def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """One code, in the reader's language. Http404 for a code we never give."""
    if code not in STATUS:
        raise Http404
    page = {
        "code": code,
        "status": STATUS[code],
        "meaning": _FACT.sub("…", str(_sentence(code))),
        "remedy": remedy(code),
    }
    return render(request, "api/problem.html", page)


def _sentence(code: str) -> str | Promise:
    """What the refusal says; what HTTP says where no rule of ours has this code."""
    found = (kind.sentence for kind in all_refusals() if kind.code == code)
    return next(found, TITLES[STATUS[code]])


def all_refusals(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Every refusal the product knows, as far as its modules are imported."""
    yield kind
    for child in kind.__subclasses__():
        yield from all_refusals(child)
