"""Forms of ends without a decision, pauses, letters and the receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.application import Declarations
from cases.models import Closure
from cases.rules import rules_of
from common.calendar import local_day
from common.text import german_day
from correspondence.models import Letter

from . import widgets
from .base import StepForm

WAYS = [(way.value, way.label) for way in Letter.Way if way != Letter.Way.NONE]


ENDS = [
    (reason.value, reason.label)
    for reason in Closure.Reason
    if reason != Closure.Reason.TRANSFER  # has a form of its own
]


class AnnounceWithdrawalForm(StepForm):
    acknowledged_effect = forms.BooleanField(
        label=_("The applicant knows that the withdrawal ends the effect under § 81 AufenthG"),
        required=False,
        widget=widgets.tick(),
    )


class ProposeClosureForm(StepForm):
    reason = forms.ChoiceField(label=_("Reason"), widget=widgets.radio(), choices=ENDS)
    note = forms.CharField(label=_("How this is known"), widget=widgets.area(rows=4))


class ConfirmClosureForm(StepForm):
    def background(self) -> Iterator[tuple[str | Promise, str]]:
        for closure in self.case.closures.proposed():
            yield _("Reason"), closure.get_reason_display()
            if closure.consented_on is not None:
                yield _("Other authority"), closure.to_authority
                yield _("Its consent of"), german_day(closure.consented_on)
            yield _("How this is known"), closure.note


class DropClosureForm(ConfirmClosureForm):
    reason = forms.CharField(label=_("Why the proposal is dropped"), widget=widgets.area(rows=3))


class TransferForm(StepForm):
    """To whom, and that they have consented; also where the case stays here with consent."""

    to_authority = forms.CharField(
        label=_("Other authority"), max_length=200, widget=widgets.line()
    )
    consented_on = forms.DateField(label=_("Its consent of"), widget=widgets.day())
    note = forms.CharField(
        label=_("How this is known"),
        widget=widgets.area(rows=4),
        help_text=_("A registered move alone founds no competence (§ 72(3a) AufenthG)."),
    )


class TakeOverForm(StepForm):
    from_authority = forms.CharField(
        label=_("Other authority"), max_length=200, widget=widgets.line()
    )
    received_at = forms.DateTimeField(label=_("Received there at"), widget=widgets.moment())
    fee_taken = forms.BooleanField(
        label=_("The fee was taken there; none is charged for the processing here"),
        required=False,
        widget=widgets.tick(),
    )
    proof = forms.CharField(label=_("What proves it"), widget=widgets.area(rows=3))

    def prepare(self) -> None:
        self.propose("received_at", self.case.received_at)


class HoldForm(StepForm):
    reason = forms.CharField(
        label=_("Why the case rests"),
        max_length=200,
        widget=widgets.line(),
        help_text=_("For instance § 79(2) AufenthG, or a document checked abroad."),
    )
    review_on = forms.DateField(label=_("Look again on"), widget=widgets.day())

    def prepare(self) -> None:
        today = local_day(self.at)
        desk = rules_of(self.case, on=today).desk
        self.propose("review_on", today + timedelta(days=desk.hold_review_days))


class DispatchForm(StepForm):
    letter = forms.ChoiceField(label=_("Letter"), widget=widgets.select())
    way = forms.ChoiceField(label=_("Way"), widget=widgets.radio(), choices=WAYS)

    def prepare(self) -> None:
        self.offer("letter", _named(self.case.letters.to_send(), "created_at"))


class LetterBackForm(StepForm):
    letter = forms.ChoiceField(label=_("Letter"), widget=widgets.select())

    def prepare(self) -> None:
        under_way = self.case.letters.filter(way__in=[Letter.Way.POST, Letter.Way.FORMAL])
        self.offer("letter", _named(under_way, "dispatched_at"))


class ArrivalForm(LetterBackForm):
    arrived_on = forms.DateField(label=_("Arrived on"), widget=widgets.day())


def _named(letters: QuerySet[Letter], moment: str) -> list[tuple[UUID, str]]:
    """Each with the day of the moment by which they are told apart."""
    return [
        (row.public_id, f"{row.title} ({german_day(local_day(getattr(row, moment)))})")
        for row in letters.order_by(moment)
    ]


class PaperProofForm(StepForm):
    file = forms.FileField(
        label=_("Signed letter, or the record signed at the counter"), widget=widgets.file()
    )

    def values(self) -> Mapping[str, Any]:
        upload = self.cleaned_data["file"]
        return {"content": upload.read(), "filename": upload.name}


class CorrectReceiptForm(StepForm):
    received_at = forms.DateTimeField(label=_("Really received at"), widget=widgets.moment())
    proof = forms.CharField(label=_("What proves it"), widget=widgets.area(rows=3))

    def prepare(self) -> None:
        self.propose("received_at", self.case.received_at)


class ReopenForm(StepForm):
    reason = forms.CharField(label=_("Reason"), widget=widgets.area(rows=3))


class SubmitForm(StepForm):
    truth = forms.BooleanField(
        label=_("All statements are true and complete."), required=False, widget=widgets.tick()
    )
    privacy_notice = forms.BooleanField(
        label=_("The privacy notice has been seen."), required=False, widget=widgets.tick()
    )
    electronic_payment = forms.BooleanField(
        label=_("Fees will be paid electronically."), required=False, widget=widgets.tick()
    )

    def values(self) -> Mapping[str, Any]:
        return {"declarations": Declarations(**self.cleaned_data), "version": self.case.etag}
