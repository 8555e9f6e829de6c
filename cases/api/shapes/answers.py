"""Small answers: uploads, letters, payments, events, health."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from cases.feed import PUBLIC_EVENTS, FeedEntry
from cases.models import CaseEvent
from cases.states import State
from correspondence.models import Letter
from documents.models import Upload
from fees.models import PaymentAttempt

from .base import Output, word


class Uploaded(Output):
    """A file that was checked and is kept until `expires_at`, for one case of this portal."""

    id: str
    filename: str
    media_type: str
    size: int
    sha256: str
    pages: int | None
    expires_at: datetime


class LetterLine(Output):
    """A letter; `announced_on` is the day from which its Fristen count."""

    id: str
    kind: str
    title: str
    created_at: datetime
    dispatched_at: datetime | None
    way: Annotated[str, word(Letter.Way)] | None
    announced_on: date | None


class LetterList(Output):
    """The letters of a case. There is no further page."""

    items: tuple[LetterLine, ...]
    next: str | None


class PaymentState(Output):
    """A payment as the payment service knows it; `redirect_url` is null while it is starting."""

    id: str
    status: Annotated[str, word(PaymentAttempt.Status)]
    amount: Decimal
    currency: str
    redirect_url: str | None
    started_at: datetime
    finished_at: datetime | None


class EventLine(Output):
    """What happened to a case; `version` is its ETag from then on. What changed, the case says."""

    id: str
    type: Annotated[str, word(sorted(PUBLIC_EVENTS))]
    case: str
    state: Annotated[str, word(State)]
    version: int
    at: datetime


class EventList(Output):
    """Events in order. In the portal's feed `next` is where to go on, also when there is no more.

    It is null only while nothing was ever read.
    """

    items: tuple[EventLine, ...]
    next: str | None


class Health(Output):
    """Whether this process answers, and what it needs does, too."""

    status: str
    database: str | None
    redis: str | None
    feed: str | None


def uploaded(upload: Upload) -> Uploaded:
    return Uploaded(
        id=str(upload.public_id),
        filename=upload.filename,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        pages=upload.pages,
        expires_at=upload.expires_at,
    )


def letter_of(letter: Letter) -> LetterLine:
    return LetterLine(
        id=str(letter.public_id),
        kind=letter.kind,
        title=letter.title,
        created_at=letter.created_at,
        dispatched_at=letter.dispatched_at,
        way=letter.way or None,
        announced_on=letter.announced_on,
    )


def payment_of(attempt: PaymentAttempt) -> PaymentState:
    return PaymentState(
        id=str(attempt.public_id),
        status=attempt.status,
        amount=attempt.amount,
        currency="EUR",
        redirect_url=attempt.redirect_url or None,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at,
    )


def event_of(event: CaseEvent, *, reference: str) -> EventLine:
    return EventLine(
        id=str(event.public_id),
        type=event.kind,
        case=reference,
        state=event.state,
        version=event.seq,
        at=event.at,
    )


def entry_of(entry: FeedEntry) -> EventLine:
    return EventLine(
        id=entry.id,
        type=entry.type,
        case=entry.case,
        state=entry.state,
        version=entry.version,
        at=entry.at,
    )
