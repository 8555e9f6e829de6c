"""Forms of what continues and proves a stay (§ 81 AufenthG)."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import services
from common.calendar import local_day
from common.text import german_day

from . import widgets
from .base import StepForm


class OrderContinuationForm(StepForm):
    reasons = forms.CharField(
        label=_("Why not ordering it would be an undue hardship"),
        widget=widgets.area(rows=6),
        help_text=_("The reasons stand in the letter; you answer for the decision by name."),
    )

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        title = self.case.title
        if title and title.valid_until and self.case.received_at:
            yield _("The title ended on"), german_day(title.valid_until)
            yield _("The application came on"), german_day(local_day(self.case.received_at))


class RevokeContinuationForm(StepForm):
    reasons = forms.CharField(
        label=_("Reasons of the revocation"),
        widget=widgets.area(rows=6),
        help_text=_("The reasons stand in the letter, which you sign and have served."),
    )

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        for order in self.case.fortgeltungsanordnungen.revocable():
            yield _("Reasons of the order"), order.reasons


class RequireIdentificationForm(StepForm):
    reason = forms.CharField(label=_("Why identity has to be secured"), widget=widgets.area(rows=3))


class IssueCertificateForm(StepForm):
    serial_number = forms.CharField(
        label=_("Serial number of the form"),
        max_length=32,
        widget=widgets.line(autocomplete="off", placeholder="F1234567"),
    )
    valid_until = forms.DateField(label=_("Valid until (last day)"), widget=widgets.day())

    def prepare(self) -> None:
        self.propose("valid_until", services.latest_term(self.case, on=local_day(self.at)))

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        for certificate in self.case.fiktionsbescheinigungen.standing():
            yield _("Replaces the certificate valid until"), german_day(certificate.valid_until)


class RecordStatusForm(StepForm):
    valid_until = forms.DateField(label=_("Renewed until (last day)"), widget=widgets.day())
    proof = forms.CharField(
        label=_("What proves it"), max_length=200, widget=widgets.line(autocomplete="off")
    )

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        if self.case.title and self.case.title.valid_until:
            yield _("Valid so far until"), german_day(self.case.title.valid_until)
