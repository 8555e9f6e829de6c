"""A case under way: what its portal reads, hands in, pays, books and withdraws."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pypdf
import pytest
import time_machine
from pytest_django import Settings

from cases import services
from cases.models import Case
from tests.api.applications import filed
from tests.api.portals import Caller, code, problem, token_of
from tests.journeys.office import Office
from tests.simulators import Running, running

pytestmark = pytest.mark.django_db
RETURN = {"return_url": "https://portal.example/back"}


@pytest.fixture(scope="module")
def payment_simulator() -> Iterator[Running]:
    with running("payment") as service:
        yield service


@pytest.fixture
def payment_service(payment_simulator: Running, settings: Settings) -> Running:
    """The payment service, without faults."""
    payment_simulator.faults()
    settings.PAYMENT_URL, settings.PAYMENT_TOKEN = payment_simulator.url, payment_simulator.token
    return payment_simulator


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def path(office: Office, rest: str = "") -> str:
    return f"/cases/{office.reference}{rest}"


# Reading


def test_the_list_filters_by_state_and_by_change(office: Office, caller: Caller) -> None:
    office.file()
    submitted = office.reference
    office.draft()
    assert len(caller.get("/cases").json()["items"]) == 2
    (line,) = caller.get("/cases?state=submitted").json()["items"]
    assert line["reference"] == submitted
    assert len(caller.get("/cases?authority=berlin").json()["items"]) == 2
    assert caller.get("/cases?updated_since=2026-11-24T00:00:00%2B01:00").json()["items"] == []


def test_the_list_goes_on_where_the_page_ended(office: Office, caller: Caller) -> None:
    references = []
    for _ in range(3):
        office.file()
        references.append(office.reference)
    first = caller.get("/cases?limit=2").json()
    second = caller.get(f"/cases?limit=2&cursor={first['next']}").json()
    found = [case["reference"] for page in (first, second) for case in page["items"]]
    assert found == references
    assert second["next"] is None


def test_a_case_says_what_was_asked_for_and_until_when(office: Office, caller: Caller) -> None:
    office.file()
    office.begin_review()
    office.request_documents(payslips="Die Abrechnungen von August bis Oktober")
    case = caller.get(path(office)).json()
    assert case["state"] == "awaiting_documents"
    assert case["next_step"]["whose_turn"] == "applicant"
    payslips = next(row for row in case["requirements"] if row["code"] == "payslips")
    assert payslips["asked"] == "Die Abrechnungen von August bis Oktober"
    (due,) = [due for due in case["deadlines"] if due["code"] == "documents"]
    assert due["on"] == f"{office.case.nachforderungen.get().due_on}"
    assert case["next_step"]["due_at"] == due["at"]


def test_a_requirement_names_the_papers_of_the_authority_for_it(
    office: Office, caller: Caller
) -> None:
    office.file()
    office.begin_review()
    office.request_documents(audit_report="Der Prüfbericht des letzten Jahres")
    rows = {row["code"]: row for row in caller.get(path(office)).json()["requirements"]}
    [form] = rows["audit_report"]["forms"]
    assert form["label"]
    assert rows["passport_copy"]["forms"] == []


def test_a_requirement_is_called_what_it_is_called_for_this_person(caller: Caller) -> None:
    """The same code asks for a passport, and of those protected for a travel document if any."""
    protected = {"occupation": "employed", "protection": "refugee", "has_passport": False}
    assert passport_copy(caller, filed()).startswith("Passport, substitute")
    assert passport_copy(caller, filed(situation=protected)).startswith("Travel document")


def passport_copy(caller: Caller, application: dict[str, Any]) -> str:
    case = caller.post("/cases", application).json()
    rows = {row["code"]: row["label"] for row in case["requirements"]}
    label: str = rows["passport_copy"]
    return label


def test_a_case_says_when_and_how_its_fee_is_taken(office: Office, caller: Caller) -> None:
    office.approved()
    assert caller.get(path(office)).json()["fees"]["due"] == "before_appointment"


def test_handing_in_what_was_asked_for_brings_the_case_back_to_review(
    office: Office, caller: Caller
) -> None:
    office.file()
    office.begin_review()
    office.request_documents(payslips="Alle")
    upload = caller.upload().json()["id"]
    body = {"documents": [{"upload": upload, "requirement": "payslips"}]}
    answer = caller.post(path(office, "/documents"), body)
    assert answer.status_code == 201
    assert answer.json()["state"] == "in_review"
    again = caller.post(path(office, "/documents"), body)
    assert code(again) == (422, "upload_used")


def test_nobody_else_can_hand_anything_in(
    office: Office, caller: Caller, neighbour: Caller
) -> None:
    office.file()
    upload = neighbour.upload().json()["id"]
    body = {"documents": [{"upload": upload}]}
    assert code(neighbour.post(path(office, "/documents"), body)) == (404, "case_unknown")
    assert code(caller.post(path(office, "/documents"), body)) == (422, "upload_unknown")


def test_a_grant_is_only_intended_until_the_card_is_handed_over(
    office: Office, caller: Caller
) -> None:
    office.approved()
    office.pay()
    office.book()
    office.attend()
    office.grant()
    (permit,) = caller.get(path(office)).json()["items"]
    assert (permit["decision"], permit["valid_until"]) == ("intended", None)
    office.produce()
    office.hand_over()
    (permit,) = caller.get(path(office)).json()["items"]
    assert permit["decision"] == "granted"
    assert permit["valid_until"] == f"{office.case.items.get().valid_until}"


# Paying


def test_a_payment_is_started_once_and_leads_to_the_payment_page(
    office: Office, caller: Caller, payment_service: Running
) -> None:
    office.approved()
    first = caller.post(path(office, "/payments"), RETURN, idempotency_key="pay")
    assert first.status_code == 201, first.content
    payment = first.json()
    assert (payment["status"], payment["amount"]) == ("open", "93.00")
    assert payment["redirect_url"].startswith(payment_service.url)
    again = caller.post(path(office, "/payments"), RETURN, idempotency_key="pay")
    assert again.json() == payment
    assert office.case.payment_attempts.count() == 1
    assert caller.get(path(office, f"/payments/{payment['id']}")).json() == payment


def test_while_the_payment_service_is_silent_the_attempt_waits(
    office: Office, caller: Caller, settings: Settings
) -> None:
    settings.PAYMENT_URL = "http://127.0.0.1:9"  # nobody listens on "discard"
    office.approved()
    answer = caller.post(path(office, "/payments"), RETURN)
    assert answer.status_code == 201
    assert (answer.json()["status"], answer.json()["redirect_url"]) == ("starting", None)


def test_where_nothing_is_due_nothing_can_be_paid(office: Office, caller: Caller) -> None:
    office.file()
    refused = problem(caller.post(path(office, "/payments"), RETURN))
    assert (refused["status"], refused["code"]) == (409, "transition_blocked")
    assert refused["state"] == "submitted"
    assert refused["blockers"][0]["code"] == "nothing_outstanding"


def test_paying_needs_a_scope_of_its_own_and_the_own_case(
    office: Office, caller: Caller, neighbour: Caller
) -> None:
    office.approved()
    assert code(neighbour.post(path(office, "/payments"), RETURN)) == (404, "case_unknown")
    nothing = "/payments/9f1c0fd6-6c4b-4e4a-9d0f-1d3c8e6f9a11"
    assert code(caller.get(path(office, nothing))) == (404, "payment_unknown")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "portal.example", "https://a b"])
def test_a_person_is_sent_back_to_web_addresses_only(
    office: Office, caller: Caller, url: str
) -> None:
    office.approved()
    answer = caller.post(path(office, "/payments"), {"return_url": url})
    assert problem(answer)["errors"][0]["pointer"] == "/return_url"


# Appointments


@pytest.fixture
def invited(office: Office) -> Office:
    """Amal has paid and is invited to biometrics."""
    office.approved()
    office.pay()
    return office


def test_an_appointment_is_booked_moved_and_cancelled(invited: Office, caller: Caller) -> None:
    days = "purpose=biometrics&from=2026-11-26"
    first, second, *_ = caller.get(path(invited, f"/slots?{days}")).json()["items"]
    booked = caller.post(
        path(invited, "/appointments"), {"purpose": "biometrics", "slot": first["id"]}
    )
    assert booked.status_code == 201, booked.content
    appointment = booked.json()
    assert appointment["starts_at"] == first["starts_at"]
    one = path(invited, f"/appointments/{appointment['id']}")
    moved = caller.put(one, {"slot": second["id"]}, if_match=booked["ETag"])
    assert (moved.status_code, moved.json()["starts_at"]) == (200, second["starts_at"])
    assert moved.json()["id"] == appointment["id"]
    stale = caller.delete(one, if_match=booked["ETag"])
    assert code(stale) == (412, "stale_version")
    assert code(caller.delete(one)) == (428, "if_match_missing")
    cancelled = caller.delete(one, if_match=moved["ETag"])
    assert cancelled.json()["status"] == "cancelled"
    assert caller.get(path(invited)).json()["appointments"] == []


def test_a_time_that_is_gone_is_refused_with_the_reason(invited: Office, caller: Caller) -> None:
    slot = caller.get(path(invited, "/slots?purpose=biometrics")).json()["items"][0]["id"]
    body = {"purpose": "biometrics", "slot": slot}
    assert caller.post(path(invited, "/appointments"), body).status_code == 201
    assert code(caller.post(path(invited, "/appointments"), body)) == (409, "appointment_exists")
    made_up = {"purpose": "biometrics", "slot": "1-20261129T0300Z"}
    assert code(caller.post(path(invited, "/appointments"), made_up))[0] in {409, 422}


def test_a_purpose_that_is_not_due_has_no_appointments(invited: Office, caller: Caller) -> None:
    slot = caller.get(path(invited, "/slots?purpose=biometrics")).json()["items"][0]["id"]
    answer = caller.post(path(invited, "/appointments"), {"purpose": "pickup", "slot": slot})
    assert code(answer) == (409, "appointment_purpose_not_now")
    assert code(caller.get(path(invited, "/slots?purpose=tea"))) == (400, "invalid_parameters")


def test_times_are_asked_for_by_days(invited: Office, caller: Caller) -> None:
    day = "purpose=biometrics&from=2026-11-25&to=2026-11-25"
    found = caller.get(path(invited, f"/slots?{day}")).json()["items"]
    assert {slot["starts_at"][:10] for slot in found} == {"2026-11-25"}
    long = "/slots?purpose=biometrics&from=2026-11-25&to=2027-11-25"
    assert problem(caller.get(path(invited, long)))["errors"][0]["pointer"] == "/to"
    assert code(caller.get(path(invited, "/slots"))) == (400, "invalid_parameters")
    last_day = "/slots?purpose=biometrics&from=9999-12-31"
    assert caller.get(path(invited, last_day)).json()["items"] == []


def test_an_appointment_is_given_as_a_calendar_file(invited: Office, caller: Caller) -> None:
    booking = invited.book()
    answer = caller.get(path(invited, f"/appointments/{booking.public_id}"), accept="text/calendar")
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"UID:{booking.public_id}".encode() in answer.content


def test_the_next_step_names_the_appointment(invited: Office, caller: Caller) -> None:
    booking = invited.book()
    step = caller.get(path(invited)).json()["next_step"]
    assert step["code"] == "attend_appointment"
    assert datetime.fromisoformat(step["due_at"]) == booking.starts_at


def test_shortly_before_an_appointment_it_cannot_be_changed_online(
    invited: Office, caller: Caller
) -> None:
    today = caller.get(path(invited, "/slots?purpose=biometrics")).json()["items"][0]
    booked = caller.post(
        path(invited, "/appointments"), {"purpose": "biometrics", "slot": today["id"]}
    )
    one = path(invited, f"/appointments/{booked.json()['id']}")
    refused = caller.delete(one, if_match=booked["ETag"])
    assert code(refused) == (409, "too_late_to_change_appointment")
    case = caller.get(path(invited)).json()
    changes = {"move_appointment", "cancel_appointment"}
    assert changes.isdisjoint(action["name"] for action in case["actions"])
    assert {
        (blocker["action"], blocker["code"])
        for blocker in case["blockers"]
        if blocker["action"] in changes
    } == {(change, "too_late_to_change_appointment") for change in changes}


def test_an_appointment_can_be_changed_online_until_a_day_before(invited: Office) -> None:
    starts_at, changes = (
        invited.book(in_days=2).starts_at,
        {"move_appointment", "cancel_appointment"},
    )
    assert changes <= possible(invited, at=starts_at - timedelta(hours=24))
    assert changes.isdisjoint(possible(invited, at=starts_at - timedelta(hours=23, minutes=59)))


def possible(office: Office, *, at: datetime) -> set[str]:
    """The actions that its portal reads then."""
    with time_machine.travel(at, tick=False):
        case = Caller(token_of(office.portal)).get(path(office)).json()
    return {action["name"] for action in case["actions"]}


def test_a_time_that_begins_in_minutes_is_neither_offered_nor_booked_online(
    invited: Office, caller: Caller
) -> None:
    offer = caller.get("/authorities/berlin").json()["appointments"][0]
    soon = invited.first_slot(in_days=0)
    free = caller.get(path(invited, "/slots?purpose=biometrics")).json()["items"]
    earliest = invited.now + timedelta(hours=offer["book_hours_before"])
    assert datetime.fromisoformat(free[0]["starts_at"]) >= earliest
    wish = {"purpose": "biometrics", "slot": soon}
    refused = caller.post(path(invited, "/appointments"), wish)
    assert code(refused) == (422, "slot_too_soon")
    assert problem(refused)["errors"][0]["pointer"] == "/slot"
    wish["slot"] = free[0]["id"]
    booked = caller.post(path(invited, "/appointments"), wish)
    assert booked.status_code == 201


def test_at_the_desk_it_is_given_all_the_same(invited: Office) -> None:
    booking = services.book_appointment(
        reference=invited.reference,
        purpose="biometrics",
        slot=invited.first_slot(in_days=0),
        actor=invited.front_desk,
        at=invited.now,
    )
    assert booking.starts_at - invited.now < timedelta(hours=2)


# Letters


def test_a_letter_is_read_as_a_copy(office: Office, caller: Caller) -> None:
    office.approved()
    letters = caller.get(path(office, "/letters")).json()["items"]
    assert [letter["kind"] for letter in letters] == ["confirmation", "fee_notice"]
    copy = caller.get(path(office, f"/letters/{letters[1]['id']}"))
    assert copy["Content-Type"] == "application/pdf"
    assert "Kopie" in text_of(copy.content)
    assert "93,00" in text_of(copy.content)


def test_a_letter_that_has_not_left_the_house_is_not_there(office: Office, caller: Caller) -> None:
    refused(office)
    letter = office.case.letters.get(kind="refusal")
    one = path(office, f"/letters/{letter.public_id}")
    assert code(caller.get(one)) == (404, "letter_not_readable")
    services.dispatch_letter(
        reference=office.reference,
        letter=str(letter.public_id),
        way="formal",
        actor=office.clerk,
        at=office.now,
    )
    assert "Kopie" in text_of(caller.get(one).content)


def refused(office: Office) -> None:
    """Amal's application is refused, its hearing waived with a reason; the letter lies here."""
    office.file()
    office.begin_review()
    services.propose_refusal(
        reference=office.reference,
        item="permit",
        codes=["requirements"],
        legal_basis="§ 25 Abs. 5 AufenthG",
        grounds="Die Ausreise ist möglich.",
        hearing_waived="Die Antragstellerin hat auf die Anhörung verzichtet.",
        actor=office.clerk,
        at=office.now,
    )
    services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)


