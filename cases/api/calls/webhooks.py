"""Webhooks of a portal: being told by a signed request what the feed tells when asked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, OpenApiWebhook, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from access.models import HOOKS
from cases import announcing, feed
from cases.api.doors import PortalView
from cases.api.once import Answer, once
from cases.api.schema import described
from cases.api.shapes.answers import EventLine
from cases.api.shapes.base import body_of
from cases.api.shapes.webhook import (
    Replay,
    WebhookKept,
    WebhookList,
    WebhookState,
    WebhookWanted,
    kept_of,
    state_of,
)
from cases.feed import Position
from common.errors import InvalidInput
from common.inputs import parse
from correspondence.models import Webhook
from correspondence.webhooks import subscriptions
from correspondence.webhooks.addresses import Policy

TAG = "Webhooks"


class EventUnknown(InvalidInput):
    """A replay was asked for from an event that this portal was never told."""

    code = "event_unknown"
    sentence = _("The feed of this portal has no such event.")


class Webhooks(PortalView):
    scopes = {"GET": HOOKS}

    @described("listWebhooks", tag=TAG, summary="All own webhooks", answer=WebhookList)
    def get(self, request: Request) -> Response:
        """By name."""
        found = Webhook.objects.filter(portal=self.portal).order_by("name")
        return Response(body_of(WebhookList(items=tuple(map(state_of, found)), next=None)))


class OneWebhook(PortalView):
    scopes = {"PUT": HOOKS, "GET": HOOKS, "DELETE": HOOKS}

    @described(
        "keepWebhook",
        tag=TAG,
        summary="Set a webhook up, change it, or resume it",
        answer=WebhookKept,
        creates=True,
        takes=WebhookWanted,
        refuses=(409,),
    )
    def put(self, request: Request, name: str) -> Response:
        """A new one (201) tells what happens from now on, and answers its secret this once.

        An existing one (200) goes on where it was; what waits is tried at once. If the answer with
        a secret was lost, send the request with `rotate_secret`: former secrets sign along.
        """
        wanted = parse(WebhookWanted, self.sent)
        kept = subscriptions.keep(
            portal=self.portal,
            name=name,
            url=wanted.url,
            kinds=wanted.events,
            rotate=wanted.rotate_secret,
            begins=feed.horizon(),
            at=self.at,
            policy=Policy.configured(),
        )
        body = body_of(kept_of(kept.webhook, secret=kept.secret))
        return Response(body, status=201 if kept.created else 200)

    @described("readWebhook", tag=TAG, summary="How a webhook is doing", answer=WebhookState)
    def get(self, request: Request, name: str) -> Response:
        """Whether it is active, failing or paused, and since when."""
        return Response(body_of(state_of(subscriptions.find(portal=self.portal, name=name))))

    @described("deleteWebhook", tag=TAG, summary="Forget a webhook", answer=WebhookState)
    def delete(self, request: Request, name: str) -> Response:
        """With all that waits for it; answers what it was. The feed still tells everything."""
        webhook = subscriptions.delete(portal=self.portal, name=name)
        return Response(body_of(state_of(webhook)))


class WebhookReplay(PortalView):
    scopes = {"POST": HOOKS}

    @described(
        "replayWebhook",
        tag=TAG,
        summary="Have events told again",
        answer=WebhookState,
        status=202,
        takes=Replay,
        keyed=True,
    )
    def post(self, request: Request, name: str) -> Response:
        """In order and with the same ids, each case for itself; nothing is skipped by it."""
        asked = parse(Replay, self.sent)
        begins = self._place(asked)
        webhook = subscriptions.find(portal=self.portal, name=name)
        return once(
            request,
            lambda at, **told: announcing.replay(**told),
            answer=lambda row: Answer(body=body_of(state_of(row)), status=202),
            at=self.at,
            webhook=webhook,
            begins=begins,
        ).response()

    def _place(self, asked: Replay) -> Position:
        """Where to begin; the present end where nothing has happened since. Raises `EventUnknown`,
        `InvalidCursor`."""
        if asked.cursor is not None:
            return feed.position_of(asked.cursor)
        if asked.since is not None:
            return feed.before_instant(actor=self.actor, at=asked.since) or feed.horizon()
        found = feed.before_event(actor=self.actor, event=asked.event)
        if found is None:
            raise EventUnknown(pointer="/event")
        return found


_RECEIVED = OpenApiResponse(description="Any 2xx: taken, and not told again.")
_GONE = OpenApiResponse(description="Nobody wants to be told any more: the webhook pauses.")
_TOLD: Any = extend_schema(
    operation_id="eventHappened",
    tags=[TAG],
    summary="Something happened to a case",
    description=(
        "Signed by Standard Webhooks: `webhook-id` is the event's id (drop repetitions by it),"
        " `webhook-timestamp`, and `webhook-signature` with one signature for each valid secret."
        " Within a case in order; tried again for three days unless answered with 2xx."
    ),
    request=EventLine,
    responses={204: _RECEIVED, 410: _GONE},
)
EVENT_HAPPENED = OpenApiWebhook("eventHappened", _TOLD)
