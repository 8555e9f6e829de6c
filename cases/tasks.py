"""The clock's two kinds of job: movers ask what is due, couriers carry it out of the house.

Every job may run twice at once and may die anywhere: what is due stays due until its row says
otherwise. Candidates come from one question to the database; the work is done in the scope of
each row's authority.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby

from celery import shared_task
from django.core.mail import get_connection
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Model
from django.utils import timezone

from access import forgetting
from access.scope import scoped
from authorities import service as authorities
from common.actor import system_for
from common.errors import DomainError
from correspondence import courier
from correspondence.models import Webhook
from correspondence.webhooks import courier as webhook_courier
from correspondence.webhooks import notices, subscriptions
from correspondence.webhooks.addresses import Policy
from documents import services as documents
from fees import payment_service
from fees.models import PaymentAttempt
from production import producer
from production.models import Order

from . import announcing, couriers, messages, sandbox, services, sweeping
from .models import Deadline

logger = logging.getLogger(__name__)
BATCH = 200
NO_POST = "django.core.mail.backends.dummy.EmailBackend"
STEP_BACK = timedelta(hours=1)
# What each queue asks of, and the column that says from when.
DUE: Mapping[str, tuple[type[Model], str]] = {
    "deadlines": (Deadline, "due_at"),
    "payments": (PaymentAttempt, "next_poll_at"),
    "orders": (Order, "next_attempt_at"),
}


@shared_task(name="cases.run_deadlines")
def run_deadlines(**_: object) -> int:
    """Movers: whatever is due on any case, one service call each. Returns how many moved."""
    now = timezone.now()
    return _each("deadlines", now, lambda pk: _run_deadline(pk, now))


def _run_deadline(pk: int, now: datetime) -> bool:
    deadline = Deadline.objects.select_related("case").filter(pk=pk).first()
    return deadline is not None and services.run_deadline(deadline=deadline, at=now)


@shared_task(name="cases.deliver_messages")
def deliver_messages(**_: object) -> int:
    """Courier: claim due e-mails, send, mark; the sandbox's are only kept. How many were sent."""
    sent = 0
    for authority, is_sandbox, ids in _scopes_with("messages", timezone.now()):
        with scoped(system_for(authority, sandbox=is_sandbox)):
            done = courier.deliver(
                message_ids=ids,
                still_true=messages.still_true,
                clock=timezone.now,
                post=get_connection(NO_POST) if is_sandbox else None,
            )
            sent += done.sent
    return sent


@shared_task(name="cases.follow_payments")
def follow_payments(**_: object) -> int:
    """Courier: start payments that wait for it, and ask after those that are open."""
    now, service = timezone.now(), payment_service.configured()
    return _each("payments", now, lambda pk: _follow_payment(pk, service, now))


def _follow_payment(pk: int, service: payment_service.PaymentService, now: datetime) -> bool:
    attempt = PaymentAttempt.objects.select_related("case", "notice").filter(pk=pk).first()
    if attempt is None:
        return False
    asked = sandbox.payments_for(attempt, otherwise=service, at=now)
    return couriers.pursue_payment(attempt=attempt, service=asked, at=now)


@shared_task(name="cases.carry_orders")
def carry_orders(**_: object) -> int:
    """Courier: send placed orders to the producer, and ask after those long unheard of."""
    now, service = timezone.now(), producer.configured()
    return _each("orders", now, lambda pk: _carry_order(pk, service, now))


def _carry_order(pk: int, service: producer.Producer, now: datetime) -> bool:
    order = Order.objects.select_related("case").filter(pk=pk, active=True).first()
    if order is None:
        return False
    maker = sandbox.producer_for(order, otherwise=service, at=now)
    return couriers.pursue_order(order=order, service=maker, at=now)


@shared_task(name="cases.play_sandbox")
def play_sandbox(**_: object) -> int:
    """Mover: let simulated people do their next step. Returns how many cases moved."""
    now, moved = timezone.now(), 0
    for authority in authorities.profiles():
        with scoped(system_for(authority, sandbox=True)):
            sandbox.ensure_counter(authority)
            moved += sandbox.play(authority=authority, at=now)
    return moved


