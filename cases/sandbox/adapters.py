"""The payment service and the producer of the sandbox: they speak the protocols, and reach nobody.

Public: `payments_for`, `producer_for`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from fees.models import PaymentAttempt
from fees.payment_service import (
    PaymentOrder,
    PaymentService,
    PaymentServiceUnavailable,
    PaymentStatus,
    StartedPayment,
    State,
)
from production.models import Order
from production.producer import OrderReport, Producer, ProducerNews

from .scripts import Payment, script_of

SLOW = timedelta(minutes=1)
OUTCOMES: Mapping[Payment, State] = {
    "paid": "paid",
    "slow": "paid",
    "failed": "failed",
    "cancelled": "cancelled",
}


def payments_for(
    attempt: PaymentAttempt, *, otherwise: PaymentService, at: datetime
) -> PaymentService:
    """Who is asked about this attempt: for a real one `otherwise`."""
    if not attempt.sandbox:
        return otherwise
    outcome = script_of(attempt.case).payment
    return SandboxPayments(outcome, attempt.amount, since=attempt.started_at, at=at)


def producer_for(order: Order, *, otherwise: Producer, at: datetime) -> Producer:
    """Who makes this order: for a real one `otherwise`."""
    return SandboxProducer(order, at) if order.sandbox else otherwise


@dataclass(frozen=True)
class SandboxPayments:
    """Has decided long ago how this one payment ends; the payer is led straight back."""

    outcome: Payment
    amount: Decimal
    since: datetime
    at: datetime

    def create(self, order: PaymentOrder) -> StartedPayment:
        if self.outcome == "unavailable":
            raise PaymentServiceUnavailable
        transaction = f"SANDBOX-{order.request_id}"[:44]
        return StartedPayment(transaction_id=transaction, redirect_url=order.return_url)

    def status(self, transaction_id: str, *, end_point: str) -> PaymentStatus:
        waits = self.outcome == "slow" and self.at < self.since + SLOW
        state: State = "open" if waits else OUTCOMES[self.outcome]
        return PaymentStatus(
            transaction_id=transaction_id,
            state=state,
            amount=self.amount,
            method="card",
            paid_at=self.at if state == "paid" else None,
            detail="sandbox",
        )


@dataclass(frozen=True)
class SandboxProducer:
    """Takes this one order. What then becomes of it, the simulated office tells as news."""

    order: Order
    at: datetime

    def send(self, *, request_id: uuid.UUID, payload: Mapping[str, Any]) -> str:
        return reference_of(request_id)

    def messages(self, *, mailbox: str) -> list[ProducerNews]:
        return []

    def acknowledge(self, *, message_id: str) -> None:
        """There are none."""

    def status(self, *, request_id: uuid.UUID) -> OrderReport | None:
        """As it stands: nothing was lost on the way."""
        return OrderReport(
            request_id=request_id,
            producer_reference=reference_of(request_id),
            status=self.order.status,
            at=self.at,
        )


def reference_of(request_id: uuid.UUID) -> str:
    """What the simulated producer calls an order."""
    return f"SANDBOX-{request_id.hex[:8]}"
