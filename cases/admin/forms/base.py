"""What every form of a step has: the case it is about, the clock, and its answer as arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise

from cases.models import Case

Choices = Iterable[tuple[Any, str | Promise]]


class StepForm(forms.Form):
    """Asks for what a service needs beside the case; with no fields it only asks to go on.

    `values()` are the service's own arguments; the rules themselves are the service's. `overview`
    names a template that is shown above the fields.
    """

    overview: ClassVar[str] = ""

    def __init__(self, *args: Any, case: Case, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.at = at
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the case: choices, proposals, further fields."""

    def offer(self, name: str, choices: Choices) -> None:
        """Let the field `name` be answered by one of the choices; a single one is chosen."""
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"{name} offers no choices.")
        listed = list(choices)
        field.choices = listed
        if len(listed) == 1:
            self.initial.setdefault(name, listed[0][0])

    def propose(self, name: str, value: Any) -> None:
        """Fill the field with `value`, where the link to the page has not filled it."""
        self.initial.setdefault(name, value)

    def values(self) -> Mapping[str, Any]:
        """The arguments of the service, apart from case, actor and clock."""
        return self.cleaned_data

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        """What one should have read before deciding, as heading and text."""
        return iter(())
