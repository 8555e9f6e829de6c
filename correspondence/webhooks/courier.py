"""The courier of webhooks: claims what is due for one of them, sends, marks.

Public: `deliver`, `SCHEDULE`.

A delivery is claimed in a short transaction, sent outside any, then marked; every attempt is
logged. Dying in between costs a repetition with the same id. Of one case only the earliest event
that was not accepted can be claimed, so a case's events arrive in their order; other cases go on.
"""

from __future__ import annotations

import json
import logging
import random
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from standardwebhooks import Webhook as Signer

from common.errors import DomainError
from correspondence.models import Webhook, WebhookAttempt, WebhookDelivery
from correspondence.webhooks import addresses, sending, subscriptions
from correspondence.webhooks.addresses import Policy, Resolver

logger = logging.getLogger(__name__)

# When the attempts come, each counted from the one before: three days altogether.
SCHEDULE = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
CLAIMED_FOR = timedelta(seconds=60)  # longer than any attempt takes
ROUND = timedelta(seconds=20)  # then other webhooks have their turn
PATIENCE = timedelta(days=3)  # with one event; then the webhook pauses
LONGEST_REST = timedelta(minutes=10)
SHORTEST_REST = timedelta(seconds=5)
LONGEST_WISH = timedelta(hours=24)  # of a receiver, by Retry-After
GONE = 410
OVERLOADED = (429, 503)


@dataclass(frozen=True)
class _Outcome:
    """What came of one attempt: a status, or the code of an error."""

    status: int | None = None
    error: str = ""
    excerpt: str = ""
    retry_after: str | None = None

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def away(self) -> bool:
        """No other event would fare better right now."""
        return self.status is None or self.status in OVERLOADED


@dataclass(frozen=True)
class _Courier:
    policy: Policy
    clock: Callable[[], datetime]
    resolver: Resolver
    jitter: Callable[[], float]
    tls: ssl.SSLContext | None


def deliver(
    *,
    webhook: Webhook,
    policy: Policy,
    clock: Callable[[], datetime],
    resolver: Resolver = socket.getaddrinfo,
    jitter: Callable[[], float] = random.random,
    tls: ssl.SSLContext | None = None,
) -> int:
    """Tell a webhook what is due, for one round; how many events were accepted.

    Call it outside any transaction, within the scope of the webhook's portal. A receiver that does
    not answer rests a tenth of the time for which it has been failing (5 s to 10 min). When one
    event was refused for three days the webhook pauses, and so it does at 410; nothing is dropped.
    """
    courier = _Courier(policy=policy, clock=clock, resolver=resolver, jitter=jitter, tls=tls)
    ends_at, accepted = clock() + ROUND, 0
    while (at := clock()) < ends_at:
        delivery = _claim(webhook, at=at)
        if delivery is None:
            break
        accepted += _handle(delivery, courier)
    return accepted


# Claiming


def _claim(webhook: Webhook, *, at: datetime) -> WebhookDelivery | None:
    """One due delivery that nobody has in hand, ours for a short while; None if there is none."""
    rested = Q(webhook__not_before=None) | Q(webhook__not_before__lte=at)
    unclaimed = Q(claimed_until=None) | Q(claimed_until__lte=at)
    with transaction.atomic():
        delivery = (
            _pending(webhook)
            .select_related("webhook")
            .select_for_update(skip_locked=True, of=("self",))
            .filter(rested, unclaimed, ~Exists(_earlier()), next_attempt_at__lte=at)
            .filter(webhook__status=Webhook.Status.ACTIVE)
            .order_by("next_attempt_at", "pk")
            .first()
        )
        if delivery is not None:
            delivery.attempts += 1
            delivery.first_attempt_at = delivery.first_attempt_at or at
            delivery.claimed_until = at + CLAIMED_FOR
            delivery.save(update_fields=["attempts", "first_attempt_at", "claimed_until"])
    return delivery


