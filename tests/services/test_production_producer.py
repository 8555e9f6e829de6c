"""The client of the producer, against the running simulator and everything it does wrong."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pytest_django import Settings

from production.producer import HttpProducer, ProducerRefused, ProducerUnavailable, configured
from production.services import Holder, ProductData
from tests.simulators import Running, running

AMAL = uuid.UUID("5b1d3f6e-0d4b-4f57-9a3c-2f1f6b9f7f01")


@pytest.fixture(scope="module")
def process() -> Iterator[Running]:
    with running("producer", options=("--step-seconds", "0")) as simulator:
        yield simulator


@pytest.fixture
def simulator(process: Running) -> Running:
    process.control.post("/reset").raise_for_status()
    return process


@pytest.fixture
def producer(simulator: Running) -> Iterator[HttpProducer]:
    client = HttpProducer(url=simulator.url, token=simulator.token, timeout=0.5)
    yield client
    client.close()


def payload(**changes: Any) -> dict[str, Any]:
    """Amal's card."""
    card = ProductData(
        holder=Holder(
            family_name="Haddad", given_names="Amal", birth_date="1990-05-01", nationality="SY"
        ),
        photo_reference="0b6c",
        valid_from=date(2026, 11, 23),
        valid_until=date(2029, 11, 22),
        legal_basis="§ 25 Abs. 5 AufenthG",
    )
    return card.payload(mailbox="berlin", product="eat") | changes


def drive(simulator: Running, to: str) -> None:
    simulator.control.post(f"/drive/{AMAL}", json={"to": to}).raise_for_status()


def orders(simulator: Running) -> int:
    return len(simulator.control.get("/drive").json())


def statuses(producer: HttpProducer) -> list[str]:
    return [news.status for news in producer.messages(mailbox="berlin")]


def test_an_order_is_followed_from_acceptance_to_shipping(
    simulator: Running, producer: HttpProducer
) -> None:
    reference = producer.send(request_id=AMAL, payload=payload())
    drive(simulator, "shipped")
    accepted, in_production, shipped = producer.messages(mailbox="berlin")
    assert [accepted.status, in_production.status] == ["order_accepted", "in_production"]
    assert (shipped.request_id, shipped.producer_reference) == (AMAL, reference)
    assert (shipped.status, shipped.serial_number) == ("shipped", "SIM000001")
    assert shipped.at.tzinfo is not None
    assert producer.messages(mailbox="berlin-sandbox") == []


def test_an_acknowledged_message_is_gone_and_may_be_acknowledged_again(
    simulator: Running, producer: HttpProducer
) -> None:
    producer.send(request_id=AMAL, payload=payload())
    drive(simulator, "order_accepted")
    (news,) = producer.messages(mailbox="berlin")
    for _ in range(2):
        producer.acknowledge(message_id=news.message_id)
    assert statuses(producer) == []
    producer.acknowledge(message_id="m-999999")


def test_sending_twice_makes_one_order(simulator: Running, producer: HttpProducer) -> None:
    first = producer.send(request_id=AMAL, payload=payload())
    assert producer.send(request_id=AMAL, payload=payload()) == first
    assert orders(simulator) == 1


def test_an_answer_that_is_cut_off_costs_no_second_order(
    simulator: Running, producer: HttpProducer
) -> None:
    simulator.faults(drop=2)
    assert producer.send(request_id=AMAL, payload=payload()) == "P-000001"
    assert orders(simulator) == 1


def test_passing_unavailability_is_outlived_and_lasting_one_is_told(
    simulator: Running, producer: HttpProducer
) -> None:
    simulator.faults(unavailable=2)
    producer.send(request_id=AMAL, payload=payload())
    simulator.faults(unavailable=3)
    with pytest.raises(ProducerUnavailable):
        producer.messages(mailbox="berlin")
    assert statuses(producer) == []


def test_a_server_that_never_answers_is_left_after_the_timeout(
    simulator: Running, producer: HttpProducer
) -> None:
    simulator.faults(hang=1)
    began = time.monotonic()
    with pytest.raises(ProducerUnavailable):
        producer.send(request_id=AMAL, payload=payload())
    assert time.monotonic() - began < 2
    assert producer.send(request_id=AMAL, payload=payload()) == "P-000001"


def test_a_producer_that_is_not_there_is_unavailable() -> None:
    nobody = HttpProducer(url="http://127.0.0.1:1", token="t", timeout=0.5)
    with pytest.raises(ProducerUnavailable):
        nobody.status(request_id=AMAL)
    nobody.close()


def test_what_the_producer_will_never_take_is_refused_with_its_code(
    producer: HttpProducer,
) -> None:
    with pytest.raises(ProducerRefused) as malformed:
        producer.send(request_id=AMAL, payload=payload(validFrom="soon"))
    assert malformed.value.params == {"reason": "malformed"}
    producer.send(request_id=AMAL, payload=payload())
    with pytest.raises(ProducerRefused) as other_content:
        producer.send(request_id=AMAL, payload=payload(validUntil="2027-11-22"))
    assert other_content.value.params == {"reason": "order_exists"}


def test_a_wrong_token_is_a_fault_of_ours_and_no_refusal_of_the_order(simulator: Running) -> None:
    stranger = HttpProducer(url=simulator.url, token="wrong", timeout=0.5)
    with pytest.raises(ProducerUnavailable):
        stranger.send(request_id=AMAL, payload=payload())
    stranger.close()


def test_a_rejection_comes_with_its_code_and_text(
    simulator: Running, producer: HttpProducer
) -> None:
    producer.send(request_id=AMAL, payload=payload(photo={"reference": "0b6c", "quality": 20}))
    simulator.control.post("/advance")
    (news,) = producer.messages(mailbox="berlin")
    assert (news.status, news.rejection_code) == ("order_rejected", "photo_quality")
    assert news.rejection_text == "Das Lichtbild genügt den Anforderungen nicht."


def test_lost_messages_are_made_up_for_by_asking(
    simulator: Running, producer: HttpProducer
) -> None:
    producer.send(request_id=AMAL, payload=payload())
    simulator.faults(lose_messages=3)
    drive(simulator, "shipped")
    assert statuses(producer) == []
    report = producer.status(request_id=AMAL)
    assert report is not None
    assert (report.status, report.serial_number) == ("shipped", "SIM000001")
    assert producer.status(request_id=uuid.uuid4()) is None


def test_repeated_and_reordered_messages_keep_their_ids(
    simulator: Running, producer: HttpProducer
) -> None:
    producer.send(request_id=AMAL, payload=payload())
    simulator.faults(reorder=True, repeat_messages=1)
    drive(simulator, "in_production")
    newest, oldest = producer.messages(mailbox="berlin")
    assert (newest.status, oldest.status) == ("in_production", "order_accepted")
    producer.acknowledge(message_id=oldest.message_id)
    assert oldest in producer.messages(mailbox="berlin")


def test_the_settings_name_the_producer(simulator: Running, settings: Settings) -> None:
    settings.PRODUCER_URL, settings.PRODUCER_TOKEN = simulator.url, simulator.token
    assert configured().send(request_id=AMAL, payload=payload()) == "P-000001"
