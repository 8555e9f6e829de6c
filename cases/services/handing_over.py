"""From the card that lies ready to the hand: at the desk, out of the box, or back again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from cases.deadlines import morning
from cases.handover import EID_AGE
from cases.models import Case
from cases.rules import rules_of
from cases.sequence import steps_of
from common.actor import Actor
from common.calendar import age_on, local_day
from common.errors import DomainError
from production import services as production
from production.models import Handover, Order

from .core import (
    DESK_FIELDS,
    arm,
    call_to_desk,
    disarm,
    enter,
    look,
    move,
    place_on_desk,
    record,
    use_case,
)
from .ordering import handed_over, order_of
from .review import ReasonNeeded
from .visits import drop_appointments, keep_pickup


class RecipientNotAllowed(DomainError):
    """To the holder, the person under § 80 AufenthG, or somebody authorised (§ 60a(1) AufenthV)."""

    code = "recipient_not_allowed"
    sentence = _("A child's card is handed to a guardian, and a guardian must be named.")


class DeliveryNotOffered(DomainError):
    """The authority does not hand documents over in that way, or not to a child."""

    code = "delivery_not_offered"
    sentence = _("Documents are not handed over in this way here.")


@use_case
def hand_over(
    *,
    reference: str,
    order: str,
    recipient: str,
    recipient_name: str,
    old_document: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """Put a product into a hand; with the last one the case is collected.

    Raises `OrderUnknown`, `RecipientNotAllowed`.
    """
    case = enter(reference, actor=actor, action="hand_over")
    look(case, "hand_over")
    _recipient_allowed(case, recipient, recipient_name, at=at)
    _give(case, order_of(case, order), recipient, recipient_name, old_document, actor, at)
    return case


@use_case
def record_fetched(
    *, reference: str, order: str, old_document: str, actor: Actor, at: datetime
) -> Case:
    """The holder has taken a product out of the box, which let nobody else in."""
    case = enter(reference, actor=actor, action="record_fetched")
    look(case, "record_fetched")
    row = order_of(case, order)
    disarm(case, at=at, occasion=order)
    _give(case, row, Handover.Recipient.BOX, "", old_document, actor, at)
    return case


def _give(
    case: Case,
    order: Order,
    recipient: str,
    recipient_name: str,
    old_document: str,
    actor: Actor,
    at: datetime,
) -> None:
    handover = production.hand_over(
        order=order,
        recipient=recipient,
        recipient_name=recipient_name or case.person.full_name,
        old_document=old_document,
        by=actor.id,
        at=at,
    )
    keep_pickup(case, at=at)
    handed_over(case, handover, actor=actor, at=at)


@use_case
def put_into_box(*, reference: str, order: str, actor: Actor, at: datetime) -> Case:
    """Let the holder fetch it from the box; not fetched in time, it lands on a desk again."""
    case = enter(reference, actor=actor, action="put_into_box")
    look(case, "put_into_box")
    production.put_into_box(order=order_of(case, order))
    days = rules_of(case, on=local_day(at)).desk.due_days[case.state]
    until = local_day(at) + timedelta(days=days)
    arm(case, "box_not_emptied", occasion=order, due_at=morning(until))
    place_on_desk(case, at=at, due=until)
    case.save(update_fields=list(DESK_FIELDS))
    facts = {"order": order, "until": f"{until}"}
    record(case, "put_into_box", actor=actor, at=at, data=facts)
    return case


@use_case
def take_from_box(*, reference: str, order: str, actor: Actor, at: datetime) -> Case:
    """Nobody fetched it, or the holder asks for another way: it is handed over at the desk."""
    case = enter(reference, actor=actor, action="take_from_box")
    look(case, "take_from_box")
    production.take_from_box(order=order_of(case, order))
    disarm(case, at=at, occasion=order)
    _deliver_by(case, Case.Delivery.IN_PERSON, actor=actor, at=at)
    return case


@use_case
def choose_delivery(
    *, reference: str, delivery: str, reason: str, actor: Actor, at: datetime
) -> Case:
    """Hand over in another way than was chosen with the order.

    Raises `DeliveryNotOffered`, `ReasonNeeded`.
    """
    case = enter(reference, actor=actor, action="choose_delivery")
    look(case, "choose_delivery")
    if not reason.strip():
        raise ReasonNeeded
    offered = {Case.Delivery.IN_PERSON.value, *steps_of(case).pickup}
    if _is_child(case, at=at):
        offered -= {Case.Delivery.BOX}
    if delivery not in offered - {Case.Delivery.DIRECT_DELIVERY}:
        raise DeliveryNotOffered
    noted = {"code": "delivery_changed", "detail": reason, "legal_basis": ""}
    case.findings = [*case.findings, noted]
    case.save(update_fields=["findings"])
    _deliver_by(case, delivery, actor=actor, at=at)
    return case


def _deliver_by(case: Case, delivery: str, *, actor: Actor, at: datetime) -> None:
    case.delivery = delivery
    case.save(update_fields=["delivery"])
    record(case, "delivery_chosen", actor=actor, at=at, data={"delivery": delivery})


@use_case
def reclaim(*, reference: str, order: str, defect: str, actor: Actor, at: datetime) -> Case:
    """Send back a product that turned out defective at the handover; made again it costs nothing.

    The new order is a step of its own, since a photo may have to be taken again first. Raises
    `OrderUnknown`, and what `production.services.reclaim` raises.
    """
    case = enter(reference, actor=actor, action="reclaim")
    look(case, "reclaim")
    production.reclaim(order=order_of(case, order), defect=defect)
    disarm(case, at=at, occasion=order)
    drop_appointments(case, actor=actor, at=at)
    move(case, "reclaim", at=at)
    call_to_desk(case, at=at)
    record(case, "product_reclaimed", actor=actor, at=at, data={"order": order})
    return case


def _is_child(case: Case, *, at: datetime) -> bool:
    birth_date = case.person.birth_date
    return birth_date is not None and age_on(birth_date, local_day(at)) < EID_AGE


def _recipient_allowed(case: Case, recipient: str, recipient_name: str, *, at: datetime) -> None:
    if recipient == Handover.Recipient.HOLDER:
        if _is_child(case, at=at):
            raise RecipientNotAllowed
    elif recipient not in AT_THE_DESK or not recipient_name.strip():
        raise RecipientNotAllowed


AT_THE_DESK = (Handover.Recipient.GUARDIAN, Handover.Recipient.AUTHORISED)
