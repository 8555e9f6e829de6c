"""What changes about a person while the case is open re-opens what it touches, and only that."""

from __future__ import annotations

from typing import Any

import pytest

from cases import services
from cases.models import Check
from cases.services.changes import SUBJECT_OF
from cases.services.touching import REOPEN, TOUCHES, Subject, Touch
from common.inputs import parse
from documents.models import Requirement
from tests.journeys.office import Office

AMAL: dict[str, Any] = {
    "family_name": "Haddad",
    "given_names": "Amal",
    "nationalities": ["SY"],
    "language": "de",
    "email": "amal.haddad@example.org",
    "residence": {"street": "Turmstraße 1", "postal_code": "10559", "municipality": "Berlin"},
    "identity_document": {
        "kind": "passport",
        "number": "N01234567",
        "issued_by": "SY",
        "valid_until": "2030-03-31",
    },
}
NEW_PASSPORT = {
    "kind": "passport",
    "number": "N07654321",
    "issued_by": "SY",
    "valid_until": "2034-10-01",
}
NEW_HOME = {"street": "Huttenstraße 5", "postal_code": "10553", "municipality": "Berlin"}
LEIPZIG = {"street": "Georgiring 1", "postal_code": "04103", "municipality": "Leipzig"}
CHANGES: dict[Subject, dict[str, Any]] = {
    Subject.PASSPORT: {"identity_document": NEW_PASSPORT},
    Subject.NAME: {"family_name": "Haddad-Krüger"},
    Subject.ADDRESS: {"residence": LEIPZIG},
    Subject.NATIONALITY: {"nationalities": ["SY", "TR"]},
    Subject.CONTACT: {"email": "amal@example.net", "language": "en"},
    Subject.REPRESENTATIVE: {
        "representative": {"kind": "authorised", "name": "Ines Roth", "email": "roth@example.org"}
    },
}

ORDERS = {Touch.ORDER, Touch.ADDRESS_ORDERED}


def change(office: Office, **different: Any) -> None:
    services.record_change(
        reference=office.reference,
        told=parse(services.PersonTold, {**AMAL, **different}),
        proof="Vorgelegt am Schalter",
        actor=office.front_desk,
        at=office.now,
    )


def state_of(office: Office) -> dict[Touch, object]:
    """Everything that any change could touch, as it stands."""
    case = office.case
    notes = {found["code"] for found in case.findings}
    copy = case.requirements.filter(code="passport_copy").values_list("status", flat=True)
    return {
        Touch.PASSPORT_COPY: list(copy),
        Touch.CHECKS: list(case.checks.order_by("id").values_list("code", "status")),
        Touch.FEES: "assessment_offered" in notes,
        Touch.ORDER: (
            list(case.orders.order_by("id").values_list("request_id", "active")),
            "ordered_with_old_data" in notes,
        ),
        Touch.ADDRESS_ORDERED: "ordered_with_old_address" in notes,
        Touch.DISTRICT: "left_district" in notes,
        Touch.DIRECT_DELIVERY: (
            case.requests.get("direct_delivery"),
            "direct_delivery_ended" in notes,
        ),
    }


@pytest.fixture
def in_review(office: Office) -> Office:
    office.file(requests={"duration_months": 36, "direct_delivery": True})
    office.begin_review()
    office.accept_documents()
    office.answer_checks()
    office.approve()
    return office


@pytest.fixture
def ordered(office: Office) -> Office:
    office.approved()
    office.pay()
    office.book()
    office.attend()
    office.grant()
    return office


@pytest.mark.parametrize("subject", Subject)
def test_each_change_touches_what_the_table_says_and_nothing_else(
    in_review: Office, subject: Subject
) -> None:
    """Nothing is ordered yet, so there is no order to touch."""
    before, state = state_of(in_review), in_review.case.state
    change(in_review, **CHANGES[subject])
    after = state_of(in_review)
    touched = {touch for touch in Touch if before[touch] != after[touch]}
    assert touched == TOUCHES[subject] - ORDERS
    assert in_review.case.state == state
    assert in_review.case.favourable_at is not None


@pytest.mark.parametrize("subject", Subject)
def test_an_order_that_has_not_left_is_made_anew_where_the_table_says_so(
    ordered: Office, subject: Subject
) -> None:
    (first,) = ordered.case.orders.active()
    change(ordered, **CHANGES[subject])
    (standing,) = ordered.case.orders.active()
    assert (standing.pk != first.pk) == bool(TOUCHES[subject] & ORDERS)


