"""An order on its way: sent once, moved by news, checked, repeated, handed over."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access.scope import scoped
from cases.models import Case, Item
from production import services
from production.models import Handover, Order, Product
from production.producer import OrderReport, ProducerNews
from production.services import (
    DefectUndescribed,
    Holder,
    OrderNotAtThisStep,
    OrderStands,
    ProductData,
    RecipientUnnamed,
)
from tests import cast

pytestmark = pytest.mark.django_db

LATER = cast.NOON + timedelta(hours=2)
CARD = ProductData(
    holder=Holder(
        family_name="Haddad",
        given_names="Amal",
        birth_date="1990-05-01",
        nationality="SY",
        street="Turmstraße 1",
        postal_code="10559",
        city="Berlin",
    ),
    photo_reference="0b6c",
    valid_from=date(2026, 11, 23),
    valid_until=date(2029, 11, 22),
    legal_basis="§ 25 Abs. 5 AufenthG",
    remarks=("Erwerbstätigkeit erlaubt",),
)


@pytest.fixture(autouse=True)
def within_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


@pytest.fixture
def amals_case() -> Case:
    """Her permit has been granted."""
    case = cast.case()
    case.items.update(decision="granted", decided_at=cast.NOON, decided_by="karin")
    return case


def place(case: Case) -> Order:
    item = case.items.get()
    return services.place(case=case, item=item, product=Product.EAT, data=CARD, at=cast.NOON)


@pytest.fixture
def order(amals_case: Case) -> Order:
    """Placed, not sent."""
    return place(amals_case)


@pytest.fixture
def sent(order: Order) -> Order:
    services.mark_sent(order=order, producer_reference="P-000001", at=cast.NOON)
    return order


def news(order: Order, status: str, *, message_id: str = "", **facts: str) -> ProducerNews:
    return ProducerNews(
        message_id=message_id or f"m-{status}",
        request_id=order.request_id,
        producer_reference="P-000001",
        status=status,
        at=cast.NOON,
        **facts,
    )


def tell(order: Order, status: str, **facts: str) -> bool:
    moved = services.take_message(order=order, message=news(order, status, **facts), at=LATER)
    order.refresh_from_db()
    return moved


def report(order: Order, status: str, **facts: str) -> OrderReport:
    return OrderReport(
        request_id=order.request_id,
        producer_reference="P-000001",
        status=status,
        at=cast.NOON,
        **facts,
    )


def come_back(order: Order) -> Order:
    tell(order, "shipped", serial_number="SIM000001")
    services.receive(order=order, at=LATER)
    return order


# Ordering


def test_an_order_waits_to_be_sent_with_all_the_producer_needs(order: Order) -> None:
    order.refresh_from_db()
    assert (order.status, order.next_attempt_at) == (Order.Status.PLACED, cast.NOON)
    assert order.payload["authority"] == "berlin"
    assert order.payload["holder"]["familyName"] == "Haddad"
    assert order.payload["holder"]["birthName"] is None
    assert (order.payload["validUntil"], order.payload["remarks"]) == (
        "2029-11-22",
        ["Erwerbstätigkeit erlaubt"],
    )


def test_the_sandbox_has_a_mailbox_of_its_own() -> None:
    assert services.mailbox(authority="berlin", sandbox=True) == "berlin-sandbox"
    assert services.mailbox(authority="berlin", sandbox=False) == "berlin"


def test_an_item_is_ordered_once(order: Order) -> None:
    with pytest.raises(OrderStands):
        place(order.case)


def test_nothing_is_ordered_before_a_grant() -> None:
    with pytest.raises(IntegrityError, match="not been granted"), transaction.atomic():
        place(cast.case())


def test_an_order_that_is_called_off_is_not_sent_any_more(order: Order) -> None:
    services.call_off(order=order)
    order.refresh_from_db()
    assert (order.active, order.next_attempt_at) == (False, None)


def test_an_order_that_has_left_cannot_be_called_off(sent: Order) -> None:
    with pytest.raises(OrderNotAtThisStep):
        services.call_off(order=sent)
    sent.refresh_from_db()
    assert sent.active


def test_an_order_called_off_while_it_was_being_sent_stands_for_its_card_will_come(
    order: Order,
) -> None:
    services.call_off(order=order)
    services.mark_sent(order=order, producer_reference="P-000001", at=LATER)
    order.refresh_from_db()
    assert (order.active, order.status) == (True, Order.Status.SENT)


def test_one_that_was_placed_in_its_stead_stands_alone(order: Order) -> None:
    services.call_off(order=order)
    other = services.place(
        case=order.case, item=order.item, product=Product.EAT, data=CARD, at=cast.NOON
    )
    services.mark_sent(order=order, producer_reference="P-1", at=cast.NOON)
    assert list(order.item.orders.active()) == [other]


def test_an_order_that_was_taken_waits_for_news(sent: Order) -> None:
    sent.refresh_from_db()
    assert (sent.status, sent.sent_at) == (Order.Status.SENT, cast.NOON)
    assert sent.producer_reference == "P-000001"
    assert sent.next_attempt_at == cast.NOON + services.ASK_AGAIN_AFTER


def test_news_that_is_faster_than_the_answer_stands(order: Order) -> None:
    assert tell(order, "order_accepted")
    services.mark_sent(order=order, producer_reference="P-000001", at=LATER)
    order.refresh_from_db()
    assert order.status == Order.Status.ACCEPTED
    assert (order.sent_at, order.producer_reference) == (LATER, "P-000001")


def test_attempts_are_put_off_longer_and_longer_and_never_beyond_bounds(order: Order) -> None:
    waits = []
    for _ in range(12):
        services.postpone(order=order, error="producer_unavailable", at=cast.NOON)
        order.refresh_from_db()
        assert order.next_attempt_at is not None
        waits.append((order.next_attempt_at - cast.NOON).total_seconds())
    assert waits[:4] == [30, 60, 120, 240]
    assert waits[-1] == 3600
    assert (order.attempts, order.last_error) == (12, "producer_unavailable")


def test_jitter_spreads_the_attempts_around_the_wait(order: Order) -> None:
    services.postpone(order=order, error="", at=cast.NOON, jitter=0.0)
    assert order.next_attempt_at == cast.NOON + timedelta(seconds=15)
    services.postpone(order=order, error="", at=cast.NOON, jitter=1.0)
    assert order.next_attempt_at == cast.NOON + timedelta(seconds=90)


def test_an_order_the_producer_will_not_take_is_rejected_and_rests(order: Order) -> None:
    services.refuse(order=order, reason="malformed", at=LATER)
    order.refresh_from_db()
    assert (order.status, order.active) == (Order.Status.REJECTED, False)
    assert (order.rejection_code, order.next_attempt_at) == ("malformed", None)


# News


def test_news_moves_the_order_until_it_is_shipped(sent: Order) -> None:
    assert tell(sent, "order_accepted")
    assert sent.next_attempt_at == LATER + services.ASK_AGAIN_AFTER
    assert tell(sent, "in_production")
    assert tell(sent, "shipped", serial_number="SIM000001")
    assert (sent.status, sent.serial_number) == (Order.Status.SHIPPED, "SIM000001")
    assert sent.next_attempt_at is None


def test_a_message_is_taken_once(sent: Order) -> None:
    assert tell(sent, "order_accepted", message_id="m-000001")
    assert not tell(sent, "order_accepted", message_id="m-000001")
    assert sent.messages.count() == 1


def test_older_news_is_kept_and_leads_nowhere(sent: Order) -> None:
    assert tell(sent, "in_production")
    assert not tell(sent, "order_accepted")
    assert sent.status == Order.Status.IN_PRODUCTION
    assert sent.messages.count() == 2


def test_news_of_an_unknown_kind_is_kept_and_leads_nowhere(sent: Order) -> None:
    assert not tell(sent, "resting_over_the_weekend")
    assert sent.status == Order.Status.SENT
    assert sent.messages.get().status == "resting_over_the"


def test_equal_ids_at_two_orders_are_two_messages(sent: Order) -> None:
    """A producer that was set up anew numbers its messages from one again."""
    tell(sent, "order_rejected", message_id="m-000001")
    second = services.repeat(order=sent, data=CARD, at=LATER)
    assert tell(second, "order_accepted", message_id="m-000001")


def test_a_rejection_ends_the_order_and_nothing_revives_it(sent: Order) -> None:
    assert tell(sent, "order_rejected", rejection_code="photo_quality", rejection_text="Bild")
    assert (sent.status, sent.active) == (Order.Status.REJECTED, False)
    assert (sent.rejection_code, sent.rejection_text) == ("photo_quality", "Bild")
    assert not tell(sent, "order_accepted")
    assert (sent.status, sent.active) == (Order.Status.REJECTED, False)


def test_a_serial_number_that_comes_after_the_card_is_still_noted(sent: Order) -> None:
    tell(sent, "in_production")
    services.receive(order=sent, at=LATER)
    assert not tell(sent, "shipped", serial_number="SIM000001")
    assert (sent.status, sent.serial_number) == (Order.Status.RECEIVED, "SIM000001")


# Asking


def test_asking_makes_up_for_lost_messages(sent: Order) -> None:
    shipped = report(sent, "shipped", serial_number="SIM000001")
    assert services.reconcile(order=sent, report=shipped, at=LATER)
    assert not services.reconcile(order=sent, report=shipped, at=LATER)
    sent.refresh_from_db()
    assert (sent.status, sent.serial_number) == (Order.Status.SHIPPED, "SIM000001")
    assert not tell(sent, "in_production")
    assert sent.status == Order.Status.SHIPPED


def test_an_order_nobody_has_looked_at_is_asked_about_again_later(sent: Order) -> None:
    assert not services.reconcile(order=sent, report=report(sent, "ordered"), at=LATER)
    sent.refresh_from_db()
    assert sent.status == Order.Status.SENT
    assert sent.next_attempt_at == LATER + services.ASK_AGAIN_AFTER


def test_an_order_that_got_lost_is_sent_again_but_never_one_that_was_accepted(
    sent: Order,
) -> None:
    before = sent.request_id
    assert not services.reconcile(order=sent, report=None, at=LATER)
    sent.refresh_from_db()
    assert (sent.status, sent.next_attempt_at) == (Order.Status.PLACED, LATER)
    assert sent.request_id == before
    tell(sent, "order_accepted")
    assert not services.reconcile(order=sent, report=None, at=LATER)
    sent.refresh_from_db()
    assert (sent.status, sent.last_error) == (Order.Status.ACCEPTED, "order_unknown")


# At the authority


def test_a_flawless_product_is_ready_and_is_handed_over_once(sent: Order) -> None:
    come_back(sent)
    services.check(order=sent, flawless=True, remark="", by="fatma", at=LATER)
    handover = hand_over(sent)
    sent.refresh_from_db()
    assert (sent.status, sent.active) == (Order.Status.HANDED_OVER, True)
    assert (sent.checked_by, sent.received_at) == ("fatma", LATER)
    assert (handover.recipient_name, handover.by) == ("Amal Haddad", "fatma")
    with pytest.raises(OrderNotAtThisStep):
        hand_over(sent)


def hand_over(order: Order, **changes: Any) -> Handover:
    facts = {
        "recipient": Handover.Recipient.HOLDER,
        "recipient_name": " Amal Haddad ",
        "old_document": "withdrawn",
    }
    return services.hand_over(order=order, by="fatma", at=LATER, **{**facts, **changes})


def test_a_product_is_handed_to_somebody_with_a_name_and_only_when_ready(sent: Order) -> None:
    come_back(sent)
    with pytest.raises(OrderNotAtThisStep):
        hand_over(sent)
    services.check(order=sent, flawless=True, remark="", by="fatma", at=LATER)
    with pytest.raises(RecipientUnnamed):
        hand_over(sent, recipient_name="  ")
    assert not Handover.objects.exists()


def test_a_defective_product_is_described_and_ordered_again(sent: Order) -> None:
    come_back(sent)
    with pytest.raises(DefectUndescribed):
        services.check(order=sent, flawless=False, remark=" ", by="fatma", at=LATER)
    services.check(order=sent, flawless=False, remark="Chip stumm", by="fatma", at=LATER)
    sent.refresh_from_db()
    assert (sent.status, sent.active) == (Order.Status.DEFECTIVE, False)
    assert sent.check_remark == "Chip stumm"
    again = services.repeat(order=sent, data=CARD, at=LATER)
    assert again.request_id != sent.request_id
    assert (again.item, again.product) == (sent.item, sent.product)


def test_only_what_was_rejected_or_is_defective_is_repeated_and_only_once(sent: Order) -> None:
    with pytest.raises(OrderNotAtThisStep):
        services.repeat(order=sent, data=CARD, at=LATER)
    tell(sent, "order_rejected", rejection_code="photo_quality")
    services.repeat(order=sent, data=CARD, at=LATER)
    with pytest.raises(OrderStands):
        services.repeat(order=sent, data=CARD, at=LATER)


def test_a_card_can_come_although_its_shipping_was_never_told_but_not_unsent(
    order: Order,
) -> None:
    with pytest.raises(OrderNotAtThisStep):
        services.receive(order=order, at=LATER)
    tell(order, "order_accepted")
    services.receive(order=order, at=LATER)
    assert order.status == Order.Status.RECEIVED


# Sent to the holder


@pytest.fixture
def direct(amals_case: Case) -> Order:
    """Amal's card, to be sent to her."""
    data = replace(CARD, delivery=Order.Delivery.DIRECT)
    order = services.place(
        case=amals_case, item=amals_case.items.get(), product=Product.EAT, data=data, at=cast.NOON
    )
    services.mark_sent(order=order, producer_reference="P-000001", at=cast.NOON)
    return order