# Withdrawing


def test_a_withdrawal_is_announced_and_waits_for_the_applicant(
    office: Office, caller: Caller
) -> None:
    office.file()
    etag = caller.get(path(office))["ETag"]
    unaware = caller.post(path(office, "/withdraw"), {"acknowledged_effect": False}, if_match=etag)
    assert code(unaware) == (422, "effect_not_acknowledged")
    announced = caller.post(path(office, "/withdraw"), {"acknowledged_effect": True}, if_match=etag)
    assert announced.status_code == 202
    case = announced.json()
    assert (case["state"], case["withdrawal_announced"]) == ("submitted", True)
    assert case["next_step"]["code"] == "confirm_withdrawal"
    assert Case.objects.get().state == "submitted"


def test_a_closed_case_offers_nothing_to_do(office: Office, caller: Caller) -> None:
    office.approved()
    office.pay()
    office.book()
    office.attend()
    office.grant()
    office.produce()
    office.hand_over()
    case = caller.get(path(office)).json()
    assert (case["state"], case["actions"], case["blockers"]) == ("collected", [], [])
    assert case["next_step"]["whose_turn"] == "nobody"


def test_the_effect_says_since_when_it_is_ordered_and_until_when_certified(
    office: Office, caller: Caller
) -> None:
    expired = {"type": "residence_permit", "legal_basis": "25(5)", "valid_until": "2026-11-20"}
    office.file(current_title=expired)
    before = caller.get(path(office)).json()["legal_effect"]
    assert (before["ordered_on"], before["certificate_valid_until"]) == (None, None)
    office.order_continuation("Sie lag im Krankenhaus.")
    office.issue_certificate("F1234567")
    answer = caller.get(path(office))
    effect = answer.json()["legal_effect"]
    assert effect["kind"] == "continuation_ordered"
    assert effect["ordered_on"] == "2026-11-23"
    assert effect["certificate_valid_until"] == "2027-05-23"
    assert "F1234567" not in answer.content.decode()
