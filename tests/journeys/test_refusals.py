"""Refusals one by one: each with a hearing of its own, none in the way of another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import services
from cases.services import TransitionBlocked
from cases.services.deciding import HearingNeeded
from tests.journeys.office import Office

BOTH = {"travel_document": {"type": "foreigner"}, "duration_months": 36}
WAIVED = "§ 28 Abs. 2 Nr. 3 VwVfG: vom Antrag wird nicht zuungunsten abgewichen"


def propose(office: Office, item: str = "permit", waived: str = "") -> None:
    services.propose_refusal(
        reference=office.reference,
        item=item,
        codes=["identity"],
        legal_basis="§ 5 AufenthG",
        grounds="Die Voraussetzungen liegen nicht vor.",
        hearing_waived=waived,
        actor=office.clerk,
        at=office.now,
    )


def confirm(office: Office) -> None:
    services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)


def drop(office: Office, reason: str = "Neue Tatsachen") -> None:
    services.drop_refusal(
        reference=office.reference, reason=reason, actor=office.clerk, at=office.now
    )


@pytest.fixture
def in_review(office: Office) -> Office:
    office.file(requests=BOTH)
    office.begin_review()
    return office


def test_a_second_refusal_is_proposed_once_the_first_is_decided(in_review: Office) -> None:
    propose(in_review, "permit", WAIVED)
    for item in ("permit", "travel_document"):
        with pytest.raises(TransitionBlocked) as refusal:
            propose(in_review, item, WAIVED)
        assert [blocker["code"] for blocker in refusal.value.blockers] == ["refusal_proposed"]
    confirm(in_review)
    propose(in_review, "travel_document", WAIVED)
    confirm(in_review)
    assert in_review.case.state == "refused"


def test_doing_without_a_hearing_is_reasoned_for_each_proposal(in_review: Office) -> None:
    propose(in_review, waived=WAIVED)
    drop(in_review)
    with pytest.raises(HearingNeeded):
        propose(in_review)
    propose(in_review, waived="§ 28 Abs. 2 Nr. 1 VwVfG: Gefahr im Verzug")
    hearing = in_review.case.refusals.get(dropped_at=None).hearing
    assert hearing.waived_reason == "§ 28 Abs. 2 Nr. 1 VwVfG: Gefahr im Verzug"


def test_why_a_proposal_was_dropped_stays_on_the_case(in_review: Office) -> None:
    propose(in_review, waived=WAIVED)
    drop(in_review, "Der Reisepass ist nachgereicht worden.")
    assert {
        "code": "refusal_dropped",
        "detail": "Der Reisepass ist nachgereicht worden.",
        "legal_basis": "",
    } in in_review.case.findings


def test_a_second_statement_is_kept_beside_the_first(in_review: Office) -> None:
    services.announce_refusal(
        reference=in_review.reference,
        item="permit",
        codes=["requirements"],
        grounds="Der Nachweis fehlt.",
        actor=in_review.clerk,
        at=in_review.now,
    )
    for statement in ("Ich reiche ihn nach.", "Er liegt bei."):
        services.record_statement(
            reference=in_review.reference,
            statement=statement,
            actor=in_review.clerk,
            at=in_review.now,
        )
        in_review.now += timedelta(days=1)
    hearing = in_review.case.hearings.get()
    assert hearing.statement == "Ich reiche ihn nach.\n\nEr liegt bei."
