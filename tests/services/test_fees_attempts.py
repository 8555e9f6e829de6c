"""An attempt to pay online: one at a time, asked after until it has ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from access.scope import scoped
from cases.models import Case
from fees import services
from fees.models import FeeNotice, PaymentAttempt
from fees.payment_service import PaymentStatus
from fees.services import NothingOutstanding
from tests import cast

from .fee_cast import money, notice, permit, photo

pytestmark = pytest.mark.django_db

BACK = "https://portal.example/back"
LATER = cast.NOON + timedelta(minutes=1)
PAID = PaymentStatus(
    transaction_id="tx-1",
    state="paid",
    amount=Decimal("99.00"),
    method="card",
    paid_at=LATER,
    detail="",
)


@pytest.fixture(autouse=True)
def within_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


@pytest.fixture
def case() -> Case:
    return cast.case()


@pytest.fixture
def bill(case: Case) -> FeeNotice:
    """93 for the permit and 6 for the photo."""
    return notice(case, permit(), photo())


def start(bill: FeeNotice) -> PaymentAttempt:
    return services.start_attempt(notice=bill, return_url=BACK, at=cast.NOON)


def started(bill: FeeNotice) -> PaymentAttempt:
    """An attempt that the payment service knows."""
    attempt = start(bill)
    services.mark_started(
        attempt=attempt, transaction_id="tx-1", redirect_url="https://pay.example/tx-1", at=LATER
    )
    return attempt


def fresh(attempt: PaymentAttempt) -> PaymentAttempt:
    return PaymentAttempt.objects.get(pk=attempt.pk)


def test_an_attempt_is_about_what_is_missing_and_is_due_at_once(bill: FeeNotice) -> None:
    services.settle(notice=bill, payment=money("9.00"), by="kim", at=cast.NOON)
    attempt = fresh(start(bill))
    assert (attempt.amount, attempt.status) == (Decimal("90.00"), "starting")
    assert attempt.next_poll_at == cast.NOON
    assert attempt.return_url == BACK


def test_a_running_attempt_is_taken_up_instead_of_a_second_one(bill: FeeNotice) -> None:
    assert start(bill) == start(bill) == started(bill) == start(bill)
    assert PaymentAttempt.objects.count() == 1


@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_after_a_failure_a_new_attempt_bears_a_new_request_id(bill: FeeNotice, end: str) -> None:
    first = started(bill)
    assert services.take_status(attempt=first, status=end, at=LATER) == end
    second = start(bill)
    assert second != first
    assert second.request_id != first.request_id
    assert len(second.request_id) <= 36


def test_nothing_is_started_when_nothing_is_missing(case: Case, bill: FeeNotice) -> None:
    start(bill)
    services.settle(notice=bill, payment=money("99.00"), by="kim", at=cast.NOON)
    with pytest.raises(NothingOutstanding):
        start(bill)


def test_nothing_is_started_for_a_notice_that_has_been_replaced(
    case: Case, bill: FeeNotice
) -> None:
    present = notice(case, permit(), number="G2")
    bill.refresh_from_db()
    with pytest.raises(NothingOutstanding):
        start(bill)
    assert start(present).amount == Decimal("93.00")


def test_an_attempt_tells_the_payment_service_the_same_however_often(bill: FeeNotice) -> None:
    attempt = start(bill)
    facts = services.facts_of(attempt, purpose="BE-2026-000123-7", description="Gebühren")
    assert facts == services.facts_of(
        fresh(attempt), purpose="BE-2026-000123-7", description="Gebühren"
    )
    assert facts.transaction_id == ""
    order = facts.order
    assert (order.end_point, order.amount) == ("berlin", Decimal("99.00"))
    assert (order.notice_number, order.ordered_at) == ("G1", cast.NOON)


def test_once_the_service_has_it_the_payer_is_sent_there_and_the_status_asked_soon(
    bill: FeeNotice,
) -> None:
    attempt = fresh(started(bill))
    assert (attempt.status, attempt.transaction_id) == ("open", "tx-1")
    assert attempt.redirect_url == "https://pay.example/tx-1"
    assert attempt.next_poll_at == LATER + timedelta(seconds=5)


def test_that_it_was_started_counts_once(bill: FeeNotice) -> None:
    attempt = started(bill)
    services.take_status(attempt=attempt, status="paid", at=LATER)
    services.mark_started(attempt=attempt, transaction_id="tx-2", redirect_url="", at=LATER)
    assert (fresh(attempt).status, fresh(attempt).transaction_id) == ("paid", "tx-1")


def test_an_open_payment_is_asked_after_ever_more_rarely_but_every_hour_at_least(
    bill: FeeNotice,
) -> None:
    attempt, at, pauses = started(bill), LATER, []
    for _ in range(40):
        assert services.take_status(attempt=attempt, status="open", at=at) == "open"
        assert attempt.next_poll_at is not None
        pauses.append(attempt.next_poll_at - at)
        at = attempt.next_poll_at
    assert pauses == sorted(pauses)
    assert pauses[0] < timedelta(seconds=10)
    assert pauses[-1] == timedelta(hours=1)


@pytest.mark.parametrize("end", ["paid", "failed", "cancelled"])
def test_how_it_ended_stays_whatever_an_old_answer_says(bill: FeeNotice, end: str) -> None:
    attempt = started(bill)
    assert services.take_status(attempt=attempt, status=end, at=LATER) == end
    for late in ("open", "paid", "failed"):
        assert services.take_status(attempt=attempt, status=late, at=LATER) == end
    ended = fresh(attempt)
    assert (ended.status, ended.finished_at, ended.next_poll_at) == (end, LATER, None)


def test_when_the_service_is_away_the_error_is_kept_and_the_next_try_set(bill: FeeNotice) -> None:
    attempt = start(bill)
    services.postpone(attempt=attempt, error="no answer " * 50, at=cast.NOON)
    waiting = fresh(attempt)
    assert waiting.next_poll_at is not None
    assert waiting.next_poll_at > cast.NOON
    assert waiting.last_error.startswith("no answer")
    services.mark_started(attempt=attempt, transaction_id="tx-1", redirect_url="", at=LATER)
    assert fresh(attempt).last_error == ""


def test_an_attempt_that_has_ended_is_not_tried_again(bill: FeeNotice) -> None:
    attempt = started(bill)
    services.take_status(attempt=attempt, status="cancelled", at=LATER)
    services.postpone(attempt=attempt, error="no answer", at=LATER)
    assert fresh(attempt).next_poll_at is None


def test_a_paid_transaction_is_booked_once_as_the_service_tells_it(
    case: Case, bill: FeeNotice
) -> None:
    payment = services.payment_from(PAID, at=cast.NOON)
    first = services.settle(notice=bill, payment=payment, by="system", at=LATER)
    again = services.settle(notice=bill, payment=payment, by="system", at=LATER)
    assert (first.is_new, first.settled, again.is_new) == (True, True, False)
    booked = case.payments.get()
    assert (booked.provider, booked.provider_id) == ("xbezahldienste", "tx-1")
    assert (booked.method, booked.paid_at) == ("card", LATER)
