"""The secrets with which a portal asks for tokens: two at once while one replaces the other.

Public: `issue`, `keep`, `revoke`, `portal_with`, `end_tokens`.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from oauth2_provider.models import AccessToken

from access.models import ClientSecret, Portal, PortalChange, User

BYTES = 36


@transaction.atomic
def issue(portal: Portal, *, overlap: timedelta, by: User | None, at: datetime) -> str:
    """A new secret, told only now. The one before it stays valid for `overlap`, older ones end.

    So never more than two are valid at once.
    """
    Portal.objects.select_for_update().get(pk=portal.pk)
    standing = portal.secrets.valid(at=at).order_by("-created_at", "-pk")
    latest = standing.first()
    if latest is not None:
        standing.exclude(pk=latest.pk).update(revoked_at=at)
        _let_end(latest, at=at + overlap)
    secret = secrets.token_urlsafe(BYTES)
    row = _write(portal, secret, at=at)
    _note(row, PortalChange.Kind.SECRET_ISSUED, by=by, at=at)
    return secret


def _let_end(secret: ClientSecret, *, at: datetime) -> None:
    """An end that has been set earlier stays."""
    secret.expires_at = min(at, secret.expires_at or at)
    secret.save(update_fields=["expires_at"])


@transaction.atomic
def keep(portal: Portal, secret: str, *, at: datetime) -> None:
    """Let this secret be the portal's, as one that was agreed elsewhere; told twice, it is one."""
    if portal_with(portal.application.client_id, secret, at=at) != portal:
        row = _write(portal, secret, at=at)
        _note(row, PortalChange.Kind.SECRET_ISSUED, by=None, at=at)


@transaction.atomic
def revoke(secret: ClientSecret, *, by: User, at: datetime) -> None:
    """It opens nothing from now on, nor does any token that is out: nobody knows whose it is."""
    fresh = ClientSecret.objects.select_for_update().get(pk=secret.pk)
    if fresh.revoked_at is None:
        fresh.revoked_at = at
        fresh.save(update_fields=["revoked_at"])
        _note(fresh, PortalChange.Kind.SECRET_REVOKED, by=by, at=at)
    end_tokens(fresh.portal)


def end_tokens(portal: Portal) -> None:
    """No token that the portal has opens anything any more; it may ask for new ones."""
    AccessToken.objects.filter(application=portal.application_id).delete()


def portal_with(client_id: str, secret: str, *, at: datetime) -> Portal | None:
    """The active portal that this secret belongs to; None for a secret that does not count now."""
    if "\x00" in client_id:  # which no column can hold
        return None
    found = (
        ClientSecret.objects.valid(at=at)
        .select_related("portal__application")
        .filter(digest=_digest(secret), portal__application__client_id=client_id)
        .filter(portal__active=True)
        .first()
    )
    if found is None:
        return None
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - timedelta(minutes=1))
    ClientSecret.objects.filter(stale, pk=found.pk).update(last_used_at=at)
    return found.portal


def _write(portal: Portal, secret: str, *, at: datetime) -> ClientSecret:
    return ClientSecret.objects.create(portal=portal, digest=_digest(secret), created_at=at)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _note(secret: ClientSecret, kind: str, *, by: User | None, at: datetime) -> None:
    PortalChange.objects.create(
        portal=secret.portal, at=at, user=by, kind=kind, data={"secret": str(secret.public_id)}
    )
