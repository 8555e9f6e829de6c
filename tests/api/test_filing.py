"""From precheck to a filed case, as a portal does it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests.api.applications import DECLARATIONS, filed, told
from tests.api.portals import Caller, code, problem
from tests.journeys.office import FILED_AT

pytestmark = pytest.mark.django_db


def test_an_authority_says_what_it_offers(caller: Caller) -> None:
    (line,) = caller.get("/authorities").json()["items"]
    assert (line["key"], line["drafts"]) == ("berlin", True)
    berlin = caller.get("/authorities/berlin").json()
    assert berlin["file_rules"]["max_file_bytes"] == 7 * 1024 * 1024
    assert berlin["payment"] == {
        "status": "fixed",
        "due": "before_appointment",
        "term_days": 14,
        "methods": ["card", "paypal"],
    }
    assert {"position": "photo", "amount": "6.00"}.items() <= berlin["tariff"][-1].items()


def test_an_authority_that_the_portal_does_not_serve_is_not_there(caller: Caller) -> None:
    assert code(caller.get("/authorities/halle")) == (404, "unknown_authority")
    assert code(caller.post("/authorities/halle/precheck", {})) == (404, "unknown_authority")
    refused = problem(caller.post("/cases", told(authority="halle")))
    assert refused["errors"][0] == {
        "pointer": "/authority",
        "code": "unknown_authority",
        "detail": "This portal does not serve such an authority.",
    }


def test_a_precheck_answers_without_a_key_and_in_the_readers_language(caller: Caller) -> None:
    body = {
        "kind": "extension",
        "legal_basis": "25(5)",
        "person": {
            "birth_date": "1990-05-01",
            "nationalities": ["SY"],
            "residence": {"municipality": "Berlin"},
        },
        "current_title": told()["current_title"],
    }
    english = caller.post("/authorities/berlin/precheck", body).json()
    assert english["may_file"] is True
    assert english["fees"]["total"] == "93.00"
    assert english["filing_window"]["earliest"] == "2026-11-15"
    caller.language = "de"
    german = caller.post("/authorities/berlin/precheck", body).json()
    assert german["legal_effect"]["why"] != english["legal_effect"]["why"]


def test_a_file_is_kept_a_day_under_its_fingerprint(caller: Caller) -> None:
    answer = caller.upload(name="../../Reisepass.pdf")
    assert answer.status_code == 201
    kept = answer.json()
    assert (kept["media_type"], kept["pages"]) == ("application/pdf", 1)
    assert "/" not in kept["filename"]
    assert len(kept["sha256"]) == 64


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", (422, "file_empty")),
        (b"MZ this is a program", (415, "file_type_not_allowed")),
        (b"%PDF-1.7 and nothing more", (422, "file_unreadable")),
        (b"%PDF-" + b"x" * 7 * 1024 * 1024, (413, "file_too_large")),
        (b"%PDF-" + b"x" * 8 * 1024 * 1024, (413, "file_too_large")),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    caller: Caller, content: bytes, refusal: tuple[int, str]
) -> None:
    assert code(caller.upload(content)) == refusal


def test_an_upload_needs_one_part_named_file(caller: Caller) -> None:
    headers = {"Authorization": f"Bearer {caller.token}", "Idempotency-Key": "k"}
    answer = caller.client.post("/api/v1/uploads", {"note": "hello"}, headers=headers)
    assert code(answer) == (422, "invalid_fields")
    assert problem(answer)["errors"][0]["pointer"] == "/note"


def test_a_draft_has_no_effect_and_says_until_when_it_is_kept(caller: Caller) -> None:
    answer = caller.post("/cases", told())
    assert answer.status_code == 201
    draft = answer.json()
    assert answer["Location"] == f"/api/v1/cases/{draft['reference']}"
    assert draft["state"] == "draft"
    assert draft["received_at"] is None
    assert draft["legal_effect"] is None
    assert [due["code"] for due in draft["deadlines"]] == ["draft_deleted"]
    assert {"change_draft", "submit"} <= {action["name"] for action in draft["actions"]}


def test_a_draft_is_changed_by_merging(caller: Caller) -> None:
    opened = caller.post("/cases", told())
    path = f"/cases/{opened.json()['reference']}"
    change = {"person": {"phone": "030 901820", "birth_place": None}, "requests": None}
    changed = caller.patch(path, change, if_match=opened["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != opened["ETag"]
    says = caller.get(f"{path}/application").json()
    assert says["person"]["phone"] == "+4930901820"
    assert says["person"]["family_name"] == "Haddad"
    assert says["person"]["birth_place"] == ""
    assert says["requests"]["duration_months"] is None


def test_what_a_draft_says_can_be_sent_back_unchanged(caller: Caller) -> None:
    opened = caller.post("/cases", told())
    path = f"/cases/{opened.json()['reference']}"
    says = caller.get(f"{path}/application").json()
    again = caller.patch(path, says, if_match=opened["ETag"])
    assert again.status_code == 200, again.content
    assert caller.get(f"{path}/application").json() == says


def test_a_change_of_a_version_that_has_moved_is_refused(caller: Caller) -> None:
    opened = caller.post("/cases", told())
    path = f"/cases/{opened.json()['reference']}"
    with time_machine.travel(FILED_AT + timedelta(minutes=1)):
        assert caller.patch(path, {}, if_match=opened["ETag"]).status_code == 200
        assert code(caller.patch(path, {}, if_match=opened["ETag"])) == (412, "stale_version")
        assert code(caller.patch(path, {})) == (428, "if_match_missing")
        assert code(caller.patch(path, {}, if_match="*")) == (400, "if_match_malformed")


def test_a_weak_etag_of_a_proxy_is_understood(caller: Caller) -> None:
    opened = caller.post("/cases", told())
    path = f"/cases/{opened.json()['reference']}"
    assert caller.patch(path, {}, if_match=f"W/{opened['ETag']}").status_code == 200


def test_a_draft_is_filed_with_its_declarations(caller: Caller) -> None:
    opened = caller.post("/cases", told())
    path = f"/cases/{opened.json()['reference']}/submit"
    untrue = {"declarations": {**DECLARATIONS, "truth": False}}
    refused = problem(caller.post(path, untrue, if_match=opened["ETag"]))
    assert refused["errors"][0]["pointer"] == "/declarations/truth"
    answer = caller.post(path, {"declarations": DECLARATIONS}, if_match=opened["ETag"])
    assert answer.status_code == 200
    case = answer.json()
    assert case["state"] == "submitted"
    assert case["received_at"].startswith("2026-11-23T09:30")  # UTC
    assert case["legal_effect"]["kind"] == "continuation"
    assert code(
        caller.post(path, {"declarations": DECLARATIONS}, if_match=answer["ETag"])
    ) == (409, "transition_blocked")  # fmt: skip


def test_an_empty_draft_is_kept_and_filing_says_what_is_missing(caller: Caller) -> None:
    empty = {"authority": "berlin", "kind": "extension", "legal_basis": "25(5)"}
    opened = caller.post("/cases", empty)
    assert opened.status_code == 201
    path = f"/cases/{opened.json()['reference']}/submit"
    answer = caller.post(path, {"declarations": DECLARATIONS}, if_match=opened["ETag"])
    missing = {error["pointer"] for error in problem(answer)["errors"]}
    assert {"/person/family_name", "/person/birth_date", "/person/residence/street"} <= missing


def test_null_counts_as_left_out_and_no_null_comes_back_for_it(caller: Caller) -> None:
    bare = {"authority": "berlin", "kind": "extension", "legal_basis": "25(5)"}
    nulls = {
        **dict.fromkeys(("person", "current_title", "situation", "requests", "documents")),
        "submit": None,
    }
    without, with_nulls = (caller.post("/cases", body) for body in (bare, bare | nulls))
    assert (without.status_code, with_nulls.status_code) == (201, 201)
    first, second = (
        caller.get(f"{opened['Location'].removeprefix('/api/v1')}/application").json()
        for opened in (without, with_nulls)
    )
    assert first == second
    assert second["person"]["family_name"] == ""
    refused = problem(caller.post("/cases", bare | {"kind": None}))
    assert {error["pointer"]: error["code"] for error in refused["errors"]} == {"/kind": "required"}


def test_a_case_can_be_opened_and_filed_at_once_with_its_documents(caller: Caller) -> None:
    upload = caller.upload().json()["id"]
    documents = [{"upload": upload, "requirement": "passport_copy"}]
    answer = caller.post("/cases", filed(documents=documents))
    assert answer.status_code == 201, answer.content
    case = answer.json()
    passport = next(row for row in case["requirements"] if row["code"] == "passport_copy")
    assert passport["status"] == "handed_in"
    assert passport["documents"] == [case["documents"][0]["id"]]
    assert case["next_step"]["whose_turn"] == "authority"
    again = problem(caller.post("/cases", filed(documents=documents)))
    assert (again["code"], again["errors"][0]["pointer"]) == (
        "upload_used",
        "/documents/0/upload",
    )


def test_filing_at_once_needs_declarations(caller: Caller) -> None:
    refused = problem(caller.post("/cases", told(submit=True)))
    assert refused["errors"][0]["pointer"] == "/declarations"


@pytest.mark.parametrize("said", ["yes", 1, "true"])
def test_a_declaration_is_made_by_true_and_nothing_like_it(caller: Caller, said: object) -> None:
    body = filed()
    body["declarations"] = {**DECLARATIONS, "truth": said}
    (error,) = problem(caller.post("/cases", body))["errors"]
    assert (error["pointer"], error["code"]) == ("/declarations/truth", "not_a_boolean")


def test_what_bars_the_portals_door_says_how_to_apply_instead(caller: Caller) -> None:
    title = {**told()["current_title"], "valid_until": "2027-06-30"}
    refused = problem(caller.post("/cases", filed(current_title=title)))
    assert (refused["status"], refused["code"]) == (422, "filing_barred")
    assert refused["obstacles"][0]["code"] == "too_early"
    assert caller.get("/cases").json()["items"] == []


def test_the_confirmation_is_there_once_filed_and_not_before(caller: Caller) -> None:
    draft = caller.post("/cases", told()).json()["reference"]
    assert code(caller.get(f"/cases/{draft}/confirmation")) == (404, "confirmation_unknown")
    case = caller.post("/cases", filed()).json()["reference"]
    answer = caller.get(f"/cases/{case}/confirmation")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
