"""A case that was ended and is taken up again can be carried on in every way, and nothing is lost.

What ended it is set aside; what was decided on its own before stands.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import services
from cases.services.deciding import HearingNeeded
from tests.journeys.office import Office

TRAVEL_DOCUMENT = {"travel_document": {"type": "foreigner"}, "duration_months": 36}


def close(office: Office, reason: str = "duplicate") -> None:
    services.propose_closure(
        reference=office.reference,
        reason=reason,
        note="siehe Vermerk",
        actor=office.clerk,
        at=office.now,
    )
    services.confirm_closure(reference=office.reference, actor=office.lead, at=office.now)


def withdraw(office: Office) -> None:
    services.announce_withdrawal(
        reference=office.reference, acknowledged_effect=True, actor=office.clerk, at=office.now
    )
    services.confirm_withdrawal(
        reference=office.reference,
        token=office.case.withdrawals.get(dropped_at=None).token,
        actor=office.amal,
        at=office.now,
    )


def reopen(office: Office) -> None:
    services.reopen(
        reference=office.reference, reason="irrtümlich beendet", actor=office.lead, at=office.now
    )


def announce_refusal(office: Office, item: str = "permit") -> None:
    services.announce_refusal(
        reference=office.reference,
        item=item,
        codes=["identity"],
        grounds="Der Nachweis fehlt.",
        actor=office.clerk,
        at=office.now,
    )


def propose_refusal(office: Office, item: str = "permit", **waived: str) -> None:
    services.propose_refusal(
        reference=office.reference,
        item=item,
        codes=["identity"],
        legal_basis="§ 5 AufenthG",
        grounds="Die Voraussetzungen liegen nicht vor.",
        actor=office.clerk,
        at=office.now,
        **waived,
    )


def refuse(office: Office, item: str = "permit") -> None:
    propose_refusal(office, item, hearing_waived="§ 28 Abs. 2 Nr. 3 VwVfG")
    services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)


class TestEndedInAHearing:
    def test_the_case_can_be_approved_afterwards(self, office: Office) -> None:
        office.file()
        office.begin_review()
        announce_refusal(office)
        close(office)
        reopen(office)
        office.accept_documents()
        office.approve()
        assert office.case.state == "awaiting_payment"

    def test_a_refusal_needs_a_new_hearing_for_the_broken_off_one_heard_nobody(
        self, office: Office
    ) -> None:
        office.file()
        office.begin_review()
        announce_refusal(office)
        withdraw(office)
        reopen(office)
        with pytest.raises(HearingNeeded):
            propose_refusal(office)
        announce_refusal(office)
        assert office.case.state == "hearing"


class TestEndedWhileDocumentsWereAskedFor:
    def ended(self, office: Office) -> None:
        office.file()
        office.begin_review()
        office.request_documents(payslips="Bitte die Abrechnungen ab Juni.")
        withdraw(office)

    def test_nothing_is_asked_for_any_more(self, office: Office) -> None:
        self.ended(office)
        assert not office.case.nachforderungen.pending().exists()

    def test_what_is_handed_in_after_reopening_is_taken_in(self, office: Office) -> None:
        self.ended(office)
        reopen(office)
        office.hand_in("payslips")
        assert office.case.state == "in_review"
        assert office.case.requirements.get(code="payslips").status == "handed_in"


class TestWhatWasDecided:
    def test_a_refusal_that_ended_the_case_is_set_aside(self, office: Office) -> None:
        office.file()
        office.begin_review()
        refuse(office)
        assert office.case.state == "refused"
        reopen(office)
        assert office.case.items.get().decision == "pending"

    def test_a_refusal_that_did_not_end_the_case_stands(self, office: Office) -> None:
        office.file(requests=TRAVEL_DOCUMENT)
        office.begin_review()
        refuse(office, "travel_document")
        withdraw(office)
        reopen(office)
        decisions = dict(office.case.items.values_list("kind", "decision"))
        assert decisions == {"permit": "pending", "travel_document": "refused"}
        assert office.case.refusals.filter(dropped_at=None).count() == 1

    def test_what_was_only_proposed_is_gone(self, office: Office) -> None:
        office.file()
        office.begin_review()
        propose_refusal(office, hearing_waived="§ 28 Abs. 2 Nr. 3 VwVfG")
        services.propose_closure(
            reference=office.reference,
            reason="departure",
            note="laut Melderegister",
            actor=office.clerk,
            at=office.now,
        )
        withdraw(office)
        reopen(office)
        assert not office.case.refusals.filter(dropped_at=None).exists()
        assert not office.case.closures.proposed().exists()


class TestWhatIsWatched:
    def test_the_alarm_before_a_claim_for_inaction_is_set_again(self, office: Office) -> None:
        office.file()
        close(office)
        reopen(office)
        office.later(weeks=11)
        office.clock_strikes()
        assert "inaction_alarm" in office.events()

    def test_answers_of_other_bodies_go_on_ageing(self, office: Office) -> None:
        office.file()
        office.begin_review()
        office.answer_checks()
        close(office)
        office.later(days=10)
        reopen(office)
        office.later(days=190)
        office.clock_strikes()
        assert office.case.checks.get(code="security_query").status == "stale"


class TestOnHold:
    def test_a_case_that_has_ended_is_not_on_hold(self, office: Office) -> None:
        office.file()
        office.begin_review()
        services.put_on_hold(
            reference=office.reference,
            reason="Dokumentenprüfung im Ausland",
            review_on=office.now.date() + timedelta(days=30),
            actor=office.clerk,
            at=office.now,
        )
        close(office)
        assert office.case.on_hold_reason == ""
        reopen(office)
        office.accept_documents()
        office.approve()
        assert office.case.state == "awaiting_payment"
