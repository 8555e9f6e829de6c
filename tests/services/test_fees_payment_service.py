"""The client of the payment service, against the simulator of XBezahldienste in its own process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from pytest_django import Settings

from fees.payment_service import (
    AttemptFacts,
    PaymentOrder,
    PaymentServiceRefused,
    PaymentServiceUnavailable,
    PaymentStatus,
    StartedPayment,
    XBezahldienste,
    advance,
    configured,
)
from tests import cast
from tests.simulators import Running, running

ORDER = PaymentOrder(
    request_id="3f6c1d1e00004000800000000000000a",
    end_point="berlin",
    amount=Decimal("93.10"),
    purpose="BE-2026-000123-7",
    description="Gebühr für die Aufenthaltserlaubnis",
    notice_number="BE-2026-000123-7-G1",
    return_url="https://portal.example/back?case=1",
    ordered_at=cast.NOON,
)


@pytest.fixture(scope="module")
def process() -> Iterator[Running]:
    with running("payment") as simulator:
        yield simulator


@pytest.fixture
def simulator(process: Running) -> Running:
    process.control.post("/reset").raise_for_status()
    return process


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that were made, in seconds, without waiting for them."""
    return []


@pytest.fixture
def service(simulator: Running, pauses: list[float]) -> XBezahldienste:
    return XBezahldienste(
        url=simulator.url, token=simulator.token, seconds=0.5, pause=pauses.append
    )


def placed(simulator: Running) -> list[dict[str, object]]:
    found: list[dict[str, object]] = simulator.control.get("/drive").json()
    return found


def drive(simulator: Running, status: str, method: str = "CREDITCARD") -> None:
    told = {"status": status, "method": method}
    simulator.control.post(f"/drive/{ORDER.request_id}", json=told).raise_for_status()


def status_of(service: XBezahldienste) -> PaymentStatus:
    return service.status(ORDER.request_id, end_point="berlin")


def test_a_payment_is_started_for_the_authority_and_its_page_is_told(
    simulator: Running, service: XBezahldienste
) -> None:
    started = service.create(ORDER)
    assert simulator.control.get(started.redirect_url).status_code == 200
    [transaction] = placed(simulator)
    assert transaction == {
        "transactionId": started.transaction_id,
        "originatorId": "titelweg",
        "endPointId": "berlin",
        "status": "INITIAL",
        "grosAmount": 93.1,
    }


def test_texts_that_the_standard_forbids_are_written_so_that_it_takes_them(
    service: XBezahldienste, simulator: Running
) -> None:
    order = replace(
        ORDER,
        purpose="Gebühr BE/2026/000123/7 und noch mehr",
        description="§ 45 Nr. 2 AufenthV (Verlängerung): Gebühr/Anteil " + "x" * 300,
        notice_number="BE-2026-000123-7/G1",
    )
    service.create(order)
    told = simulator.protocol.get(f"/paymenttransaction/titelweg/berlin/{ORDER.request_id}").json()
    request = told["paymentRequest"]
    assert request["purpose"] == "Geb-hr BE-2026-000123-7 und"
    assert request["description"].startswith("45 Nr. 2 AufenthV Verlängerung Gebühr Anteil xxx")
    assert request["items"][0]["bookingData"] == {"kassenzeichen": "BE-2026-000123-7 G1"}
    assert service.create(order).transaction_id == ORDER.request_id


def test_no_fact_about_the_person_is_sent(service: XBezahldienste, simulator: Running) -> None:
    service.create(ORDER)
    told = simulator.protocol.get(f"/paymenttransaction/titelweg/berlin/{ORDER.request_id}").json()
    assert "requestor" not in told["paymentRequest"]


def test_the_status_is_told_in_our_words_with_the_amount_that_was_ordered(
    service: XBezahldienste, simulator: Running
) -> None:
    service.create(ORDER)
    before = status_of(service)
    assert (before.state, before.amount, before.paid_at) == ("open", Decimal("93.1"), None)
    drive(simulator, "PAYED", "PAYPAL")
    after = status_of(service)
    assert (after.state, after.amount, after.method) == ("paid", Decimal("93.1"), "paypal")
    assert after.paid_at is not None
    assert after.paid_at.tzinfo is not None


@pytest.mark.parametrize(
    ("theirs", "ours"), [("CREDITCARD", "card"), ("PAYPAL", "paypal"), ("GIROPAY", "online")]
)
def test_the_method_is_card_paypal_or_simply_online(
    service: XBezahldienste, simulator: Running, theirs: str, ours: str
) -> None:
    service.create(ORDER)
    drive(simulator, "PAYED", theirs)
    assert status_of(service).method == ours


@pytest.mark.parametrize(("theirs", "ours"), [("FAILED", "failed"), ("CANCELED", "cancelled")])
def test_a_payment_that_failed_or_was_cancelled_is_told_so(
    service: XBezahldienste, simulator: Running, theirs: str, ours: str
) -> None:
    service.create(ORDER)
    drive(simulator, theirs)
    assert status_of(service).state == ours


# Faults


