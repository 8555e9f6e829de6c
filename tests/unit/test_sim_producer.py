"""The producer simulator takes orders, moves them, reports by messages, and misbehaves as told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.simulators import Running, eventually, running

RANA = "rana-eat-1"
STEPS = ["order_accepted", "in_production", "shipped"]


def order(**changes: Any) -> dict[str, Any]:
    """Rana's card."""
    return {
        "authority": "berlin",
        "product": "eat",
        "holder": holder(),
        "photo": {"reference": "0b6c", "quality": 90},
        "signatureReference": "7e1a",
        "fingerprintsReference": "91cc",
        "validFrom": "2026-11-23",
        "validUntil": "2029-11-22",
        "legalBasis": "§ 25 Abs. 5 AufenthG",
        "remarks": ["Erwerbstätigkeit erlaubt"],
    } | changes


def holder(**changes: Any) -> dict[str, Any]:
    return {
        "familyName": "Al-Halabi",
        "givenNames": "Rana",
        "birthDate": "1990-05-01",
        "birthPlace": "Aleppo",
        "nationality": "SY",
        "heightCm": 168,
        "address": {"street": "Turmstraße 1", "postalCode": "10559", "city": "Berlin"},
    } | changes


@pytest.fixture(scope="module")
def process() -> Iterator[Running]:
    with running("producer", options=("--step-seconds", "0")) as simulator:
        yield simulator


@pytest.fixture
def producer(process: Running) -> Running:
    process.control.post("/reset").raise_for_status()
    return process


def placed(producer: Running, request_id: str = RANA, **changes: Any) -> str:
    """Place an order; its producer reference."""
    answer = producer.protocol.put(f"/orders/{request_id}", json=order(**changes))
    assert answer.status_code == 202, answer.text
    reference: str = answer.json()["producerReference"]
    return reference


