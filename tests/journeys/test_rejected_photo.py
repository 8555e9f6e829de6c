"""A photo that the producer cannot use is taken again: the same one would be rejected for ever."""

from __future__ import annotations

import pytest

from cases import services
from cases.services import TransitionBlocked
from tests.journeys.office import Office


@pytest.fixture
def in_production(office: Office) -> Office:
    office.approved()
    office.pay()
    office.book()
    office.attend()
    office.grant()
    return office


def reject(office: Office) -> None:
    office.producer_says(
        office.case.orders.active().get(),
        "order_rejected",
        rejection_code="photo_quality",
        rejection_text="Unscharf",
    )


def retake(office: Office) -> None:
    taken = services.Taken(
        originals_seen=False, photo_taken=True, signature_taken=False, fingerprints_taken=False
    )
    services.record_attendance(
        reference=office.reference, taken=taken, actor=office.front_desk, at=office.now
    )


def test_the_new_photo_is_ordered_with_the_prints_taken_before(in_production: Office) -> None:
    before = in_production.case.orders.get().payload
    reject(in_production)
    in_production.later(days=3)
    retake(in_production)
    assert (in_production.case.state, in_production.case.waiting_for) == (
        "in_production",
        "authority",
    )
    services.repeat_order(
        reference=in_production.reference, actor=in_production.clerk, at=in_production.now
    )
    after = in_production.case.orders.active().get().payload
    assert after["photo"]["reference"] != before["photo"]["reference"]
    assert after["fingerprintsReference"] == before["fingerprintsReference"]
    assert after["signatureReference"] == before["signatureReference"]


def test_while_the_order_stands_nothing_is_taken_again(in_production: Office) -> None:
    with pytest.raises(TransitionBlocked) as refusal:
        retake(in_production)
    assert [blocker["code"] for blocker in refusal.value.blockers] == ["nothing_to_take"]


def test_nothing_is_ordered_again_while_money_is_owed(in_production: Office) -> None:
    """As the first order: the reason is named, and the database is not run into."""
    services.charge_position(
        reference=in_production.reference,
        line="fiktionsbescheinigung",
        facts={},
        reason="auf Antrag",
        actor=in_production.clerk,
        at=in_production.now,
    )
    reject(in_production)
    retake(in_production)
    with pytest.raises(TransitionBlocked) as refusal:
        services.repeat_order(
            reference=in_production.reference, actor=in_production.clerk, at=in_production.now
        )
    assert [one["code"] for one in refusal.value.blockers] == ["fees_outstanding"]
