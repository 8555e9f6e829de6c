"""Input elements in the admin's dress; days and moments use the browser's own pickers."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import (
    CHECKBOX_CLASSES,
    DATETIME_CLASSES,
    INPUT_CLASSES,
    SELECT_CLASSES,
    TEXTAREA_CLASSES,
)

LOCAL_MOMENT = "%Y-%m-%dT%H:%M"


def line(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"class": " ".join(INPUT_CLASSES), **attrs})


def area(*, rows: int = 4, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"class": " ".join(TEXTAREA_CLASSES), "rows": rows, **attrs})


def select() -> forms.Select:
    return forms.Select(attrs={"class": " ".join(SELECT_CLASSES)})


def radio() -> forms.RadioSelect:
    """Dressed by our own stylesheet: Django would give the classes to the frame as well."""
    return forms.RadioSelect()


def tick() -> forms.CheckboxInput:
    return forms.CheckboxInput(attrs={"class": " ".join(CHECKBOX_CLASSES)})


def ticks() -> forms.CheckboxSelectMultiple:
    """Several of a list; dressed by our own stylesheet, as `radio`."""
    return forms.CheckboxSelectMultiple()


def day(**attrs: Any) -> forms.DateInput:
    return forms.DateInput(
        attrs={"type": "date", "class": " ".join(DATETIME_CLASSES), **attrs}, format="%Y-%m-%d"
    )


def moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(
        attrs={"type": "datetime-local", "class": " ".join(DATETIME_CLASSES)}, format=LOCAL_MOMENT
    )


def amount() -> forms.TextInput:
    return line(inputmode="decimal", autocomplete="off")


def file() -> forms.FileInput:
    return forms.FileInput(attrs={"class": " ".join(INPUT_CLASSES)})