def test_what_is_delivered_is_in_the_holders_hand(direct: Order) -> None:
    tell(direct, "shipped", serial_number="SIM000001")
    assert (
        direct.next_attempt_at is not None
    )  # the end of its way is asked for, should news be lost
    assert tell(direct, "delivered")
    assert (direct.status, direct.active) == (Order.Status.HANDED_OVER, True)
    assert (direct.handover.recipient, direct.handover.recipient_name) == (
        "delivery",
        "Amal Haddad",
    )
    assert not tell(direct, "returned")


def test_what_nobody_took_comes_back_and_is_handed_over_at_the_desk(direct: Order) -> None:
    assert tell(direct, "returned")
    assert direct.status == Order.Status.RETURNED
    services.receive(order=direct, at=LATER)
    services.check(order=direct, flawless=True, remark="", by="fatma", at=LATER)
    assert hand_over(direct).recipient == "holder"


def test_what_comes_to_the_authority_is_never_delivered_by_itself(sent: Order) -> None:
    assert not tell(sent, "delivered")
    assert sent.status == Order.Status.SENT
    assert not Handover.objects.exists()


def test_the_producer_is_told_where_it_goes(direct: Order) -> None:
    assert direct.payload["delivery"] == "direct"


# The box, and what turns out defective


@pytest.fixture
def ready(sent: Order) -> Order:
    come_back(sent)
    services.check(order=sent, flawless=True, remark="", by="fatma", at=LATER)
    return sent


