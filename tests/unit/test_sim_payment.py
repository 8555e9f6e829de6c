"""The payment simulator answers as XBezahldienste 1.0 says, and misbehaves as told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.simulators import Running, running

PATH = "/paymenttransaction/titelweg/11000000"
REQUEST_ID = "3f6c1d1e-0000-4000-8000-000000000001"


def fee_request(**changes: Any) -> dict[str, Any]:
    """Rana's request: 93 for the permit and 6 for the photo."""
    return {
        "requestId": REQUEST_ID,
        "requestTimestamp": "2026-11-23T09:00:00+01:00",
        "currency": "EUR",
        "grosAmount": 99.00,
        "purpose": "BE-2026-000123-7",
        "description": "Gebühr für die Aufenthaltserlaubnis",
        "redirectUrl": "https://portal.example/back?case=1",
        "items": [item(id="permit", single=93.00), item(id="photo", single=6)],
        "requestor": {"name": "Al-Halabi", "firstName": "Rana", "address": {"city": "Berlin"}},
    } | changes


def item(*, id: str, single: float, quantity: int = 1) -> dict[str, Any]:
    return {
        "id": id,
        "taxRate": 0,
        "quantity": quantity,
        "totalNetAmount": single * quantity,
        "totalTaxAmount": 0,
        "singleNetAmount": single,
        "singleTaxAmount": 0,
        "bookingData": {"kassenzeichen": "1234"},
    }


@pytest.fixture(scope="module")
def process() -> Iterator[Running]:
    with running("payment") as simulator:
        yield simulator


@pytest.fixture
def payment(process: Running) -> Running:
    process.control.post("/reset").raise_for_status()
    return process


def placed(payment: Running, **changes: Any) -> dict[str, Any]:
    answer = payment.protocol.post(PATH, json=fee_request(**changes))
    assert answer.status_code == 200, answer.text
    information: dict[str, Any] = answer.json()["paymentInformation"]
    return information


def asked(payment: Running) -> dict[str, Any]:
    answer = payment.protocol.get(f"{PATH}/{REQUEST_ID}")
    assert answer.status_code == 200, answer.text
    information: dict[str, Any] = answer.json()["paymentInformation"]
    return information


def refused(answer: httpx.Response, *, status: int, code: str) -> str:
    """The detail of a refusal that keeps the standard's form."""
    problem = answer.json()
    assert (answer.status_code, problem["functionalCode"]) == (status, code)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert problem["status"] == status
    assert re.fullmatch(r"[\w\s.-]{1,250}", problem["title"], re.ASCII)
    assert re.fullmatch(r"[\w\s,.À-ſ-]{1,2000}", problem["detail"], re.ASCII)
    detail: str = problem["detail"]
    return detail


def test_a_request_becomes_an_open_transaction_that_carries_the_request(payment: Running) -> None:
    answer = payment.protocol.post(PATH, json=fee_request())
    assert answer.status_code == 200
    assert answer.json()["paymentRequest"] == fee_request()
    assert answer.json()["paymentInformation"] == {
        "transactionUrl": f"{payment.url}{PATH}/{REQUEST_ID}",
        "transactionRedirectUrl": f"{payment.url}/pay/{REQUEST_ID}",
        "transactionId": REQUEST_ID,
        "status": "INITIAL",
    }
    assert payment.protocol.get(f"{PATH}/{REQUEST_ID}").json() == answer.json()


def test_the_payer_pays_and_returns_by_an_address_that_tells_nothing(payment: Running) -> None:
    page_address = placed(payment)["transactionRedirectUrl"]
    page = payment.control.get(page_address)
    assert "99,00 €" in page.text
    assert "BE-2026-000123-7" in page.text
    assert "Simulator" in page.text

    back = payment.control.post(page_address, data={"action": "pay", "method": "PAYPAL"})

    assert (back.status_code, back.headers["Location"]) == (303, fee_request()["redirectUrl"])
    information = asked(payment)
    assert (information["status"], information["paymentMethod"]) == ("PAYED", "PAYPAL")
    assert information["transactionReference"] == "SIM-000001"
    assert "transactionTimestamp" in information
    assert "transactionRedirectUrl" not in information


