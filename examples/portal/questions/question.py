"""What a question is: one page with a few fields, in the design system's dress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from examples.client.titelweg import AuthorityDetail
from examples.portal import choices
from examples.portal.keeping import Making
from examples.portal.pointers import pointer_of

Text = str | Promise
YES_NO = [("true", _("Yes")), ("false", _("No"))]


def dressed(widget: forms.Widget) -> str:
    """The design system's class for this kind of input."""
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.CheckboxInput):
        return "kern-form-check__checkbox"
    if isinstance(widget, forms.RadioSelect):
        return "kern-form-check__radio"
    if isinstance(widget, forms.Select):
        return "kern-form-input__select"
    return "kern-form-input__input"


class DayField(forms.DateField):
    """A day, as the browser's own field for days sends it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OneOf(forms.ChoiceField):
    """One of a few, with all of them in sight."""

    widget = forms.RadioSelect


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nothing said."""

    def __init__(self, **told: Any) -> None:
        super().__init__(
            choices=YES_NO,
            coerce=lambda word: word == "true",
            widget=forms.RadioSelect,
            empty_value=None,
            **told,
        )


class Question(forms.Form):
    """One page: `slug` is its address, `heading` asks, `explanation` says why."""

    slug: ClassVar[str]
    heading: ClassVar[Text]
    explanation: ClassVar[Sequence[Text]] = ()
    use_required_attribute = False  # the page's own words say what is missing

    def __init__(self, *, making: Making, authority: AuthorityDetail, **told: Any) -> None:
        super().__init__(**told)
        self.making, self.authority = making, authority
        self.ask()
        for field in self.fields.values():
            field.widget.attrs["class"] = dressed(field.widget)
            field.error_messages["required"] = _("Please fill this in.")

    def ask(self) -> None:
        """Fill in what depends on the authority or on the day."""

    @classmethod
    def applies(cls, making: Making, authority: AuthorityDetail) -> bool:
        """Whether it is asked at all, after the answers so far."""
        return True

    def complain(self, problems: Mapping[str, str]) -> None:
        """Show what the API found wrong at its field."""
        for name in self.fields:
            for pointer, detail in problems.items():
                if overlap(pointer_of(name), pointer):
                    self.add_error(name, detail)

    def answers(self) -> dict[str, Any]:
        """What was said, by pointer, as JSON takes it."""
        return {
            pointer_of(name): value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
        }

    def offer(self, name: str, rows: choices.Choices) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = rows


def overlap(one: str, other: str) -> bool:
    """Whether a pointer leads to the same place as the other, into it, or around it."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
