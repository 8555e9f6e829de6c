"""The requests that the API's document shows are answered as it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.applications import told
from tests.api.contract import Operation, operations
from tests.api.portals import Caller

pytestmark = pytest.mark.django_db
WITH_EXAMPLES = {"precheck", "openCase", "fileCase"}


def examples(operation: Operation) -> Iterator[Any]:
    """The bodies that stand in the document."""
    for content in operation.said.get("requestBody", {}).get("content", {}).values():
        for shown in content.get("examples", {}).values():
            yield shown["value"]


OPERATIONS = {name: one for name, one in operations().items() if list(examples(one))}


def test_the_first_calls_of_a_portal_have_examples() -> None:
    assert set(OPERATIONS) == WITH_EXAMPLES


@pytest.mark.parametrize("name", sorted(WITH_EXAMPLES))
def test_an_example_is_answered_as_the_document_says(name: str, caller: Caller) -> None:
    operation = OPERATIONS[name]
    draft = caller.post("/cases", told())
    path = operation.at(authority="berlin", reference=draft.json()["reference"])
    headers = {"if_match": draft["ETag"]} if operation.needs("If-Match") else {}
    (success,) = (status for status in operation.said["responses"] if status < "300")
    for body in examples(operation):
        answer = caller.post(path, body, **headers)
        assert answer.status_code == int(success), answer.content
