"""Forms for suggestions of the authority itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from authorities import legal_bases
from authorities import service as authorities
from common.calendar import local_day

from . import widgets


class NoteForm(forms.Form):
    authority = forms.ChoiceField(label=_("authority"), widget=widgets.select())
    family_name = forms.CharField(label=_("family name"), max_length=120, widget=widgets.line())
    given_names = forms.CharField(
        label=_("given names"), required=False, max_length=120, widget=widgets.line()
    )
    birth_date = forms.DateField(label=_("date of birth"), widget=widgets.day())
    contact = forms.CharField(
        label=_("how to reach the person"), required=False, max_length=200, widget=widgets.line()
    )
    legal_basis = forms.CharField(label=_("legal basis"), max_length=80, widget=widgets.line())
    grounds = forms.CharField(label=_("why it could be granted"), widget=widgets.area(rows=4))
    raise_on = forms.DateField(label=_("to be raised on"), widget=widgets.day())

    def __init__(self, *args: Any, keys: Iterable[str], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["authority"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, authorities.profile(key).name.de) for key in keys]
        self.initial.setdefault("raise_on", local_day(at))

    def clean_legal_basis(self) -> str:
        """However it is written."""
        try:
            return str(legal_bases.parse(self.cleaned_data["legal_basis"]))
        except legal_bases.MalformedLegalBasis as malformed:
            raise forms.ValidationError(str(malformed)) from None


class AgainForm(forms.Form):
    note = forms.CharField(label=_("what was said"), widget=widgets.area(rows=3))
    again_on = forms.DateField(label=_("ask again on"), widget=widgets.day())


class DropForm(forms.Form):
    note = forms.CharField(label=_("Why it is not pursued"), widget=widgets.area(rows=3))
