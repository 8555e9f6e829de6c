"""The form of the cash desk."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.text import german_amount
from fees.ledger import balance_of
from fees.models import Payment
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
    notice = forms.TypedChoiceField(
        label=_("For"),
        widget=widgets.select(),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Without an answer, what is due first."),
    )
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
        notices = self.case.fee_notices.filter(replaced_at=None).order_by("id")
        named = [(row.pk, f"{row.number}: {german_amount(row.total)}") for row in notices]
        self.offer("notice", named if len(named) == 1 else [("", "–"), *named])
        self.propose("amount", balance_of(self.case).missing)
        self.propose("paid_at", self.at)
        self.propose("receipt", f"{self.case.reference}/{uuid.uuid4().hex[:8]}")

    def values(self) -> Mapping[str, Any]:
        data = self.cleaned_data
        return {
            "notice": data["notice"],
            "payment": IncomingPayment(
                provider=PROVIDER,
                provider_id=data["receipt"],
                method=data["method"],
                amount=data["amount"],
                paid_at=data["paid_at"],
            ),
        }
