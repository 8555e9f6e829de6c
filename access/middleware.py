"""Staff requests run within the scope of the person's authorities: real cases or the sandbox."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .looking import looks_at_sandbox
from .models import User
from .scope import scoped


class StaffScopeMiddleware:
    """Opens the scope for a signed-in user; anybody else sees no row of a case."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        user.in_sandbox = looks_at_sandbox(request)
        with scoped(user.actor()):
            return self.get_response(request)
