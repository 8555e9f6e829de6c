"""One line each of the page on which several verdicts are given at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Check
from documents.models import Requirement

from . import widgets

LATER = ("", _("later"))


class _Verdict(forms.Form):
    """About the row with this code; a line that nobody touched is left for later."""

    about: str

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), self.about: self.code}


class DocumentForm(_Verdict):
    about = "requirement"
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        widget=widgets.select(),
        choices=[
            LATER,
            (Requirement.Status.ACCEPTED.value, _("accept")),
            (Requirement.Status.REJECTED.value, _("reject")),
            (Requirement.Status.NOT_NEEDED.value, _("not needed")),
        ],
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, widget=widgets.line()
    )
    proof_from = forms.DateField(label=_("Proof counts from"), required=False, widget=widgets.day())
    proof_until = forms.DateField(
        label=_("Proof counts until"), required=False, widget=widgets.day()
    )


class CheckForm(_Verdict):
    about = "check"
    status = forms.ChoiceField(
        label=_("Status"), widget=widgets.select(), choices=[LATER, *Check.Status.choices]
    )
    finding = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        widget=widgets.select(),
        choices=[("", "–"), ("clear", _("no concerns")), ("concerns", _("concerns"))],
    )
    reason = forms.CharField(
        label=_("Remark"), required=False, max_length=500, widget=widgets.line()
    )

    def clean(self) -> dict[str, Any]:
        """An answered check has an answer: without one nobody could decide by it."""
        cleaned = super().clean()
        if cleaned.get("status") == Check.Status.ANSWERED and not cleaned.get("finding"):
            self.add_error("finding", _("Please say what the answer was."))
        return cleaned
