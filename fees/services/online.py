"""Attempts to pay online: the rows of what `payment_service` is told and tells."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from fees.ledger import balance_of
from fees.models import FeeNotice, PaymentAttempt
from fees.payment_service import AttemptFacts, PaymentOrder, PaymentStatus

from .money import IncomingPayment

PROVIDER = "xbezahldienste"  # of what the payment service books
FIRST_POLL, LONGEST_POLL = timedelta(seconds=5), timedelta(hours=1)
Status = PaymentAttempt.Status


class NothingOutstanding(DomainError):
    """There is nothing to pay for this notice."""

    code = "nothing_outstanding"
    sentence = _("Nothing has to be paid for this notice.")


def start_attempt(*, notice: FeeNotice, return_url: str, at: datetime) -> PaymentAttempt:
    """Begin to pay what is missing, or take up the attempt that is running.

    A running one keeps its amount: the payer may already have the page open. The payment service
    is told later, by `payment_service.advance`. Raises `NothingOutstanding`.
    """
    missing = balance_of(notice.case).missing
    if not missing or notice.replaced_at is not None:
        raise NothingOutstanding
    running = notice.case.payment_attempts.usable().first()
    if running is not None:
        return running
    return PaymentAttempt.objects.create(
        case=notice.case,
        notice=notice,
        request_id=uuid.uuid4().hex,
        amount=missing,
        return_url=return_url,
        started_at=at,
        next_poll_at=at,
    )


def facts_of(attempt: PaymentAttempt, *, purpose: str, description: str) -> AttemptFacts:
    """What the payment service has to know; the same for an attempt however often it is asked."""
    order = PaymentOrder(
        request_id=attempt.request_id,
        end_point=attempt.authority,
        amount=attempt.amount,
        purpose=purpose,
        description=description,
        notice_number=attempt.notice.number,
        return_url=attempt.return_url,
        ordered_at=attempt.started_at,
    )
    return AttemptFacts(order=order, transaction_id=attempt.transaction_id)


def mark_started(
    *, attempt: PaymentAttempt, transaction_id: str, redirect_url: str, at: datetime
) -> None:
    """The payment service has the order; told twice, it counts once."""
    if attempt.status != Status.STARTING:
        return
    attempt.status = Status.OPEN
    attempt.transaction_id, attempt.redirect_url = transaction_id, redirect_url
    attempt.next_poll_at, attempt.polls, attempt.last_error = at + FIRST_POLL, 0, ""
    attempt.save(
        update_fields=[
            "status", "transaction_id", "redirect_url", "next_poll_at", "polls", "last_error",
        ]
    )  # fmt: skip


def take_status(*, attempt: PaymentAttempt, status: str, at: datetime) -> PaymentAttempt.Status:
    """Note what the payment service said: `open`, `paid`, `failed` or `cancelled`.

    An attempt that has ended stays as it ended: an old answer may come late. Failed and cancelled
    are final at the service, so paying again takes a new attempt with a new request id.
    """
    if attempt.status not in (Status.STARTING, Status.OPEN):
        return Status(attempt.status)
    told = Status(status)
    if told is Status.OPEN:
        _poll_later(attempt, at=at)
    else:
        attempt.status, attempt.finished_at, attempt.next_poll_at = told, at, None
        attempt.save(update_fields=["status", "finished_at", "next_poll_at"])
    return told


def postpone(*, attempt: PaymentAttempt, error: str, at: datetime) -> None:
    """The payment service could not be asked: try again later, ever more rarely."""
    if attempt.next_poll_at is None:
        return
    _poll_later(attempt, at=at, error=error)


def payment_from(status: PaymentStatus, *, at: datetime) -> IncomingPayment:
    """The money of a transaction that is paid; where no instant was told, it came by `at`."""
    return IncomingPayment(
        provider=PROVIDER,
        provider_id=status.transaction_id,
        method=status.method,
        amount=status.amount,
        paid_at=status.paid_at or at,
    )


def _poll_later(attempt: PaymentAttempt, *, at: datetime, error: str = "") -> None:
    """A payer needs minutes, the forgetful hours: each pause is half as long again."""
    attempt.polls += 1
    pause = FIRST_POLL * 1.5 ** min(attempt.polls, 20)
    attempt.next_poll_at = at + min(pause, LONGEST_POLL)
    attempt.last_error = error[:300]
    attempt.save(update_fields=["polls", "next_poll_at", "last_error"])
