"""What several pages need: the application in the making, the authority, a case one may see.

Public: `with_making`, `authority_of`, `case_of`, `Page`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from examples.client.titelweg import AuthorityDetail, CaseFull
from examples.client.transport import Answer
from examples.portal.api import api
from examples.portal.keeping import Making, making_of, unlocked

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, Making, AuthorityDetail, P], HttpResponse]
REMEMBERED = 60  # seconds for which an authority's own words are not asked for again


def with_making(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Hand the page what is being made; whoever makes nothing is led to the start."""

    @wraps(page)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        making = making_of(request.session)
        if making is None:
            return redirect("start")
        return page(request, making, authority_of(making.authority), *args, **kwargs)

    return shown


def authority_of(key: str) -> AuthorityDetail:
    """What the authority says about its procedure, in the language of the page."""

    place = f"{key}:{get_language()}"
    found: AuthorityDetail | None = cache.get(place)
    if found is None:
        found = api().read_authority(authority=key).body
        cache.set(place, found, REMEMBERED)
    return found


def case_of(request: HttpRequest, reference: str) -> Answer[CaseFull]:
    """The case, if this session has opened it. Raises `Http404`."""
    if reference not in unlocked(request.session):
        raise Http404
    return api().read_case(reference=reference)
