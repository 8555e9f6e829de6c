"""A refusal names the field, the rule and what would be right, whichever call it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.applications import told
from tests.api.portals import Caller, code, problem
from tests.journeys.office import Office

pytestmark = pytest.mark.django_db


def errors(answer: Any) -> dict[str, str]:
    """What is said of each place."""
    return {error["pointer"]: error["detail"] for error in problem(answer)["errors"]}


# Values


@pytest.mark.parametrize(
    ("change", "pointer", "rule"),
    [
        ({"kind": "holiday"}, "/kind", "issue, extension, change_of_purpose"),
        ({"situation": {"occupation": "king"}}, "/situation/occupation", "employed, self_employed"),
        ({"person": {"family_name": "<b>"}}, "/person/family_name", "without < and >"),
        ({"person": {"given_names": "A" * 121}}, "/person/given_names", "120 characters"),
        ({"person": {"language": "German"}}, "/person/language", "BCP 47"),
        ({"person": {"nationalities": ["Syria"]}}, "/person/nationalities/0", "ISO 3166-1"),
        ({"person": {"nationalities": ["ZZ"]}}, "/person/nationalities/0", "ISO 3166-1"),
        ({"requests": {"duration_months": 0}}, "/requests/duration_months", "1 at least"),
        ({"requests": {"duration_months": 500}}, "/requests/duration_months", "120 at most"),
        ({"authority": "Berlin!"}, "/authority", "small letters"),
    ],
)
def test_a_wrong_value_is_told_its_rule(
    caller: Caller, change: dict[str, Any], pointer: str, rule: str
) -> None:
    found = errors(caller.post("/cases", told(**change)))
    assert list(found) == [pointer]
    assert rule in found[pointer]


@pytest.mark.parametrize("country", ["SY", "XK", "stateless", "TW"])
def test_every_country_of_the_standard_and_no_country_are_nationalities(
    caller: Caller, country: str
) -> None:
    person = {**told()["person"], "nationalities": [country]}
    assert caller.post("/cases", told(person=person)).status_code == 201


def test_a_wrong_upload_id_is_one_mistake_and_not_two(caller: Caller, office: Office) -> None:
    office.file()
    answer = caller.post(f"/cases/{office.reference}/documents", {"documents": [{"upload": "abc"}]})
    assert list(errors(answer)) == ["/documents/0/upload"]


def test_a_german_is_told_that_the_law_is_not_for_germans(caller: Caller) -> None:
    body = {
        "kind": "extension",
        "legal_basis": "25(5)",
        "person": {"birth_date": "1990-05-01", "nationalities": ["SY", "DE"]},
    }
    found = caller.post("/authorities/berlin/precheck", body).json()
    assert found["may_file"] is False
    first = found["obstacles"][0]
    assert (first["code"], first["legal_basis"]) == ("german_nationality", "§ 2 Abs. 1 AufenthG")


# Parameters


@pytest.mark.parametrize(
    ("query", "pointer", "rule"),
    [
        ("limit=500", "/limit", "200 at most"),
        ("limit=many", "/limit", "whole number"),
        ("state=nonsense", "/state", "draft, submitted"),
        ("updated_since=2026-01-01", "/updated_since", "RFC 3339"),
        ("authority=nix", "/authority", "berlin"),
    ],
)
def test_a_filter_that_cannot_find_anything_is_refused(
    caller: Caller, query: str, pointer: str, rule: str
) -> None:
    answer = caller.get(f"/cases?{query}")
    assert code(answer) == (400, "invalid_parameters")
    assert rule in errors(answer)[pointer]


@pytest.mark.parametrize(
    ("query", "pointer", "rule"),
    [
        ("purpose=zahnarzt", "/purpose", "biometrics"),
        ("purpose=biometrics&from=2026-12-02&to=2026-12-01", "/to", "before the first"),
        ("purpose=biometrics&from=2026-12-01&to=2027-12-01", "/to", "62 days"),
    ],
)
def test_free_times_are_asked_for_sensibly(
    office: Office, caller: Caller, query: str, pointer: str, rule: str
) -> None:
    office.approved()
    office.pay()
    answer = caller.get(f"/cases/{office.reference}/slots?{query}")
    assert code(answer) == (400, "invalid_parameters")
    assert rule in errors(answer)[pointer]


def test_free_times_are_listed_for_what_can_be_booked_now(office: Office, caller: Caller) -> None:
    office.file()
    path = f"/cases/{office.reference}/slots?purpose="
    early = problem(caller.get(f"{path}biometrics"))
    assert (early["status"], early["code"], early["state"]) == (
        409,
        "transition_blocked",
        "submitted",
    )
    assert early["blockers"]
    office.begin_review()
    office.accept_documents()
    office.answer_checks()
    office.approve()
    office.pay()
    assert caller.get(f"{path}biometrics").json()["items"]
    other = problem(caller.get(f"{path}pickup"))
    assert (other["status"], other["code"]) == (409, "appointment_purpose_not_now")
    assert "biometrics" in other["blockers"][0]["reason"]
    booked = caller.post(
        f"/cases/{office.reference}/appointments", {"purpose": "pickup", "slot": "1-20261124T0800Z"}
    )
    assert problem(booked)["blockers"] == other["blockers"]


# States


def test_what_a_state_does_not_allow_names_the_states_that_do(
    office: Office, caller: Caller
) -> None:
    filed = office.file()
    path = f"/cases/{office.reference}"
    refused = problem(caller.patch(path, {}, if_match=f'"{filed.etag}"'))
    assert (refused["status"], refused["code"]) == (409, "transition_blocked")
    (blocker,) = refused["blockers"]
    assert blocker["code"] == "state"
    assert "Draft" in blocker["reason"]
    assert "Received" in blocker["reason"]


def test_a_withdrawal_that_is_not_understood_and_a_time_nobody_offers_are_pointed_at(
    office: Office, caller: Caller
) -> None:
    version = f'"{office.file().etag}"'
    told_nothing = caller.post(
        f"/cases/{office.reference}/withdraw", {"acknowledged_effect": False}, if_match=version
    )
    assert list(errors(told_nothing)) == ["/acknowledged_effect"]
    office.begin_review()
    office.accept_documents()
    office.answer_checks()
    office.approve()
    office.pay()
    nowhere = caller.post(
        f"/cases/{office.reference}/appointments", {"purpose": "biometrics", "slot": "never"}
    )
    assert code(nowhere) == (422, "slot_unknown")
    assert list(errors(nowhere)) == ["/slot"]


# Bodies


def test_a_body_of_another_type_is_told_the_types_that_are_taken(caller: Caller) -> None:
    assert (
        "application/json"
        in problem(caller.post("/cases", b"a,b", content_type="text/csv"))["detail"]
    )
    assert "multipart/form-data" in problem(caller.post("/uploads", {}))["detail"]


@pytest.mark.parametrize("megabytes", [7, 8, 20])
def test_a_file_that_is_too_large_is_told_so_in_the_same_words_at_any_size(
    caller: Caller, megabytes: int
) -> None:
    answer = caller.upload(b"%PDF-" + bytes(megabytes * 1024 * 1024))
    assert code(answer) == (413, "file_too_large")
    assert "200 dpi" in errors(answer)["/file"]


def test_every_authority_promises_what_the_door_takes(caller: Caller, office: Office) -> None:
    office.portal.authorities = ["berlin", "bremen", "euskirchen", "halle", "magdeburg"]
    office.portal.save()
    sizes = {
        key: caller.get(f"/authorities/{key}").json()["file_rules"]["max_file_bytes"]
        for key in office.portal.authorities
    }
    assert set(sizes.values()) == {7 * 1024 * 1024}
