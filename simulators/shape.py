"""The shape a JSON object must have, declared field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Rule = Callable[[Any], bool]


@dataclass(frozen=True)
class Field:
    """One field: what its value must fulfil, and the words for when it does not.

    `parts` are the fields of the object, or of each object in the list, that it holds.
    """

    name: str
    holds: Rule
    says: str
    required: bool = True
    parts: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Where something is wrong, from the outside in, and what."""

    path: tuple[str, ...]
    says: str


def findings(
    value: object, fields: tuple[Field, ...], path: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """Everything that is wrong with an object; nothing when it has the declared shape."""
    if not isinstance(value, dict):
        yield Finding(path, "must be an object")
        return
    for name in sorted(value.keys() - {field.name for field in fields}):
        yield Finding((*path, name), "is not known here")
    for field in fields:
        yield from _of_field(value.get(field.name), field, (*path, field.name))


def _of_field(value: object, field: Field, path: tuple[str, ...]) -> Iterator[Finding]:
    if value is None:
        if field.required:
            yield Finding(path, "is missing")
    elif not field.holds(value):
        yield Finding(path, field.says)
    elif field.parts and isinstance(value, list):
        for index, part in enumerate(value):
            yield from findings(part, field.parts, (*path, str(index)))
    elif field.parts:
        yield from findings(value, field.parts, path)


def text(pattern: str) -> Rule:
    """A text that matches from end to end; `\\w` and its like are ASCII only."""
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def number(low: int, high: int, *, decimals: int) -> Rule:
    """A JSON number within bounds, both included, with so many decimals at most."""

    def holds(value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return False
        amount = Decimal(value)
        return low <= amount <= high and amount == round(amount, decimals)

    return holds


def one_of(*values: str) -> Rule:
    return lambda value: isinstance(value, str) and value in values


def listing(low: int, high: int, each: Rule = lambda _: True) -> Rule:
    """A list of so many entries, each of which fulfils the rule."""
    return lambda value: (
        isinstance(value, list) and low <= len(value) <= high and all(each(one) for one in value)
    )


def is_object(value: Any) -> bool:
    return isinstance(value, dict)


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def is_day(value: Any) -> bool:
    return text(r"\d{4}-\d\d-\d\d")(value) and _parses(date.fromisoformat, value)


def is_instant(value: Any) -> bool:
    """An ISO 8601 date and time with its offset."""
    return isinstance(value, str) and _parses(_instant, value)


def _instant(value: str) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("An instant needs its offset.")
    return instant


def _parses(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True
