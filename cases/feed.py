"""What happened, as a portal is told: which events, in which order, never a gap.

Public: `PUBLIC_EVENTS`, `case_events`, `FeedEntry`, `FeedPage`, `feed`; and for who goes through it
by place: `Position`, `Placed`, `entries`, `horizon`, `before_event`, `before_instant`,
`position_of`, `START`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.db.models import QuerySet

from common.actor import Actor
from common.paging import InvalidCursor

from .models import Case, CaseEvent

# What a portal is told. The rest is inside the house: checks, assignments, intended decisions, and
# the grant, which is announced by handing the product over.
PUBLIC_EVENTS = frozenset(
    {
        "submitted",
        "review_begun",
        "documents_requested",
        "nachforderung_extended",
        "nachforderung_answered",
        "documents_handed_in",
        "requirement_decided",
        "review_continued_on_file",
        "returned_to_review",
        "refusal_announced",
        "statement_recorded",
        "hearing_ended",
        "item_refused",
        "refused",
        "fee_notice_issued",
        "payment_awaited",
        "payment_started",
        "payment_not_completed",
        "payment_recorded",
        "fees_reassessed",
        "fee_due_again",
        "refund_ordered",
        "refund_paid",
        "fee_deferred",
        "fee_waived",
        "invited_to_biometrics",
        "appointment_booked",
        "appointment_moved",
        "appointment_cancelled",
        "appointment_missed",
        "attendance_recorded",
        "biometrics_reused",
        "review_resumed",
        "decision_awaited",
        "products_ordered",
        "order_repeated",
        "pickup_announced",
        "put_into_box",
        "delivery_chosen",
        "delivery_returned",
        "product_reclaimed",
        "product_handed_over",
        "collected",
        "withdrawal_announced",
        "withdrawn",
        "discontinued",
        "transferred",
        "reopened",
        "put_on_hold",
        "resumed",
        "receipt_corrected",
        "taken_over",
        "relative_joined",
        "remedy_recorded",
        "remedy_settled",
        "work_certified",
        "person_changed",
        "continuation_ordered",
        "continuation_ended",
        "certificate_issued",
        "certificate_ended",
        "effect_restored",
        "status_recorded",
        "letter_dispatched",
        "letter_arrived_later",
        "case_merged",
        "merge_undone",
        "parted",
        "receipt_given_back",
    }
)


def case_events(case: Case) -> QuerySet[CaseEvent]:
    """The events of one case that a portal is told, to be paged by `seq`.

    Numbers are given under the case's lock, so a later number never becomes visible earlier.
    """
    return case.events.filter(kind__in=PUBLIC_EVENTS)


@dataclass(frozen=True)
class FeedEntry:
    """An event as a portal is told: what happened to which case, never to whom."""

    id: str
    type: str
    case: str
    state: str
    version: int
    at: datetime


@dataclass(frozen=True)
class FeedPage:
    """Some entries in order, and where to go on: never None once anything was read."""

    items: tuple[FeedEntry, ...]
    next: str | None


@dataclass(frozen=True, order=True)
class Position:
    """A place in the order of the feed: by epoch, transaction and event."""

    epoch: int
    xid: int
    id: int


START = Position(epoch=0, xid=0, id=0)


@dataclass(frozen=True)
class Placed:
    """An entry with its place, and the row it is about."""

    position: Position
    case_id: int
    authority: str
    entry: FeedEntry


_SCOPED = """
SELECT event.epoch, event.xid::text::bigint, event.id, subject.id, event.authority,
       event.public_id::text, event.kind, subject.reference, event.state, event.seq, event.at
  FROM cases_caseevent event
  JOIN cases_case subject ON subject.id = event.case_id
 WHERE event.portal_id = (SELECT id FROM access_portal WHERE public_id = %(portal)s)
   AND event.authority = ANY(%(authorities)s) AND event.sandbox = %(sandbox)s