@pytest.mark.parametrize(("action", "status"), [("fail", "FAILED"), ("cancel", "CANCELED")])
def test_a_payment_that_did_not_happen_names_no_method_and_stays_so(
    payment: Running, action: str, status: str
) -> None:
    page_address = placed(payment)["transactionRedirectUrl"]
    back = payment.control.post(page_address, data={"action": action})
    again = payment.control.post(page_address, data={"action": "pay"})
    assert back.headers["Location"] == again.headers["Location"] == fee_request()["redirectUrl"]
    assert asked(payment)["status"] == status
    assert "paymentMethod" not in asked(payment)


def test_the_payer_cannot_pay_with_what_is_not_offered(payment: Running) -> None:
    address = placed(payment)["transactionRedirectUrl"]
    refused(
        payment.control.post(address, data={"action": "pay", "method": "CASH"}),
        status=422,
        code="VALIDATION_ERROR",
    )
    assert asked(payment)["status"] == "INITIAL"


def test_what_the_payer_sees_is_escaped(payment: Running) -> None:
    placed(payment, redirectUrl='https://portal.example/"><script>alert(1)</script>')
    payment.control.post(f"/drive/{REQUEST_ID}", json={"status": "FAILED"})
    assert "<script>" not in payment.control.get(f"/pay/{REQUEST_ID}").text


def change(**changes: Any) -> Callable[[], dict[str, Any]]:
    return lambda: fee_request(**changes)


def change_item(**changes: Any) -> Callable[[], dict[str, Any]]:
    return lambda: fee_request(items=[item(id="permit", single=99) | changes])


def without(name: str) -> Callable[[], dict[str, Any]]:
    return lambda: {key: value for key, value in fee_request().items() if key != name}


@pytest.mark.parametrize(
    ("request_made", "field"),
    [
        (change(requestId="x" * 37), "requestId"),
        (change(requestId="a/b"), "requestId"),
        (without("requestId"), "requestId"),
        (change(requestTimestamp="2026-11-23T09:00:00"), "requestTimestamp"),
        (change(currency="USD"), "currency"),
        (change(grosAmount="99.00"), "grosAmount"),
        (change(grosAmount=True), "grosAmount"),
        (change(grosAmount=99.001), "grosAmount"),
        (change(grosAmount=1000000), "grosAmount"),
        (change(purpose="x" * 28), "purpose"),
        (change(purpose="Gebühr"), "purpose"),
        (change(purpose="§ 25"), "purpose"),
        (change(description="§ 25 Abs. 5"), "description"),
        (change(description="x" * 251), "description"),
        (change(redirectUrl="javascript:alert(1)"), "redirectUrl"),
        (change(redirectUrl="https://" + "x" * 2075), "redirectUrl"),
        (change(items=[]), "items"),
        (change(items=[item(id=f"i{n}", single=1) for n in range(100)]), "items"),
        (change_item(quantity=0), "items.0.quantity"),
        (change_item(taxRate=101), "items.0.taxRate"),
        (change_item(id="ü"), "items.0.id"),
        (change_item(bookingData={"kassenzeichen": 7}), "items.0.bookingData"),
        (change(requestor={"gender": "X"}), "requestor.gender"),
        (change(requestor={"address": {"country": "Germany"}}), "requestor.address.country"),
        (change(grossAmount=99), "grossAmount"),
    ],
)
def test_a_field_out_of_bounds_is_refused_by_name(
    payment: Running, request_made: Callable[[], dict[str, Any]], field: str
) -> None:
    answer = payment.protocol.post(PATH, json=request_made())
    assert refused(answer, status=400, code="VALIDATION_ERROR").startswith(field)
    assert payment.control.get("/drive").json() == []


def test_what_is_no_json_object_is_refused(payment: Running) -> None:
    for body in (b"{", b"[]", b"\xff", b'{"grosAmount": NaN}'):
        answer = payment.protocol.post(PATH, content=body)
        refused(answer, status=400, code="VALIDATION_ERROR")


