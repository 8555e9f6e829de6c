"""What a portal's program says at /oauth/token: its client id, one of its secrets, its scopes.

Public: `PortalValidator`, named by the settings.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import unquote_plus

from django.utils import timezone
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import SettingsScopes
from oauthlib.common import Request  # type: ignore[import-untyped]

from access.models import Portal
from access.secrets import portal_with


class PortalValidator(OAuth2Validator):  # type: ignore[misc]  # untyped there
    """Knows portals by any of their valid secrets, in the header or the body (RFC 6749, 2.3.1)."""

    def authenticate_client(self, request: Request, *_args: Any, **_kwargs: Any) -> bool:
        """Whether one of the secrets of an active portal was sent."""
        said = _in_header(self._extract_basic_auth(request)) or _in_body(request)
        portal = portal_with(*said, at=timezone.now()) if said else None
        if portal is not None:
            request.client = portal.application
        return portal is not None


class PortalScopes(SettingsScopes):  # type: ignore[misc]  # untyped there
    """Each portal may ask for its own scopes; who asks for none gets all of them."""

    def get_available_scopes(self, application: Any = None, *_a: Any, **_k: Any) -> list[str]:
        return _scopes_of(application)

    def get_default_scopes(self, application: Any = None, *_a: Any, **_k: Any) -> list[str]:
        return _scopes_of(application)


def _scopes_of(application: Any) -> list[str]:
    portal = Portal.objects.filter(application=application).first()
    return sorted(portal.may_ask_for()) if portal else []


def _in_header(sent: str | None) -> tuple[str, str] | None:
    try:
        decoded = base64.b64decode(sent or "", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    client_id, colon, secret = decoded.partition(":")
    return (unquote_plus(client_id), unquote_plus(secret)) if colon else None


def _in_body(request: Request) -> tuple[str, str] | None:
    client_id, secret = request.client_id, request.client_secret
    return (client_id, secret) if client_id and secret else None