def messages(producer: Running, authority: str = "berlin", **query: Any) -> list[dict[str, Any]]:
    answer = producer.protocol.get("/messages", params={"authority": authority, **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def statuses(producer: Running) -> list[str]:
    return [message["status"] for message in messages(producer)]


def state(producer: Running, request_id: str = RANA) -> dict[str, Any]:
    found: dict[str, Any] = producer.protocol.get(f"/orders/{request_id}").json()
    return found


def advance(producer: Running, times: int = 1) -> None:
    for _ in range(times):
        producer.control.post("/advance").raise_for_status()


def acknowledge(producer: Running, message_id: str) -> int:
    return producer.protocol.post(f"/messages/{message_id}/ack").status_code


def refused(answer: httpx.Response, *, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    return problem


def test_an_order_is_made_step_by_step_and_each_step_is_reported(producer: Running) -> None:
    reference = placed(producer)
    assert (state(producer)["status"], messages(producer)) == ("ordered", [])

    advance(producer, 3)

    sent = messages(producer)
    assert [one["status"] for one in sent] == STEPS
    assert {one["requestId"] for one in sent} == {RANA}
    assert {one["producerReference"] for one in sent} == {reference}
    assert [one["serialNumber"] for one in sent] == [None, None, "SIM000001"]
    assert sorted(one["at"] for one in sent) == [one["at"] for one in sent]
    assert state(producer)["serialNumber"] == "SIM000001"
    advance(producer)
    assert statuses(producer) == STEPS


def test_what_is_sent_to_its_holder_is_delivered_or_comes_back_as_told(producer: Running) -> None:
    producer.control.put("/faults", json={"return_deliveries": 1}).raise_for_status()
    placed(producer, delivery="direct")
    advance(producer, 4)
    assert statuses(producer) == [*STEPS, "returned"]
    placed(producer, "rana-eat-2", delivery="direct")
    advance(producer, 4)
    assert state(producer, "rana-eat-2")["status"] == "delivered"


def test_what_goes_to_the_authority_ends_with_shipping(producer: Running) -> None:
    placed(producer)
    answer = producer.control.post(f"/drive/{RANA}", json={"to": "delivered"})
    refused(answer, status=409, code="no_way_there")
    placed(producer, "rana-eat-2", delivery="direct")
    driven = producer.control.post("/drive/rana-eat-2", json={"to": "delivered"})
    assert driven.json()["status"] == "delivered"


def test_with_a_step_time_the_line_moves_by_itself() -> None:
    with running("producer", options=("--step-seconds", "0.1")) as producer:
        placed(producer)
        assert eventually(lambda: statuses(producer) == STEPS)


def test_a_repeated_order_is_one_order_and_gets_the_same_answer(producer: Running) -> None:
    assert placed(producer) == placed(producer)
    advance(producer)
    assert placed(producer) == state(producer)["producerReference"]
    assert statuses(producer) == ["order_accepted"]
    assert len(producer.control.get("/drive").json()) == 1


def test_other_content_under_a_known_id_is_refused_and_the_first_kept(producer: Running) -> None:
    placed(producer)
    other = producer.protocol.put(f"/orders/{RANA}", json=order(product="refugee_passport"))
    refused(other, status=409, code="order_exists")
    assert state(producer)["product"] == "eat"


def test_a_lost_answer_is_recovered_by_ordering_again(producer: Running) -> None:
    producer.faults(drop=1)
    with pytest.raises(httpx.TransportError):
        producer.protocol.put(f"/orders/{RANA}", json=order())
    assert state(producer)["status"] == "ordered"
    placed(producer)
    assert len(producer.control.get("/drive").json()) == 1


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        (order(product="passport"), "/product"),
        (order(authority="Berlin!"), "/authority"),
        (order(photo={}), "/photo/reference"),
        (order(photo={"reference": "0b6c", "quality": 101}), "/photo/quality"),
        (order(validUntil="2029-02-30"), "/validUntil"),
        (order(holder=holder(birthDate="1990-13-00")), "/holder/birthDate"),
        (order(holder=holder(nationality="Syria")), "/holder/nationality"),
        (order(holder=holder(familyName=None, givenNames=None)), "/holder/familyName"),
        (order(holder=holder(heightCm=20)), "/holder/heightCm"),
        (order(holder=holder(lastName="Al-Halabi")), "/holder/lastName"),
        (order(remarks="Erwerbstätigkeit erlaubt"), "/remarks"),
        ([], ""),
    ],
)
def test_a_malformed_order_is_refused_at_once_by_name(
    producer: Running, content: object, pointer: str
) -> None:
    answer = producer.protocol.put(f"/orders/{RANA}", json=content)
    errors = refused(answer, status=422, code="malformed")["errors"]
    assert [error["pointer"] for error in errors] == [pointer]
    assert producer.control.get("/drive").json() == []


def test_what_is_no_json_or_no_id_is_refused(producer: Running) -> None:
    answer = producer.protocol.put(f"/orders/{RANA}", content=b"{")
    refused(answer, status=422, code="malformed")
    answer = producer.protocol.put(f"/orders/{'x' * 65}", json=order())
    refused(answer, status=422, code="malformed")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (order(photo={"reference": "0b6c", "quality": 49}), "photo_quality"),
        (order(photo={"reference": ""}), "photo_quality"),
        (order(holder=holder(familyName="رنا")), "name_invalid"),
        (order(holder=holder(familyName="x" * 81)), "name_invalid"),
        (order(holder=holder(givenNames="")), "name_invalid"),
        (order(holder=holder(givenNames="R4na")), "name_invalid"),
        (order(validUntil="2026-11-23"), "validity_invalid"),
        (order(validUntil="2036-11-24"), "validity_invalid"),
        (order(legalBasis=None), "data_incomplete"),
    ],
)
def test_a_bad_order_is_taken_and_rejected_later_by_a_message(
    producer: Running, content: dict[str, Any], code: str
) -> None:
    assert producer.protocol.put(f"/orders/{RANA}", json=content).status_code == 202
    advance(producer, 2)
    [message] = messages(producer)
    assert (message["status"], message["reason"]["code"]) == ("order_rejected", code)
    assert message["reason"]["text"].endswith(".")
    assert state(producer)["serialNumber"] is None


@pytest.mark.parametrize(
    "content",
    [
        order(photo={"reference": "0b6c", "quality": 50}),
        order(photo={"reference": "0b6c"}),
        order(holder=holder(familyName=None)),
        order(holder=holder(familyName="Đặng-Łukaszewicz d’Âme", birthDate="1990-00-00")),
        order(holder=holder(nationality="stateless")),
        order(validUntil="2036-11-23"),
        order(product="stateless_passport", legalBasis=None),
    ],
)
def test_an_unusual_but_good_order_is_accepted(producer: Running, content: dict[str, Any]) -> None:
    assert producer.protocol.put(f"/orders/{RANA}", json=content).status_code == 202
    advance(producer)
    assert statuses(producer) == ["order_accepted"]


def test_an_order_rejected_once_can_be_repeated_under_a_new_id(producer: Running) -> None:
    producer.faults(reject_orders=1, reject_code="name_invalid")
    placed(producer)
    advance(producer)
    placed(producer, "rana-eat-2")
    advance(producer)
    assert statuses(producer) == ["order_rejected", "order_accepted"]
    assert state(producer)["reason"]["code"] == "name_invalid"
    assert state(producer, "rana-eat-2")["reason"] is None


def test_an_authority_sees_its_own_messages_until_it_acknowledges_them(producer: Running) -> None:
    placed(producer)
    placed(producer, "ali-eat-1", authority="halle")
    advance(producer)

    [message] = messages(producer)

    assert message["requestId"] == RANA
    assert acknowledge(producer, message["messageId"]) == 204
    assert messages(producer) == []
    assert [one["requestId"] for one in messages(producer, "halle")] == ["ali-eat-1"]
    assert acknowledge(producer, message["messageId"]) == 204
    assert acknowledge(producer, "m-999999") == 404


