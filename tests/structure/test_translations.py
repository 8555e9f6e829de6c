"""Every text of ours has its German, and the German names the same values."""

from __future__ import annotations

import re

from babel.messages.catalog import Message

from deploy import translations

VALUE = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
COLLECTED = {(text.id, text.context) for text in translations.collected() if text.id}
KEPT = [text for text in translations.kept() if text.id]


def strings(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def test_the_catalogue_holds_exactly_the_texts_of_the_code() -> None:
    assert {(text.id, text.context) for text in KEPT} == COLLECTED, (
        "Run `python -m deploy.translations` and fill in the German."
    )


def test_no_text_is_without_german() -> None:
    assert translations.without_german(translations.kept()) == []


def test_the_german_names_the_same_values() -> None:
    assert [text.id for text in KEPT if not names_the_same(text)] == []


def names_the_same(text: Message) -> bool:
    wanted = {value for part in strings(text.id) for value in VALUE.findall(part)}
    return all(set(VALUE.findall(german)) == wanted for german in strings(text.string))
