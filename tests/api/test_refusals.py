"""Every refusal is a problem with a code, a status and a page that explains it."""

from __future__ import annotations

import pytest
from django.test import Client

from cases.api.problem_page import all_refusals
from cases.api.statuses import STATUS, TITLES, remedy
from tests.api.applications import told
from tests.api.portals import Caller, code, problem

pytestmark = pytest.mark.django_db


def test_every_refusal_of_the_domain_has_a_status_and_a_code_of_its_own() -> None:
    refusals = [kind for kind in all_refusals() if kind.__module__.split(".")[0] != "tests"]
    codes = [kind.code for kind in refusals]
    assert sorted(codes) == sorted(set(codes))
    assert set(codes) - set(STATUS) == set()


def test_every_status_has_a_title_and_every_code_a_remedy() -> None:
    assert set(STATUS.values()) <= set(TITLES)
    assert all(str(remedy(code)) for code in STATUS)


@pytest.mark.parametrize("name", ["case_unknown", "stale_version", "throttled", "file_too_large"])
def test_the_type_of_a_problem_leads_to_a_page(name: str) -> None:
    page = Client().get(f"/problems/{name}", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert name in page.content.decode()
    assert "%(" not in page.content.decode()


def test_a_code_that_nobody_gives_has_no_page() -> None:
    assert Client().get("/problems/nonsense").status_code == 404


def test_problems_are_told_in_the_language_asked_for(caller: Caller) -> None:
    english = problem(caller.get("/cases/BE-2026-000001-1"))
    caller.language = "de"
    german = problem(caller.get("/cases/BE-2026-000001-1"))
    assert english["code"] == german["code"] == "case_unknown"
    assert english["detail"] == "There is no case with this reference."


def test_an_unknown_address_is_a_problem(caller: Caller) -> None:
    assert code(caller.get("/nowhere")) == (404, "not_found")
    assert code(caller.post("/cases/x/y/z", {})) == (404, "not_found")


def test_a_method_nobody_wrote_is_refused_with_those_there_are(caller: Caller) -> None:
    answer = caller.delete("/cases")
    assert code(answer) == (405, "method_not_allowed")
    assert "GET" in answer["Allow"]


def test_a_representation_that_is_not_there_is_refused(caller: Caller) -> None:
    assert code(caller.get("/cases", accept="text/csv")) == (406, "not_acceptable")


def test_a_body_of_another_type_is_refused(caller: Caller) -> None:
    answer = caller.post("/cases", b"a,b", content_type="text/csv")
    assert code(answer) == (415, "unsupported_media_type")


def test_unknown_parameters_are_refused_and_named(caller: Caller) -> None:
    refused = problem(caller.get("/cases?stat=draft"))
    assert (refused["status"], refused["code"]) == (400, "invalid_parameters")
    assert refused["errors"][0]["pointer"] == "/stat"
    assert code(caller.get("/cases?state=nonsense")) == (400, "invalid_parameters")
    assert code(caller.get("/cases?limit=0")) == (400, "invalid_parameters")
    assert code(caller.get("/cases?updated_since=0.5")) == (400, "invalid_parameters")
    naive = "/cases?updated_since=2026-11-23T10:00:00"
    assert code(caller.get(naive)) == (400, "invalid_parameters")
    assert code(caller.get("/cases?state=draft&state=submitted")) == (400, "invalid_parameters")
    assert caller.get("/cases?state=draft&limit=5").status_code == 200


def test_an_instant_has_any_offset_there_is_and_lies_within_time(caller: Caller) -> None:
    assert caller.get("/cases?updated_since=2198-10-11T03:14:26.059120-19:16").status_code == 200
    before_all_time = "/cases?updated_since=0001-01-01T00:00:00%2B01:00"
    assert code(caller.get(before_all_time)) == (400, "invalid_parameters")


def test_a_cursor_of_another_list_is_refused(caller: Caller) -> None:
    assert code(caller.get("/cases?cursor=made-up")) == (400, "invalid_cursor")
    assert code(caller.get("/events?cursor=made-up")) == (400, "invalid_cursor")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 2}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b'{"a": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b'\xef\xbb\xbf{"a": 1}',
    ],
)
def test_json_that_readers_disagree_about_is_refused(caller: Caller, body: bytes) -> None:
    assert code(caller.post("/cases", body)) == (400, "malformed_json")


def test_a_body_beyond_all_measure_is_refused_unread(caller: Caller) -> None:
    assert code(caller.post("/cases", b" " * (1024 * 1024 + 1))) == (413, "body_too_large")


def test_all_that_is_wrong_with_a_body_is_named_at_once(caller: Caller) -> None:
    body = told(kind="holiday", colour="green")
    body["person"]["birth_date"] = "01.05.1990"
    refused = problem(caller.post("/cases", body))
    assert refused["status"] == 422
    found = {error["pointer"]: error["code"] for error in refused["errors"]}
    assert found == {
        "/kind": "not_a_choice",
        "/colour": "unknown_field",
        "/person/birth_date": "not_a_day",
    }


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31"])
def test_a_day_before_living_memory_is_refused_by_its_place(caller: Caller, day: str) -> None:
    body = told()
    body["current_title"]["valid_until"] = day
    (wrong,) = problem(caller.post("/cases", body))["errors"]
    assert (wrong["pointer"], wrong["code"]) == ("/current_title/valid_until", "too_long_ago")


@pytest.mark.parametrize("day", ["1900-01-01", "9999-12-31"])
def test_a_title_may_have_ended_long_ago_or_never_end(caller: Caller, day: str) -> None:
    body = told()
    body["current_title"]["valid_until"] = day
    assert caller.post("/cases", body).status_code == 201


def test_an_array_is_no_application(caller: Caller) -> None:
    assert code(caller.post("/cases", [])) == (422, "invalid_fields")


def test_a_fault_of_ours_says_so_and_nothing_else(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("cases.queries.own_cases", broken)
    answer = caller.get("/cases")
    assert code(answer) == (500, "internal_error")
    assert b"secret" not in answer.content
    assert b"ZeroDivision" not in answer.content
