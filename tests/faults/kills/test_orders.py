"""The worker dies between us and the producer: one order there, each message counted once here."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case
from production.models import Order, ProducerMessage
from tests.faults.history import assert_whole, kinds
from tests.faults.hurry import HurriedOffice
from tests.faults.kills.celery_worker import RECOVER_SECONDS, CeleryWorker
from tests.faults.locks import case_locked, is_waited_for
from tests.faults.rounds import Rounds
from tests.simulators import Running, eventually

pytestmark = pytest.mark.timeout(1800)

CARRY, FETCH = "cases.carry_orders", "cases.fetch_producer_news"


def test_killed_when_the_producer_has_the_order_and_nobody_knows(
    office: HurriedOffice, celery: CeleryWorker, producer: Running, rounds: Rounds
) -> None:
    """The answer is lost and the worker dies before it can send again."""
    for number in rounds.run(short=1, long=25):
        order = _place(office)
        producer.faults(drop=1, delay_seconds=0.5)
        celery.tick(CARRY)
        assert eventually(partial(_is_there, producer, order), within=RECOVER_SECONDS)
        celery.kill(parent=number % 2 == 0)
        producer.faults()
        assert "order_sent" not in kinds(office.case)
        _send(celery, order)
        _assert_ordered_once(office, producer, order)
        rounds.outcomes["ordered once"] += 1


def test_killed_when_the_producer_has_answered_and_nothing_is_written(
    office: HurriedOffice, celery: CeleryWorker, producer: Running, rounds: Rounds
) -> None:
    """The worker waits for the case that somebody else has locked."""
    for number in rounds.run(short=1, long=25):
        order = _place(office)
        with case_locked(office.reference):
            celery.tick(CARRY)
            assert eventually(is_waited_for, within=RECOVER_SECONDS)
            celery.kill(parent=number % 2 == 0)
        _send(celery, order)
        _assert_ordered_once(office, producer, order)
        rounds.outcomes["ordered once"] += 1


def test_killed_when_a_message_is_kept_and_not_yet_acknowledged(
    office: HurriedOffice, celery: CeleryWorker, producer: Running, rounds: Rounds
) -> None:
    for number in rounds.run(short=1, long=25):
        order = _place(office)
        _send(celery, order)
        accepted = {"to": "order_accepted"}
        producer.control.post(f"/drive/{order.request_id}", json=accepted).raise_for_status()
        producer.faults(delay_seconds=0.5)
        celery.tick(FETCH)
        kept = ProducerMessage.objects.filter(order=order)
        assert eventually(kept.exists, within=RECOVER_SECONDS), celery.log.read_text()
        celery.kill(parent=number % 2 == 0)
        producer.faults()
        assert len(_mailbox(producer)) == 1
        celery.tick(FETCH)
        assert eventually(lambda: not _mailbox(producer), within=RECOVER_SECONDS)
        case = assert_whole(office.reference)
        assert (kept.count(), kinds(case).count("production_progress")) == (1, 1)
        rounds.outcomes["counted once"] += 1


def _place(office: HurriedOffice) -> Order:
    """A granted case; its order is due by the real clock, which the worker reads."""
    office.ready_to_grant()
    order: Order = office.grant().orders.get()
    due_at = timezone.now() - timedelta(seconds=1)
    Order.objects.filter(pk=order.pk).update(next_attempt_at=due_at)
    return order


def _send(celery: CeleryWorker, order: Order) -> None:
    celery.tick(CARRY)
    sent = Order.objects.filter(pk=order.pk, status=Order.Status.SENT)
    assert eventually(sent.exists, within=RECOVER_SECONDS), celery.log.read_text()


def _there(producer: Running, order: Order) -> list[dict[str, Any]]:
    there: list[dict[str, Any]] = producer.control.get("/drive").json()
    return [one for one in there if one["requestId"] == str(order.request_id)]


def _is_there(producer: Running, order: Order) -> bool:
    return bool(_there(producer, order))


def _mailbox(producer: Running) -> list[dict[str, Any]]:
    unread: list[dict[str, Any]] = producer.protocol.get(
        "/messages", params={"authority": "berlin"}
    ).json()
    return unread


def _assert_ordered_once(office: HurriedOffice, producer: Running, order: Order) -> None:
    """At the producer, in the ledger of orders and among the events."""
    case: Case = assert_whole(office.reference)
    assert len(_there(producer, order)) == 1
    assert case.orders.count() == 1
    assert kinds(case).count("order_sent") == 1
