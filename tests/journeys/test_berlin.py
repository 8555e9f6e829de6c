"""From the portal to the card in the hand, by the services, in Berlin's order."""

from __future__ import annotations

from decimal import Decimal

from tests.journeys.office import Office


def test_an_extension_travels_from_filing_to_the_card_in_the_hand(office: Office) -> None:
    office.approved()
    office.pay()
    office.book()
    office.attend()
    office.grant()
    office.produce()
    office.hand_over()
    assert office.states() == [
        "submitted",
        "in_review",
        "awaiting_payment",
        "awaiting_biometrics",
        "in_production",
        "ready_for_pickup",
        "collected",
    ]
    assert office.case.waiting_for == ""
    assert office.case.items.get().valid_until is not None


def test_each_step_says_what_it_must_and_nothing_twice(office: Office) -> None:
    office.approved()
    assert office.mails() == ["received", "payment_requested"]
    office.pay()
    office.book()
    office.attend()
    office.grant()
    office.produce()
    office.hand_over()
    kinds = list(office.case.messages.order_by("id").values_list("kind", flat=True))
    assert kinds == [
        "received",
        "payment_requested",
        "payment_received",
        "appointment_invitation",
        "appointment_booked",
        "ordered",
        "ready_for_pickup",
        "collected",
    ]
    assert office.letters() == [
        "confirmation",
        "fee_notice",
        "receipt",
        "appointment",
        "pickup",
        "conditions",
    ]


def test_letters_lie_in_the_portal_at_once_but_for_those_that_need_a_signature(
    office: Office,
) -> None:
    office.approved()
    ways = set(office.case.letters.values_list("kind", "way"))
    assert ways == {("confirmation", "portal"), ("fee_notice", "portal")}


def test_the_notice_charges_what_berlin_publishes_until_14_days_after_it_is_announced(
    office: Office,
) -> None:
    office.approved()
    notice = office.case.fee_notices.get()
    assert notice.total == Decimal("93.00")
    # Sent on Monday 23 November, deemed announced on Friday the 27th (§ 41(2) VwVfG).
    assert f"{notice.announced_on} {notice.due_on}" == "2026-11-27 2026-12-11"


def test_a_travel_document_is_a_second_item_with_its_own_fee_and_order(office: Office) -> None:
    office.approved(requests={"travel_document": {"type": "foreigner"}, "duration_months": 36})
    assert office.case.fee_notices.get().total == Decimal("193.00")
    office.pay()
    office.book()
    office.attend()
    office.grant()
    products = set(office.case.orders.values_list("product", flat=True))
    assert products == {"eat", "foreigner_passport"}
    office.produce()
    office.hand_over()
    assert office.case.state == "collected"
