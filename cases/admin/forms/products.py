"""Forms of what comes back from the producer and goes into a hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.sequence import steps_of
from production.models import Handover, Order

from . import widgets
from .base import StepForm

OLD_DOCUMENT = [
    ("withdrawn", _("withdrawn")),
    ("invalidated", _("made invalid and returned")),
    ("none", _("there was none")),
    ("lost", _("declared lost")),
]


class OrderForm(StepForm):
    """About one order in the status in which the step begins."""

    begins_at: ClassVar[Order.Status] = Order.Status.SHIPPED
    order = forms.ChoiceField(label=_("Product"), widget=widgets.select())

    def prepare(self) -> None:
        rows = self.case.orders.active().filter(status=self.begins_at).order_by("id")
        self.offer("order", [(row.request_id, _named(row)) for row in rows])


def _named(order: Order) -> str:
    serial = f" · {order.serial_number}" if order.serial_number else ""
    return f"{order.get_product_display()}{serial}"


class CheckProductForm(OrderForm):
    begins_at = Order.Status.RECEIVED
    verdict = forms.ChoiceField(
        label=_("Incoming check of data, photo and chip"),
        widget=widgets.radio(),
        choices=[("flawless", _("flawless")), ("defective", _("defective"))],
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=300, widget=widgets.line()
    )

    def values(self) -> Mapping[str, Any]:
        data = self.cleaned_data
        flawless = data["verdict"] == "flawless"
        return {"order": data["order"], "flawless": flawless, "remark": data["remark"]}


AT_THE_DESK = (
    Handover.Recipient.HOLDER,
    Handover.Recipient.GUARDIAN,
    Handover.Recipient.AUTHORISED,
)


class ReceiveForm(OrderForm):
    """What was shipped here, or came back undelivered."""

    def prepare(self) -> None:
        here = Q(status=Order.Status.SHIPPED) | Q(status=Order.Status.RETURNED)
        rows = self.case.orders.active().filter(here).order_by("id")
        self.offer("order", [(row.request_id, _named(row)) for row in rows])


class ReadyForm(OrderForm):
    begins_at = Order.Status.READY


class InBoxForm(OrderForm):
    begins_at = Order.Status.IN_BOX


class FetchedForm(InBoxForm):
    old_document = forms.ChoiceField(
        label=_("Old document"), widget=widgets.radio(), choices=OLD_DOCUMENT
    )


class ReclaimForm(OrderForm):
    defect = forms.CharField(
        label=_("What is wrong with it"), max_length=300, widget=widgets.area(rows=3)
    )

    def prepare(self) -> None:
        here = [Order.Status.READY, Order.Status.IN_BOX]
        rows = self.case.orders.active().filter(status__in=here).order_by("id")
        self.offer("order", [(row.request_id, _named(row)) for row in rows])


class DeliveryForm(StepForm):
    delivery = forms.ChoiceField(label=_("Handed over"), widget=widgets.radio())
    reason = forms.CharField(label=_("Reason"), widget=widgets.area(rows=3))

    def prepare(self) -> None:
        ways = {Case.Delivery.IN_PERSON.value, *steps_of(self.case).pickup}
        ways -= {Case.Delivery.DIRECT_DELIVERY.value}
        self.offer("delivery", [(way, Case.Delivery(way).label) for way in sorted(ways)])


class HandOverForm(OrderForm):
    begins_at = Order.Status.READY
    recipient = forms.ChoiceField(
        label=_("Handed to"),
        widget=widgets.radio(),
        choices=[(one.value, one.label) for one in AT_THE_DESK],
    )
    recipient_name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=200,
        widget=widgets.line(),
        help_text=_("Needed for a guardian or an authorised person."),
    )
    old_document = forms.ChoiceField(
        label=_("Old document"), widget=widgets.radio(), choices=OLD_DOCUMENT
    )
