"""Who asks, by a bearer token."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from .models import Portal, Token


def portal_of(request: Request) -> Portal:
    """The portal that asks."""
    auth = request.auth
    if not isinstance(auth, Token):
        raise NotAuthenticated
    return auth.portal


class TokenAuthentication(BaseAuthentication):
    """Looks the token up with its portal."""

    def authenticate(self, request: Request) -> tuple[None, Token] | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        checksum = hashlib.sha256(token.encode()).hexdigest()
        living = Token.objects.select_related("portal").filter(expires__gt=timezone.now())
        found = living.filter(token_checksum=checksum, portal__active=True).first()
        if found is None:
            raise AuthenticationFailed
        return None, found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class HasScope(BasePermission):
    """Reading needs `cases:read`, anything else `cases:write`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        needed = "cases:read" if request.method in SAFE_METHODS else "cases:write"
        return isinstance(request.auth, Token) and needed in request.auth.scope.split()
