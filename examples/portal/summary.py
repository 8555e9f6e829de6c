"""All answers in words, as the page before filing shows them.

Public: `Line`, `lines_of`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from examples.client.titelweg import AuthorityDetail

from .keeping import Making
from .pointers import pointer_of
from .questions import BEFORE_RESULT, Question, applicable


@dataclass(frozen=True)
class Line:
    """What was asked, what was answered, and where it can be changed."""

    label: str
    value: str
    slug: str


def lines_of(making: Making, authority: AuthorityDetail, *, before_result: bool) -> list[Line]:
    """A line for every question of this part of the application."""
    return [
        line
        for kind in applicable(making, authority)
        if (kind in BEFORE_RESULT) is before_result
        for line in _lines(kind, making, authority)
    ]


def _lines(kind: type[Question], making: Making, authority: AuthorityDetail) -> list[Line]:
    form = kind(making=making, authority=authority)
    return [
        Line(str(field.label), _in_words(field, making.told(pointer_of(name))), kind.slug)
        for name, field in form.fields.items()
        if field.required or making.told(pointer_of(name)) is not None
    ]


def _in_words(field: forms.Field, value: Any) -> str:
    if value is None:
        return _("not answered yet")
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        words = {str(code): str(text) for code, text in offered}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(words.get(str(one).lower() if one in (True, False) else one, str(one))
                         for one in chosen)  # fmt: skip
    if isinstance(field, forms.DateField):
        return date_format(date.fromisoformat(value), "j. F Y")
    return str(value)
