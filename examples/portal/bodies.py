"""What the answers become when they are sent.

Public: `precheck_of`, `new_case_of`, `change_of`, `answers_of`, `documents_of`.
"""

from __future__ import annotations

from typing import Any

from examples.client.titelweg import (
    AuthorityDetail,
    Declarations,
    DraftChange,
    HandedIn,
    NewCase,
    PrecheckInput,
)

from .keeping import Making
from .pointers import NUMBERED, Answers, flat, nested, pointer_of
from .questions import QUESTIONS

PRECHECKED_PERSON = (
    "/person/birth_date",
    "/person/nationalities",
    "/person/residence/municipality",
    "/person/residence/main",
)
OPTIONAL_OBJECTS = ("/person/identity_document", "/requests/travel_document")


def precheck_of(making: Making, authority: AuthorityDetail) -> PrecheckInput:
    """The part of the answers that a precheck asks for: no names, no address beyond the town."""
    answers = {
        pointer: value
        for pointer, value in _relevant(making, authority).items()
        if not pointer.startswith("/person/") or pointer.startswith(PRECHECKED_PERSON)
    }
    body: PrecheckInput = nested(answers)
    return body


def new_case_of(
    making: Making, authority: AuthorityDetail, *, declarations: Declarations | None
) -> NewCase:
    """A draft, or with declarations an application that is filed at once."""
    body: NewCase = nested(_relevant(making, authority))
    body["authority"] = making.authority
    body["documents"] = documents_of(making)
    body["submit"] = declarations is not None
    if declarations is not None:
        body["declarations"] = declarations
    return body


def change_of(making: Making, authority: AuthorityDetail) -> DraftChange:
    """All answers, and null for what is no longer answered."""
    answers = _relevant(making, authority)
    emptied = {pointer: None for pointer in _asked() if pointer not in answers}
    for place in OPTIONAL_OBJECTS:
        inside = {pointer for pointer in emptied if pointer.startswith(f"{place}/")}
        if not any(pointer.startswith(f"{place}/") for pointer in answers):
            emptied = {p: None for p in emptied if p not in inside} | {place: None}
    body: DraftChange = nested({**emptied, **answers})
    body["documents"] = documents_of(making)
    return body


def answers_of(application: Any) -> Answers:
    """The answers in an application as the API tells it."""
    return flat({name: value for name, value in application.items() if name != "authority"})


def documents_of(making: Making) -> list[HandedIn]:
    """All files; those that the draft has already are named again, and stay."""
    return [
        {"upload": row["id"], "requirement": row["requirement"] or None} for row in making.uploads
    ]


def _relevant(making: Making, authority: AuthorityDetail) -> Answers:
    """Without answers to questions that later answers have made pointless."""
    pointless = {
        pointer_of(name)
        for question in QUESTIONS.values()
        if not question.applies(making, authority)
        for name in question.base_fields
    } - {"/kind"}  # known without a question where an authority handles one kind only
    return {pointer: value for pointer, value in making.answers.items() if pointer not in pointless}


def _asked() -> list[str]:
    pointers = [pointer_of(name) for one in QUESTIONS.values() for name in one.base_fields]
    return [p for p in pointers if not p.startswith(NUMBERED)]
