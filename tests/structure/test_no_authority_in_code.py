"""No authority is named in the code: what is peculiar to one stands in its profile."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from authorities import service as authorities

PACKAGES = (
    "access",
    "applicants",
    "appointments",
    "authorities",
    "cases",
    "common",
    "config",
    "correspondence",
    "documents",
    "fees",
    "production",
)
INVENTED = ("cases", "demo")  # the demo's people live somewhere


def code() -> Iterator[Path]:
    root = Path(settings.BASE_DIR)
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            if file.relative_to(root).parts[:2] != INVENTED:
                yield file


def named_in(source: str) -> set[str]:
    """The keys of authorities among the words that a source says, docstrings aside."""
    said = {
        node.value.casefold()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return said & set(authorities.profiles())


def test_no_module_names_an_authority() -> None:
    found = {f"{file}": named_in(file.read_text(encoding="utf-8")) for file in code()}
    assert {file: names for file, names in found.items() if names} == {}


@pytest.mark.parametrize("source", ['AUTHORITY = "berlin"', 'if case.authority == "Halle": ...'])
def test_one_that_did_would_be_noticed(source: str) -> None:
    assert named_in(source)
