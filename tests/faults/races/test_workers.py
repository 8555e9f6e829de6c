"""Several workers run the same job over the same rows: each thing that is due is done once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from cases import services
from cases.models import Case
from cases.services.core import arm
from fees.models import PaymentAttempt
from production.models import Order, ProducerMessage
from tests.faults.crew import Act, Crew
from tests.faults.history import assert_whole, kinds
from tests.faults.hurry import HurriedOffice
from tests.faults.rounds import Rounds
from tests.simulators import Running

pytestmark = [pytest.mark.races, pytest.mark.timeout(1800)]

WORKERS = 3


def all_run(racers: Crew, job: str, office: HurriedOffice) -> list[int]:
    """What each worker says it has moved."""
    act = Act(job, {"at": office.now.isoformat()})
    return [outcome.result for outcome in racers.race(*[act] * WORKERS)]


def told(rounds: Rounds, what: str, moved: list[int]) -> None:
    rounds.outcomes[f"{what} by {sum(map(bool, moved))} of {WORKERS}"] += 1


def three_cases(office: HurriedOffice) -> list[str]:
    return [office.approved().reference for _ in range(3)]


def test_each_deadline_is_done_once(office: HurriedOffice, racers: Crew, rounds: Rounds) -> None:
    references = three_cases(office)
    for number in rounds.run(short=10):
        occasions = [f"{number}-{one}" for one in ("a", "b")]
        for case in Case.objects.filter(reference__in=references):
            for occasion in occasions:
                arm(case, "inaction_alarm", occasion=occasion, due_at=office.now)
        moved = all_run(racers, "run_deadlines", office)
        assert sum(moved) == len(references) * len(occasions)
        for reference in references:
            assert _looked_at(assert_whole(reference))[-2:] == occasions
        told(rounds, "done", moved)
    every_occasion = number * 2
    assert all(_counted_once(reference, every_occasion) for reference in references)


def _looked_at(case: Case) -> list[str]:
    events = case.events.filter(kind="inaction_alarm").order_by("seq")
    return [event.data["occasion"] for event in events]


def _counted_once(reference: str, times: int) -> bool:
    occasions = _looked_at(Case.objects.get(reference=reference))
    return len(occasions) == len(set(occasions)) == times


def test_each_mail_is_sent_once_and_a_case_is_told_in_order(
    office: HurriedOffice, racers: Crew, sink: Running, rounds: Rounds
) -> None:
    """Every part payment is acknowledged to the applicant, two of them for each case a round."""
    references = three_cases(office)
    _deliver_all(office, racers)
    for number in rounds.run(short=8):
        sink.control.delete("/mails").raise_for_status()
        for reference in references * 2:
            _pay_a_cent(office, reference)
        queued = {reference: _unsent(reference) for reference in references}
        moved = _deliver_all(office, racers)
        received = [mail["message_id"] for mail in sink.control.get("/mails").json()]
        assert sum(moved) == len(received) == 6
        for reference, ids in queued.items():
            assert [one for one in received if one in ids] == ids
            assert assert_whole(reference).payments.count() == 2 * number
        told(rounds, "sent", moved)


def _pay_a_cent(office: HurriedOffice, reference: str) -> None:
    office.reference = reference
    office.pay("0.01", provider_id=f"{reference}-{office.case.version}")


def _unsent(reference: str) -> list[str]:
    case = Case.objects.get(reference=reference)
    return [message.message_id for message in case.messages.pending().order_by("id")]


def _deliver_all(office: HurriedOffice, racers: Crew) -> list[int]:
    """Until nothing is left: who finds a case in another's hand leaves it for the next tick."""
    moved = [0] * WORKERS
    while any(now := all_run(racers, "deliver_messages", office)):
        moved = [before + more for before, more in zip(moved, now, strict=True)]
    return moved


def test_a_payment_is_begun_once_and_booked_once(
    office: HurriedOffice, racers: Crew, payment: Running, rounds: Rounds
) -> None:
    for _ in rounds.run(short=6):
        attempt = _begin_to_pay(office)
        begun = all_run(racers, "follow_payments", office)
        attempt.refresh_from_db()
        assert (sum(begun), attempt.status) == (1, "open")
        _pays(payment, attempt)
        office.later(minutes=1)
        booked = all_run(racers, "follow_payments", office)
        case = assert_whole(office.reference)
        assert (sum(booked), case.state) == (1, "awaiting_biometrics")
        assert _times(case, "payment_recorded", "invited_to_biometrics") == [1, 1]
        told(rounds, "booked", booked)


def _begin_to_pay(office: HurriedOffice) -> PaymentAttempt:
    office.approved()
    return services.start_payment(
        reference=office.reference,
        return_url="https://portal.example/zurueck",
        actor=office.applicant,
        at=office.now,
    )


def _pays(payment: Running, attempt: PaymentAttempt) -> None:
    """Amal pays the one transaction there is for her case."""
    there = payment.control.get("/drive").json()
    mine = [one for one in there if one["transactionId"] == attempt.transaction_id]
    assert len(mine) == 1
    paid = {"status": "PAYED", "method": "CREDITCARD"}
    payment.control.post(f"/drive/{attempt.transaction_id}", json=paid).raise_for_status()


def _times(case: Case, *wanted: str) -> list[int]:
    happened = Counter(kinds(case))
    return [happened[kind] for kind in wanted]


def test_an_order_is_sent_once_and_each_message_of_the_producer_counts_once(
    office: HurriedOffice, racers: Crew, producer: Running, rounds: Rounds
) -> None:
    """The producer takes the order, begins, then rejects the photo; Karin orders again."""
    office.ready_to_grant()
    case = office.grant()
    for number in rounds.run(short=6):
        sent = all_run(racers, "carry_orders", office)
        order = case.orders.active().get()
        assert sum(sent) == 1
        assert len(producer.control.get("/drive").json()) == number
        _goes(producer, order, "in_production")
        progressed = all_run(racers, "fetch_producer_news", office)
        _goes(producer, order, "order_rejected")
        rejected = all_run(racers, "fetch_producer_news", office)
        assert (sum(progressed), sum(rejected)) == (2, 1)
        _assert_heard_once(assert_whole(case.reference), order, producer, number)
        told(rounds, "messages taken", progressed)
        office.later(minutes=1)
        services.repeat_order(reference=case.reference, actor=office.clerk, at=office.now)


def _goes(producer: Running, order: Order, status: str) -> None:
    driven: dict[str, Any] = {"to": status}
    producer.control.post(f"/drive/{order.request_id}", json=driven).raise_for_status()


def _assert_heard_once(case: Case, order: Order, producer: Running, number: int) -> None:
    heard = ProducerMessage.objects.filter(order=order).order_by("at", "id")
    assert sorted(heard.values_list("status", flat=True)) == [
        "in_production",
        "order_accepted",
        "order_rejected",
    ]
    assert producer.protocol.get("/messages", params={"authority": "berlin"}).json() == []
    counted = _times(case, "order_sent", "production_progress", "order_rejected")
    assert counted == [number, 2 * number, number]