def test_a_service_that_is_away_for_a_moment_is_asked_again(
    service: XBezahldienste, simulator: Running, pauses: list[float]
) -> None:
    simulator.faults(unavailable=2)
    service.create(ORDER)
    simulator.faults(unavailable=2)
    assert status_of(service).state == "open"
    assert pauses == [0.2, 0.5, 0.2, 0.5]
    assert len(placed(simulator)) == 1


def test_a_service_that_stays_away_is_given_up_after_three_tries(
    service: XBezahldienste, simulator: Running
) -> None:
    simulator.faults(unavailable=4)
    with pytest.raises(PaymentServiceUnavailable):
        service.create(ORDER)
    assert simulator.control.get("/faults").json()["unavailable"] == 1
    assert placed(simulator) == []


def test_a_lost_answer_does_not_make_a_second_payment(
    service: XBezahldienste, simulator: Running
) -> None:
    simulator.faults(drop=1)
    started = service.create(ORDER)
    assert started.transaction_id == ORDER.request_id
    assert started.redirect_url
    assert len(placed(simulator)) == 1


def test_an_order_repeated_later_finds_the_payment_also_when_it_has_ended(
    service: XBezahldienste, simulator: Running
) -> None:
    first = service.create(ORDER)
    assert service.create(ORDER) == first
    drive(simulator, "PAYED")
    assert service.create(ORDER) == StartedPayment(
        transaction_id=first.transaction_id, redirect_url=""
    )


def test_an_old_answer_repeated_only_delays_the_news(
    service: XBezahldienste, simulator: Running
) -> None:
    service.create(ORDER)
    drive(simulator, "PAYED")
    simulator.faults(repeat_answers=1)
    assert [status_of(service).state, status_of(service).state] == ["open", "paid"]


def test_an_id_that_stands_for_another_payment_is_refused(service: XBezahldienste) -> None:
    service.create(ORDER)
    with pytest.raises(PaymentServiceRefused) as refusal:
        service.create(replace(ORDER, amount=Decimal("94.00")))
    assert refusal.value.functional_code == "PAYMENT_EXISTS"


def test_a_service_that_hangs_is_left_after_the_time_for_an_answer(
    service: XBezahldienste, simulator: Running
) -> None:
    simulator.faults(hang=3)
    began = time.monotonic()
    with pytest.raises(PaymentServiceUnavailable):
        service.create(ORDER)
    assert time.monotonic() - began < 5
    assert service.create(ORDER).redirect_url


def test_a_service_that_is_not_there_at_all_is_unavailable(pauses: list[float]) -> None:
    nowhere = XBezahldienste(url="http://127.0.0.1:9", token="t", seconds=0.5, pause=pauses.append)
    with pytest.raises(PaymentServiceUnavailable):
        nowhere.status("x", end_point="berlin")
    assert pauses == [0.2, 0.5]


def test_an_answer_that_is_no_payment_is_not_believed(
    simulator: Running, pauses: list[float]
) -> None:
    """The same server under an address where it answers with a page for people."""
    elsewhere = XBezahldienste(
        url=f"{simulator.url}/nowhere", token=simulator.token, pause=pauses.append
    )
    with pytest.raises((PaymentServiceUnavailable, PaymentServiceRefused)):
        elsewhere.status("x", end_point="berlin")


@pytest.mark.parametrize(
    ("faults", "functional_code"),
    [
        ({"unknown_endpoints": ["berlin"]}, "NO_VALID_ORIGINATOR_OR_ENDPOINT"),
        ({"required_booking_data": ["haushaltsstelle"]}, "BOOKING_DATA_MISSING"),
    ],
)
def test_a_refusal_bears_the_code_of_the_standard_and_is_not_repeated(
    service: XBezahldienste,
    simulator: Running,
    pauses: list[float],
    faults: dict[str, list[str]],
    functional_code: str,
) -> None:
    simulator.faults(**faults)
    with pytest.raises(PaymentServiceRefused) as refusal:
        service.create(ORDER)
    assert refusal.value.functional_code == functional_code
    assert pauses == []


def test_a_wrong_token_is_refused_and_shown_nowhere(service: XBezahldienste) -> None:
    stranger = replace(service, token="stranger")
    with pytest.raises(PaymentServiceRefused) as refusal:
        stranger.create(ORDER)
    assert refusal.value.functional_code == "FORBIDDEN"
    assert "stranger" not in repr(stranger) + str(refusal.value)


# Step by step


def test_an_attempt_advances_from_its_order_to_its_status(
    service: XBezahldienste, simulator: Running
) -> None:
    facts = AttemptFacts(order=ORDER)
    started = advance(facts, service)
    assert isinstance(started, StartedPayment)
    drive(simulator, "PAYED")
    known = replace(facts, transaction_id=started.transaction_id)
    status = advance(known, service)
    assert isinstance(status, PaymentStatus)
    assert status.state == "paid"


def test_the_configured_service_is_the_one_of_the_settings(
    simulator: Running, settings: Settings
) -> None:
    settings.PAYMENT_URL, settings.PAYMENT_TOKEN = simulator.url, simulator.token
    assert configured().create(ORDER).transaction_id == ORDER.request_id
