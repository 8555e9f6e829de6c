"""Carrying things to the payment service and the producer, and their answers back.

Each call happens outside any transaction, on plain data; what came of it is then one use case of
its own. Dying in between is harmless: the row stays due, and both services know a repeated call.
"""

from __future__ import annotations

import logging
import random
from datetime import datetime

from common.errors import DomainError
from fees import payment_service
from fees import services as fees
from fees.models import PaymentAttempt
from fees.payment_service import PaymentService
from production.models import Order
from production.producer import Producer, ProducerNews, ProducerRefused, ProducerUnavailable
from production.services import mailbox

from . import services

logger = logging.getLogger(__name__)


def pursue_payment(*, attempt: PaymentAttempt, service: PaymentService, at: datetime) -> bool:
    """Start an attempt that waits for it, or ask after one that is open; True if it moved.

    Where the service or a rule of ours refuses, the attempt keeps the reason and is tried later.
    """
    purpose = f"{attempt.case.reference}"
    facts = fees.facts_of(attempt, purpose=purpose, description=f"Gebühren {purpose}")
    try:
        answer = payment_service.advance(facts, service)
        return services.take_payment_answer(attempt=attempt, answer=answer, at=at)
    except DomainError as error:
        return services.postpone_payment(attempt=attempt, error=str(error), at=at)


def pursue_order(*, order: Order, service: Producer, at: datetime) -> bool:
    """Send a placed order, or ask after one of which no news came; True if it moved."""
    try:
        if order.status == Order.Status.PLACED:
            reference = service.send(request_id=order.request_id, payload=order.payload)
            return services.take_order_sent(order=order, producer_reference=reference, at=at)
        report = service.status(request_id=order.request_id)
        return services.take_order_report(order=order, report=report, at=at)
    except ProducerUnavailable as error:
        jitter = random.random()  # noqa: S311  # spreads retries, guards nothing
        return services.postpone_order(order=order, error=error.code, at=at, jitter=jitter)
    except ProducerRefused as refusal:
        reason = str(refusal.params["reason"])
        return services.take_order_refused(order=order, reason=reason, at=at)


def take_mailbox(*, service: Producer, authority: str, sandbox: bool, at: datetime) -> int:
    """Keep the producer's messages for an authority, then acknowledge each; how many moved."""
    try:
        news = service.messages(mailbox=mailbox(authority=authority, sandbox=sandbox))
        return sum(_take(message, service, at=at) for message in news)
    except ProducerUnavailable:
        return 0


def _take(message: ProducerNews, service: Producer, *, at: datetime) -> bool:
    """Keep one message and acknowledge it; one that cannot be kept stays, and stops no other."""
    try:
        moved = _kept(message, at=at)
    except DomainError as refusal:
        logger.info("message %s: %s", message.message_id, refusal.code)
        return False
    except Exception:
        logger.exception("message %s of the producer cannot be kept", message.message_id)
        return False
    service.acknowledge(message_id=message.message_id)
    return moved


def _kept(message: ProducerNews, *, at: datetime) -> bool:
    """A message about an order of nobody is passed over, or it would come for ever."""
    order = Order.objects.select_related("case").filter(request_id=message.request_id).first()
    return order is not None and services.take_producer_news(order=order, news=message, at=at)
