"""An appointment that is not needed any more is given back, and nobody comes for nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appointments.services import SlotUnknown
from authorities import service as authorities
from cases import services
from cases.services.visits import TooFarAhead
from common.calendar import local_day
from tests.journeys.office import Office
from tests.journeys.test_reopening import close, withdraw


@pytest.fixture
def booked(office: Office) -> Office:
    office.approved()
    office.pay()
    office.book(in_days=5)
    return office


def is_told(office: Office) -> None:
    assert office.case.appointments.get().status == "cancelled"
    assert "appointment_cancelled" in office.mails()
    assert "appointment_booked" not in office.mails()
    assert "appointment_cancelled" in office.events()


def test_who_is_booked_is_told_when_the_case_goes_back_to_review(booked: Office) -> None:
    services.return_to_review(
        reference=booked.reference, reason="Neue Tatsachen", actor=booked.clerk, at=booked.now
    )
    is_told(booked)


def test_and_when_it_is_withdrawn(booked: Office) -> None:
    withdraw(booked)
    is_told(booked)


def test_and_when_it_is_closed(booked: Office) -> None:
    close(booked, "departure")
    is_told(booked)


def test_a_time_booked_beside_the_one_attended_is_given_back_with_the_grant(
    booked: Office,
) -> None:
    booked.attend()
    booked.book(in_days=10)
    booked.grant()
    assert not booked.case.appointments.active().exists()
    booked.later(days=20)
    booked.clock_strikes()
    assert "appointment_missed" not in booked.events()


def test_who_has_fetched_one_of_two_documents_has_come(office: Office) -> None:
    office.approved(requests={"travel_document": {"type": "foreigner"}})
    office.pay()
    office.book()
    office.attend()
    office.grant()
    office.produce()
    booking = office.book("pickup")
    office.now = booking.starts_at
    first = office.case.orders.active().order_by("id")[0]
    services.hand_over(
        reference=office.reference,
        order=str(first.request_id),
        recipient="holder",
        recipient_name="Amal Haddad",
        old_document="withdrawn",
        actor=office.front_desk,
        at=office.now,
    )
    office.later(days=1)
    office.clock_strikes()
    assert office.case.state == "ready_for_pickup"
    assert office.case.appointments.get(pk=booking.pk).status == "attended"
    assert "appointment_missed" not in office.events()


def test_nobody_books_further_ahead_than_the_authority_opens_its_book(office: Office) -> None:
    office.approved()
    office.pay()
    rule = authorities.rules("berlin", on=local_day(office.now)).appointments["biometrics"]
    with pytest.raises(TooFarAhead):
        office.book(in_days=rule.opens_days_ahead + 1)
    booking = office.book(in_days=5)
    with pytest.raises(TooFarAhead):
        services.move_appointment(
            reference=office.reference,
            appointment=booking.public_id,
            slot=office.first_slot(in_days=rule.opens_days_ahead + 1),
            actor=office.applicant,
            at=office.now,
        )
    with pytest.raises(SlotUnknown):
        services.move_appointment(
            reference=office.reference,
            appointment=booking.public_id,
            slot="morgen früh",
            actor=office.applicant,
            at=office.now + timedelta(minutes=1),
        )
