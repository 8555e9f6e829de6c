"""What webhooks are to tell: the events of the feed, as deliveries of each webhook.

Public: `announce`, `replay`. No service knows of webhooks: what they tell is read
from the feed, each from its own place in it, so that nothing is missed and nothing told too early.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from pydantic import TypeAdapter

from correspondence.models import Webhook, WebhookDelivery
from correspondence.webhooks import subscriptions

from . import feed
from .feed import FeedEntry, Placed, Position

BATCH = 500
AGAIN = ["payload", "status", "attempts", "first_attempt_at", "next_attempt_at"]
_ENTRY = TypeAdapter(FeedEntry)


def announce(*, webhook: Webhook, at: datetime, most: int = BATCH) -> int:
    """Make deliveries of what has happened since the webhook's place; how many.

    Runs in the scope of the webhook's portal. While the webhook is paused, or somebody else has it
    in hand, nothing is done, and its place stays. An event that was delivered before (a replay) is
    to be delivered once more.
    """
    with transaction.atomic():
        row = _locked(webhook, status=Webhook.Status.ACTIVE, skip_locked=True)
        if row is None:
            return 0
        below = feed.horizon()
        found = feed.entries(
            actor=row.portal.actor(),
            after=_place(row),
            below=below,
            kinds=feed.PUBLIC_EVENTS if row.kinds is None else row.kinds,
            limit=most,
        )
        _deliveries(row, found, at=at)
        subscriptions.go_to(row, place=found[-1].position if len(found) == most else below)
    return len(found)


def replay(*, webhook: Webhook, begins: Position) -> Webhook:
    """Tell everything after `begins` again, in order and with the same ids; the webhook after that.

    A place that it has not reached yet skips nothing. One that is paused tells once it is awake.
    Raises `WebhookUnknown` for one that was deleted.
    """
    with transaction.atomic():
        row = _locked(webhook)
        if row is None:
            raise subscriptions.WebhookUnknown
        subscriptions.go_to(row, place=min(begins, _place(row)))
    return row


def _locked(webhook: Webhook, *, skip_locked: bool = False, **only: Any) -> Webhook | None:
    return (
        Webhook.objects.select_related("portal")
        .select_for_update(skip_locked=skip_locked, of=("self",))
        .filter(pk=webhook.pk, **only)
        .first()
    )


def _place(webhook: Webhook) -> Position:
    return Position(epoch=webhook.position_epoch, xid=webhook.position_xid, id=webhook.position_id)


def _deliveries(webhook: Webhook, found: list[Placed], *, at: datetime) -> None:
    WebhookDelivery.objects.bulk_create(
        [_delivery(webhook, placed, at=at) for placed in found],
        update_conflicts=True,
        unique_fields=["webhook", "event"],
        update_fields=AGAIN,
    )


def _delivery(webhook: Webhook, placed: Placed, *, at: datetime) -> WebhookDelivery:
    return WebhookDelivery(
        webhook=webhook,
        case_id=placed.case_id,
        authority=placed.authority,
        sandbox=webhook.portal.sandbox,
        event=placed.entry.id,
        seq=placed.entry.version,
        payload=_ENTRY.dump_python(placed.entry, mode="json"),
        next_attempt_at=at,
    )
