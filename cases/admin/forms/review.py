"""Forms of the review: who is responsible, documents, checks, what is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.models import User
from cases import services
from cases.models import Check
from common.actor import Role
from common.calendar import local_day
from common.text import german_day
from documents.models import Requirement

from . import widgets
from .base import StepForm

ANYTHING_ELSE = "other"
WORKING_ROLES = [Role.CLERK.value, Role.TEAM_LEAD.value]


class AssignForm(StepForm):
    to = forms.ChoiceField(label=_("Responsible from now on"), widget=widgets.select())

    def prepare(self) -> None:
        colleagues = User.objects.filter(
            memberships__authority=self.case.authority,
            memberships__role__in=WORKING_ROLES,
            is_active=True,
        ).distinct()
        self.offer("to", [(user.username, str(user)) for user in colleagues.order_by("last_name")])


class HandInForm(StepForm):
    requirement = forms.ChoiceField(label=_("For"), widget=widgets.select())
    file = forms.FileField(
        label=_("File"), widget=widgets.file(), help_text=_("PDF, JPG or PNG, 7 MB at most.")
    )

    def prepare(self) -> None:
        rows = self.case.requirements.order_by("id")
        self.offer("requirement", [(row.code, row.label) for row in rows])

    def values(self) -> Mapping[str, Any]:
        upload = self.cleaned_data["file"]
        return {
            "requirement": self.cleaned_data["requirement"],
            "content": upload.read(),
            "filename": upload.name,
        }


class DecideRequirementForm(StepForm):
    requirement = forms.ChoiceField(label=_("Document"), widget=widgets.select())
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        widget=widgets.radio(),
        choices=[
            (Requirement.Status.ACCEPTED, _("accept")),
            (Requirement.Status.REJECTED, _("reject")),
            (Requirement.Status.NOT_NEEDED, _("not needed")),
        ],
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=widgets.area(rows=3),
        help_text=_("Needed to reject, or to find something not needed."),
    )
    proof_from = forms.DateField(label=_("Proof counts from"), required=False, widget=widgets.day())
    proof_until = forms.DateField(
        label=_("Proof counts until"),
        required=False,
        widget=widgets.day(),
        help_text=_("Needed to accept what frees from fees, as a notice of benefits."),
    )

    def prepare(self) -> None:
        rows = self.case.requirements.order_by("id")
        named = [(row.code, f"{row.label} ({row.get_status_display()})") for row in rows]
        self.offer("requirement", named)


class AnswerCheckForm(StepForm):
    check = forms.ChoiceField(label=_("Check"), widget=widgets.select())
    status = forms.ChoiceField(
        label=_("Status"), widget=widgets.radio(), choices=Check.Status.choices
    )
    finding = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        widget=widgets.select(),
        choices=[("", "–"), ("clear", _("no concerns")), ("concerns", _("concerns"))],
        help_text=_("Needed where the check has been answered."),
    )
    reason = forms.CharField(
        label=_("Remark"),
        required=False,
        widget=widgets.area(rows=3),
        help_text=_("Needed where the check is not needed."),
    )

    def prepare(self) -> None:
        rows = self.case.checks.order_by("id")
        named = [(row.code, f"{row.label} ({row.get_status_display()})") for row in rows]
        self.offer("check", named)

    def clean(self) -> dict[str, Any]:
        """An answered check has an answer: without one nobody could decide by it."""
        cleaned = super().clean() or {}
        if cleaned.get("status") == Check.Status.ANSWERED and not cleaned.get("finding"):
            self.add_error("finding", _("Please say what the answer was."))
        return cleaned


class RequestDocumentsForm(StepForm):
    """One tick and one text for each thing of the checklist, and one line for anything else."""

    def prepare(self) -> None:
        for row in self.case.requirements.order_by("id"):
            missing = row.status in {Requirement.Status.OPEN, Requirement.Status.REJECTED}
            self._add(row.code, row.label, text=row.reason or row.label, asked=missing)
        self._add(ANYTHING_ELSE, _("Something else"), text="", asked=False)

    def _add(self, code: str, label: Any, *, text: str, asked: bool) -> None:
        self.fields[f"ask_{code}"] = forms.BooleanField(
            label=label, required=False, widget=widgets.tick(), initial=asked
        )
        self.fields[f"text_{code}"] = forms.CharField(
            label=_("Exact text for the applicant"),
            required=False,
            max_length=500,
            widget=widgets.area(rows=2),
            initial=text,
        )

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        until = services.term_for_documents(self.case, at=self.at).until
        yield _("Deadline that the letter names"), german_day(until)

    def values(self) -> Mapping[str, Any]:
        codes = [name.removeprefix("ask_") for name in self.fields if name.startswith("ask_")]
        data = self.cleaned_data
        return {"asked": {code: data[f"text_{code}"] for code in codes if data[f"ask_{code}"]}}


class ExtendForm(StepForm):
    due_on = forms.DateField(label=_("New deadline"), widget=widgets.day())

    def prepare(self) -> None:
        standing = self.case.nachforderungen.pending().first()
        latest = max(local_day(self.at), standing.due_on) if standing else local_day(self.at)
        self.propose("due_on", latest + timedelta(days=14))