def _pending(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(webhook=webhook, status=WebhookDelivery.Status.PENDING)


def _earlier() -> QuerySet[WebhookDelivery]:
    """Events of the same case that go first."""
    return WebhookDelivery.objects.filter(
        webhook=OuterRef("webhook"),
        case=OuterRef("case"),
        seq__lt=OuterRef("seq"),
        status=WebhookDelivery.Status.PENDING,
    )


# Sending


def _handle(delivery: WebhookDelivery, courier: _Courier) -> bool:
    """One attempt from the request to the mark; True where it was accepted."""
    at, began = courier.clock(), time.monotonic()
    outcome = _attempt(delivery, courier, at=at)
    attempt = WebhookAttempt(
        webhook=delivery.webhook,
        event=delivery.event,
        at=at,
        status=outcome.status,
        error=outcome.error,
        milliseconds=round((time.monotonic() - began) * 1000),
        excerpt=outcome.excerpt,
    )
    _mark(delivery, outcome, attempt, courier)
    return outcome.accepted


def _attempt(delivery: WebhookDelivery, courier: _Courier, *, at: datetime) -> _Outcome:
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":"))
    try:
        target = addresses.target(delivery.webhook.url, policy=courier.policy)
        answer = sending.post(
            target=target,
            addresses=addresses.resolve(target, policy=courier.policy, resolver=courier.resolver),
            body=body.encode(),
            headers=_headers(delivery, body, at=at),
            tls=courier.tls,
        )
    except sending.NoAnswer as error:
        return _Outcome(error=error.code, excerpt=error.detail)
    except DomainError as refusal:  # the name leads somewhere else today, or the rules changed
        return _Outcome(error=refusal.code)
    return _Outcome(status=answer.status, excerpt=answer.excerpt, retry_after=answer.retry_after)


def _headers(delivery: WebhookDelivery, body: str, *, at: datetime) -> Mapping[str, str]:
    """Those of Standard Webhooks; one signature for each secret that is valid."""
    message, moment = str(delivery.event), at.astimezone(UTC)
    secrets = subscriptions.secrets_of(delivery.webhook, at=at)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Titelweg-Webhooks/1",
        "webhook-id": message,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(
            Signer(secret).sign(message, moment, body) for secret in secrets
        ),
    }


# Marking


def _mark(
    delivery: WebhookDelivery, outcome: _Outcome, attempt: WebhookAttempt, courier: _Courier
) -> None:
    """Write down what came of it, unless the webhook was deleted meanwhile."""
    at = courier.clock()
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().filter(pk=delivery.webhook_id).first()
        if webhook is None:
            return
        attempt.save()
        if outcome.accepted:
            _accepted(webhook, delivery, at=at)
        else:
            _refused(webhook, delivery, outcome, at=at, jitter=courier.jitter())


def _accepted(webhook: Webhook, delivery: WebhookDelivery, *, at: datetime) -> None:
    """Also where the webhook was paused meanwhile: it did arrive."""
    _update(delivery, status=WebhookDelivery.Status.DELIVERED, delivered_at=at)
    failing_since = webhook.failing_since or at
    if at - failing_since > LONGEST_REST:  # it is back: nothing else needs to wait for its turn
        _pending(webhook).filter(next_attempt_at__gt=at).update(next_attempt_at=at)
    webhook.failing_since, webhook.not_before, webhook.last_delivered_at = None, None, at
    webhook.save(update_fields=["failing_since", "not_before", "last_delivered_at"])


def _refused(
    webhook: Webhook,
    delivery: WebhookDelivery,
    outcome: _Outcome,
    *,
    at: datetime,
    jitter: float,
) -> None:
    wish = _wish(outcome.retry_after, at=at)
    wait = SCHEDULE[min(delivery.attempts, len(SCHEDULE) - 1)] * (0.9 + 0.2 * jitter)
    _update(delivery, next_attempt_at=at + max(wait, wish))
    webhook.failing_since = webhook.failing_since or at
    if outcome.away:
        webhook.not_before = at + max(wish, _rest(at - webhook.failing_since))
    webhook.save(update_fields=["failing_since", "not_before"])
    if outcome.status == GONE:
        subscriptions.pause(webhook, why=Webhook.Why.GONE, at=at)
    elif at - (delivery.first_attempt_at or at) >= PATIENCE:
        subscriptions.pause(webhook, why=Webhook.Why.UNDELIVERABLE, at=at)


def _rest(failing: timedelta) -> timedelta:
    return min(max(failing / 10, SHORTEST_REST), LONGEST_REST)


def _wish(retry_after: str | None, *, at: datetime) -> timedelta:
    """What `Retry-After` asks for (seconds or a date, RFC 9110), within limits."""
    if retry_after is None:
        return timedelta(0)
    if retry_after.isascii() and retry_after.isdigit():
        return timedelta(seconds=min(int(retry_after[:9]), LONGEST_WISH.total_seconds()))
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return timedelta(0)
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(aware - at, timedelta(0)), LONGEST_WISH)


def _update(delivery: WebhookDelivery, **columns: object) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(claimed_until=None, **columns)
