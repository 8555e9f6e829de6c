"""A refusal rests only on grounds about which the applicant was heard (§ 28 VwVfG)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from cases import services
from cases.models import Refusal
from cases.services.deciding import GroundNotHeard, GroundUnknown, HearingNeeded
from cases.services.review import ReasonNeeded
from tests.journeys.office import Office

TRAVEL_DOCUMENT = {"travel_document": {"type": "foreigner"}, "duration_months": 36}


@pytest.fixture
def heard(office: Office) -> Office:
    """Amal was heard about her livelihood, said something, and it was evaluated."""
    office.file(requests=TRAVEL_DOCUMENT)
    office.begin_review()
    office.hear("permit", "livelihood")
    return office


def test_a_refusal_on_the_ground_heard_can_be_proposed(heard: Office) -> None:
    heard.propose_refusal("permit", "livelihood")
    assert heard.case.refusals.get().ground_codes == ["livelihood"]


def test_a_new_ground_needs_a_new_hearing(heard: Office) -> None:
    with pytest.raises(GroundNotHeard, match="Ausweisungsinteresse"):
        heard.propose_refusal("permit", "livelihood", "expulsion_interest")
    heard.hear("permit", "expulsion_interest")
    heard.propose_refusal("permit", "livelihood", "expulsion_interest")
    assert heard.case.refusals.count() == 1


def test_a_new_ground_can_go_unheard_for_a_reason_that_is_kept(heard: Office) -> None:
    heard.propose_refusal("permit", "security", hearing_waived="§ 28 Abs. 2 Nr. 1 VwVfG")
    assert heard.case.refusals.get().hearing.waived_reason == "§ 28 Abs. 2 Nr. 1 VwVfG"


def test_who_was_heard_about_the_permit_was_not_heard_about_the_travel_document(
    heard: Office,
) -> None:
    with pytest.raises(HearingNeeded):
        heard.propose_refusal("travel_document", "document_obtainable")


def test_a_ground_that_the_law_does_not_know_for_this_item_is_refused(heard: Office) -> None:
    with pytest.raises(GroundUnknown):
        heard.propose_refusal("permit", "document_obtainable")
    with pytest.raises(ReasonNeeded):
        heard.propose_refusal("permit")


def test_the_database_holds_a_refusal_to_the_grounds_heard(heard: Office) -> None:
    heard.propose_refusal("permit", "livelihood")
    with pytest.raises(IntegrityError, match="has not been heard"), transaction.atomic():
        Refusal.objects.update(ground_codes=["livelihood", "security"])


def test_the_law_knows_the_grounds_that_cost_nothing(office: Office) -> None:
    office.file()
    office.begin_review()
    office.hear("permit", "no_jurisdiction")
    office.propose_refusal("permit", "no_jurisdiction")
    assert office.case.refusals.get().ground_codes == ["no_jurisdiction"]


class TestRefusedTravelDocument:
    def refused(self, office: Office) -> None:
        office.hear("travel_document", "document_obtainable")
        office.propose_refusal("travel_document", "document_obtainable")
        services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)

    def test_an_ausweisersatz_is_looked_at_without_being_asked_for(self, heard: Office) -> None:
        self.refused(heard)
        assert [row["legal_basis"] for row in heard.case.findings][-1] == (
            "§ 55 Abs. 1 S. 2 AufenthV"
        )

    def test_the_permit_goes_on(self, heard: Office) -> None:
        self.refused(heard)
        assert heard.case.state == "in_review"
        assert heard.case.items.get(kind="permit").decision == "pending"

    def test_nothing_is_looked_at_where_no_title_is_left(self, heard: Office) -> None:
        heard.propose_refusal("permit", "livelihood")
        services.confirm_refusal(reference=heard.reference, actor=heard.lead, at=heard.now)
        self.refused(heard)
        assert "ausweisersatz" not in [row["code"] for row in heard.case.findings]