def test_the_table_is_complete() -> None:
    assert set(TOUCHES) == set(Subject) == set(SUBJECT_OF.values())
    assert set(REOPEN) == set(Touch)


def test_an_order_made_anew_has_the_new_name(ordered: Office) -> None:
    change(ordered, family_name="Haddad-Krüger")
    holder = ordered.case.orders.active().get().payload["holder"]
    assert holder["familyName"] == "Haddad-Krüger"
    assert "ordered_with_old_data" not in [found["code"] for found in ordered.case.findings]


def test_a_card_that_is_being_made_is_a_matter_for_a_person(ordered: Office) -> None:
    (order,) = ordered.case.orders.active()
    services.take_order_sent(order=order, producer_reference="P-1", at=ordered.now)
    change(ordered, family_name="Haddad-Krüger")
    assert ordered.case.orders.active().get().pk == order.pk
    assert "ordered_with_old_data" in [found["code"] for found in ordered.case.findings]
    assert ordered.case.waiting_for == "authority"


def test_an_old_address_on_a_card_needs_no_new_card(ordered: Office) -> None:
    (order,) = ordered.case.orders.active()
    services.take_order_sent(order=order, producer_reference="P-1", at=ordered.now)
    change(ordered, residence=NEW_HOME)
    notes = [found["code"] for found in ordered.case.findings]
    assert "ordered_with_old_address" in notes
    assert "ordered_with_old_data" not in notes


def test_the_old_value_is_kept_with_its_proof_and_the_event_names_nobody(
    in_review: Office,
) -> None:
    change(in_review, family_name="Haddad-Krüger")
    kept = in_review.case.person.changes.get()
    assert (kept.field, kept.before, kept.after) == ("family_name", "Haddad", "Haddad-Krüger")
    assert kept.proof == "Vorgelegt am Schalter"
    told = in_review.case.events.get(kind="person_changed").data
    assert told == {"subjects": ["name"], "touched": ["checks"]}
    assert "person_changed" in in_review.mails()


def test_a_new_passport_is_asked_for_and_counts_for_the_validity(in_review: Office) -> None:
    change(in_review, identity_document=NEW_PASSPORT)
    copy = in_review.case.requirements.get(code="passport_copy")
    assert copy.status == Requirement.Status.REJECTED
    assert "neuen Passes" in copy.reason
    assert in_review.case.person.identity_documents.get().number == "N07654321"


def test_a_move_within_the_district_is_no_finding(in_review: Office) -> None:
    change(in_review, residence=NEW_HOME)
    assert not state_of(in_review)[Touch.DISTRICT]


def test_a_move_back_takes_the_finding_away(in_review: Office) -> None:
    change(in_review, residence=LEIPZIG)
    change(in_review, residence=NEW_HOME)
    assert not state_of(in_review)[Touch.DISTRICT]


def test_checks_about_the_matter_stay_answered(in_review: Office) -> None:
    change(in_review, family_name="Haddad-Krüger")
    stale = in_review.case.checks.filter(status=Check.Status.STALE)
    assert {"security_query", "azr"} <= set(stale.values_list("code", flat=True))
    course = in_review.case.checks.get(code="integration_course")
    assert course.status == Check.Status.ANSWERED


def test_a_change_needs_a_proof_and_a_difference(in_review: Office) -> None:
    with pytest.raises(services.NothingChanged):
        change(in_review)
    with pytest.raises(services.ReasonNeeded):
        services.record_change(
            reference=in_review.reference,
            told=parse(services.PersonTold, {**AMAL, "family_name": "Krüger"}),
            proof=" ",
            actor=in_review.front_desk,
            at=in_review.now,
        )
    assert in_review.case.person.family_name == "Haddad"


def test_letters_go_to_the_new_address(in_review: Office) -> None:
    change(in_review, email="amal@example.net")
    assert in_review.case.messages.latest("id").recipient == "amal@example.net"


def test_nothing_is_granted_before_the_copy_of_a_new_passport_was_seen(office: Office) -> None:
    """Asked for again after the favourable check, it is still waited for."""
    office.approved()
    office.pay()
    office.book()
    office.attend()
    change(office, identity_document=NEW_PASSPORT)
    with pytest.raises(services.TransitionBlocked) as refusal:
        office.grant()
    assert [one["code"] for one in refusal.value.blockers] == ["documents_missing"]
    office.accept_documents()
    office.grant()
    assert office.case.state == "in_production"