@pytest.mark.parametrize(
    "request_made",
    [
        change(grosAmount=98.99),
        change_item(totalNetAmount=98.99),
        change_item(quantity=2),
        change_item(singleTaxAmount=0.01),
    ],
)
def test_sums_that_do_not_add_up_are_refused(
    payment: Running, request_made: Callable[[], dict[str, Any]]
) -> None:
    answer = payment.protocol.post(PATH, json=request_made())
    refused(answer, status=400, code="CALCULATION_ERROR")


def test_sums_are_exact_to_the_cent(payment: Running) -> None:
    tenth = item(id="copies", single=0.10, quantity=3) | {"totalNetAmount": 0.30}
    assert placed(payment, items=[tenth], grosAmount=0.30)["status"] == "INITIAL"


def test_a_lost_answer_is_recovered_by_the_request_id(payment: Running) -> None:
    payment.faults(drop=1)
    with pytest.raises(httpx.TransportError):
        payment.protocol.post(PATH, json=fee_request())

    repeated = payment.protocol.post(PATH, json=fee_request())

    refused(repeated, status=409, code="PAYMENT_EXISTS")
    recovered = payment.protocol.get(f"{PATH}/{REQUEST_ID}").json()
    assert recovered["paymentRequest"] == fee_request()
    assert recovered["paymentInformation"]["status"] == "INITIAL"
    assert len(payment.control.get("/drive").json()) == 1


def test_other_content_under_a_known_id_is_refused_and_the_first_kept(payment: Running) -> None:
    placed(payment)
    other = fee_request(items=[item(id="permit", single=46.50)], grosAmount=46.50)
    refused(payment.protocol.post(PATH, json=other), status=409, code="PAYMENT_EXISTS")
    assert payment.control.get("/drive").json()[0]["grosAmount"] == 99.00


def test_a_refused_creation_does_not_use_up_the_lost_answer(payment: Running) -> None:
    payment.faults(drop=1)
    refused(payment.protocol.post(PATH, json={}), status=400, code="VALIDATION_ERROR")
    assert payment.control.get("/faults").json()["drop"] == 1


def test_only_the_holder_of_the_token_is_served(payment: Running) -> None:
    placed(payment)
    path = f"{PATH}/{REQUEST_ID}"
    wrong = {"Authorization": "Bearer other"}
    refused(payment.control.get(path), status=401, code="FORBIDDEN")
    refused(payment.control.get(path, headers=wrong), status=403, code="FORBIDDEN")
    refused(payment.control.post(PATH, json=fee_request()), status=401, code="FORBIDDEN")


def test_a_transaction_is_found_under_its_own_end_point_only(payment: Running) -> None:
    placed(payment)
    elsewhere = payment.protocol.get(f"/paymenttransaction/titelweg/05366000/{REQUEST_ID}")
    refused(elsewhere, status=404, code="UNSPECIFIED")
    refused(payment.protocol.get(f"{PATH}/unknown"), status=404, code="UNSPECIFIED")


def test_the_configuration_check_tells_known_from_unknown_end_points(payment: Running) -> None:
    payment.faults(unknown_endpoints=["11000000"])
    code = "NO_VALID_ORIGINATOR_OR_ENDPOINT"
    refused(payment.protocol.get("/status/titelweg/11000000"), status=400, code=code)
    refused(payment.protocol.post(PATH, json=fee_request()), status=400, code=code)
    refused(payment.protocol.get(f"/status/{'x' * 37}/1"), status=400, code=code)
    assert payment.protocol.get("/status/titelweg/05366000").status_code == 200


def test_booking_data_that_an_authority_needs_is_asked_for(payment: Running) -> None:
    payment.faults(required_booking_data=["kostenstelle"])
    answer = payment.protocol.post(PATH, json=fee_request())
    assert "kostenstelle" in refused(answer, status=400, code="BOOKING_DATA_MISSING")
    payment.faults(required_booking_data=["kassenzeichen"])
    assert placed(payment)["status"] == "INITIAL"


