"""Answers by JSON pointer: how the session keeps them, and how the API takes them.

Public: `Answers`, `nested`, `flat`, `pointer_of`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Answers: TypeAlias = dict[str, Any]
NUMBERED = ("/person/nationalities",)  # lists of which each place is a field of its own


def pointer_of(field: str) -> str:
    """`person__birth_date` is the field of `/person/birth_date`."""
    return "/" + field.replace("__", "/")


def nested(answers: Mapping[str, Any]) -> Any:
    """The JSON object that the answers make up."""
    made: dict[str, Any] = {}
    for pointer, value in sorted(answers.items()):
        *folders, leaf = pointer.strip("/").split("/")
        place = made
        for folder in folders:
            place = place.setdefault(folder, {})
        place[leaf] = value
    return _with_lists(made)


def flat(body: Mapping[str, Any], *, at: str = "") -> Answers:
    """The answers in a JSON object; what is empty or null is no answer."""
    found: Answers = {}
    for name, value in body.items():
        pointer = f"{at}/{name}"
        if pointer in NUMBERED:
            value = {str(place): one for place, one in enumerate(value)}
        if isinstance(value, Mapping):
            found |= flat(value, at=pointer)
        elif value not in (None, "", []):
            found[pointer] = value
    return found


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [value[name] for name in sorted(value, key=int)]
    return {name: _with_lists(one) for name, one in value.items()}