@shared_task(name="cases.fetch_producer_news")
def fetch_producer_news(**_: object) -> int:
    """Courier: take the producer's messages of each authority; acknowledged once kept."""
    service, taken = producer.configured(), 0
    for authority in authorities.profiles():
        with scoped(system_for(authority, sandbox=False)):
            taken += couriers.take_mailbox(
                service=service, authority=authority, sandbox=False, at=timezone.now()
            )
    return taken


@shared_task(name="cases.tell_portals")
def tell_portals(**_: object) -> int:
    """Mover and courier: what the feed has for each webhook becomes deliveries, which are sent.

    Needs no question across authorities: a webhook tells what its portal's scope shows. Returns how
    many were accepted.
    """
    policy = Policy.configured()
    return sum(_told(webhook, policy) for webhook in subscriptions.awake(at=timezone.now()))


def _told(webhook: Webhook, policy: Policy) -> int:
    """One webhook's round; one that fails stops no other."""
    try:
        with scoped(webhook.portal.actor()):
            announcing.announce(webhook=webhook, at=timezone.now())
            accepted = webhook_courier.deliver(webhook=webhook, policy=policy, clock=timezone.now)
            notices.tell_contact(webhook, at=timezone.now())
    except Exception:
        logger.exception("webhook %s has to wait", webhook.public_id)
        return 0
    return accepted


@shared_task(name="cases.tidy_up")
def tidy_up(**_: object) -> int:
    """Delete what has had its time: unused uploads, files without a row, old deliveries to
    webhooks, ended tokens and first answers. Returns how many uploads and files.
    """
    at = timezone.now()
    tokens, answers = forgetting.forget_tokens(at=at), forgetting.forget_answers(at=at)
    for webhook in Webhook.objects.select_related("portal"):
        with scoped(webhook.portal.actor()):
            subscriptions.forget(webhook, at=at)
    uploads, swept = documents.drop_expired_uploads(at=at), sweeping.sweep(at=at)
    logger.info(
        "forgotten: %s uploads, %s files, %s tokens, %s answers", uploads, swept, tokens, answers
    )
    return uploads + swept


def _each(queue: str, now: datetime, work: Callable[[int], bool]) -> int:
    """Do the work for every candidate in its own scope; one that fails stops no other."""
    moved = 0
    for authority, is_sandbox, ids in _scopes_with(queue, now):
        with scoped(system_for(authority, sandbox=is_sandbox)):
            for pk in ids:
                moved += _guarded(queue, pk, work, now)
    return moved


def _guarded(queue: str, pk: int, work: Callable[[int], bool], now: datetime) -> bool:
    """A rule that refuses, or a database that cannot now, is asked again at the next tick."""
    try:
        return work(pk)
    except DomainError as refusal:
        logger.info("%s %s: %s", queue, pk, refusal.code)
    except (OperationalError, InterfaceError) as error:
        logger.warning("%s %s has to wait: %s", queue, pk, error)
    except Exception:
        logger.exception("%s %s failed and steps back", queue, pk)
        _step_back(queue, pk, now)
    return False


def _step_back(queue: str, pk: int, now: datetime) -> None:
    """What crashes would crash again, first in the queue for ever: as many as a batch would
    keep all others from their turn."""
    model, column = DUE[queue]
    model._default_manager.filter(pk=pk).update(**{column: now + STEP_BACK})


def _scopes_with(queue: str, now: datetime) -> Iterator[tuple[str, bool, list[int]]]:
    """The candidates of a queue, oldest first within each authority."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM titelweg_due(%s, %s, %s)", [queue, now, BATCH])
        found = cursor.fetchall()
    for (authority, is_sandbox), rows in groupby(
        sorted(found, key=lambda row: row[:2]), lambda row: row[:2]
    ):
        yield authority, is_sandbox, [pk for _authority, _sandbox, pk in rows]
