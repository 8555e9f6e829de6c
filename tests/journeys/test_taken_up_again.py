"""A case that ended after the grant and goes on: its products are where they are."""

from __future__ import annotations

import pytest

from cases import services
from cases.services import TransitionBlocked
from production.models import Order
from tests.journeys.office import Office
from tests.journeys.test_reopening import close

TRAVEL = {"duration_months": 36, "travel_document": {"type": "foreigner"}}


@pytest.fixture
def granted(office: Office) -> Office:
    office.approved()
    office.pay()
    office.book()
    office.attend()
    office.grant()
    return office


def take_up_again(office: Office) -> None:
    services.reopen(
        reference=office.reference, reason="Doch nicht fort", actor=office.lead, at=office.now
    )
    office.later(days=1)
    office.approve()
    office.grant()


def delivered_after_the_end(office: Office) -> None:
    """The card was on its way to the holder's door when the case was closed."""
    office.case.orders.update(delivery=Order.Delivery.DIRECT)
    office.producer_says(office.case.orders.get(), "shipped", serial_number="YZ1234567")
    close(office, "departure")
    assert office.producer_says(office.case.orders.get(), "delivered")


def test_what_lay_ready_is_announced_again_and_fetched(granted: Office) -> None:
    granted.produce()
    close(granted, "departure")
    take_up_again(granted)
    assert granted.case.state == "ready_for_pickup"
    granted.hand_over()
    assert granted.case.state == "collected"


def test_what_is_delivered_after_the_end_is_recorded_and_reopens_nothing(granted: Office) -> None:
    delivered_after_the_end(granted)
    assert granted.case.state == "discontinued"
    assert "product_handed_over" in granted.events()


def test_what_was_delivered_meanwhile_is_not_waited_for(granted: Office) -> None:
    delivered_after_the_end(granted)
    take_up_again(granted)
    assert granted.case.state == "collected"


def test_no_letter_of_a_refusal_that_was_set_aside_leaves_the_house(office: Office) -> None:
    office.file(requests=TRAVEL)
    office.begin_review()
    for item, ground in (("travel_document", "identity"), ("permit", "requirements")):
        office.hear(item, ground)
        office.propose_refusal(item, ground)
        services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)
        office.later(days=3)
    assert office.case.letters.to_send().filter(kind="refusal").count() == 2
    services.reopen(
        reference=office.reference, reason="Widerspruch", actor=office.lead, at=office.now
    )
    assert not office.case.letters.to_send().filter(kind="refusal").exists()


def test_a_link_of_before_withdraws_nothing_that_was_taken_up_again(office: Office) -> None:
    office.file()
    services.announce_withdrawal(
        reference=office.reference, acknowledged_effect=True, actor=office.applicant, at=office.now
    )
    token = office.case.withdrawals.get().token
    close(office, "departure")
    services.reopen(
        reference=office.reference, reason="Doch nicht fort", actor=office.lead, at=office.now
    )
    with pytest.raises(TransitionBlocked):
        services.confirm_withdrawal(
            reference=office.reference, token=token, actor=office.amal, at=office.now
        )
    assert office.case.state == "in_review"