"""
_AFTER = """
   AND (event.epoch, event.xid, event.id) > (%(epoch)s, %(xid)s::text::xid8, %(id)s)
   AND (event.epoch, event.xid) < (
       coalesce(%(below_epoch)s, (SELECT cases_feed_epoch())),
       coalesce(%(below_xid)s::text::xid8, pg_snapshot_xmin(pg_current_snapshot())))
   AND event.kind = ANY(%(kinds)s)
"""
_IN_ORDER = " ORDER BY event.epoch, event.xid, event.id LIMIT %(limit)s"
_HORIZON = "SELECT cases_feed_epoch(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_SIGNER = Signer(salt="cases.queries.feed")


def feed(*, actor: Actor, cursor: str | None, limit: int) -> FeedPage:
    """A portal's events in the order of the feed, without gaps. Raises `InvalidCursor`."""
    after = START if cursor is None else position_of(cursor)
    found = entries(actor=actor, after=after, limit=limit)
    last = _cursor(found[-1].position) if found else cursor
    return FeedPage(items=tuple(placed.entry for placed in found), next=last)


def entries(
    *,
    actor: Actor,
    after: Position,
    below: Position | None = None,
    kinds: Iterable[str] = PUBLIC_EVENTS,
    limit: int,
) -> list[Placed]:
    """The first of a portal's events behind `after`, in the order (epoch, transaction, event).

    Served only below the oldest transaction that still runs, or below an earlier `horizon`: what
    commits later never has a place before what was read already.
    """
    facts: dict[str, Any] = {
        "epoch": after.epoch,
        "xid": after.xid,
        "id": after.id,
        "below_epoch": below.epoch if below else None,
        "below_xid": below.xid if below else None,
        "kinds": sorted(kinds),
        "limit": limit,
    }
    return _read(_SCOPED + _AFTER + _IN_ORDER, actor, facts)


def horizon() -> Position:
    """Up to here everything has been decided: nothing will ever appear before it any more."""
    with connection.cursor() as sql:
        sql.execute(_HORIZON)
        epoch, xid = sql.fetchone()
    return Position(epoch=epoch, xid=xid, id=0)


def before_event(*, actor: Actor, event: UUID | None) -> Position | None:
    """The place just before one of the portal's public events; None where there is no such."""
    facts = {"event": event, "kinds": sorted(PUBLIC_EVENTS), "limit": 1}
    condition = " AND event.public_id = %(event)s AND event.kind = ANY(%(kinds)s)"
    return _before_first(_read(_SCOPED + condition + _IN_ORDER, actor, facts))


def before_instant(*, actor: Actor, at: datetime) -> Position | None:
    """The place just before the first of the portal's events that is not earlier than `at`."""
    facts = {"at": at, "limit": 1}
    return _before_first(_read(_SCOPED + " AND event.at >= %(at)s" + _IN_ORDER, actor, facts))


def position_of(cursor: str) -> Position:
    """The place that a cursor of the feed names. Raises `InvalidCursor`."""
    try:
        epoch, xid, event_id = _SIGNER.unsign_object(cursor)
    except (BadSignature, ValueError) as error:
        raise InvalidCursor from error
    return Position(epoch=epoch, xid=xid, id=event_id)


def _cursor(position: Position) -> str:
    return _SIGNER.sign_object([position.epoch, position.xid, position.id])


def _before_first(found: list[Placed]) -> Position | None:
    if not found:
        return None
    place = found[0].position
    return Position(epoch=place.epoch, xid=place.xid, id=place.id - 1)


def _read(statement: str, actor: Actor, facts: Mapping[str, Any]) -> list[Placed]:
    who: dict[str, Any] = {
        "authorities": list(actor.authorities),
        "sandbox": actor.sandbox,
        "portal": actor.id,
    }
    with connection.cursor() as sql:
        sql.execute(statement, who | dict(facts))
        rows = sql.fetchall()
    return [
        Placed(
            position=Position(*row[:3]),
            case_id=row[3],
            authority=row[4],
            entry=FeedEntry(*row[5:]),
        )
        for row in rows
    ]
