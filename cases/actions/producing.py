"""Production and handover of what was granted."""

from __future__ import annotations

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from cases import guards
from cases.guards import Guard
from cases.models import Case
from cases.states import State

from .base import CLERKS, CLOCK, DESK, Action
from .shared import order_to_repeat

products_to_receive = Guard(
    "no_product_expected",
    _("No product is on its way here."),
    lambda case: (
        case.orders.active()
        .filter(
            Q(delivery="to_authority", status__in=["order_accepted", "in_production", "shipped"])
            | Q(delivery="direct", status__in=["shipped", "returned"])
        )
        .exists()
    ),
)
products_to_check = Guard(
    "no_product_to_check",
    _("No product waits for the incoming check."),
    lambda case: case.orders.active().filter(status="received").exists(),
)
products_to_hand_over = Guard(
    "no_product_ready",
    _("No product is ready."),
    lambda case: case.orders.active().filter(status="ready").exists(),
)
product_in_box = Guard(
    "no_product_in_box",
    _("No product lies in the pickup box."),
    lambda case: case.orders.active().filter(status="in_box").exists(),
)
box_empty = Guard(
    "product_in_box",
    _("A product lies in the pickup box; it is taken out first."),
    lambda case: not product_in_box(case),
)
product_to_reclaim = Guard(
    "no_product_here",
    _("No product lies ready here."),
    lambda case: case.orders.active().filter(status__in=["ready", "in_box"]).exists(),
)
for_the_box = Guard(
    "not_for_the_box",
    _("These documents are not handed over by the pickup box."),
    lambda case: case.delivery == Case.Delivery.BOX,
)
not_for_the_box = Guard(
    "for_the_box",
    _("These documents are put into the pickup box; to hand them over, choose another way."),
    lambda case: case.delivery != Case.Delivery.BOX,
)
pickup_booked = Guard(
    "no_pickup_appointment",
    _("Documents are handed over by appointment here, and none was booked."),
    lambda case: case.delivery != Case.Delivery.BY_APPOINTMENT or _pickup_booked(case),
)
to_be_fetched = Guard(
    "sent_directly",
    _("The producer sends the document to the holder."),
    lambda case: not case.orders.active().filter(delivery="direct", checked_at=None).exists(),
)


def _pickup_booked(case: Case) -> bool:
    """Since the products lie here; who comes for two of them at once needs one appointment."""
    ready = case.orders.active().filter(checked_at__isnull=False)
    since = ready.aggregate(last=Max("checked_at"))["last"]
    kept = case.appointments.for_purpose("pickup").filter(status__in=["booked", "attended"])
    return bool(kept.filter(starts_at__gte=since).exists())


ACTIONS: tuple[Action, ...] = (
    Action(
        name="take_producer_news",
        label=_("Message from the producer"),
        states=tuple(state for state in State if state != State.DRAFT),
        by=CLOCK,
    ),
    Action(
        name="repeat_order",
        label=_("Repeat the order"),
        states=(State.IN_PRODUCTION,),
        roles=CLERKS,
        guards=(
            order_to_repeat,
            guards.fees_settled,
            guards.fee_questions_answered,
            guards.checks_answered,
        ),
    ),
    Action(
        name="receive_product",
        label=_("Product has arrived"),
        states=(State.IN_PRODUCTION,),
        roles=DESK,
        guards=(products_to_receive,),
    ),
    Action(
        name="check_product",
        label=_("Record the incoming check"),
        states=(State.IN_PRODUCTION,),
        roles=DESK,
        guards=(products_to_check,),
    ),
    Action(
        name="choose_delivery",
        label=_("Hand over in another way"),
        states=(State.IN_PRODUCTION, State.READY_FOR_PICKUP),
        roles=DESK,
        guards=(to_be_fetched, box_empty),
    ),
    Action(
        name="hand_over",
        label=_("Hand over"),
        states=(State.READY_FOR_PICKUP,),
        roles=DESK,
        guards=(products_to_hand_over, not_for_the_box, pickup_booked),
    ),
    Action(
        name="put_into_box",
        label=_("Put into the pickup box"),
        states=(State.READY_FOR_PICKUP,),
        roles=DESK,
        guards=(for_the_box, products_to_hand_over),
    ),
    Action(
        name="record_fetched",
        label=_("Fetched from the pickup box"),
        states=(State.READY_FOR_PICKUP,),
        roles=DESK,
        guards=(product_in_box,),
    ),
    Action(
        name="take_from_box",
        label=_("Take out of the pickup box"),
        states=(State.READY_FOR_PICKUP,),
        roles=DESK,
        guards=(product_in_box,),
    ),
    Action(
        name="reclaim",
        label=_("Send a defective product back"),
        states=(State.READY_FOR_PICKUP,),
        roles=DESK,
        guards=(product_to_reclaim,),
        transition="reclaim",
    ),
)
