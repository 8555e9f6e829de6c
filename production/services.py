"""Ordering products, following them home, and handing them over.

Public: `Holder`, `ProductData`, `mailbox`, `place`, `call_off`, `mark_sent`, `refuse`, `postpone`,
`take_message`, `reconcile`, `receive`, `check`, `repeat`, `put_into_box`, `take_from_box`,
`reclaim`, `hand_over` and the refusals below. All run inside the caller's transaction, with the
case locked, and make no call to the producer.

An order's status only moves forward. `next_attempt_at` is when somebody should look again: to send
it, or to ask the producer about one of which no news came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, InvalidInput
from production.models import Handover, Order, ProducerMessage
from production.producer import OrderReport, ProducerNews

if TYPE_CHECKING:
    from cases.models import Case, Item

Status = Order.Status
Delivery = Order.Delivery

ASK_AGAIN_AFTER = timedelta(hours=1)  # without news; messages normally bring them
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)

# The way of an order, each step with its place on it; a report never leads back.
_WAY: dict[str, int] = {
    status: place
    for place, status in enumerate(
        (Status.PLACED, Status.SENT, Status.ACCEPTED, Status.IN_PRODUCTION, Status.SHIPPED)
    )
}
_BEFORE_SHIPPING = (Status.PLACED, Status.SENT, Status.ACCEPTED, Status.IN_PRODUCTION)
_NEWS_EXPECTED = (Status.SENT, Status.ACCEPTED, Status.IN_PRODUCTION)
# How the producer says that a product sent to its holder (§ 60a(2) AufenthV) has ended its way.
DELIVERED, RETURNED = "delivered", "returned"
# Messages get lost: what was accepted can come back although nobody said that it was shipped.
_MAY_COME_BACK = (Status.ACCEPTED, Status.IN_PRODUCTION, Status.SHIPPED)


class OrderStands(DomainError):
    """There is an order for this item that was neither rejected nor found defective."""

    code = "order_stands"
    sentence = _("There already is an order for this item.")


class OrderNotAtThisStep(DomainError):
    """The order is not where this step begins; `status` says where it is."""

    code = "order_not_at_this_step"
    sentence = _("The order is not at the step that this needs.")


class DefectUndescribed(InvalidInput):
    """A defective product needs a remark that says what is wrong with it."""

    code = "defect_undescribed"
    sentence = _("Please describe what is wrong with the product.")


class RecipientUnnamed(InvalidInput):
    """A product is handed to somebody with a name (§ 60a(1) AufenthV)."""

    code = "recipient_unnamed"
    sentence = _("Please state to whom the product was handed over.")


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whose product it is, in Latin letters as in the passport; empty is what is not known.

    `birth_date` is YYYY-MM-DD, with 00 for what is unknown; `nationality` ISO 3166-1 alpha-2, `XK`
    or `stateless`; `gender` M, F, D or X. One of the two names may be empty.
    """

    family_name: str
    given_names: str
    birth_date: str
    nationality: str
    birth_name: str = ""
    birth_place: str = ""
    gender: str = ""
    height_cm: int | None = None
    eye_colour: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""


@dataclass(frozen=True, kw_only=True)
class ProductData:
    """All that a producer needs for one product (§ 61c AufenthV).

    `valid_until` is the last day of validity; `legal_basis` as printed, empty for a travel
    document. References name biometric data where they are kept; the data are not in the order.
    """

    holder: Holder
    photo_reference: str
    valid_from: date
    valid_until: date
    photo_quality: int | None = None
    signature_reference: str = ""
    fingerprints_reference: str = ""
    legal_basis: str = ""
    remarks: tuple[str, ...] = ()
    delivery: Delivery = Delivery.TO_AUTHORITY

    def payload(self, *, mailbox: str, product: str) -> dict[str, Any]:
        """The order in the words of the protocol (docs/simulators.md); null is what is unknown."""
        return {
            "authority": mailbox,
            "product": product,
            "holder": _holder(self.holder),
            "photo": {"reference": self.photo_reference, "quality": self.photo_quality},
            "signatureReference": self.signature_reference or None,
            "fingerprintsReference": self.fingerprints_reference or None,
            "validFrom": self.valid_from.isoformat(),
            "validUntil": self.valid_until.isoformat(),
            "legalBasis": self.legal_basis or None,
            "remarks": list(self.remarks),
            "delivery": self.delivery.value,
        }


def _holder(holder: Holder) -> dict[str, Any]:
    return {
        "familyName": holder.family_name or None,
        "givenNames": holder.given_names or None,
        "birthName": holder.birth_name or None,
        "birthDate": holder.birth_date,
        "birthPlace": holder.birth_place or None,
        "nationality": holder.nationality,
        "gender": holder.gender or None,
        "heightCm": holder.height_cm,
        "eyeColour": holder.eye_colour or None,
        "address": {
            "street": holder.street or None,
            "postalCode": holder.postal_code or None,
            "city": holder.city or None,
        },
    }


