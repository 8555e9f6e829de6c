"""From an order to the card that lies ready: what is ordered, what the producer says, the check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from applicants.models import Person
from authorities import service as authorities
from cases.capture import stored
from cases.handover import at_the_desk, choose
from cases.models import Case, Item
from common.actor import Actor, system_for
from common.calendar import local_day
from common.errors import DomainError
from production import services as production
from production.models import Handover, Order, Product
from production.producer import OrderReport, ProducerNews
from production.services import Holder, ProductData

from .core import call_to_desk, end_waiting, enter, look, move, record, use_case
from .staying import end_proof

PRODUCTS = {
    "": Product.EAT,
    "foreigner": Product.FOREIGNER_PASSPORT,
    "refugee": Product.REFUGEE_PASSPORT,
    "stateless": Product.STATELESS_PASSPORT,
}


class OrderUnknown(DomainError):
    code = "order_unknown"
    sentence = _("This case has no such order.")


def place_orders(case: Case, *, at: datetime) -> None:
    """Order every granted item that has no standing order, and say how each is handed over.

    Why a wish for direct delivery cannot be met stands in the findings; it is a wish no more, so
    that nobody is charged for it.
    """
    unordered = list(case.items.granted().unordered().order_by("kind"))
    if not unordered:  # and the way that was chosen since for what is under way stays
        return
    _choose_delivery(case, at=at)
    for item in unordered:
        production.place(
            case=case,
            item=item,
            product=PRODUCTS[item.subtype],
            data=_product_data(case, item, at=at),
            at=at,
        )


def _choose_delivery(case: Case, *, at: datetime) -> None:
    choice = choose(case, on=local_day(at))
    case.delivery = choice.way
    case.findings = case.findings + [
        {"code": "direct_delivery_off", "detail": str(why), "legal_basis": "§ 60a Abs. 2 AufenthV"}
        for why in choice.unmet
    ]
    if choice.unmet:
        case.requests = {**case.requests, "direct_delivery": False}
    case.save(update_fields=["delivery", "findings", "requests"])


def _product_data(case: Case, item: Item, *, at: datetime) -> ProductData:
    person = case.person
    if item.valid_from is None or item.valid_until is None or person.birth_date is None:
        raise ValueError("only what has been granted to somebody known is ordered")
    permit = item.kind == Item.Kind.PERMIT
    return ProductData(
        holder=_holder(person),
        photo_reference=_latest(case, "photo", photo_taken=True),
        signature_reference=_latest(case, "signature", signature_taken=True),
        fingerprints_reference=_latest(case, "prints", fingerprints_taken=True),
        valid_from=item.valid_from,
        valid_until=item.valid_until,
        legal_basis=_printed_basis(case, at=at) if permit else "",
        delivery=Order.Delivery.DIRECT if _sent_directly(case) else Order.Delivery.TO_AUTHORITY,
        remarks=tuple(item.nebenbestimmungen.order_by("id").values_list("text", flat=True)),
    )


def _sent_directly(case: Case) -> bool:
    return bool(case.delivery == Case.Delivery.DIRECT_DELIVERY)


def _latest(case: Case, what: str, **taken: bool) -> str:
    """Where the latest capture of it is kept; empty where none was taken."""
    capture = case.attendances.filter(**taken).order_by("at").last()
    if capture and capture.reused_from:
        visits = stored(case).filter(case__reference=capture.reused_from, **taken)
        capture = visits.select_related("case").order_by("at").last()
    return f"{capture.case.reference}-{what}-{capture.pk}" if capture else ""


def _holder(person: Person) -> Holder:
    return Holder(
        family_name=person.family_name,
        given_names=person.given_names,
        birth_name=person.birth_name,
        birth_date=f"{person.birth_date}",
        birth_place=person.birth_place,
        nationality=person.nationalities[0],
        gender=person.gender,
        street=person.street,
        postal_code=person.postal_code,
        city=person.municipality,
    )


def _printed_basis(case: Case, *, at: datetime) -> str:
    return authorities.legal_basis_label(case.legal_basis, on=local_day(at))


@use_case
def repeat_order(*, reference: str, actor: Actor, at: datetime) -> Case:
    """Order again what the producer rejected or what came back defective."""
    case = enter(reference, actor=actor, action="repeat_order")
    look(case, "repeat_order")
    for item in case.items.granted().unordered().order_by("kind"):
        last = item.orders.latest("placed_at")
        fresh = production.repeat(order=last, data=_product_data(case, item, at=at), at=at)
        facts = {"order": str(fresh.request_id), "instead_of": str(last.request_id)}
        record(case, "order_repeated", actor=actor, at=at, data=facts)
    case.waiting_for, case.updated_at = "producer", at
    case.save(update_fields=["waiting_for", "updated_at"])
    return case


@use_case
def take_producer_news(*, order: Order, news: ProducerNews, at: datetime) -> bool:
    """A message from the producer; delivered twice or out of order, it counts once.

    Returns whether it moved the order. A rejection lands on a desk.
    """
    case, fresh, clock = _heard_of(order)
    moved = production.take_message(order=fresh, message=news, at=at)
    if moved:
        _tell_progress(case, fresh, clock, at=at)
    return moved


@use_case
def take_order_report(*, order: Order, report: OrderReport | None, at: datetime) -> bool:
    """What the producer answered when asked, because a message may have been lost."""
    case, fresh, clock = _heard_of(order)
    moved = production.reconcile(order=fresh, report=report, at=at)
    if moved:
        _tell_progress(case, fresh, clock, at=at)
    return moved


@use_case
def take_order_sent(*, order: Order, producer_reference: str, at: datetime) -> bool:
    """The producer has taken the order. News that came faster stand."""
    case, fresh, clock = _heard_of(order)
    first = fresh.sent_at is None
    production.mark_sent(order=fresh, producer_reference=producer_reference, at=at)
    if first:
        facts = {"order": str(fresh.request_id)}
        record(case, "order_sent", actor=clock, at=at, data=facts)
    return first


@use_case
def take_order_refused(*, order: Order, reason: str, at: datetime) -> bool:
    """The producer will not even take the order: a person has to look."""
    case, fresh, clock = _heard_of(order)
    production.refuse(order=fresh, reason=reason, at=at)
    _tell_progress(case, fresh, clock, at=at)
    return True


@use_case
def postpone_order(*, order: Order, error: str, at: datetime, jitter: float) -> bool:
    """Nobody could be reached; the order is tried again later."""
    _case, fresh, _clock = _heard_of(order)
    production.postpone(order=fresh, error=error, at=at, jitter=jitter)
    return False


def _heard_of(order: Order) -> tuple[Case, Order, Actor]:
    clock = system_for(order.authority, sandbox=order.sandbox)
    case = enter(order.case.reference, actor=clock, action="take_producer_news")
    return case, case.orders.get(pk=order.pk), clock


def _tell_progress(case: Case, order: Order, clock: Actor, *, at: datetime) -> None:
    """A rejection lands on a desk; so does what has been shipped, to be received."""
    facts = {"order": str(order.request_id), "status": order.status}
    if order.delivery == Order.Delivery.DIRECT and order.status in ENDS:
        ENDS[order.status](case, order, clock, at)
    elif order.status == Order.Status.REJECTED:
        facts["reason"] = order.rejection_code
        call_to_desk(case, at=at)
        record(case, "order_rejected", actor=clock, at=at, data=facts)
    else:
        record(case, "production_progress", actor=clock, at=at, data=facts)


def _delivered(case: Case, order: Order, clock: Actor, at: datetime) -> None:
    """In the holder's hand, whom the carrier has identified (§ 60a(2) AufenthV)."""
    handed_over(case, order.handover, actor=clock, at=at)


