"""Which webhooks a portal keeps, what they are signed with, and when they pause.

Public: `keep`, `Kept`, `find`, `delete`, `go_to`, `pause`, `resume`, `secrets_of`, `awake`,
`forget`, and the refusals below. `keep`, `resume` and `forget` see deliveries, so they run within
the scope of the portal.
"""

from __future__ import annotations

import base64
import re
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from access.models import Portal
from common.errors import DomainError, InvalidInput
from common.vault import seal, unseal
from correspondence.models import Webhook, WebhookDelivery, WebhookSecret
from correspondence.webhooks import addresses
from correspondence.webhooks.addresses import Policy, Resolver

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")
MOST_WEBHOOKS = 10
MOST_SECRETS = 5
OVERLAP = timedelta(hours=24)  # how long a former secret still signs after a rotation
SECRET_BYTES = 32
KEPT_FOR = timedelta(days=30)


class WebhookUnknown(DomainError):
    code = "webhook_unknown"
    sentence = _("This portal has no webhook of this name.")


class WebhookNameWrong(InvalidInput):
    code = "webhook_name_wrong"
    sentence = _(
        "A webhook's name has 1 to 48 characters: small letters a to z, digits, - and _,"
        " beginning with a letter or digit."
    )


class TooManyWebhooks(DomainError):
    code = "too_many_webhooks"
    sentence = _("This portal has %(most)s webhooks already; delete one first.")


class TooManySecrets(DomainError):
    code = "too_many_secrets"
    sentence = _("This webhook has %(most)s valid secrets; wait until the former ones end.")


@dataclass(frozen=True)
class Kept:
    """A webhook as it is kept now; `secret` only where it is new, since it is shown once."""

    webhook: Webhook
    created: bool
    secret: str | None


class Place(Protocol):
    """A place in the feed, as the layer above gives it."""

    @property
    def epoch(self) -> int: ...
    @property
    def xid(self) -> int: ...
    @property
    def id(self) -> int: ...


def keep(
    *,
    portal: Portal,
    name: str,
    url: str,
    kinds: Sequence[str] | None,
    rotate: bool,
    begins: Place,
    at: datetime,
    policy: Policy,
    resolver: Resolver = socket.getaddrinfo,
) -> Kept:
    """Make the webhook `name` of the portal so, and awake.

    A new one tells what happens after `begins`; an existing one goes on where it was, and what
    waits is tried at once. `kinds` None means all. Call it outside any transaction: the host is
    looked up. Raises `WebhookNameWrong`, `WebhookURLWrong`, `HostUnknown`, `AddressRefused`,
    `TooManyWebhooks`, `TooManySecrets`.
    """
    if not NAME.fullmatch(name):
        raise WebhookNameWrong(pointer="/name")
    addresses.resolve(addresses.target(url, policy=policy), policy=policy, resolver=resolver)
    with transaction.atomic():
        webhook, created = _row(portal, name, begins=begins, at=at)
        webhook.url, webhook.kinds = url, None if kinds is None else sorted(set(kinds))
        webhook.save(update_fields=["url", "kinds"])
        _awake(webhook, at=at)
        secret = _rotate(webhook, at=at) if created or rotate else None
    return Kept(webhook=webhook, created=created, secret=secret)


def go_to(webhook: Webhook, *, place: Place) -> None:
    """Tell what happens after `place`, from now on; the caller has locked the row."""
    webhook.position_epoch, webhook.position_xid = place.epoch, place.xid
    webhook.position_id = place.id
    webhook.save(update_fields=["position_epoch", "position_xid", "position_id"])


def find(*, portal: Portal, name: str) -> Webhook:
    """One of the portal's webhooks. Raises `WebhookUnknown`."""
    found = Webhook.objects.filter(portal=portal, name=name).first()
    if found is None:
        raise WebhookUnknown
    return found


def delete(*, portal: Portal, name: str) -> Webhook:
    """Forget a webhook with all that waits for it; what it was. Raises `WebhookUnknown`."""
    webhook = find(portal=portal, name=name)
    Webhook.objects.filter(pk=webhook.pk).delete()
    return webhook