def mailbox(*, authority: str, sandbox: bool) -> str:
    """The name under which the producer keeps messages; the sandbox has one of its own."""
    return f"{authority}-sandbox" if sandbox else authority


# Ordering


def place(*, case: Case, item: Item, product: str, data: ProductData, at: datetime) -> Order:
    """Order `product` for an item; it is sent at the next opportunity, from outside.

    The database refuses an order before a grant, with a fee outstanding or a check unanswered.
    Raises `OrderStands`.
    """
    if item.orders.active().exists():
        raise OrderStands(item=item.kind)
    box = mailbox(authority=case.authority, sandbox=case.sandbox)
    return Order.objects.create(
        case=case,
        item=item,
        product=product,
        payload=data.payload(mailbox=box, product=product),
        delivery=data.delivery,
        placed_at=at,
        next_attempt_at=at,
    )


def repeat(*, order: Order, data: ProductData, at: datetime) -> Order:
    """A new order, with an id of its own, for one that was rejected or came back defective.

    Raises `OrderNotAtThisStep`, and `OrderStands` where it was repeated before.
    """
    _insist(order, Status.REJECTED, Status.DEFECTIVE)
    return place(case=order.case, item=order.item, product=order.product, data=data, at=at)


def call_off(*, order: Order) -> None:
    """Never send an order that has not left yet. Raises `OrderNotAtThisStep` where it has."""
    _insist(order, Status.PLACED)
    _change(order, active=False, next_attempt_at=None)


def mark_sent(*, order: Order, producer_reference: str, at: datetime) -> None:
    """The producer has taken the order; news that came faster than this answer stand.

    One that was called off while the call was under way stands again: its product will come.
    Unless another was placed in its stead: then two come, and only the other one is handed over.
    """
    known: dict[str, Any] = {"producer_reference": producer_reference, "last_error": ""}
    if order.status == Status.PLACED:
        known |= {"status": Status.SENT, "attempts": 0, "next_attempt_at": at + ASK_AGAIN_AFTER}
        known |= {"active": order.active or not order.item.orders.active().exists()}
    _change(order, **known, sent_at=order.sent_at or at)


def refuse(*, order: Order, reason: str, at: datetime) -> None:
    """The producer will not even take the order (`ProducerRefused`); a person has to look."""
    _insist(order, Status.PLACED)
    _reject(order, code=reason, text="", at=at)


def postpone(*, order: Order, error: str, at: datetime, jitter: float = 0.5) -> None:
    """Try again later, each time after about twice as long, an hour at most.

    `jitter`, 0 to 1, spreads the attempts from half to one and a half times that.
    """
    wait = min(FIRST_RETRY * 2 ** min(order.attempts, 10), LONGEST_RETRY)
    _change(
        order,
        attempts=order.attempts + 1,
        last_error=error[:300],
        next_attempt_at=at + wait * (0.5 + jitter),
    )


# Hearing from the producer


def take_message(*, order: Order, message: ProducerNews, at: datetime) -> bool:
    """Keep a message, once, and move the order where it says; True if the order has moved.

    A message known already, or older than what is known, moves nothing. A rejection ends the order.
    """
    if order.messages.filter(message_id=message.message_id).exists():
        return False
    ProducerMessage.objects.create(
        case=order.case,
        order=order,
        message_id=message.message_id,
        status=message.status[:16],
        at=message.at,
        received_at=at,
    )
    return _follow(order, message, at=at)


def reconcile(*, order: Order, report: OrderReport | None, at: datetime) -> bool:
    """Follow what the producer answered when asked; True if the order has moved.

    None is an order that the producer does not know: one that was only sent is sent again, under
    its own id; of one that was accepted before, a second product might be made, so it stays and
    says so in `last_error`.
    """
    if report is not None:
        return _follow(order, report, at=at)
    if order.status == Status.SENT:
        _change(order, status=Status.PLACED, next_attempt_at=at)
    elif order.status in _NEWS_EXPECTED or _out_for_delivery(order):
        _change(order, last_error="order_unknown", next_attempt_at=at + ASK_AGAIN_AFTER)
    return False


def _follow(order: Order, report: OrderReport, *, at: datetime) -> bool:
    if _way_ended(order, report):
        _arrive(order, report, at=at)
        return True
    if report.status == Status.REJECTED and order.status in _BEFORE_SHIPPING:
        _reject(order, code=report.rejection_code, text=report.rejection_text, at=at)
        return True
    if _leads_on(order.status, report.status):
        _advance(order, report, at=at)
        return True
    _stay(order, report, at=at)
    return False


def _leads_on(now: str, then: str) -> bool:
    return now in _WAY and then in _WAY and _WAY[then] > _WAY[now]


def _way_ended(order: Order, report: OrderReport) -> bool:
    direct = order.delivery == Delivery.DIRECT and order.status in _WAY
    return direct and report.status in (DELIVERED, RETURNED)


