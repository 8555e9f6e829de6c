"""Forms of the cash desk and of who may relieve from a fee."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.text import german_amount
from fees.models import FeePosition, Payment
from fees.services import IncomingPayment

from . import widgets
from .base import StepForm

AT_THE_DESK = [
    (Payment.Method.CASH, Payment.Method.CASH.label),
    (Payment.Method.COUNTER_CARD, Payment.Method.COUNTER_CARD.label),
    (Payment.Method.TRANSFER, Payment.Method.TRANSFER.label),
]
PROVIDER = "counter"


class RecordPaymentForm(StepForm):
    method = forms.ChoiceField(label=_("Paid by"), widget=widgets.radio(), choices=AT_THE_DESK)
    amount = forms.DecimalField(
        label=_("Amount in EUR"),
        max_digits=8,
        decimal_places=2,
        min_value=Decimal("0.01"),
        localize=True,
        widget=widgets.amount(),
    )
    paid_at = forms.DateTimeField(label=_("Paid at"), widget=widgets.moment())
    receipt = forms.CharField(
        label=_("Receipt or booking number"),
        max_length=64,
        widget=widgets.line(autocomplete="off"),
        help_text=_("The same number is booked only once."),
    )

    def prepare(self) -> None:
        self.propose("amount", self.case.fees.outstanding().total())
        self.propose("paid_at", self.at)
        self.propose("receipt", f"{self.case.reference}/{uuid.uuid4().hex[:8]}")

    def values(self) -> Mapping[str, Any]:
        data = self.cleaned_data
        return {
            "payment": IncomingPayment(
                provider=PROVIDER,
                provider_id=data["receipt"],
                method=data["method"],
                amount=data["amount"],
                paid_at=data["paid_at"],
            )
        }


class RelieveForm(StepForm):
    """Deferring and waiving ask for the same: which position, and why."""

    position = forms.TypedChoiceField(label=_("Fee position"), widget=widgets.select(), coerce=int)
    reason = forms.CharField(label=_("Reason"), widget=widgets.area(rows=4))

    def prepare(self) -> None:
        still_open = [FeePosition.Status.DUE, FeePosition.Status.DEFERRED]
        rows = self.case.fees.filter(status__in=still_open).order_by("id")
        self.offer(
            "position", [(row.pk, f"{row.label}: {german_amount(row.amount)}") for row in rows]
        )
