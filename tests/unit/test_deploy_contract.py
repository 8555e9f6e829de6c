"""What breaks a portal is noticed; what only adds is let through."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from deploy.contract import breaks

Document = dict[str, Any]
PUBLISHED: Document = {
    "paths": {
        "/cases": {
            "post": {
                "security": [{"portal": ["cases:write"]}],
                "parameters": [
                    {"name": "dry", "in": "query", "schema": {"type": "boolean"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Told"}}
                    },
                },
                "responses": {
                    "201": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Case"}}
                        }
                    },
                    "422": {},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Told": {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {"type": "string", "enum": ["issue", "extension"]},
                    "note": {"anyOf": [{"type": "string", "maxLength": 90}, {"type": "null"}]},
                },
            },
            "Case": {
                "type": "object",
                "required": ["reference", "parts"],
                "properties": {
                    "reference": {"type": "string"},
                    "parts": {
                        "type": "array",
                        "items": {"$ref": "#/components/schemas/Case"},
                    },
                },
            },
        }
    },
}


def call(document: Document) -> Any:
    return document["paths"]["/cases"]["post"]


def told(document: Document) -> Any:
    return document["components"]["schemas"]["Told"]


def case(document: Document) -> Any:
    return document["components"]["schemas"]["Case"]


def changed(change: Callable[[Document], object]) -> list[str]:
    document = copy.deepcopy(PUBLISHED)
    change(document)
    return breaks(PUBLISHED, document)


BREAKS: list[tuple[Callable[[Document], object], str]] = [
    (lambda d: d["paths"].pop("/cases"), "POST /cases: the call is gone"),
    (lambda d: call(d)["security"][0]["portal"].append("sandbox"), "needs the scope sandbox"),
    (lambda d: call(d)["parameters"].pop(0), "?dry: is refused now"),
    (lambda d: call(d)["parameters"][0].update(required=True), "?dry: is required now"),
    (
        lambda d: call(d)["parameters"].append(
            {"name": "new", "required": True, "schema": {"type": "string"}}
        ),
        "?new: is required now",
    ),
    (lambda d: call(d)["parameters"][1]["schema"].update(maximum=5), "maximum 9 became 5"),
    (lambda d: call(d).pop("requestBody"), "the body is refused now"),
    (lambda d: call(d)["requestBody"]["content"].clear(), "application/json is gone"),
    (lambda d: call(d)["responses"].pop("201"), "201: the answer is gone"),
    (lambda d: told(d)["required"].append("note"), "/note: is required now"),
    (lambda d: told(d)["properties"].pop("note"), "/note: is refused now"),
    (lambda d: told(d)["properties"]["kind"]["enum"].remove("issue"), "“issue” is refused now"),
    (lambda d: told(d)["properties"].update(kind={"type": "integer"}), "string is refused now"),
    (lambda d: told(d)["properties"].update(note={"type": "string"}), "/note: null is refused"),
    (
        lambda d: told(d)["properties"]["note"]["anyOf"][0].update(maxLength=10),
        "/note: maxLength 90 became 10",
    ),
    (lambda d: case(d)["properties"].pop("reference"), "/reference: is gone now"),
    (lambda d: case(d)["required"].remove("reference"), "/reference: may be missing now"),
    (
        lambda d: case(d)["properties"].update(
            reference={"anyOf": [{"type": "string"}, {"type": "null"}]}
        ),
        "/reference: may be null now",
    ),
    (lambda d: case(d)["properties"].update(reference={"type": "integer"}), "integer is answered"),
]
ADDS: list[Callable[[Document], object]] = [
    lambda d: d["paths"].update({"/more": {"get": {"responses": {}}}}),
    lambda d: call(d)["parameters"].append({"name": "new", "schema": {"type": "string"}}),
    lambda d: call(d)["parameters"][1]["schema"].update(maximum=99),
    lambda d: told(d)["properties"].update(more={"type": "string"}),
    lambda d: told(d)["properties"]["kind"]["enum"].append("change_of_purpose"),
    lambda d: told(d)["properties"]["note"]["anyOf"][0].pop("maxLength"),
    lambda d: case(d)["properties"].update(more={"type": "string"}),
    lambda d: case(d)["required"].append("more"),
    lambda d: call(d)["responses"].update({"409": {}}),
]


@pytest.mark.parametrize(("change", "said"), BREAKS, ids=[said for _change, said in BREAKS])
def test_a_break_is_named_with_its_place(change: Callable[[Document], object], said: str) -> None:
    found = changed(change)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize("change", ADDS)
def test_an_addition_breaks_nothing(change: Callable[[Document], object]) -> None:
    assert changed(change) == []


def test_a_shape_that_holds_itself_is_compared_once() -> None:
    assert breaks(PUBLISHED, copy.deepcopy(PUBLISHED)) == []
