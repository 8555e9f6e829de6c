"""Production and handover of what was granted."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.forms.products import (
    CheckProductForm,
    DeliveryForm,
    FetchedForm,
    HandOverForm,
    InBoxForm,
    ReadyForm,
    ReceiveForm,
    ReclaimForm,
)

from .base import Group, Step

STEPS: Mapping[str, Step] = {
    "repeat_order": Step(
        call=services.repeat_order,
        leads_to=_(
            "What the producer rejected or what came back defective is ordered again with"
            " the present data."
        ),
    ),
    "receive_product": Step(
        call=services.receive_product,
        form=ReceiveForm,
        leads_to=_("The product is here and waits for its incoming check."),
    ),
    "check_product": Step(
        call=services.check_product,
        form=CheckProductForm,
        leads_to=_("When all products have passed, the applicant is invited to the pickup."),
    ),
    "hand_over": Step(
        call=services.hand_over,
        form=HandOverForm,
        leads_to=_("With the last product handed over, the case is done."),
    ),
    "put_into_box": Step(
        call=services.put_into_box,
        form=ReadyForm,
        leads_to=_("The holder is told that something can be fetched from the pickup box."),
    ),
    "record_fetched": Step(
        call=services.record_fetched,
        form=FetchedForm,
        leads_to=_("The box was emptied. With the last product handed over, the case is done."),
    ),
    "take_from_box": Step(
        call=services.take_from_box,
        form=InBoxForm,
        leads_to=_("The product is handed over in person from now on, and the holder is told."),
    ),
    "choose_delivery": Step(
        call=services.choose_delivery,
        form=DeliveryForm,
        leads_to=_("The documents are handed over in another way, and the holder is told."),
        group=Group.VISITS,
    ),
    "reclaim": Step(
        call=services.reclaim,
        form=ReclaimForm,
        leads_to=_(
            "The product goes back to the producer and is ordered again, free of charge; a booked"
            " pickup is given back."
        ),
    ),
}
