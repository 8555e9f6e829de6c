"""The OpenAPI document is valid, names every call with its refusals, and is served."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from openapi_spec_validator import validate

pytestmark = pytest.mark.django_db
WITHOUT_KEY = {"precheck"}


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    written = tmp_path_factory.mktemp("contract") / "api.json"
    call_command("spectacular", "--format", "openapi-json", "--file", str(written))
    document: dict[str, Any] = json.loads(written.read_text())
    return document


def operations(contract: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        operation["operationId"]: (method, operation)
        for path in contract["paths"].values()
        for method, operation in path.items()
    }


def test_the_document_is_made_without_a_warning(tmp_path: Path) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "api.yml"))


def test_the_document_is_valid_openapi(contract: dict[str, Any]) -> None:
    assert contract["openapi"].startswith("3.1")
    validate(contract)


def test_every_call_names_its_refusals_as_problems(contract: dict[str, Any]) -> None:
    for method, operation in operations(contract).values():
        statuses = set(operation["responses"])
        assert {"400", "401", "403", "404", "406", "429", "500", "503"} <= statuses
        if method in {"post", "put", "patch"}:
            assert {"413", "415", "422"} <= statuses
        for status, response in operation["responses"].items():
            if status >= "400":
                assert set(response["content"]) == {"application/problem+json"}


def test_every_post_but_precheck_needs_a_key(contract: dict[str, Any]) -> None:
    posts = {
        name: call for name, (method, call) in operations(contract).items() if method == "post"
    }
    keyed = {
        name
        for name, call in posts.items()
        if any(one["name"] == "Idempotency-Key" and one["required"] for one in call["parameters"])
    }
    assert set(posts) - keyed == WITHOUT_KEY


def test_every_change_of_a_case_needs_the_version_that_was_read(contract: dict[str, Any]) -> None:
    versioned = {
        name
        for name, (_method, call) in operations(contract).items()
        if any(one["name"] == "If-Match" for one in call.get("parameters", ()))
    }
    assert versioned == {
        "changeDraft",
        "discardDraft",
        "fileCase",
        "withdrawCase",
        "moveAppointment",
        "cancelAppointment",
    }


def taken(shape: Any, schemas: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The schemas that a request's is made of, by name."""
    for name, part in shape.items() if isinstance(shape, dict) else enumerate(shape):
        if name == "$ref" and (known := part.rpartition("/")[2]) not in found:
            found[known] = schemas[known]
            taken(schemas[known], schemas, found)
        elif isinstance(part, dict | list):
            taken(part, schemas, found)
    return found


def test_what_may_be_left_out_of_a_request_may_be_null(contract: dict[str, Any]) -> None:
    found: dict[str, Any] = {}
    for _method, call in operations(contract).values():
        taken(call.get("requestBody", {}), contract["components"]["schemas"], found)
    for name, shape in found.items():
        for field, kind in shape.get("properties", {}).items():
            left_out = field not in shape.get("required", ())
            assert ({"type": "null"} in kind.get("anyOf", ())) == left_out, f"{name}.{field}"


def test_an_answer_is_not_null_because_a_request_may_be(contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]
    assert schemas["ToldApplicant"]["properties"]["family_name"]["type"] == "string"
    assert {"type": "null"} in schemas["Applicant"]["properties"]["family_name"]["anyOf"]


def test_every_call_names_its_scope(contract: dict[str, Any]) -> None:
    for _method, call in operations(contract).values():
        ((scheme, scopes),) = [pair for one in call["security"] for pair in one.items()]
        assert scheme == "portal"
        assert len(scopes) == 1


def test_document_and_docs_are_served_from_here(contract: dict[str, Any]) -> None:
    served = Client().get("/api/v1/schema", headers={"Accept": "application/json"})
    assert served.status_code == 200
    assert set(served.json()["paths"]) == set(contract["paths"])
    page = Client().get("/api/docs")
    assert page.status_code == 200
    assert b"https://" not in page.content.replace(b"https://www.w3.org", b"")
