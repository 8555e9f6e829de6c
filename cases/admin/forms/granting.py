"""The form of the grant: what is proposed, why, and what a person makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from authorities.conditions import ProposedCondition
from authorities.validity import ValidityProposal
from cases import services
from cases.models import Check
from cases.services import ChosenCondition, Validity
from common.calendar import local_day
from documents.models import Requirement

from . import widgets
from .base import StepForm

KEEP, LEAVE_OUT = "keep", "leave_out"
WHY_NOT_AS_PROPOSED = _("reason, where you depart from the proposal")
ADDED = ("further_1", "further_2")  # lines for conditions that were not proposed


class GrantForm(StepForm):
    """First and last day of each pending item and the conditions, all as proposed.

    Who departs from a proposal says why; the fields for reasons begin empty.
    """

    overview = "cases/admin/decision.html"

    def prepare(self) -> None:
        self.proposed = services.propose_validities(self.case, at=self.at)
        self.pending = list(self.case.items.pending().order_by("kind"))
        for item in self.pending:
            self._ask_validity(item.kind, str(item.get_kind_display()), self.proposed[item.kind])
        self.conditions = self._conditions()
        for condition in self.conditions:
            self._ask_condition(condition)
        for code in self._addable():
            self._ask_added(code)

    def _grants_permit(self) -> bool:
        return any(item.kind == "permit" for item in self.pending)

    def _conditions(self) -> tuple[ProposedCondition, ...]:
        if not self._grants_permit():
            return ()
        return services.propose_conditions(self.case, at=self.at)

    def _ask_validity(self, kind: str, label: str, proposal: ValidityProposal) -> None:
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
        self._ask_reason(f"{kind}_reason", f"{label}: {WHY_NOT_AS_PROPOSED}")

    def _addable(self) -> tuple[str, ...]:
        """Every title says whether work is allowed, also where the law proposes no answer."""
        if not self._grants_permit():
            return ()
        stated = any(row.code == services.EMPLOYMENT for row in self.conditions)
        return ADDED if stated else (services.EMPLOYMENT, *ADDED)

    def _ask_condition(self, condition: ProposedCondition) -> None:
        name, taken = condition.code, services.as_proposed(condition)
        self.fields[name] = forms.ChoiceField(
            label=f"{taken.text} ({taken.legal_basis})",
            widget=widgets.radio(),
            choices=[(KEEP, _("attach")), (LEAVE_OUT, _("leave out, with a reason"))],
            initial=KEEP,
            help_text=str(condition.to_check or ""),
        )
        self.fields[f"{name}_text"] = forms.CharField(
            label=_("Wording"), widget=widgets.area(rows=2), initial=taken.text, max_length=500
        )
        self._ask_reason(f"{name}_reason", str(WHY_NOT_AS_PROPOSED))

    def _ask_added(self, name: str) -> None:
        work = name == services.EMPLOYMENT
        self.fields[f"{name}_text"] = forms.CharField(
            label=_("Whether work is allowed") if work else _("Further condition"),
            widget=widgets.area(rows=2),
            max_length=500,
            required=work,
        )
        self.fields[f"{name}_basis"] = forms.CharField(
            label=_("Its legal basis"), widget=widgets.line(), max_length=120, required=work
        )
        self._ask_reason(f"{name}_reason", str(_("Why it is added")))

    def _ask_reason(self, name: str, label: str) -> None:
        self.fields[name] = forms.CharField(
            label=label, widget=widgets.area(rows=2), required=False
        )

    # What the service is told

    def values(self) -> Mapping[str, Any]:
        return {
            "validities": {item.kind: self._validity(item.kind) for item in self.pending},
            "conditions": [*self._confirmed(), *self._added()],
        }

    def _validity(self, kind: str) -> Validity:
        data = self.cleaned_data
        return Validity(
            valid_from=data[f"{kind}_from"],
            valid_until=data[f"{kind}_until"],
            reason=data[f"{kind}_reason"],
        )

    def _confirmed(self) -> Iterator[ChosenCondition]:
        data = self.cleaned_data
        for condition in self.conditions:
            yield replace(
                services.as_proposed(condition),
                text=data[f"{condition.code}_text"],
                reason=data[f"{condition.code}_reason"],
                kept=data[condition.code] == KEEP,
            )

    def _added(self) -> Iterator[ChosenCondition]:
        for code in self._addable():
            if text := self.cleaned_data[f"{code}_text"]:
                yield ChosenCondition(
                    code=code,
                    text=text,
                    legal_basis=self.cleaned_data[f"{code}_basis"],
                    reason=self.cleaned_data[f"{code}_reason"],
                )

    # What one should have looked at

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        today = local_day(self.at)
        basis = authorities.legal_basis_label(self.case.legal_basis, on=today)
        yield _("Applied for"), f"{self.case.get_kind_display()}, {basis}"
        if months := self.case.requests.get("duration_months"):
            yield _("Duration asked for"), _("%(months)s months") % {"months": months}
        if self.case.findings:
            yield _("Findings"), "\n".join(f"{row['detail']}" for row in self.case.findings)

    @property
    def limits(self) -> list[tuple[str, ValidityProposal]]:
        """The proposal for each item, for the table of limits."""
        return [(str(item.get_kind_display()), self.proposed[item.kind]) for item in self.pending]

    @property
    def checks(self) -> list[Check]:
        return list(self.case.checks.order_by("id"))

    @property
    def requirements(self) -> list[Requirement]:
        return list(self.case.requirements.order_by("id"))
