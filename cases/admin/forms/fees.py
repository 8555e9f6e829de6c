"""Forms of who assesses fees, gives them up, gives money back, or answers what no rule answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.facts import VOCABULARY
from cases import assessing, services
from common.calendar import local_day
from common.text import german_amount
from fees.assessment import NoPosition
from fees.endings import FeeRange
from fees.ledger import balance_of
from fees.models import FeePosition, FeeRelief
from fees.rules import Line

from . import widgets
from .base import StepForm

Status = FeePosition.Status
# Beside the application; what belongs to it is charged with it, what has a step of its own there.
ACTS = [
    line
    for line in Line
    if line not in {Line.PERMIT, Line.TRAVEL_DOCUMENT, Line.LATE_SURCHARGE, Line.DIRECT_DELIVERY}
]


def _open_positions(form: StepForm) -> list[tuple[int, str]]:
    rows = form.case.fees.filter(status__in=[Status.DUE, Status.DEFERRED]).order_by("id")
    return [(row.pk, f"{row.label}: {german_amount(row.amount)}") for row in rows]


class ProposeWaiverForm(StepForm):
    """Which position, on which ground the law leaves to discretion, and why in this case."""

    position = forms.TypedChoiceField(label=_("Fee position"), widget=widgets.select(), coerce=int)
    ground = forms.ChoiceField(label=_("Ground"), widget=widgets.radio())
    reason = forms.CharField(
        label=_("Why in this case"),
        widget=widgets.area(rows=4),
        help_text=_("A team lead has to confirm the waiver."),
    )

    def prepare(self) -> None:
        self.offer("position", _open_positions(self))
        found: dict[str, str] = {}
        for row in self.case.fees.filter(status__in=[Status.DUE, Status.DEFERRED]):
            offered = assessing.grounds(
                self.case, row.code, act=row.act, on=local_day(self.at)
            ).items()
            found |= {code: f"{told.reason} ({told.legal_basis})" for code, told in offered}
        self.offer("ground", sorted(found.items()))


class ProposeDeferralForm(StepForm):
    position = forms.TypedChoiceField(label=_("Fee position"), widget=widgets.select(), coerce=int)
    until = forms.DateField(
        label=_("Due again on"),
        widget=widgets.day(),
        help_text=_("Until then nobody is reminded and the case goes on."),
    )
    reason = forms.CharField(label=_("Reason"), widget=widgets.area(rows=4))

    def prepare(self) -> None:
        self.offer("position", _open_positions(self))


class ReliefForm(StepForm):
    """Which proposal is confirmed or dropped; what was proposed stands above it."""

    relief = forms.ChoiceField(label=_("Proposal"), widget=widgets.select())

    def prepare(self) -> None:
        self.offer("relief", [(str(row.public_id), _name(row)) for row in self._proposed()])

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        for row in self._proposed():
            yield _name(row), f"{row.reason} ({row.legal_basis})"

    def _proposed(self) -> list[FeeRelief]:
        return list(self.case.fee_reliefs.proposed().select_related("position").order_by("id"))


def _name(relief: FeeRelief) -> str:
    amount = german_amount(relief.position.amount)
    until = f" → {relief.until:%d.%m.%Y}" if relief.until else ""
    return f"{relief.get_kind_display()}{until}: {relief.position.label}, {amount}"


class ReassessForm(StepForm):
    reason = forms.CharField(label=_("Reason"), widget=widgets.area(rows=3))

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        standing = self.case.fee_notices.filter(act="", replaced_at=None).first()
        if standing is None:
            return
        now = assessing.of_application(
            self.case, on=local_day(self.at), tariff_on=standing.tariff_on
        )
        yield _("As charged"), german_amount(standing.total)
        for line in now.lines:
            text = f"{german_amount(line.amount)}: {line.reason} ({line.legal_basis})"
            yield _("Assessed now: %(line)s") % {"line": line.label}, text
        yield _("Difference"), german_amount(now.total - standing.total)


class FeeReasonForm(StepForm):
    amount = forms.ChoiceField(
        label=_("Charge"),
        widget=widgets.radio(),
        choices=[
            ("federal", _("the amount of federal law")),
            ("published", _("the published amount, for the following reason")),
        ],
    )
    reason = forms.CharField(label=_("Reason"), widget=widgets.area(rows=4))

    def background(self) -> Iterator[tuple[str | Promise, str]]:
        assessment = assessing.of_application(self.case, on=local_day(self.at))
        for line in assessment.lines:
            if line.conflict is not None and line.conflict.above_law:
                published = german_amount(line.conflict.published)
                federal = german_amount(line.conflict.federal)
                yield (
                    str(line.label),
                    _("Published: %(published)s; federal law: %(federal)s (%(basis)s)")
                    % {
                        "published": published,
                        "federal": federal,
                        "basis": line.conflict.legal_basis,
                    },
                )


class FeeAtEndForm(StepForm):
    """One amount for each line that a person decides on, as it favours the applicant."""

    def prepare(self) -> None:
        for line in self._open_lines():
            self.fields[line.line.code.value] = forms.DecimalField(
                label=_("%(line)s, in EUR") % {"line": line.line.label},
                max_digits=8,
                decimal_places=2,
                min_value=Decimal("0.00"),
                max_value=line.highest,
                localize=True,
                initial=line.proposed,
                widget=widgets.amount(),
                help_text=_("At most %(highest)s (%(basis)s); 0,00 for nothing.")
                % {"highest": german_amount(line.highest), "basis": line.legal_basis},
            )
        self.fields["reason"] = forms.CharField(label=_("Reason"), widget=widgets.area(rows=4))

    def values(self) -> Mapping[str, Any]:
        data = dict(self.cleaned_data)
        return {"reason": data.pop("reason"), "amounts": data}

    def _open_lines(self) -> list[FeeRange]:
        question = self.case.fee_decisions.pending().filter(kind="ending").first()
        if question is None:
            return []
        lines = services.lines_at_end(self.case, question.occasion, at=self.at)
        return [line for line in lines if isinstance(line, FeeRange)]


class ChargePositionForm(StepForm):
    """Every act the tariff has a price for in this person's situation, with that price."""

    act = forms.ChoiceField(label=_("Act"), widget=widgets.select())
    reason = forms.CharField(
        label=_("Remark"),
        required=False,
        widget=widgets.area(rows=2),
        help_text=_("It stands on the notice."),
    )

    def prepare(self) -> None:
        # None is chosen beforehand: a press of the button alone must not cost anybody money.
        self.offer("act", [("", "–"), *self._priced()])

    def values(self) -> Mapping[str, Any]:
        line, _sep, fact = self.cleaned_data["act"].partition(":")
        facts = {line: fact} if fact else {}
        return {"line": line, "facts": facts, "reason": self.cleaned_data["reason"]}

    def _priced(self) -> Iterator[tuple[str, str]]:
        for line in ACTS:
            for fact in sorted(VOCABULARY.get(line.value, {""})):
                facts = {line.value: fact} if fact else {}
                try:
                    assessed = assessing.of_act(
                        self.case, line, on=local_day(self.at), facts=facts
                    ).lines[0]
                except NoPosition:
                    continue
                key = f"{line.value}:{fact}" if fact else line.value
                yield key, f"{assessed.label}: {german_amount(assessed.amount)}"


class LatePaymentForm(StepForm):
    notice = forms.TypedChoiceField(label=_("Overdue notice"), widget=widgets.select(), coerce=int)

    def prepare(self) -> None:
        on = local_day(self.at)
        late = [
            (notice.pk, f"{notice.number}: {german_amount(amount)}")
            for notice in self.case.fee_notices.filter(replaced_at=None).order_by("id")
            if (amount := assessing.surcharge(notice, on=on))
        ]
        self.offer("notice", late)


class OrderRefundForm(StepForm):
    amount = forms.DecimalField(
        label=_("Amount in EUR"),
        max_digits=8,
        decimal_places=2,
        min_value=Decimal("0.01"),
        localize=True,
        widget=widgets.amount(),
    )
    reason = forms.CharField(label=_("Reason"), widget=widgets.area(rows=3))

    def prepare(self) -> None:
        self.propose("amount", balance_of(self.case).surplus)


class RefundPaidForm(StepForm):
    refund = forms.ChoiceField(label=_("Refund"), widget=widgets.select())

    def prepare(self) -> None:
        rows = self.case.refunds.filter(paid_at=None).order_by("id")
        named = [(str(row.public_id), f"{german_amount(row.amount)}: {row.reason}") for row in rows]
        self.offer("refund", named)