def test_out_of_the_box_a_product_is_fetched_or_taken_back_to_the_desk(ready: Order) -> None:
    services.put_into_box(order=ready)
    with pytest.raises(OrderNotAtThisStep):
        hand_over(ready)
    services.take_from_box(order=ready)
    with pytest.raises(OrderNotAtThisStep):
        hand_over(ready, recipient=Handover.Recipient.BOX)
    services.put_into_box(order=ready)
    assert hand_over(ready, recipient=Handover.Recipient.BOX).recipient == "box"


def test_only_what_was_released_goes_into_the_box(sent: Order) -> None:
    with pytest.raises(OrderNotAtThisStep):
        services.put_into_box(order=sent)


def test_a_defect_found_at_the_handover_is_described_and_ordered_again(ready: Order) -> None:
    with pytest.raises(DefectUndescribed):
        services.reclaim(order=ready, defect=" ")
    services.reclaim(order=ready, defect="Name falsch geschrieben")
    assert (ready.status, ready.active) == (Order.Status.DEFECTIVE, False)
    assert services.repeat(order=ready, data=CARD, at=LATER).status == Order.Status.PLACED


def test_what_is_not_here_cannot_be_sent_back(sent: Order) -> None:
    with pytest.raises(OrderNotAtThisStep):
        services.reclaim(order=sent, defect="Chip stumm")


def test_two_items_are_ordered_each_on_its_own(amals_case: Case, order: Order) -> None:
    passport = cast.travel_document(amals_case)
    Item.objects.filter(pk=passport.pk).update(
        decision="granted", decided_at=cast.NOON, decided_by="karin"
    )
    second = services.place(
        case=amals_case,
        item=passport,
        product=Product.FOREIGNER_PASSPORT,
        data=CARD,
        at=datetime(2026, 11, 24, 9, tzinfo=cast.NOON.tzinfo),
    )
    assert isinstance(second.request_id, uuid.UUID)
    assert amals_case.orders.active().count() == 2
