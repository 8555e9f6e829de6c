"""Who asks: a portal by its bearer token, and what the token allows.

Public: `Access`, `portal_of`, `PortalAuthentication`, `HasScope`, the scopes, and `ScopeMissing`,
`PortalSwitchedOff`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AccessToken
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from access.models import PAY, READ, SANDBOX, WRITE, Portal
from common.errors import DomainError

__all__ = [
    "PAY", "READ", "SANDBOX", "WRITE",
    "Access", "HasScope", "PortalAuthentication", "PortalSwitchedOff", "ScopeMissing", "portal_of",
]  # fmt: skip


class PortalSwitchedOff(DomainError):
    """The token is good, and its portal has been switched off meanwhile."""

    code = "portal_switched_off"
    sentence = _("This portal has been switched off. Please ask the authority's contact.")


class ScopeMissing(DomainError):
    """The token is good, and not for this."""

    code = "scope_missing"
    sentence = _("This token does not allow this call; it needs the scope %(scope)s.")


@dataclass(frozen=True)
class Access:
    """A portal, and what its token allows; this is `request.auth`."""

    portal: Portal
    scopes: frozenset[str]


def portal_of(request: Request) -> Portal:
    """The portal that asks. Raises `NotAuthenticated`, which the permission has ruled out."""
    if not isinstance(request.auth, Access):
        raise NotAuthenticated
    return request.auth.portal


class PortalAuthentication(BaseAuthentication):
    """A token of the client-credentials grant, looked up with its portal in one statement.

    Tokens that are unknown or expired are refused alike. A scope that the portal has lost since is
    not in any of its tokens any more.
    """

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Access] | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        found = _living_token(token.strip())
        if found is None:
            raise AuthenticationFailed
        portal = found.application.portal
        if not portal.active:
            raise PortalSwitchedOff
        scopes = frozenset(found.scope.split()) & portal.may_ask_for()
        access = Access(portal=portal, scopes=scopes)
        return AnonymousUser(), access

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="titelweg"'


def _living_token(token: str) -> Any:
    checksum = hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
    return (
        AccessToken.objects.select_related("application__portal")
        .filter(
            token_checksum=checksum,
            expires__gt=timezone.now(),
            application__portal__isnull=False,
        )
        .first()
    )


class HasScope(BasePermission):
    """The token carries the scope that the view names for this method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        access = request.auth
        if not isinstance(access, Access):
            return False
        needed = view.needs(request.method)
        if needed not in access.scopes:
            raise ScopeMissing(scope=needed)
        return True
