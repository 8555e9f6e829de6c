"""Carrying things to the payment service and the producer, and their answers back.

Each call happens outside any transaction, on plain data; what came of it is then one use case of
its own. Dying in between is harmless: the row stays due, and both services know a repeated call.
"""

from __future__ import annotations

import random
from datetime import datetime

from fees import payment_service
from fees import services as fees
from fees.models import PaymentAttempt
from fees.payment_service import (
    PaymentService,
    PaymentServiceRefused,
    PaymentServiceUnavailable,
)
from production.models import Order
from production.producer import Producer, ProducerNews, ProducerRefused, ProducerUnavailable
from production.services import mailbox

from . import services


def pursue_payment(*, attempt: PaymentAttempt, service: PaymentService, at: datetime) -> bool:
    """Start an attempt that waits for it, or ask after one that is open; True if it moved."""
    purpose = f"{attempt.case.reference}"
    facts = fees.facts_of(attempt, purpose=purpose, description=f"Gebühren {purpose}")
    try:
        answer = payment_service.advance(facts, service)
    except (PaymentServiceUnavailable, PaymentServiceRefused) as error:
        return services.postpone_payment(attempt=attempt, error=str(error), at=at)
    return services.take_payment_answer(attempt=attempt, answer=answer, at=at)


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
    """A message about an order of nobody is acknowledged all the same, or it would never end."""
    order = Order.objects.select_related("case").filter(request_id=message.request_id).first()
    moved = order is not None and services.take_producer_news(order=order, news=message, at=at)
    service.acknowledge(message_id=message.message_id)
    return moved
