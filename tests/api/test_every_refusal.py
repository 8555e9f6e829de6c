"""All refusals there are: each has its page in both languages, and the document its status."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from cases.api.problem_page import all_refusals
from cases.api.problems import MEDIA_TYPE
from cases.api.shapes.problem import Problem
from cases.api.statuses import STATUS, TITLES, remedy
from common.errors import DomainError
from tests.api.contract import operations
from tests.api.portals import Caller, code

REFUSALS = sorted(
    (kind for kind in all_refusals() if not kind.__module__.startswith("tests")),
    key=lambda kind: kind.code,
)
OPERATIONS = operations()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", sorted(STATUS))
def test_every_code_has_a_page_that_says_what_it_means_and_what_to_do(
    name: str, language: str, client: Client
) -> None:
    page = client.get(f"/problems/{name}", headers={"Accept-Language": language})
    assert page.status_code == 200
    text = page.content.decode()
    assert name in text
    assert str(STATUS[name]) in text
    assert "%(" not in text
    assert f'lang="{language}"' in text
    with translation.override(language):
        assert translation.get_language() == language
        assert str(remedy(name)).split("`")[0][:30] in text.replace("&#x27;", "'")


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.code)
def test_every_refusal_of_the_domain_becomes_a_whole_problem(kind: type[DomainError]) -> None:
    status = STATUS[kind.code]
    assert re.fullmatch("[a-z][a-z0-9_]+", kind.code)
    assert str(TITLES[status])
    english, german = sentence(kind, "en"), sentence(kind, "de")
    assert english
    assert german
    assert english[0].isupper() or english[0] in "“%"


def sentence(kind: type[DomainError], language: str) -> str:
    with translation.override(language):
        return str(kind.sentence)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_documented_answer_has_a_shape_and_every_refusal_is_a_problem(name: str) -> None:
    problem = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    for status, response in OPERATIONS[name].said["responses"].items():
        assert response["description"], status
        if int(status) < 400:
            assert ("content" in response) == (int(status) != 204), status
            continue
        assert set(response["content"]) == {MEDIA_TYPE}
        assert response["content"][MEDIA_TYPE]["schema"] == problem
        assert int(status) in TITLES
        assert int(status) in STATUS.values()


def test_the_document_knows_every_status_that_a_portal_can_meet() -> None:
    documented = {int(one) for call in OPERATIONS.values() for one in call.said["responses"]}
    elsewhere = {405, 502}  # of other methods than documented; of couriers, who answer nobody
    assert set(STATUS.values()) - documented == elsewhere


# Outside of any view


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/problem+json"])
@pytest.mark.parametrize("path", ["/nowhere", "/api", "/api/v2/cases", "/api/v1/cases/", "/%00"])
def test_what_stands_at_no_address_is_a_problem_for_programs(
    path: str, accept: str, client: Client
) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert code(answer) == (404, "not_found")


def test_and_a_page_for_browsers(client: Client) -> None:
    accept = "text/html,application/xhtml+xml,*/*;q=0.8"
    answer = client.get("/nowhere", headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (404, "text/html")


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/cases", headers={"Host": "elsewhere.example"})
    assert code(answer) == (400, "malformed_request")


@pytest.mark.django_db
def test_a_crash_outside_of_a_view_is_a_problem_that_tells_nothing(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", broken)
    answer = caller.get("/cases")
    assert code(answer) == (500, "internal_error")
    assert b"secret" not in answer.content
