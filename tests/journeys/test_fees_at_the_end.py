"""What is left of the fees when an application is refused, withdrawn, discontinued or handed on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases import services
from cases.services import NotPermitted, TransitionBlocked
from cases.services.fee_questions import FeeReasonNeeded
from fees.endings import AmountOutOfRange
from fees.ledger import balance_of
from fees.services import NothingChanged
from tests.journeys.office import Office


def withdraw(office: Office) -> None:
    services.announce_withdrawal(
        reference=office.reference,
        acknowledged_effect=True,
        actor=office.applicant,
        at=office.now,
    )
    token = office.case.withdrawals.get().token
    services.confirm_withdrawal(
        reference=office.reference, token=token, actor=office.amal, at=office.now
    )


def decide(office: Office, amount: str, reason: str = "Aufwand der Bearbeitung") -> None:
    services.decide_fee_at_end(
        reference=office.reference,
        amounts={"permit": Decimal(amount)},
        reason=reason,
        actor=office.clerk,
        at=office.now,
    )


class TestWithdrawn:
    def test_before_substantive_work_nothing_is_due(self, office: Office) -> None:
        office.file()
        withdraw(office)
        assert not office.case.fee_notices.exists()
        assert not office.case.fee_decisions.exists()
        assert office.case.next_due_at is None

    def test_after_it_a_person_decides_and_until_then_it_lies_on_a_desk(
        self, office: Office
    ) -> None:
        office.file()
        office.begin_review()
        withdraw(office)
        assert not office.case.fee_notices.exists()
        assert office.case.fee_decisions.pending().get().kind == "ending"
        assert office.case.waiting_for == "authority"

    @pytest.mark.parametrize("amount", ["93.00", "69.75", "20.00"])
    def test_any_amount_up_to_the_full_one_can_be_decided(
        self, office: Office, amount: str
    ) -> None:
        office.file()
        office.begin_review()
        withdraw(office)
        decide(office, amount)
        notice = office.case.fee_notices.get()
        assert (notice.total, notice.occasion) == (Decimal(amount), "withdrawal")
        assert notice.reason == "Aufwand der Bearbeitung"
        assert "payment_requested" in office.mails()

    def test_more_than_the_full_amount_cannot_and_none_without_a_reason(
        self, office: Office
    ) -> None:
        office.file()
        office.begin_review()
        withdraw(office)
        with pytest.raises(AmountOutOfRange):
            decide(office, "93.01")
        with pytest.raises(FeeReasonNeeded):
            decide(office, "50.00", reason=" ")
        assert office.case.fee_decisions.pending().exists()

    def test_nothing_can_be_decided_as_well(self, office: Office) -> None:
        office.file()
        office.begin_review()
        withdraw(office)
        decide(office, "0.00")
        assert not office.case.fee_notices.exists()
        assert office.case.waiting_for == ""

    def test_what_was_paid_beyond_what_was_decided_can_go_back(self, office: Office) -> None:
        office.approved()
        office.pay()
        withdraw(office)
        decide(office, "40.00")
        assert balance_of(office.case).surplus == Decimal("53.00")
        assert office.case.waiting_for == "authority"
        office.refund("53.00")
        assert office.case.refunds.get().amount == Decimal("53.00")

    def test_an_applicant_decides_nothing(self, office: Office) -> None:
        office.file()
        office.begin_review()
        withdraw(office)
        with pytest.raises(NotPermitted):
            services.decide_fee_at_end(
                reference=office.reference,
                amounts={},
                reason="zu viel",
                actor=office.applicant,
                at=office.now,
            )


class TestDiscontinued:
    def close(self, office: Office) -> None:
        services.propose_closure(
            reference=office.reference,
            reason="departure",
            note="Ausreise am 20.11.2026",
            actor=office.clerk,
            at=office.now,
        )
        services.confirm_closure(reference=office.reference, actor=office.lead, at=office.now)

    def test_an_open_fee_waits_for_a_decision(self, office: Office) -> None:
        office.approved()
        self.close(office)
        assert office.case.fee_decisions.pending().get().occasion == "ending"
        decide(office, "0.00", reason="Nichts ist angefallen.")
        assert not office.case.fees.outstanding().exists()
        assert office.case.fee_notices.get(replaced_at=None).total == Decimal("0.00")

    def test_where_nothing_was_charged_nothing_is_asked(self, office: Office) -> None:
        office.file()
        office.begin_review()
        self.close(office)
        assert not office.case.fee_decisions.exists()


class TestTakenUpAgain:
    def test_what_was_lowered_at_the_end_is_assessed_anew(self, office: Office) -> None:
        office.approved()
        withdraw(office)
        decide(office, "20.00")
        services.reopen(
            reference=office.reference, reason="Irrtum", actor=office.lead, at=office.now
        )
        office.approve()
        assert office.case.fee_notices.get(replaced_at=None).total == Decimal("93.00")
        assert office.case.state == "awaiting_payment"


def refuse(office: Office) -> None:
    services.return_to_review(
        reference=office.reference, reason="Zweifel", actor=office.clerk, at=office.now
    )
    office.hear("permit", "requirements")
    office.propose_refusal("permit", "requirements")
    services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)


def test_a_photo_that_was_taken_here_is_paid_also_after_a_refusal(office: Office) -> None:
    office.approved(requests={"duration_months": 36, "photo_on_site": True})
    office.pay()
    office.book()
    office.attend(photo_on_site=True)
    refuse(office)
    photo = office.case.fees.filter(notice__replaced_at=None).get(code="photo")
    assert (photo.amount, photo.status) == (Decimal("6.00"), "settled")
    assert balance_of(office.case).surplus == Decimal("0.00")


def test_one_that_was_not_taken_goes_back(office: Office) -> None:
    office.approved(requests={"duration_months": 36, "photo_on_site": True})
    office.pay()
    refuse(office)
    assert balance_of(office.case).surplus == Decimal("6.00")


class TestAssessedAnewAfterTheEnd:
    def test_what_a_person_decided_is_not_overruled_by_the_tariff(self, office: Office) -> None:
        office.approved()
        withdraw(office)
        decide(office, "20.00")
        with pytest.raises(TransitionBlocked) as refusal:
            office.reassess()
        assert [one["code"] for one in refusal.value.blockers] == ["fee_decided_at_end"]
        assert office.case.fees.outstanding().total() == Decimal("20.00")

    def test_refused_what_was_not_made_stays_uncharged(self, office: Office) -> None:
        office.approved(requests={"duration_months": 36, "express": True})
        refuse(office)
        assert office.case.fees.outstanding().total() == Decimal("93.00")
        with pytest.raises(NothingChanged):
            office.reassess()
