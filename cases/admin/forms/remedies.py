"""Forms of what is done against a decision: objection, claim, urgent motion, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.after_refusal import work_goes_on
from cases.models import Rechtsbehelf
from cases.services import Contested, IncomingRemedy
from cases.states import UNDECIDED
from common.calendar import local_day
from common.text import german_day

from . import widgets
from .base import Choices, StepForm

Against = Rechtsbehelf.Against
APART = " "  # between what is contested and its id; neither holds a space


class RecordRemedyForm(StepForm):
    kind = forms.ChoiceField(
        label=_("Kind"), widget=widgets.radio(), choices=Rechtsbehelf.Kind.choices
    )
    contested = forms.ChoiceField(label=_("Against"), widget=widgets.radio())
    received_at = forms.DateTimeField(label=_("Received at"), widget=widgets.moment())
    body = forms.CharField(label=_("Court or authority"), max_length=200, widget=widgets.line())
    file_number = forms.CharField(
        label=_("Its file number"), max_length=64, widget=widgets.line(), required=False
    )
    notice_wrong = forms.BooleanField(
        label=_("The act told wrongly, or not at all, how to contest it: a year counts"),
        required=False,
        widget=widgets.tick(),
    )
    note = forms.CharField(label=_("Note"), widget=widgets.area(rows=3), required=False)

    def prepare(self) -> None:
        self.propose("received_at", self.at)
        self.offer("contested", self._contestable())

    def _contestable(self) -> Iterator[tuple[Any, str | Promise]]:
        """Every act of the case that can be contested, as `against id`."""
        standing = self.case.refusals.filter(confirmed_at__isnull=False, dropped_at=None)
        for refusal in standing.select_related("item"):
            label = f"{Against.REFUSAL.label}: {refusal.item.get_kind_display()}"
            yield f"{Against.REFUSAL}{APART}{refusal.public_id}", label
        for notice in self.case.fee_notices.order_by("issued_at"):
            label = f"{Against.FEE_NOTICE.label}: {notice.number}"
            yield f"{Against.FEE_NOTICE}{APART}{notice.public_id}", label
        for row in self.case.nebenbestimmungen.order_by("id"):
            yield f"{Against.CONDITION}{APART}{row.code}", f"{Against.CONDITION.label}: {row.text}"
        if self.case.state in UNDECIDED:
            yield f"{Against.INACTION}{APART}", Against.INACTION.label

    def values(self) -> Mapping[str, Any]:
        data = dict(self.cleaned_data)
        against, act = data.pop("contested").split(APART, 1)
        wrong = data.pop("notice_wrong")
        contested = Contested(against=against, act=act, notice_correct=not wrong)
        return {"remedy": IncomingRemedy(contested=contested, **data)}


class SettleRemedyForm(StepForm):
    remedy = forms.ChoiceField(label=_("Remedy"), widget=widgets.select())
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        widget=widgets.radio(),
        choices=[(row.value, row.label) for row in Rechtsbehelf.Outcome if row.value],
    )
    note = forms.CharField(label=_("How it ended, and what follows"), widget=widgets.area(rows=4))

    def prepare(self) -> None:
        self.offer("remedy", self._open())

    def _open(self) -> Choices:
        for row in self.case.rechtsbehelfe.pending().order_by("received_at"):
            yield row.public_id, f"{row}, {row.get_against_display()}"


class CertifyWorkForm(StepForm):
    def background(self) -> Iterator[tuple[str | Promise, str]]:
        going_on = work_goes_on(self.case, on=local_day(self.at))
        if going_on is None:
            yield _("Work"), str(_("The title does not count as continuing for work today."))
            return
        yield _("Refusal announced on"), german_day(going_on.announced_on)
        if going_on.until is not None:
            yield _("Period for the remedy until"), german_day(going_on.until)
        if going_on.urgent_motion:
            yield _("Urgent procedure"), str(_("runs"))
