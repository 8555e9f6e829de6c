"""Staff requests run within the scope of the signed-in person's authorities."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
        with scoped(user.actor()):
            return self.get_response(request)
