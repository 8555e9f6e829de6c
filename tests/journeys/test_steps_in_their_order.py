"""What an authority's order of the steps means for Amal: invented authorities, one promise each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.formats import date_format
from pytest_django import Settings

from appointments import services as appointments
from cases import services
from cases.models import Case
from cases.outlook import next_step
from cases.picture import picture
from cases.services import TransitionBlocked
from cases.services.handing_over import DeliveryNotOffered
from cases.services.stored import CaptureTooOld, NothingStored
from common.calendar import local_day
from tests import cast
from tests.journeys.office import FILED_AT, Office
from tests.journeys.orders_of_steps import Plan
from tests.journeys.test_changes import change

EARLIER = "BE-2024-000001-0"
At = Callable[..., Office]


@pytest.fixture
def at(office: Office, settings: Settings, tmp_path: Path) -> At:
    """The office of an authority with this order of the steps."""

    def authority(**said: Any) -> Office:
        plan = Plan(**{"due": "at_appointment", "decision": "before_biometrics", **said})
        folder = tmp_path / "profiles"
        folder.mkdir()
        (folder / "berlin.toml").write_text(plan.profile, encoding="utf-8")
        settings.PROFILES_DIR = folder
        return office

    return authority


def by(office: Office, **further: Any) -> dict[str, Any]:
    return {"reference": office.reference, "actor": office.clerk, "at": office.now, **further}


def says_next(office: Office) -> str:
    seen = picture(office.reference, actor=office.applicant)
    assert seen is not None
    return str(next_step(seen, on=local_day(office.now)).text)


# Money


def test_who_pays_at_the_visit_is_told_how_much_and_is_not_stopped_before_it(at: At) -> None:
    office = at(due="at_appointment")
    office.approved()
    assert office.states()[-1] == "awaiting_biometrics"
    assert "93,00" in says_next(office)
    invitation = office.case.messages.get(kind="appointment_invitation")
    assert "93,00" in invitation.data["money"]["de"]
    assert "payment_requested" not in office.mails()
    office.book()
    office.attend()
    assert (office.case.state, office.case.waiting_for) == ("awaiting_payment", "applicant")
    with pytest.raises(TransitionBlocked):
        office.grant()
    office.pay()
    assert (office.case.state, office.case.waiting_for) == ("awaiting_decision", "authority")


@pytest.mark.parametrize(("due", "told"), [("at_appointment", False), ("before_appointment", True)])
def test_who_pays_at_the_visit_is_not_told_before_it_that_it_is_overdue(
    at: At, due: str, *, told: bool
) -> None:
    office = at(due=due)
    office.approved()
    usual = office.case.fee_notices.get().due_on
    if due == "at_appointment":
        booking = office.book(in_days=(usual - office.now.date()).days + 5)
        assert office.case.fees.get().due_on == booking.day
    office.until(usual + timedelta(days=1))
    office.clock_strikes()
    assert ("payment_overdue" in office.events()) is told


def test_who_was_there_and_did_not_pay_is_told(at: At) -> None:
    office = at(due="at_appointment")
    office.approved()
    booking = office.book(in_days=25)
    office.attend()
    office.until(booking.day + timedelta(days=1))
    office.clock_strikes()
    assert "payment_overdue" in office.events()


def test_what_comes_next_says_since_when_a_payment_is_overdue_and_no_more_once_it_came(
    at: At,
) -> None:
    office = at(due="before_appointment")
    office.approved()
    last_day = office.case.fee_notices.get().due_on
    office.until(last_day, hour=23)
    assert "überfällig" not in says_next(office)
    office.until(last_day + timedelta(days=1))
    since = date_format(last_day + timedelta(days=1))
    assert f"seit {since} überfällig" in says_next(office)
    office.pay()
    assert "überfällig" not in says_next(office)


def test_what_is_determined_at_the_review_is_told_along_with_the_invitation(at: At) -> None:
    office = at(due="determined_at_review")
    office.approved()
    assert {"payment_requested", "appointment_invitation"} <= set(office.mails())


def test_in_advance_nobody_is_invited_before_the_money_is_there(at: At) -> None:
    office = at(due="before_appointment")
    office.approved()
    assert office.case.state == "awaiting_payment"
    assert "appointment_invitation" not in office.mails()


# The visit before the check, and at filing


def test_where_the_decision_comes_last_one_comes_first(at: At) -> None:
    office = at(decision="after_biometrics")
    office.file()
    office.begin_review()
    services.invite(**by(office))
    assert office.case.favourable_at is None
    office.book()
    office.attend()
    assert (office.case.state, office.case.waiting_for) == ("in_review", "authority")
    office.accept_documents()
    office.answer_checks()
    office.pay()
    office.approve()
    assert office.states()[-3:] == ["awaiting_biometrics", "in_review", "awaiting_decision"]


def test_where_the_check_comes_first_nobody_is_invited_without_it(at: At) -> None:
    office = at(decision="before_biometrics")
    office.file()
    office.begin_review()
    with pytest.raises(TransitionBlocked) as refusal:
        services.invite(**by(office))
    assert "invited_after_check" in {one["code"] for one in refusal.value.blockers}


def test_what_was_taken_at_filing_is_not_taken_again(at: At) -> None:
    office = at(due="at_counter", biometrics="at_filing", originals="at_filing")
    office.record(channel="in_person")
    office.attend()
    assert office.case.fee_notices.get().total > 0
    office.pay()
    office.begin_review()
    nothing_asked_for(office)
    office.answer_checks()
    office.approve()
    assert office.case.state == "awaiting_decision"
    assert "invited_to_biometrics" not in office.events()


def nothing_asked_for(office: Office) -> None:
    for row in office.case.requirements.filter(status="open"):
        found = {"requirement": row.code, "verdict": "not_needed", "reason": "Liegt vor."}
        services.decide_requirement(**by(office, **found))


def test_online_nobody_is_at_the_counter(at: At) -> None:
    office = at()
    office.file()
    with pytest.raises(TransitionBlocked) as refusal:
        office.attend()
    assert "not_taken_at_filing" in {one["code"] for one in refusal.value.blockers}


# Stored biometrics


def captured(years_ago: float, *, family_name: str = "Haddad") -> Case:
    person = cast.amal()
    person.family_name = family_name
    person.save()
    day = FILED_AT - timedelta(days=365.25 * years_ago)
    earlier = cast.case(person=person, reference=EARLIER, at=day)
    everything = services.Taken(
        originals_seen=True, photo_taken=True, signature_taken=True, fingerprints_taken=True
    )
    appointments.record_attendance(case=earlier, booking=None, taken=everything, at=day, by="fatma")
    return earlier


def reuse(office: Office) -> Case:
    return services.reuse_biometrics(**by(office, from_case=EARLIER, originals_seen=True))


def test_stored_biometrics_spare_the_visit_and_are_what_is_ordered(at: At) -> None:
    office = at()
    earlier = captured(2)
    office.approved()
    reuse(office)
    assert office.case.state == "awaiting_payment"
    office.pay()
    office.grant()
    photo = office.case.orders.get().payload["photo"]["reference"]
    assert photo == f"{EARLIER}-photo-{earlier.attendances.get().pk}"


def test_after_seven_years_they_are_taken_anew(at: At) -> None:
    office = at()
    captured(7.1)
    office.approved()
    with pytest.raises(CaptureTooOld):
        reuse(office)
    assert not office.case.attendances.exists()


def test_what_was_taken_of_somebody_else_never_counts(at: At) -> None:
    office = at()
    captured(2, family_name="Hadad")
    office.approved()
    with pytest.raises(TransitionBlocked):
        reuse(office)


def test_another_persons_case_cannot_be_named(at: At) -> None:
    office = at()
    captured(2)
    office.approved()
    with pytest.raises(NothingStored):
        services.reuse_biometrics(**by(office, from_case="BE-2024-000002-9", originals_seen=True))


# Into the hand


def granted(office: Office, **changes: Any) -> Office:
    office.approved(**changes)
    office.book()
    office.attend()
    office.pay()
    office.grant()
    return office


WISH = {"duration_months": 24, "direct_delivery": True}


def test_what_is_sent_is_collected_when_it_was_delivered(at: At) -> None:
    office = granted(at(pickup="direct_delivery"), requests=WISH)
    order = office.case.orders.get()
    assert (office.case.delivery, order.payload["delivery"]) == ("direct_delivery", "direct")
    office.producer_says(order, "shipped", serial_number="YZ1234567")
    office.producer_says(order, "delivered")
    assert office.case.state == "collected"
    assert office.states()[-2:] == ["in_production", "collected"]


def test_what_comes_back_is_fetched_and_the_applicant_is_told(at: At) -> None:
    office = granted(at(pickup="direct_delivery"), requests=WISH)
    office.producer_says(office.case.orders.get(), "returned")
    assert (office.case.delivery, office.case.waiting_for) == ("in_person", "authority")
    assert "delivery_returned" in office.mails()


def test_a_wish_that_cannot_be_met_is_answered_with_the_reason(at: At) -> None:
    office = granted(
        at(pickup="direct_delivery"),
        requests={**WISH, "travel_document": {"type": "foreigner"}},
    )
    assert office.case.delivery == "in_person"
    assert "direct_delivery_off" in {found["code"] for found in office.case.findings}
    assert "leider nicht" in office.case.messages.get(kind="ordered").data["how"]["de"]


def test_what_was_charged_for_sending_is_offered_back_where_nothing_is_sent(at: At) -> None:
    office = granted(
        at(pickup="direct_delivery"),
        requests={**WISH, "travel_document": {"type": "foreigner"}},
    )
    charged = office.case.fee_notices.get().total
    assert "reassessment_offered" in office.events()
    office.reassess("Wird nicht gesandt.")
    current = office.case.fee_notices.get(replaced_at=None)
    assert not current.positions.filter(code="direct_delivery").exists()
    assert current.total < charged


def test_nothing_is_offered_back_where_it_is_sent(at: At) -> None:
    office = granted(at(pickup="direct_delivery"), requests=WISH)
    assert "reassessment_offered" not in office.events()


def test_by_appointment_nothing_is_handed_over_without_one(at: At) -> None:
    office = granted(at(pickup="by_appointment"))
    office.produce()
    with pytest.raises(TransitionBlocked):
        office.hand_over()
    office.now = office.book("pickup").starts_at
    office.hand_over()
    assert office.case.state == "collected"


def in_box(office: Office) -> str:
    office.produce()
    order = str(office.case.orders.get().request_id)
    services.put_into_box(**by(office, order=order))
    return order


def test_what_lies_in_the_box_is_said_neutrally_and_fetched(at: At) -> None:
    office = granted(at(pickup="box"))
    order = in_box(office)
    assert {"ready_in_box"} == {kind for kind in office.mails() if kind.startswith("ready")}
    services.record_fetched(**by(office, order=order, old_document="invalidated"))
    assert office.case.state == "collected"


def test_what_nobody_fetches_lands_on_a_desk_and_is_handed_over_there(at: At) -> None:
    office = granted(at(pickup="box"))
    order = in_box(office)
    office.later(days=30)
    office.clock_strikes()
    assert office.case.waiting_for == "authority"
    services.take_from_box(**by(office, order=order))
    assert "ready_for_pickup" in office.mails()
    office.hand_over()
    assert office.case.state == "collected"


def test_another_way_needs_a_reason_and_must_be_one_of_the_authoritys(at: At) -> None:
    office = granted(at(pickup="by_appointment"))
    office.produce()
    for way in ("box", "direct_delivery"):
        with pytest.raises(DeliveryNotOffered):
            services.choose_delivery(**by(office, delivery=way, reason="Wunsch"))
    services.choose_delivery(**by(office, delivery="in_person", reason="Wohnt weit entfernt"))
    office.hand_over()
    assert office.case.state == "collected"


def test_a_way_that_was_chosen_stays_when_something_about_the_person_changes(at: At) -> None:
    office = granted(at(pickup="by_appointment"))
    office.produce()
    services.choose_delivery(**by(office, delivery="in_person", reason="Wohnt weit entfernt"))
    change(office, family_name="Haddad-Krüger")
    assert office.case.delivery == "in_person"


def test_a_defect_found_at_the_counter_is_made_good_free_of_charge(at: At) -> None:
    office = granted(at())
    office.produce()
    first = office.case.orders.get()
    services.reclaim(
        **by(office, order=str(first.request_id), defect="Der Name ist falsch geschrieben.")
    )
    assert (office.case.state, office.case.waiting_for) == ("in_production", "authority")
    services.repeat_order(**by(office))
    assert not office.case.fees.outstanding().exists()
    office.produce()
    office.hand_over()
    assert office.case.state == "collected"
    assert office.case.handovers.get().order != first
