"""Forms of the refusal: hearing, grounds, second person. The grant has a file of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from authorities.refusal_grounds import grounds_for
from cases import services
from cases.models import Refusal
from common.calendar import local_day
from common.text import german_day

from . import widgets
from .base import StepForm


class ItemForm(StepForm):
    """About one item that has not been decided."""

    item = forms.ChoiceField(label=_("Item"), widget=widgets.select())

    def prepare(self) -> None:
        pending = self.case.items.pending().order_by("kind")
        self.offer("item", [(item.kind, item.get_kind_display()) for item in pending])


def _grounds(kinds: Iterable[str], *, on: date) -> dict[str, str]:
    """What items of these kinds can be refused for, in words, by code."""
    law = authorities.law()
    return {
        code: f"{row.label} ({row.legal_basis})"
        for kind in kinds
        for code, row in grounds_for(kind, law=law, on=on).items()
    }


class GroundsForm(ItemForm):
    """About an item, on grounds of the law's list."""

    codes = forms.MultipleChoiceField(
        label=_("Grounds"),
        widget=widgets.ticks(),
        help_text=_("A refusal can only rest on grounds about which the applicant was heard."),
    )

    def prepare(self) -> None:
        super().prepare()
        kinds = [item.kind for item in self.case.items.pending().order_by("kind")]
        self.offer("codes", _grounds(kinds, on=local_day(self.at)).items())


class AnnounceRefusalForm(GroundsForm):
    grounds = forms.CharField(
        label=_("Why a refusal is intended"),
        widget=widgets.area(rows=8),
        help_text=_("The applicant reads this text in the hearing letter (§ 28 VwVfG)."),
    )

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        until = services.term_for_statement(self.case, at=self.at).until
        yield _("Deadline that the letter names"), german_day(until)


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


class ProposeRefusalForm(GroundsForm):
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=160, widget=widgets.line())
    grounds = forms.CharField(label=_("Reasons"), widget=widgets.area(rows=8))
    hearing_waived = forms.CharField(
        label=_("Why there was no hearing"),
        required=False,
        widget=widgets.area(rows=3),
        help_text=_("Only where none was held about these grounds (§ 28(2), (3) VwVfG)."),
    )


def _proposed(case_refusals: Any) -> Refusal | None:
    found: Refusal | None = case_refusals.filter(confirmed_at=None, dropped_at=None).first()
    return found


class ConfirmRefusalForm(StepForm):
    def background(self) -> Iterator[tuple[str | Promise, str]]:
        if refusal := _proposed(self.case.refusals):
            yield _("Item"), refusal.item.get_kind_display()
            named = _grounds([refusal.item.kind], on=local_day(refusal.proposed_at))
            yield _("Grounds"), "\n".join(named.get(code, code) for code in refusal.ground_codes)
            yield _("Legal basis"), refusal.legal_basis
            yield _("Reasons"), refusal.grounds
            yield _("Remedy notice"), refusal.remedy


class DropRefusalForm(ConfirmRefusalForm):
    reason = forms.CharField(label=_("Why the proposal is dropped"), widget=widgets.area(rows=3))
