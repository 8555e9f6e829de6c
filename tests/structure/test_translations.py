"""Every text of ours has its German, and the German names the same values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from deploy import translations

VALUE = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
CATALOGUES = pytest.mark.parametrize("catalogue", translations.COLLECTED, ids=["product", "portal"])


def strings(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def texts(catalogue: Path) -> list[Message]:
    return [text for text in translations.kept(catalogue) if text.id]


@CATALOGUES
def test_the_catalogue_holds_exactly_the_texts_of_the_code(catalogue: Path) -> None:
    found = {(text.id, text.context) for text in translations.COLLECTED[catalogue]() if text.id}
    assert {(text.id, text.context) for text in texts(catalogue)} == found, (
        "Run `python -m deploy.translations` and fill in the German."
    )


@CATALOGUES
def test_no_text_is_without_german(catalogue: Path) -> None:
    assert translations.without_german(translations.kept(catalogue)) == []


@CATALOGUES
def test_the_german_names_the_same_values(catalogue: Path) -> None:
    assert [text.id for text in texts(catalogue) if not names_the_same(text)] == []


def names_the_same(text: Message) -> bool:
    wanted = {value for part in strings(text.id) for value in VALUE.findall(part)}
    return all(set(VALUE.findall(german)) == wanted for german in strings(text.string))