def pause(webhook: Webhook, *, why: Webhook.Why, at: datetime) -> None:
    """Stop telling; the portal's contact is told unless an administrator did it.

    One that is paused already keeps its reason. The caller has locked the row.
    """
    if webhook.status == Webhook.Status.PAUSED:
        return
    webhook.status, webhook.why_paused, webhook.paused_at = Webhook.Status.PAUSED, why, at
    webhook.notice_due_at = None if why == Webhook.Why.STAFF else at
    webhook.save(update_fields=["status", "why_paused", "paused_at", "notice_due_at"])


def resume(webhook: Webhook, *, at: datetime) -> None:
    """Go on where it stood; what waits is tried at once, with all its attempts before it."""
    with transaction.atomic():
        _awake(Webhook.objects.select_for_update().get(pk=webhook.pk), at=at)


def secrets_of(webhook: Webhook, *, at: datetime) -> list[str]:
    """What a delivery at this instant is signed with, the newest first."""
    valid = Q(valid_until=None) | Q(valid_until__gt=at)
    rows = webhook.secrets.filter(valid).order_by("-created_at", "-pk")
    return [unseal(row.sealed, context=_context(webhook)).decode() for row in rows]


def awake(*, at: datetime) -> QuerySet[Webhook]:
    """The webhooks that there may be something to do for, in no order: many workers ask."""
    told = Q(status=Webhook.Status.ACTIVE) | Q(notice_due_at__lte=at)
    return Webhook.objects.select_related("portal").filter(told, portal__active=True).order_by("?")


def forget(webhook: Webhook, *, at: datetime) -> None:
    """Drop what was delivered, and what was tried, more than 30 days ago. Needs the scope."""
    long_ago = at - KEPT_FOR
    webhook.attempts.filter(at__lt=long_ago).delete()
    webhook.deliveries.filter(
        status=WebhookDelivery.Status.DELIVERED, delivered_at__lt=long_ago
    ).delete()


def _row(portal: Portal, name: str, *, begins: Place, at: datetime) -> tuple[Webhook, bool]:
    """The row, locked. The portal's lock keeps two at once from exceeding the limit."""
    Portal.objects.select_for_update().get(pk=portal.pk)
    mine = Webhook.objects.filter(portal=portal)
    found = mine.select_for_update().filter(name=name).first()
    if found is not None:
        return found, False
    if mine.count() >= MOST_WEBHOOKS:
        raise TooManyWebhooks(most=MOST_WEBHOOKS)
    row = Webhook.objects.create(
        portal=portal,
        name=name,
        position_epoch=begins.epoch,
        position_xid=begins.xid,
        position_id=begins.id,
        created_at=at,
    )
    return row, True


def _awake(webhook: Webhook, *, at: datetime) -> None:
    webhook.status, webhook.why_paused = Webhook.Status.ACTIVE, Webhook.Why.NONE
    webhook.paused_at = webhook.notice_due_at = None
    webhook.failing_since = webhook.not_before = None
    webhook.save(
        update_fields=[
            "status",
            "why_paused",
            "paused_at",
            "notice_due_at",
            "failing_since",
            "not_before",
        ]
    )
    pending = webhook.deliveries.filter(status=WebhookDelivery.Status.PENDING)
    pending.update(attempts=0, first_attempt_at=None, next_attempt_at=at)


def _rotate(webhook: Webhook, *, at: datetime) -> str:
    """A new secret; the former ones sign along until they end."""
    kept = webhook.secrets
    kept.filter(valid_until__lte=at).delete()
    if kept.count() >= MOST_SECRETS:
        raise TooManySecrets(most=MOST_SECRETS)
    kept.filter(valid_until=None).update(valid_until=at + OVERLAP)
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    sealed = seal(secret.encode(), context=_context(webhook))
    WebhookSecret.objects.create(webhook=webhook, sealed=sealed, created_at=at)
    return secret


def _context(webhook: Webhook) -> str:
    return f"webhook secret {webhook.public_id}"
