"""Forms for merging duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.references import InvalidReference, parse

from . import widgets
from .base import StepForm


class ProposeMergeForm(StepForm):
    into = forms.CharField(
        label=_("Reference of the case that goes on"), max_length=40, widget=widgets.line()
    )
    reason = forms.CharField(
        label=_("How one can tell that it is the same application"), widget=widgets.area(rows=3)
    )

    def clean_into(self) -> str:
        """However it is typed."""
        try:
            return str(parse(self.cleaned_data["into"]))
        except InvalidReference as wrong:
            raise forms.ValidationError(str(wrong)) from None


class ConfirmMergeForm(StepForm):
    def background(self) -> Iterator[tuple[str | Promise, Any]]:
        for merge in self.case.merges.proposed().select_related("into"):
            yield _("Case that goes on"), merge.into.reference
            yield _("How one can tell that it is the same application"), merge.reason
