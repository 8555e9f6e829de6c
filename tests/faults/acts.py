"""What a racer can be told to do: one use case or one task, through its usual door and scope.

Arguments and results are plain data, because they travel as JSON. `at` is an ISO instant; tasks,
which read the clock themselves, run with the clock set to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import time_machine

from access.models import User
from access.scope import scoped
from cases import services, tasks
from common.actor import Actor
from common.calendar import local_day
from fees.services import IncomingPayment

CaseAct = Callable[[str, Actor, datetime], Any]


def pay(*, reference: str, amount: str, provider_id: str, by: str, at: str) -> str:
    actor, now = _actor(by), datetime.fromisoformat(at)
    payment = IncomingPayment(
        provider="counter",
        provider_id=provider_id,
        method="cash",
        amount=Decimal(amount),
        paid_at=now,
    )
    with scoped(actor):
        case = services.record_payment(reference=reference, payment=payment, actor=actor, at=now)
    return str(case.state)


def _approve(reference: str, actor: Actor, at: datetime) -> str:
    return str(services.approve(reference=reference, actor=actor, at=at).state)


def _announce_refusal(reference: str, actor: Actor, at: datetime) -> str:
    case = services.announce_refusal(
        reference=reference,
        item="permit",
        codes=["requirements"],
        grounds="Kein Ausreisehindernis.",
        actor=actor,
        at=at,
    )
    return str(case.state)


def _grant(reference: str, actor: Actor, at: datetime) -> str:
    return str(services.grant(reference=reference, validities={}, actor=actor, at=at).state)


def _put_on_hold(reference: str, actor: Actor, at: datetime) -> str:
    review_on: date = local_day(at) + timedelta(days=30)
    case = services.put_on_hold(
        reference=reference, reason="§ 79 Abs. 2", review_on=review_on, actor=actor, at=at
    )
    return str(case.state)


def _confirm_refusal(reference: str, actor: Actor, at: datetime) -> str:
    return str(services.confirm_refusal(reference=reference, actor=actor, at=at).state)


def _staff(act: CaseAct) -> Callable[..., Any]:
    """The act of a member of staff, in their scope."""

    def with_scope(*, reference: str, by: str, at: str) -> Any:
        actor = _actor(by)
        with scoped(actor):
            return act(reference, actor, datetime.fromisoformat(at))

    return with_scope


def _actor(username: str) -> Actor:
    return User.objects.get(username=username).actor()


def _task(task: Callable[[], int]) -> Callable[..., int]:
    """A job of the clock, run as if it were `at`."""

    def at_its_time(*, at: str) -> int:
        with time_machine.travel(datetime.fromisoformat(at).astimezone(UTC), tick=True):
            return task()

    return at_its_time


ACTS: Mapping[str, Callable[..., Any]] = {
    "pay": pay,
    "approve": _staff(_approve),
    "announce_refusal": _staff(_announce_refusal),
    "grant": _staff(_grant),
    "put_on_hold": _staff(_put_on_hold),
    "confirm_refusal": _staff(_confirm_refusal),
    "run_deadlines": _task(tasks.run_deadlines),
    "deliver_messages": _task(tasks.deliver_messages),
    "follow_payments": _task(tasks.follow_payments),
    "carry_orders": _task(tasks.carry_orders),
    "fetch_producer_news": _task(tasks.fetch_producer_news),
}