def test_the_remote_control_ends_a_transaction_once(payment: Running) -> None:
    placed(payment)
    paid = {"status": "PAYED", "method": "CREDITCARD"}
    first = payment.control.post(f"/drive/{REQUEST_ID}", json=paid)
    again = payment.control.post(f"/drive/{REQUEST_ID}", json=paid)
    other = payment.control.post(f"/drive/{REQUEST_ID}", json={"status": "FAILED"})
    assert first.json() == again.json()
    assert other.status_code == 409
    assert asked(payment)["status"] == "PAYED"


def test_the_remote_control_knows_only_real_ends(payment: Running) -> None:
    placed(payment)
    for command in ({"status": "PAID"}, {"status": "PAYED", "method": "BARTER"}, {}):
        assert payment.control.post(f"/drive/{REQUEST_ID}", json=command).status_code == 422
    assert payment.control.post("/drive/nobody", json={"status": "FAILED"}).status_code == 404


def test_a_paid_transaction_can_look_open_for_a_while(payment: Running) -> None:
    placed(payment)
    payment.control.post(f"/drive/{REQUEST_ID}", json={"status": "PAYED"})
    payment.faults(initial_polls=2)
    assert [asked(payment)["status"] for _ in range(3)] == ["INITIAL", "INITIAL", "PAYED"]


def test_an_old_answer_can_be_repeated(payment: Running) -> None:
    placed(payment)
    payment.control.post(f"/drive/{REQUEST_ID}", json={"status": "CANCELED"})
    payment.faults(repeat_answers=1)
    assert [asked(payment)["status"] for _ in range(2)] == ["INITIAL", "CANCELED"]


def test_an_unavailable_service_says_so_and_does_nothing(payment: Running) -> None:
    payment.faults(unavailable=1)
    answer = payment.protocol.post(PATH, json=fee_request())
    refused(answer, status=503, code="UNSPECIFIED")
    assert answer.headers["Retry-After"] == "1"
    assert placed(payment)["status"] == "INITIAL"


def test_a_hanging_service_never_answers_and_serves_the_next_call(payment: Running) -> None:
    payment.faults(hang=1)
    with pytest.raises(httpx.ReadTimeout):
        payment.protocol.post(PATH, json=fee_request(), timeout=0.3)
    assert payment.control.get("/drive").json() == []
    assert placed(payment)["status"] == "INITIAL"


def test_a_slow_service_keeps_the_client_waiting(payment: Running) -> None:
    payment.faults(delay_seconds=0.3)
    with pytest.raises(httpx.ReadTimeout):
        payment.protocol.get(f"{PATH}/{REQUEST_ID}", timeout=0.1)
    assert payment.control.get("/healthz", timeout=0.1).json()["simulator"] is True


def test_a_misspelt_fault_is_refused_and_changes_nothing(payment: Running) -> None:
    payment.faults(hang=3)
    misspelt: list[Any] = [
        {"hnag": 1},
        {"hang": -1},
        {"hang": True},
        {"delay_seconds": "1"},
        {"unknown_endpoints": "x"},
        [],
    ]
    for wrong in misspelt:
        assert payment.control.put("/faults", json=wrong).status_code == 422
    assert payment.control.get("/faults").json()["hang"] == 3


def test_a_reset_forgets_transactions_and_faults(payment: Running) -> None:
    placed(payment)
    payment.faults(hang=3)
    assert payment.control.post("/reset").status_code == 204
    assert payment.control.get("/drive").json() == []
    assert payment.control.get("/faults").json()["hang"] == 0


def test_the_payer_is_sent_to_the_public_address() -> None:
    with running("payment", options=("--public-url", "https://pay.example/")) as payment:
        information = placed(payment)
    assert information["transactionRedirectUrl"] == f"https://pay.example/pay/{REQUEST_ID}"
    assert information["transactionUrl"].startswith(payment.url)


def test_a_taken_port_is_named() -> None:
    with running("payment") as payment:
        port = payment.url.rpartition(":")[2]
        with (
            pytest.raises(RuntimeError, match=f"Cannot listen on 127.0.0.1:{port}"),
            running("payment", options=("--port", port)),
        ):
            pytest.fail("Two programs listen on one port.")
