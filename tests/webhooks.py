"""Webhooks as the tests know them: the Bürgerportal's, its receiver, and a clock that is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

import time_machine
from standardwebhooks import Webhook as Verifier

from access.models import Portal
from cases import announcing, feed
from cases.models import Case, CaseEvent
from correspondence.models import Webhook
from correspondence.webhooks import courier, subscriptions
from correspondence.webhooks.addresses import Policy
from tests import cast
from tests.receiver import Received, Receiver

POLICY = Policy(networks=(ip_network("127.0.0.0/8"),), plain_http=True, ports=None)


@dataclass
class Clock:
    """Stands still until a test moves it."""

    now: datetime = cast.NOON

    def __call__(self) -> datetime:
        return self.now

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class Subscription:
    """A webhook at work: everything in the scope of its portal."""

    portal: Portal
    receiver: Receiver
    clock: Clock
    webhook: Webhook
    secret: str

    def keep(self, *, url: str = "", kinds: list[str] | None = None, rotate: bool = False) -> None:
        kept = keep(self.portal, url or self.receiver.url, self.clock, kinds=kinds, rotate=rotate)
        self.webhook, self.secret = kept.webhook, kept.secret or self.secret

    def round(self, **options: Any) -> int:
        """As the clock does it at each tick."""
        announcing.announce(webhook=self.webhook, at=self.clock())
        return courier.deliver(
            webhook=self.webhook,
            policy=options.pop("policy", POLICY),
            clock=self.clock,
            jitter=lambda: 0.5,
            **options,
        )

    def verified(self, request: Received) -> dict[str, Any]:
        return verified(request, self.secret, at=self.clock())

    @property
    def row(self) -> Webhook:
        return Webhook.objects.get(pk=self.webhook.pk)

    def feed(self) -> list[str]:
        """The ids that the portal's feed lists."""
        page = feed.feed(actor=self.portal.actor(), cursor=None, limit=1000)
        return [entry.id for entry in page.items]


def keep(portal: Portal, url: str, clock: Clock, **options: Any) -> subscriptions.Kept:
    asked = {"kinds": None, "rotate": False, "policy": POLICY, **options}
    return subscriptions.keep(
        portal=portal, name="main", url=url, begins=feed.horizon(), at=clock(), **asked
    )


def subscribed(portal: Portal, receiver: Receiver, **options: Any) -> Subscription:
    clock = Clock()
    kept = keep(portal, receiver.url, clock, **options)
    return Subscription(portal, receiver, clock, kept.webhook, kept.secret or "")


def verified(request: Received, secret: str, *, at: datetime) -> dict[str, Any]:
    """What the library of Standard Webhooks makes of it. Raises its `WebhookVerificationError`."""
    with time_machine.travel(at, tick=False):
        event: dict[str, Any] = Verifier(secret).verify(request.body, dict(request.headers))
    return event


def happens(case: Case, kind: str = "documents_handed_in") -> str:
    """An event of the case; its public id."""
    case.refresh_from_db()
    event = CaseEvent.objects.create(
        case=case, kind=kind, state=case.state, at=cast.NOON, actor_kind="system"
    )
    return str(event.public_id)
