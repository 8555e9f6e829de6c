"""What an answer links to can be called with what stands in the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.applications import told
from tests.api.contract import Operation, document, operations
from tests.api.portals import Caller

pytestmark = pytest.mark.django_db
OPERATIONS = operations()
WITHOUT_A_WAY_ON = {
    "discardDraft",
    "readConfirmation",
    "readLetter",
    "readPayment",
    "listSandboxMails",
    "replayWebhook",
    "deleteWebhook",
}


def links(operation: Operation) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each answer of success that has links, with each of them."""
    for status, answer in operation.said["responses"].items():
        if status < "300":
            for link in answer.get("links", {}).values():
                yield answer, link


ALL = [(one, *pair) for one in OPERATIONS.values() for pair in links(one)]


def test_every_answer_says_what_can_follow_unless_nothing_can() -> None:
    assert {name for name, one in OPERATIONS.items() if not list(links(one))} == WITHOUT_A_WAY_ON


def test_a_link_names_a_call_and_all_that_its_address_needs() -> None:
    for source, _answer, link in ALL:
        target = OPERATIONS[link["operationId"]]
        known = {one["name"] for one in target.said.get("parameters", ())}
        assert set(target.places) <= set(link["parameters"]) <= known, source.name


def test_what_a_link_takes_is_in_the_answer_or_was_in_the_request() -> None:
    for source, answer, link in ALL:
        asked = {one["name"] for one in source.said.get("parameters", ()) if one["in"] != "header"}
        for expression in texts([link["parameters"], link.get("requestBody", {})]):
            place, _sign, pointer = expression.partition("#")
            if place == "$response.body":
                assert reaches(schema(answer), pointer), f"{source.name}: {expression}"
            elif place == "$response.header.ETag":
                assert "ETag" in answer["headers"], source.name
            elif place.startswith("$"):
                assert place.rpartition(".")[2] in asked, f"{source.name}: {expression}"


def texts(part: Any) -> Iterator[str]:
    """All texts in a JSON value."""
    if isinstance(part, str):
        yield part
    else:
        for inner in part.values() if isinstance(part, dict) else part:
            yield from texts(inner)


def schema(answer: dict[str, Any]) -> Any:
    return answer["content"]["application/json"]["schema"]


def reaches(shape: dict[str, Any], pointer: str) -> bool:
    """Whether an answer of this shape has something at the JSON pointer."""
    for step in pointer.split("/")[1:]:
        while "$ref" in shape:
            shape = document()["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
        inside = shape.get("properties", {})
        if step != "0" and step not in inside:
            return False
        shape = shape["items"] if step == "0" else inside[step]
    return True


NOT_FOR_A_DRAFT = {"listSlots": 409}  # nothing is to be come for yet
IN_THE_SANDBOX = "listSandboxMails"


def test_from_a_new_case_its_links_lead_to_it(caller: Caller) -> None:
    reference = caller.post("/cases", told()).json()["reference"]
    for _answer, link in links(OPERATIONS["openCase"]):
        target = OPERATIONS[link["operationId"]]
        assert link["parameters"]["reference"] == "$response.body#/reference"
        if target.method == "GET" and target.name != IN_THE_SANDBOX:
            query = "?purpose=biometrics" if target.name == "listSlots" else ""
            answer = caller.get(f"{target.at(reference=reference)}{query}")
            assert answer.status_code == NOT_FOR_A_DRAFT.get(target.name, 200), target.name


def test_the_version_that_a_link_takes_along_is_the_right_one(caller: Caller) -> None:
    opened = caller.post("/cases", told())
    (link,) = (
        link for _answer, link in links(OPERATIONS["openCase"])
        if link["operationId"] == "changeDraft"
    )  # fmt: skip
    assert link["parameters"]["If-Match"] == "$response.header.ETag"
    path = f"/cases/{opened.json()['reference']}"
    assert caller.patch(path, {"family": None}, if_match=opened["ETag"]).status_code == 200
    assert caller.patch(path, {"family": None}, if_match=opened["ETag"]).status_code == 412
