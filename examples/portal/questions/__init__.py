"""The questions, one thing per page, in their order.

Public: `Question`, `BEFORE_RESULT`, `AFTER_RESULT`, `QUESTIONS`, `applicable`, `after`, `before`,
`asking`.

A field's name is the pointer of its answer (`person__birth_date` is `/person/birth_date`), so what
the API finds wrong leads to its field and page by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from examples.client.titelweg import AuthorityDetail
from examples.portal.keeping import Making
from examples.portal.pointers import pointer_of

from .after_result import AFTER_RESULT as AFTER_RESULT
from .before_result import BEFORE_RESULT as BEFORE_RESULT
from .question import Question as Question
from .question import overlap

QUESTIONS = {question.slug: question for question in (*BEFORE_RESULT, *AFTER_RESULT)}


def applicable(making: Making, authority: AuthorityDetail) -> Iterator[type[Question]]:
    """The questions of this application, in order."""
    return (one for one in QUESTIONS.values() if one.applies(making, authority))


def after(
    question: type[Question], making: Making, authority: AuthorityDetail
) -> type[Question] | None:
    """The next question of the same part; None at its end."""
    same = _part(question, making, authority)
    following = same[same.index(question) + 1 :]
    return following[0] if following else None


def before(
    question: type[Question], making: Making, authority: AuthorityDetail
) -> type[Question] | None:
    """The question before, of the same part; None at its beginning."""
    same = _part(question, making, authority)
    place = same.index(question)
    return same[place - 1] if place else None


def asking(pointer: str) -> type[Question] | None:
    """The question whose field answers this pointer, or a part of it."""
    for question in QUESTIONS.values():
        if any(overlap(pointer_of(name), pointer) for name in question.base_fields):
            return question
    return None


def _part(
    question: type[Question], making: Making, authority: AuthorityDetail
) -> list[type[Question]]:
    part = BEFORE_RESULT if question in BEFORE_RESULT else AFTER_RESULT
    return [one for one in part if one is question or one.applies(making, authority)]