def _arrive(order: Order, report: OrderReport, *, at: datetime) -> None:
    """In the holder's hand, whose identity is checked at the door, or on its way back to us."""
    delivered = report.status == DELIVERED
    _change(
        order,
        status=Status.HANDED_OVER if delivered else Status.RETURNED,
        sent_at=order.sent_at or at,
        serial_number=order.serial_number or report.serial_number[:32],
        next_attempt_at=None,
        last_error="",
    )
    if delivered:
        Handover.objects.create(
            case=order.case,
            order=order,
            recipient=Handover.Recipient.DELIVERY,
            recipient_name=order.case.person.full_name,
            old_document="to_be_returned",
            at=report.at,
            by="producer",
        )


def _advance(order: Order, report: OrderReport, *, at: datetime) -> None:
    shipped = report.status == Status.SHIPPED
    arrives_here = order.delivery == Delivery.TO_AUTHORITY
    _change(
        order,
        status=report.status,
        sent_at=order.sent_at or at,  # news can be faster than the answer to our call
        producer_reference=order.producer_reference or report.producer_reference,
        serial_number=report.serial_number[:32],
        next_attempt_at=None if shipped and arrives_here else at + ASK_AGAIN_AFTER,
        last_error="",
    )


def _stay(order: Order, report: OrderReport, *, at: datetime) -> None:
    """Take from a late report what is still of use."""
    if report.serial_number and not order.serial_number:
        _change(order, serial_number=report.serial_number[:32])
    if order.status in _NEWS_EXPECTED or _out_for_delivery(order):
        _change(order, next_attempt_at=at + ASK_AGAIN_AFTER)


def _out_for_delivery(order: Order) -> bool:
    return order.delivery == Delivery.DIRECT and order.status == Status.SHIPPED


def _reject(order: Order, *, code: str, text: str, at: datetime) -> None:
    _change(
        order,
        status=Status.REJECTED,
        active=False,
        rejection_code=code[:48],
        rejection_text=text[:300],
        sent_at=order.sent_at or at,
        next_attempt_at=None,
    )


# At the authority


def receive(*, order: Order, at: datetime) -> None:
    """The product has come, or come back, and is to be checked. Raises `OrderNotAtThisStep`."""
    _insist(order, *_MAY_COME_BACK, Status.RETURNED)
    _change(order, status=Status.RECEIVED, received_at=at, next_attempt_at=None)


def check(*, order: Order, flawless: bool, remark: str, by: str, at: datetime) -> None:
    """Release a product, or keep it as defective: then the order no longer stands.

    Raises `DefectUndescribed`, `OrderNotAtThisStep`.
    """
    _insist(order, Status.RECEIVED)
    if not flawless and not remark.strip():
        raise DefectUndescribed(pointer="/remark")
    _change(
        order,
        status=Status.READY if flawless else Status.DEFECTIVE,
        active=flawless,
        checked_at=at,
        checked_by=by,
        check_remark=remark.strip()[:300],
    )


def put_into_box(*, order: Order) -> None:
    """Let a released product be fetched from the pickup box. Raises `OrderNotAtThisStep`."""
    _insist(order, Status.READY)
    _change(order, status=Status.IN_BOX)


def take_from_box(*, order: Order) -> None:
    """Back to the desk, what nobody fetched. Raises `OrderNotAtThisStep`."""
    _insist(order, Status.IN_BOX)
    _change(order, status=Status.READY)


def reclaim(*, order: Order, defect: str) -> None:
    """Send back what turned out defective at the handover: the order no longer stands.

    Raises `DefectUndescribed`, `OrderNotAtThisStep`.
    """
    _insist(order, Status.READY, Status.IN_BOX)
    if not defect.strip():
        raise DefectUndescribed(pointer="/defect")
    _change(order, status=Status.DEFECTIVE, active=False, check_remark=defect.strip()[:300])


def hand_over(
    *,
    order: Order,
    recipient: str,
    recipient_name: str,
    old_document: str,
    by: str,
    at: datetime,
) -> Handover:
    """Put a product into somebody's hand, personally (§ 60a(1) AufenthV), or out of the box.

    `recipient` is one of `Handover.Recipient`; `old_document` says what became of the one before.
    Raises `OrderNotAtThisStep`, `RecipientUnnamed`.
    """
    box = recipient == Handover.Recipient.BOX
    _insist(order, Status.IN_BOX if box else Status.READY)
    if not recipient_name.strip():
        raise RecipientUnnamed(pointer="/recipient_name")
    handover = Handover.objects.create(
        case=order.case,
        order=order,
        recipient=Handover.Recipient(recipient),
        recipient_name=recipient_name.strip(),
        old_document=old_document,
        at=at,
        by=by,
    )
    _change(order, status=Status.HANDED_OVER)
    return handover


def _insist(order: Order, *statuses: str) -> None:
    if order.status not in statuses:
        raise OrderNotAtThisStep(status=order.status)


def _change(order: Order, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(order, name, value)
    order.save(update_fields=list(columns))
