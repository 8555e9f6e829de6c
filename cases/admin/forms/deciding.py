"""Forms of the decision: hearing, refusal, grant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import services
from cases.models import Refusal
from cases.services import Validity

from . import widgets
from .base import StepForm


class ItemForm(StepForm):
    """About one item that has not been decided."""

    item = forms.ChoiceField(label=_("Item"), widget=widgets.select())

    def prepare(self) -> None:
        pending = self.case.items.pending().order_by("kind")
        self.offer("item", [(item.kind, item.get_kind_display()) for item in pending])


class AnnounceRefusalForm(ItemForm):
    grounds = forms.CharField(
        label=_("Why a refusal is intended"),
        widget=widgets.area(rows=8),
        help_text=_("The applicant reads this text in the hearing letter (§ 28 VwVfG)."),
    )


class RecordStatementForm(StepForm):
    statement = forms.CharField(label=_("Statement"), widget=widgets.area(rows=8))


class EndHearingForm(StepForm):
    evaluation = forms.CharField(
        label=_("Evaluation"),
        widget=widgets.area(rows=6),
        help_text=_("What was said, or that nothing was said in time, and what follows from it."),
    )

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        for hearing in self.case.hearings.pending():
            yield _("Why a refusal is intended"), hearing.grounds
            yield _("Statement"), hearing.statement or str(_("No statement has come."))


class ProposeRefusalForm(ItemForm):
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=160, widget=widgets.line())
    grounds = forms.CharField(label=_("Reasons"), widget=widgets.area(rows=8))
    hearing_waived = forms.CharField(
        label=_("Why there was no hearing"),
        required=False,
        widget=widgets.area(rows=3),
        help_text=_("Only where none was held (§ 28(2), (3) VwVfG)."),
    )


def _proposed(case_refusals: Any) -> Refusal | None:
    found: Refusal | None = case_refusals.filter(confirmed_at=None, dropped_at=None).first()
    return found


class ConfirmRefusalForm(StepForm):
    def background(self) -> Iterator[tuple[str | Promise, str]]:
        if refusal := _proposed(self.case.refusals):
            yield _("Item"), refusal.item.get_kind_display()
            yield _("Legal basis"), refusal.legal_basis
            yield _("Reasons"), refusal.grounds
            yield _("Remedy notice"), refusal.remedy


class DropRefusalForm(ConfirmRefusalForm):
    reason = forms.CharField(label=_("Why the proposal is dropped"), widget=widgets.area(rows=3))


class GrantForm(StepForm):
    """First and last day of each pending item, as proposed; who departs from it says why."""

    def prepare(self) -> None:
        self.proposed = services.propose_validities(self.case, at=self.at)
        self.pending = list(self.case.items.pending().order_by("kind"))
        for item in self.pending:
            self._add(item.kind, str(item.get_kind_display()), self.proposed[item.kind])

    def _add(self, kind: str, label: str, proposal: Validity) -> None:
        self.fields[f"{kind}_from"] = forms.DateField(
            label=f"{label}: {_('valid from')}",
            widget=widgets.day(),
            initial=proposal.valid_from,
        )
        self.fields[f"{kind}_until"] = forms.DateField(
            label=f"{label}: {_('valid until')}",
            widget=widgets.day(),
            initial=proposal.valid_until,
        )
        self.fields[f"{kind}_reason"] = forms.CharField(
            label=f"{label}: {_('why this validity')}",
            widget=widgets.area(rows=2),
            initial=proposal.reason,
        )

    def values(self) -> Mapping[str, Any]:
        data = self.cleaned_data
        return {
            "validities": {
                item.kind: Validity(
                    valid_from=data[f"{item.kind}_from"],
                    valid_until=data[f"{item.kind}_until"],
                    reason=data[f"{item.kind}_reason"],
                )
                for item in self.pending
            }
        }
