"""What happened, as a portal is told: which events, in which order, never a gap.

Public: `PUBLIC_EVENTS`, `case_events`, `FeedEntry`, `FeedPage`, `feed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
        "remedy_recorded",
        "remedy_settled",
        "work_certified",
        "person_changed",
        "continuation_ordered",
        "continuation_ended",
        "certificate_issued",
        "certificate_ended",
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


_FEED = """
SELECT event.xid::text, event.id, event.public_id, event.kind, subject.reference, event.state,
       event.seq, event.at
  FROM cases_caseevent event
  JOIN cases_case subject ON subject.id = event.case_id
  JOIN access_portal portal ON portal.id = subject.portal_id
 WHERE event.authority = ANY(%(authorities)s) AND event.sandbox = %(sandbox)s
   AND portal.public_id = %(portal)s
   AND (event.xid, event.id) > (%(xid)s::text::xid8, %(id)s)
   AND event.xid < pg_snapshot_xmin(pg_current_snapshot())
   AND event.kind = ANY(%(kinds)s)
 ORDER BY event.xid, event.id
 LIMIT %(limit)s
"""
_SIGNER = Signer(salt="cases.queries.feed")


def feed(*, actor: Actor, cursor: str | None, limit: int) -> FeedPage:
    """A portal's events in the order (transaction, id), without gaps.

    Served only below the oldest transaction that still runs: what commits later never has a place
    before what was read already. Raises `InvalidCursor`.
    """
    xid, event_id = _position(cursor)
    facts: dict[str, Any] = {
        "authorities": list(actor.authorities),
        "sandbox": actor.sandbox,
        "portal": actor.id,
        "xid": xid,
        "id": event_id,
        "kinds": sorted(PUBLIC_EVENTS),
        "limit": limit,
    }
    with connection.cursor() as sql:
        sql.execute(_FEED, facts)
        rows = sql.fetchall()
    entries = tuple(FeedEntry(str(row[2]), *row[3:]) for row in rows)
    last = _SIGNER.sign_object([rows[-1][0], rows[-1][1]]) if rows else cursor
    return FeedPage(items=entries, next=last)


def _position(cursor: str | None) -> tuple[str, int]:
    if cursor is None:
        return "0", 0
    try:
        xid, event_id = _SIGNER.unsign_object(cursor)
    except (BadSignature, ValueError) as error:
        raise InvalidCursor from error
    return xid, event_id
