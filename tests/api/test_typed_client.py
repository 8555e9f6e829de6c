"""The committed client of the API is the one that its document makes."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from django.core.management import call_command

from examples.client import titelweg
from examples.client.generate import TARGET, client_of
from examples.client.titelweg import Titelweg


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    written = tmp_path_factory.mktemp("document") / "api.json"
    call_command("spectacular", "--format", "openapi-json", "--file", str(written))
    made: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
    return made


def test_the_committed_client_is_that_of_the_document(document: dict[str, Any]) -> None:
    made = client_of(document)
    assert made == TARGET.read_text(encoding="utf-8"), "Run `make client` and commit what changed."


def test_a_change_of_the_document_changes_the_client(document: dict[str, Any]) -> None:
    changed = copy.deepcopy(document)
    changed["components"]["schemas"]["CaseFull"]["properties"]["weather"] = {"type": "string"}
    assert "weather: NotRequired[str]" in client_of(changed)


def test_every_call_of_the_document_is_a_method(document: dict[str, Any]) -> None:
    calls = sum(len(path.keys() - {"parameters"}) for path in document["paths"].values())
    methods = {name for name in vars(Titelweg) if not name.startswith("_")}
    files_as_well = {name for name in methods if "_as_" in name}
    assert len(methods - files_as_well) == calls
    assert "CaseFull" in vars(titelweg)
