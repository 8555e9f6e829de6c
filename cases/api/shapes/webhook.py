"""Webhooks on the wire: what a portal wants, and what is kept of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic import StrictBool as Bool
from pydantic_core import PydanticCustomError

from cases.api.parameters import Instant
from cases.feed import PUBLIC_EVENTS
from common.inputs import Input
from correspondence.models import Webhook

from .base import Output


def _is_told(kind: str) -> str:
    if kind not in PUBLIC_EVENTS:
        raise PydanticCustomError("not_a_choice", "{why}", {"why": _NO_SUCH_EVENT})
    return kind


_NO_SUCH_EVENT = _("Portals are not told of any event of this kind.")
EventKind = Annotated[
    str, AfterValidator(_is_told), Field(json_schema_extra={"enum": sorted(PUBLIC_EVENTS)})
]


def _at_least_one(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """After the items, since pydantic counts wrong ones as missing."""
    if not kinds:
        raise PydanticCustomError("required", "{why}", {"why": _AT_LEAST_ONE})
    return kinds


_AT_LEAST_ONE = _("At least one value is required.")
EventKinds = Annotated[
    tuple[EventKind, ...],
    Field(max_length=200, json_schema_extra={"minItems": 1}),
    AfterValidator(_at_least_one),
]


class WebhookWanted(Input):
    """Where to tell what. Setting a webhook up again resumes it if it has paused."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    events: EventKinds | None = Field(default=None, description="null: all, also those to come.")
    rotate_secret: Bool = Field(
        default=False, description="Answer a new secret; the former one signs along for 24 hours."
    )


class Replay(Input):
    """From where to tell again: exactly one of the three."""

    event: UUID | None = Field(default=None, description="This event, and everything after it.")
    since: Instant | None = Field(default=None, description="From the first event at or after it.")
    cursor: Annotated[str, Field(max_length=500)] | None = Field(
        default=None, description="`next` of a page of `GET /api/v1/events`."
    )

    @model_validator(mode="after")
    def _one_of_three(self) -> Replay:
        if sum(told is not None for told in (self.event, self.since, self.cursor)) != 1:
            raise PydanticCustomError("one_of_three", "{why}", {"why": _ONE_OF_THREE})
        return self


_ONE_OF_THREE = _("Name exactly one of event, since and cursor.")


class WebhookState(Output):
    """A webhook as it is kept. `paused_because`: `undeliverable` (nothing was accepted for three
    days), `gone` (410), `staff` (an administrator)."""

    name: str
    url: str
    events: tuple[str, ...] | None
    status: str
    paused_because: str | None
    paused_at: datetime | None
    failing_since: datetime | None
    last_delivered_at: datetime | None
    created_at: datetime


class WebhookKept(WebhookState):
    """The same, with the secret where it is new: it is shown this once."""

    secret: str | None


class WebhookList(Output):
    """All webhooks of the portal. There is no further page."""

    items: tuple[WebhookState, ...]
    next: str | None


def state_of(webhook: Webhook) -> WebhookState:
    """What a portal is told of its webhook."""
    return WebhookState(
        name=webhook.name,
        url=webhook.url,
        events=None if webhook.kinds is None else tuple(webhook.kinds),
        status=webhook.status,
        paused_because=webhook.why_paused or None,
        paused_at=webhook.paused_at,
        failing_since=webhook.failing_since,
        last_delivered_at=webhook.last_delivered_at,
        created_at=webhook.created_at,
    )


def kept_of(webhook: Webhook, *, secret: str | None) -> WebhookKept:
    """The same, with a new secret."""
    return WebhookKept(**state_of(webhook).model_dump(), secret=secret)