def _returned(case: Case, order: Order, clock: Actor, at: datetime) -> None:
    """Nobody took it: it is checked here again, and fetched."""
    case.delivery = at_the_desk(case, on=local_day(at))
    case.save(update_fields=["delivery"])
    call_to_desk(case, at=at)
    facts = {"order": str(order.request_id)}
    record(case, "delivery_returned", actor=clock, at=at, data=facts)


Ended = Callable[[Case, Order, Actor, datetime], None]
ENDS: Mapping[str, Ended] = {
    Order.Status.HANDED_OVER: _delivered,
    Order.Status.RETURNED: _returned,
}


def handed_over(case: Case, handover: Handover, *, actor: Actor, at: datetime) -> None:
    """What a product in a hand leads to; with the last one the case is collected.

    The grant is announced by handing over the card: then the fiction ends.
    """
    facts = {
        "order": str(handover.order.request_id),
        "recipient": handover.recipient,
        "old_document": handover.old_document,
    }
    record(case, "product_handed_over", actor=actor, at=at, data=facts)
    if handover.order.item.kind == Item.Kind.PERMIT:
        end_proof(case, actor=actor, at=at)
    complete_if_done(case, actor=actor, at=at)


def complete_if_done(case: Case, *, actor: Actor, at: datetime) -> None:
    """With the last product in a hand the case is collected; one that has ended stays as it is."""
    if case.can_start("complete") and not case.blockers("complete"):
        _complete(case, actor=actor, at=at)


def _complete(case: Case, *, actor: Actor, at: datetime) -> None:
    end_waiting(case, at=at)
    move(case, "complete", at=at)
    record(case, "collected", actor=actor, at=at)


@use_case
def receive_product(*, reference: str, order: str, actor: Actor, at: datetime) -> Case:
    """A product has arrived at the authority. Raises `OrderUnknown`, `OrderNotAtThisStep`."""
    case = enter(reference, actor=actor, action="receive_product")
    look(case, "receive_product")
    row = order_of(case, order)
    production.receive(order=row, at=at)
    call_to_desk(case, at=at)
    record(case, "product_received", actor=actor, at=at, data={"order": order})
    return case


@use_case
def check_product(
    *, reference: str, order: str, flawless: bool, remark: str, actor: Actor, at: datetime
) -> Case:
    """The incoming check of data, photo and chip; when all products passed, pickup is announced."""
    case = enter(reference, actor=actor, action="check_product")
    look(case, "check_product")
    row = order_of(case, order)
    production.check(order=row, flawless=flawless, remark=remark, by=actor.id, at=at)
    facts = {"order": order, "flawless": flawless}
    record(case, "product_checked", actor=actor, at=at, data=facts)
    if flawless:
        announce_if_ready(case, actor=actor, at=at)
    else:
        call_to_desk(case, at=at)
    return case


def announce_if_ready(case: Case, *, actor: Actor, at: datetime) -> None:
    """Pickup is announced once everything granted has come and passed the incoming check."""
    if not case.can_start("announce_pickup") or case.blockers("announce_pickup"):
        return
    move(case, "announce_pickup", at=at)
    record(case, "pickup_announced", actor=actor, at=at, data={"delivery": case.delivery})
    if case.delivery == Case.Delivery.BOX:  # the applicant's turn comes when it lies in there
        call_to_desk(case, at=at)


def order_of(case: Case, request_id: str) -> Order:
    """An order of this case that stands. Raises `OrderUnknown`."""
    row = case.orders.active().filter(request_id=request_id).first()
    if row is None:
        raise OrderUnknown
    return row
