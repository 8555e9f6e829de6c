"""The worker dies while it follows a payment: one transaction there, one row in the ledger here."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from cases import services
from cases.models import Case
from fees.models import PaymentAttempt
from tests.faults.history import assert_whole, kinds
from tests.faults.hurry import HurriedOffice
from tests.faults.kills.celery_worker import RECOVER_SECONDS, CeleryWorker
from tests.faults.locks import case_locked, is_waited_for
from tests.faults.rounds import Rounds
from tests.simulators import Running, eventually

pytestmark = pytest.mark.timeout(1800)

FOLLOW = "cases.follow_payments"


def test_killed_when_the_service_has_the_order_and_nobody_knows(
    office: HurriedOffice, celery: CeleryWorker, payment: Running, rounds: Rounds
) -> None:
    """The answer is lost and the worker dies before it can ask again."""
    for number in rounds.run(short=1, long=25):
        attempt = _begin_to_pay(office)
        payment.faults(drop=1, delay_seconds=0.5)
        celery.tick(FOLLOW)
        assert eventually(partial(_is_there, payment, attempt), within=RECOVER_SECONDS)
        celery.kill(parent=number % 2 == 0)
        payment.faults()
        attempt.refresh_from_db()
        assert attempt.status == "starting"
        _follow_until(celery, attempt, "open")
        _pay_and_assert_booked_once(office, celery, payment, attempt)
        rounds.outcomes["ordered once, booked once"] += 1


def test_killed_when_the_money_is_there_and_not_yet_booked(
    office: HurriedOffice, celery: CeleryWorker, payment: Running, rounds: Rounds
) -> None:
    """The worker knows that it is paid, and waits for the case that somebody else has locked."""
    for number in rounds.run(short=1, long=25):
        attempt = _begin_to_pay(office)
        _follow_until(celery, attempt, "open")
        _pays(payment, attempt)
        _make_due(attempt)
        with case_locked(office.reference):
            celery.tick(FOLLOW)
            assert eventually(is_waited_for, within=RECOVER_SECONDS)
            celery.kill(parent=number % 2 == 0)
        assert office.case.payments.count() == 0
        _assert_booked_once(office, celery, payment, attempt)
        rounds.outcomes["booked once"] += 1


def _begin_to_pay(office: HurriedOffice) -> PaymentAttempt:
    office.approved()
    attempt = services.start_payment(
        reference=office.reference,
        return_url="https://portal.example/zurueck",
        actor=office.applicant,
        at=office.now,
    )
    _make_due(attempt)
    return attempt


def _make_due(attempt: PaymentAttempt) -> None:
    """By the real clock, which the worker reads."""
    due_at = timezone.now() - timedelta(seconds=1)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(next_poll_at=due_at)


def _ordered(payment: Running, attempt: PaymentAttempt) -> list[dict[str, Any]]:
    """The transactions for the attempt; the service's ids are our request ids."""
    there: list[dict[str, Any]] = payment.control.get("/drive").json()
    return [one for one in there if one["transactionId"] == attempt.request_id]


def _is_there(payment: Running, attempt: PaymentAttempt) -> bool:
    return bool(_ordered(payment, attempt))


def _pays(payment: Running, attempt: PaymentAttempt) -> None:
    paid = {"status": "PAYED", "method": "CREDITCARD"}
    payment.control.post(f"/drive/{attempt.request_id}", json=paid).raise_for_status()


def _pay_and_assert_booked_once(
    office: HurriedOffice, celery: CeleryWorker, payment: Running, attempt: PaymentAttempt
) -> None:
    _pays(payment, attempt)
    _make_due(attempt)
    _assert_booked_once(office, celery, payment, attempt)


def _assert_booked_once(
    office: HurriedOffice, celery: CeleryWorker, payment: Running, attempt: PaymentAttempt
) -> None:
    _follow_until(celery, attempt, "paid")
    case: Case = assert_whole(office.reference)
    assert (case.payments.count(), case.state) == (1, "awaiting_biometrics")
    assert kinds(case)[-2:] == ["payment_recorded", "invited_to_biometrics"]
    assert len(_ordered(payment, attempt)) == 1


def _follow_until(celery: CeleryWorker, attempt: PaymentAttempt, status: str) -> None:
    celery.tick(FOLLOW)
    there = PaymentAttempt.objects.filter(pk=attempt.pk, status=status)
    assert eventually(there.exists, within=RECOVER_SECONDS), celery.log.read_text()