def test_messages_come_oldest_first_and_no_more_than_asked_for(producer: Running) -> None:
    placed(producer)
    advance(producer, 3)
    assert [one["status"] for one in messages(producer, limit=2)] == STEPS[:2]


@pytest.mark.parametrize(
    "query", [{}, {"authority": "berlin", "limit": "0"}, {"authority": "berlin", "limit": "x"}]
)
def test_a_mailbox_must_be_named_and_a_limit_be_sensible(
    producer: Running, query: dict[str, str]
) -> None:
    refused(producer.protocol.get("/messages", params=query), status=422, code="malformed")


def test_a_lost_message_shows_in_the_status_only(producer: Running) -> None:
    placed(producer)
    producer.faults(lose_messages=1)
    advance(producer, 2)
    assert statuses(producer) == ["in_production"]
    assert state(producer)["status"] == "in_production"


def test_a_repeated_message_comes_again_after_its_acknowledgement(producer: Running) -> None:
    placed(producer)
    producer.faults(repeat_messages=1)
    advance(producer)
    [first] = messages(producer)
    acknowledge(producer, first["messageId"])
    assert messages(producer) == [first]
    acknowledge(producer, first["messageId"])
    assert messages(producer) == []


def test_messages_can_come_in_the_wrong_order(producer: Running) -> None:
    placed(producer)
    producer.faults(reorder=True)
    advance(producer, 3)
    assert statuses(producer) == STEPS[::-1]


def test_the_remote_control_takes_an_order_where_it_should_be(producer: Running) -> None:
    placed(producer)
    driven = producer.control.post(f"/drive/{RANA}", json={"to": "shipped"})
    assert driven.json()["serialNumber"] == "SIM000001"
    assert statuses(producer) == STEPS
    back = producer.control.post(f"/drive/{RANA}", json={"to": "in_production"})
    refused(back, status=409, code="no_way_there")
    late = {"to": "order_rejected", "reason": {"code": "photo_quality"}}
    refused(producer.control.post(f"/drive/{RANA}", json=late), status=409, code="no_way_there")


def test_the_remote_control_rejects_with_a_reason(producer: Running) -> None:
    placed(producer)
    because = {"code": "chip_defect", "text": "Der Chip lässt sich nicht beschreiben."}
    command = {"to": "order_rejected", "reason": because}
    producer.control.post(f"/drive/{RANA}", json=command).raise_for_status()
    assert [one["reason"] for one in messages(producer)] == [because]


def test_the_remote_control_refuses_what_it_does_not_know(producer: Running) -> None:
    placed(producer)
    for command in ({"to": "lost"}, {}, {"to": "order_rejected", "reason": "bad"}):
        assert producer.control.post(f"/drive/{RANA}", json=command).status_code == 422
    assert producer.control.post("/drive/nobody", json={"to": "shipped"}).status_code == 404
    assert state(producer)["status"] == "ordered"


def test_only_the_holder_of_the_token_is_served(producer: Running) -> None:
    path = f"/orders/{RANA}"
    wrong = {"Authorization": "Bearer other"}
    refused(producer.control.put(path, json=order()), status=401, code="unauthorized")
    refused(producer.control.put(path, json=order(), headers=wrong), status=403, code="forbidden")
    refused(producer.protocol.get(path), status=404, code="order_unknown")


def test_an_unavailable_producer_says_so_and_takes_nothing(producer: Running) -> None:
    producer.faults(unavailable=1)
    answer = producer.protocol.put(f"/orders/{RANA}", json=order())
    refused(answer, status=503, code="unavailable")
    assert answer.headers["Retry-After"] == "1"
    assert producer.control.get("/drive").json() == []
    placed(producer)


def test_a_hanging_producer_never_answers_and_takes_nothing(producer: Running) -> None:
    producer.faults(hang=1)
    with pytest.raises(httpx.ReadTimeout):
        producer.protocol.put(f"/orders/{RANA}", json=order(), timeout=0.3)
    assert producer.control.get("/drive").json() == []


def test_the_page_lists_orders_without_names(producer: Running) -> None:
    placed(producer)
    page = producer.control.get("/").text
    assert "Simulator" in page
    assert RANA in page
    assert "Al-Halabi" not in page


def test_a_reset_forgets_orders_messages_and_faults(producer: Running) -> None:
    placed(producer)
    advance(producer)
    producer.faults(reorder=True)
    assert producer.control.post("/reset").status_code == 204
    assert producer.control.get("/drive").json() == messages(producer) == []
    assert producer.control.get("/faults").json()["reorder"] is False
    assert placed(producer) == "P-000001"
