"""Fees that change: late proofs, amounts above the law, reliefs, refunds, late payment."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from cases import services
from cases.services import NotPermitted, TransitionBlocked
from cases.services.charging import NoSurcharge, ReassessmentNeedsReason
from cases.services.fee_questions import FeeReasonNeeded
from cases.services.reliefs import WaiverNotOffered
from cases.services.review import ProofPeriodNeeded
from fees.services import DeferralNeedsDay, NothingChanged, RefundTooHigh, ReliefNeedsSecondPerson
from tests.journeys.office import Office
from tests.journeys.test_reopening import close

BENEFITS = {"occupation": "none", "benefits": ["sgb2"], "has_passport": True}
BERLIN = (Path(django_settings.PROFILES_DIR) / "berlin.toml").read_text("utf-8")


class TestProofThatComesLate:
    @pytest.fixture
    def charged(self, office: Office) -> Office:
        """Approved without the proof of benefits: 93 EUR are due."""
        office.file(situation=BENEFITS)
        office.begin_review()
        for row in office.case.requirements.missing():
            services.decide_requirement(
                reference=office.reference,
                requirement=row.code,
                verdict="not_needed",
                reason="liegt in der Akte vor",
                actor=office.clerk,
                at=office.now,
            )
        office.answer_checks()
        office.approve()
        return office

    def prove(self, office: Office, *, until: date) -> None:
        office.accept_proof("benefits_notice", until=until)

    def test_assessing_anew_is_offered_and_nothing_changes_by_itself(self, charged: Office) -> None:
        self.prove(charged, until=date(2027, 4, 30))
        assert "reassessment_offered" in charged.events()
        assert charged.case.waiting_for == "authority"
        assert charged.case.fees.outstanding().total() == Decimal("93.00")

    def test_assessed_anew_nothing_is_due_and_the_case_goes_on(self, charged: Office) -> None:
        self.prove(charged, until=date(2027, 4, 30))
        charged.reassess()
        former, present = charged.case.fee_notices.order_by("id")
        assert (present.replaces, present.difference) == (former, Decimal("-93.00"))
        assert former.positions.get().amount == Decimal("93.00")
        assert charged.case.state == "awaiting_biometrics"
        assert "fees_changed" in charged.mails()
        assert "payment_requested" not in charged.mails()

    def test_what_was_paid_goes_back_once_it_is_ordered(self, charged: Office) -> None:
        charged.pay()
        self.prove(charged, until=date(2027, 4, 30))
        charged.reassess()
        with pytest.raises(RefundTooHigh):
            charged.refund("93.01")
        charged.refund("93.00")
        refund = charged.case.refunds.get()
        services.mark_refund_paid(
            reference=charged.reference,
            refund=str(refund.public_id),
            actor=charged.cashier,
            at=charged.now,
        )
        refund.refresh_from_db()
        assert refund.paid_by == charged.cashier.id
        assert {"refund_ordered", "refund_paid"} <= set(charged.events())

    def test_a_proof_that_has_run_out_frees_from_nothing(self, charged: Office) -> None:
        self.prove(charged, until=date(2026, 11, 1))
        assert "reassessment_offered" not in charged.events()
        with pytest.raises(NothingChanged):
            charged.reassess()

    def test_a_proof_is_accepted_for_the_days_for_which_it_counts(self, charged: Office) -> None:
        charged.hand_in("benefits_notice")
        with pytest.raises(ProofPeriodNeeded):
            services.decide_requirement(
                reference=charged.reference,
                requirement="benefits_notice",
                verdict="accepted",
                reason="",
                actor=charged.clerk,
                at=charged.now,
            )

    def test_nobody_is_told_another_amount_without_a_reason(self, charged: Office) -> None:
        self.prove(charged, until=date(2027, 4, 30))
        with pytest.raises(ReassessmentNeedsReason):
            charged.reassess(reason=" ")
        assert charged.case.fee_notices.count() == 1


class TestAboveTheLaw:
    @pytest.fixture(autouse=True)
    def dear_page(self, tmp_path: Path, settings: Settings) -> None:
        """A Berlin whose page asks for 120 EUR where the law says 93."""
        folder = tmp_path / "profiles"
        folder.mkdir()
        assert "amount = 93.00" in BERLIN
        dear = BERLIN.replace("amount = 93.00", "amount = 120.00")
        (folder / "berlin.toml").write_text(dear, "utf-8")
        settings.PROFILES_DIR = folder

    def answer(self, office: Office, amount: str, reason: str = "Satzung 2026") -> None:
        services.give_fee_reason(
            reference=office.reference,
            amount=amount,
            reason=reason,
            actor=office.lead,
            at=office.now,
        )

    def test_the_check_is_done_and_the_notice_waits_on_the_desk_of_a_lead(
        self, office: Office
    ) -> None:
        office.approved()
        assert office.case.state == "in_review"
        assert office.case.waiting_for == "authority"
        assert not office.case.fee_notices.exists()
        assert office.case.fee_decisions.pending().get().kind == "above_law"

    def test_with_a_reason_it_is_charged_as_published_and_the_case_goes_on(
        self, office: Office
    ) -> None:
        office.approved()
        with pytest.raises(FeeReasonNeeded):
            self.answer(office, "published", reason=" ")
        self.answer(office, "published")
        notice = office.case.fee_notices.get()
        assert (notice.total, notice.reason) == (Decimal("120.00"), "Satzung 2026")
        assert notice.reason_by == office.lead.id
        assert office.case.state == "awaiting_payment"

    def test_or_what_the_law_says(self, office: Office) -> None:
        office.approved()
        self.answer(office, "federal")
        position = office.case.fees.get()
        assert (position.amount, position.source) == (Decimal("93.00"), "federal")
        assert position.conflict is None

    def test_an_end_leaves_no_question_by_which_it_could_be_charged(self, office: Office) -> None:
        office.approved()
        close(office, "departure")
        assert not office.case.fee_decisions.pending().exists()
        with pytest.raises(TransitionBlocked):
            self.answer(office, "published")

    def test_a_clerk_cannot_give_the_reason(self, office: Office) -> None:
        office.approved()
        with pytest.raises(NotPermitted):
            services.give_fee_reason(
                reference=office.reference,
                amount="published",
                reason="Satzung 2026",
                actor=office.clerk,
                at=office.now,
            )


class TestRelief:
    def test_a_deferred_fee_lets_the_case_go_on_and_is_due_again_on_its_day(
        self, office: Office
    ) -> None:
        office.approved()
        until = date(2027, 1, 29)
        office.relieve("propose_deferral", until=until, reason="Lohn erst im Januar")
        assert office.case.state == "awaiting_biometrics"
        office.until(until - timedelta(days=1))
        office.clock_strikes()
        assert office.case.fees.get().status == "deferred"
        office.until(until)
        office.clock_strikes()
        position = office.case.fees.get()
        assert position.status == "due"
        assert position.due_on > until
        assert "payment_requested" in office.mails()

    def test_deferred_anew_it_is_due_again_on_the_new_day(self, office: Office) -> None:
        office.approved()
        for until in (date(2027, 1, 29), date(2027, 3, 12)):
            office.relieve("propose_deferral", until=until, reason="Noch kein Lohn")
        office.until(date(2027, 1, 29))
        office.clock_strikes()
        assert office.case.fees.get().status == "deferred"
        office.until(date(2027, 3, 12))
        office.clock_strikes()
        assert office.case.fees.get().status == "due"

    def test_what_was_paid_meanwhile_is_not_asked_for_again(self, office: Office) -> None:
        office.approved()
        office.relieve("propose_deferral", until=date(2027, 1, 29), reason="Lohn erst im Januar")
        office.pay("93.00")
        office.until(date(2027, 1, 29))
        office.clock_strikes()
        assert "fee_due_again" not in office.events()

    def test_a_proposal_alone_stops_nobody_and_lets_nobody_go_on(self, office: Office) -> None:
        office.approved()
        self.propose(office)
        assert office.case.state == "awaiting_payment"
        assert office.case.fees.outstanding().exists()

    def test_the_lead_who_proposed_it_cannot_confirm_it(self, office: Office) -> None:
        office.approved()
        self.propose(office, lead=True)
        relief = office.case.fee_reliefs.get()
        with pytest.raises(ReliefNeedsSecondPerson):
            services.confirm_relief(
                reference=office.reference,
                relief=str(relief.public_id),
                actor=office.lead,
                at=office.now,
            )

    def test_a_ground_that_the_law_does_not_know_is_refused(self, office: Office) -> None:
        office.approved()
        with pytest.raises(WaiverNotOffered):
            self.propose(office, ground="benefits")  # nobody stated any

    def test_a_deferral_ends_in_the_future(self, office: Office) -> None:
        office.approved()
        with pytest.raises(DeferralNeedsDay):
            office.relieve("propose_deferral", until=office.now.date(), reason="heute")

    def propose(self, office: Office, *, lead: bool = False, ground: str = "hardship") -> None:
        services.propose_waiver(
            reference=office.reference,
            position=office.case.fees.get().pk,
            ground=ground,
            reason="Kein Einkommen",
            actor=office.lead if lead else office.clerk,
            at=office.now,
        )


class TestActsBesideTheApplication:
    def charge(self, office: Office, line: str, **facts: str) -> None:
        services.charge_position(
            reference=office.reference,
            line=line,
            facts=facts,
            reason="",
            actor=office.clerk,
            at=office.now,
        )

    def test_each_has_a_notice_of_its_own_while_the_first_is_open(self, office: Office) -> None:
        office.approved()
        self.charge(office, "reissue", reissue="loss")
        self.charge(office, "certificate")
        open_ones = office.case.fee_notices.filter(replaced_at=None).order_by("id")
        assert [row.total for row in open_ones] == [
            Decimal("93.00"),
            Decimal("67.00"),
            Decimal("18.00"),
        ]

    def test_money_for_one_is_named_for_it(self, office: Office) -> None:
        office.approved()
        self.charge(office, "certificate")
        act = office.case.fee_notices.latest("id")
        office.pay("18.00", notice=act.pk)
        assert act.positions.get().status == "settled"
        assert office.case.state == "awaiting_payment"

    def test_no_order_leaves_while_one_is_unpaid(self, office: Office) -> None:
        office.approved()
        office.pay()
        self.charge(office, "certificate")
        office.book()
        office.attend()
        with pytest.raises(TransitionBlocked):
            office.grant()

    def test_who_is_exempt_is_exempt_here_as_well(self, office: Office) -> None:
        office.approved(situation=BENEFITS)
        self.charge(office, "fiktionsbescheinigung")
        position = office.case.fees.get(code="fiktionsbescheinigung")
        assert (position.amount, position.status) == (Decimal("0.00"), "nothing_due")
        assert "§ 53" in (position.reduction or {})["legal_basis"]


class TestLatePayment:
    def charge(self, office: Office) -> None:
        services.charge_late_payment(
            reference=office.reference,
            notice=office.case.fee_notices.get(act="").pk,
            actor=office.cashier,
            at=office.now,
        )

    def test_a_surcharge_is_added_only_when_a_person_adds_it(self, office: Office) -> None:
        office.approved()
        notice = office.case.fee_notices.get()
        office.until(notice.due_on + timedelta(days=40))
        office.clock_strikes()
        assert office.case.fee_notices.count() == 1
        self.charge(office)
        late = office.case.fees.get(code="late_surcharge")
        assert late.amount == Decimal("1.00")  # two months begun, of 50 EUR
        assert late.legal_basis.startswith("§ 16 BGebG")

    def test_nothing_is_added_in_the_days_of_grace(self, office: Office) -> None:
        office.approved()
        office.until(office.case.fee_notices.get().due_on + timedelta(days=3))
        with pytest.raises(NoSurcharge):
            self.charge(office)


class TestReceipt:
    def test_who_pays_cash_gets_a_receipt(self, office: Office) -> None:
        office.approved()
        office.pay()
        assert "receipt" in office.letters()
