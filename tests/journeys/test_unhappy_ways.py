"""What goes wrong in real life, and that nobody is stuck, forgotten or surprised by it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cases import services
from cases.services import TransitionBlocked
from cases.services.deciding import HearingNeeded, SecondPersonNeeded
from production.models import Order
from tests.journeys.office import Office

TRAVEL_DOCUMENT = {"travel_document": {"type": "foreigner"}, "duration_months": 36}
PROTECTED = {
    "legal_basis": "25(2)1",
    "current_title": {
        "type": "residence_permit",
        "legal_basis": "25(2)1",
        "valid_until": "2027-01-10",
        "lawful_stay_since": "2021-03-01",
    },
}


class TestNothingToPay:
    def test_a_recognised_refugee_is_never_asked_for_money(self, office: Office) -> None:
        office.approved(**PROTECTED, situation={"occupation": "employed", "protection": "refugee"})
        assert "awaiting_payment" not in office.states()
        assert office.case.state == "awaiting_biometrics"
        position = office.case.fees.get()
        assert (position.amount, position.status) == (Decimal("0.00"), "nothing_due")
        assert "payment_requested" not in office.mails()

    def test_benefits_free_from_the_fee_only_once_their_proof_is_accepted(
        self, office: Office
    ) -> None:
        benefits = {"occupation": "none", "benefits": ["sgb2"], "has_passport": True}
        office.file(situation=benefits)
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
        office.approve()
        assert office.case.state == "awaiting_payment"

    def test_with_the_proof_accepted_nothing_is_due(self, office: Office) -> None:
        office.approved(
            situation={"occupation": "none", "benefits": ["sgb2"], "has_passport": True}
        )
        assert office.case.state == "awaiting_biometrics"


class TestDocumentsRequested:
    def ask(self, office: Office) -> None:
        office.file()
        office.begin_review()
        office.request_documents(payslips="Die Abrechnungen von Juni bis November 2026 fehlen.")

    def test_what_was_asked_for_is_reminded_of_and_handed_in(self, office: Office) -> None:
        self.ask(office)
        asked = office.case.nachforderungen.get()
        assert office.case.state == "awaiting_documents"
        assert office.case.waiting_for == "applicant"
        office.until(asked.due_on - timedelta(days=3))
        office.clock_strikes()
        assert "documents_reminder" in office.mails()
        office.hand_in("payslips")
        assert office.case.state == "in_review"
        assert "documents_reminder" not in office.mails()
        assert "documents_received" in office.mails()

    def test_a_deadline_that_passes_lands_on_a_desk_and_decides_nothing(
        self, office: Office
    ) -> None:
        self.ask(office)
        asked = office.case.nachforderungen.get()
        office.until(asked.due_on, hour=23)
        office.clock_strikes()
        assert office.case.waiting_for == "applicant"
        office.until(asked.due_on + timedelta(days=1))
        office.clock_strikes()
        assert (office.case.state, office.case.waiting_for) == ("awaiting_documents", "authority")
        assert office.case.next_due_at == office.now
        services.decide_on_file(reference=office.reference, actor=office.clerk, at=office.now)
        assert office.case.state == "in_review"
        assert office.case.nachforderungen.get().outcome == "lapsed"

    def test_more_time_can_be_given_after_the_deadline_has_passed(self, office: Office) -> None:
        self.ask(office)
        asked = office.case.nachforderungen.get()
        office.until(asked.due_on + timedelta(days=2))
        office.clock_strikes()
        later = asked.due_on + timedelta(days=14)
        services.extend_nachforderung(
            reference=office.reference, due_on=later, actor=office.clerk, at=office.now
        )
        assert office.case.nachforderungen.get().due_on == later
        assert office.case.waiting_for == "applicant"

    def test_asking_again_replaces_the_open_request(self, office: Office) -> None:
        self.ask(office)
        office.request_documents(passport_copy="Bitte die Datenseite in Farbe.")
        outcomes = list(
            office.case.nachforderungen.order_by("id").values_list("outcome", flat=True)
        )
        assert outcomes == ["replaced", ""]


class TestLatePayment:
    def test_a_payment_after_the_deadline_counts(self, office: Office) -> None:
        office.approved()
        due_on = office.case.fee_notices.get().due_on
        office.until(due_on - timedelta(days=3))
        office.clock_strikes()
        assert "payment_reminder" in office.mails()
        office.until(due_on + timedelta(days=5))
        office.clock_strikes()
        assert (office.case.state, office.case.waiting_for) == ("awaiting_payment", "authority")
        office.pay()
        assert office.case.state == "awaiting_biometrics"
        assert "payment_overdue" not in office.mails()

    def test_half_a_payment_is_not_enough_and_somebody_looks_at_it(self, office: Office) -> None:
        office.approved()
        office.pay("50.00")
        assert (office.case.state, office.case.waiting_for) == ("awaiting_payment", "authority")
        office.pay("43.00", provider_id="K-2")
        assert office.case.state == "awaiting_biometrics"

    def test_the_same_payment_told_twice_is_booked_once(self, office: Office) -> None:
        office.approved()
        office.pay(provider_id="K-1")
        office.pay("93.00", provider_id="K-1")
        assert office.case.payments.count() == 1
        assert office.events().count("payment_recorded") == 1

    def test_a_waived_fee_lets_the_case_go_on(self, office: Office) -> None:
        office.approved()
        office.relieve("propose_waiver", ground="hardship", reason="wirtschaftliche Verhältnisse")
        assert office.case.state == "awaiting_biometrics"


class TestMissedAppointment:
    def test_who_did_not_come_is_told_and_can_book_again(self, office: Office) -> None:
        office.approved()
        office.pay()
        first = office.book()
        office.until(first.day + timedelta(days=1))
        office.clock_strikes()
        office.clock_strikes()
        assert "appointment_missed" in office.mails()
        assert office.case.appointments.get(pk=first.pk).status == "no_show"
        assert office.case.waiting_for == "authority"
        second = office.book()
        assert "appointment_missed" not in office.mails()
        assert second.starts_at > first.starts_at
        office.attend()
        office.grant()
        assert office.case.state == "in_production"

    def test_who_came_without_the_originals_and_then_not_at_all_is_told(
        self, office: Office
    ) -> None:
        office.approved()
        office.pay()
        office.book()
        office.attend(originals_seen=False, photo_taken=False, fingerprints_taken=False)
        second = office.book()
        office.until(second.day + timedelta(days=1))
        office.clock_strikes()
        office.clock_strikes()
        assert "appointment_missed" in office.mails()

    def test_reminders_come_seven_days_and_one_day_before(self, office: Office) -> None:
        office.approved()
        office.pay()
        booking = office.book(in_days=10)
        office.until(booking.day - timedelta(days=7))
        office.clock_strikes()
        assert "appointment_in_7_days" in office.mails()
        office.until(booking.day - timedelta(days=1))
        office.clock_strikes()
        assert "appointment_tomorrow" in office.mails()

    def test_a_moved_appointment_is_reminded_of_at_its_new_time_only(self, office: Office) -> None:
        office.approved()
        office.pay()
        booking = office.book(in_days=3)
        slot = office.first_slot(in_days=10)
        services.move_appointment(
            reference=office.reference,
            appointment=booking.public_id,
            slot=slot,
            actor=office.applicant,
            at=office.now,
        )
        office.until(booking.day - timedelta(days=1))
        office.clock_strikes()
        assert "appointment_tomorrow" not in office.mails()


class TestProducerRejects:
    def test_a_rejected_photo_is_ordered_again_under_a_new_id(self, office: Office) -> None:
        office.approved()
        office.pay()
        office.book()
        office.attend()
        office.grant()
        first = office.case.orders.get()
        office.producer_says(
            first, "order_rejected", rejection_code="photo_quality", rejection_text="Unscharf"
        )
        assert (office.case.state, office.case.waiting_for) == ("in_production", "authority")
        services.repeat_order(reference=office.reference, actor=office.clerk, at=office.now)
        second = office.case.orders.active().get()
        assert second.request_id != first.request_id
        office.produce()
        assert office.case.state == "ready_for_pickup"

    def test_the_same_news_twice_and_old_news_move_nothing(self, office: Office) -> None:
        office.approved()
        office.pay()
        office.book()
        office.attend()
        office.grant()
        order = office.case.orders.get()
        assert office.producer_says(order, "in_production")
        assert not office.producer_says(order, "order_accepted")
        assert Order.objects.get(pk=order.pk).status == "in_production"
        assert office.events().count("production_progress") == 1


class TestRefusal:
    def refuse(self, office: Office, item: str) -> None:
        services.announce_refusal(
            reference=office.reference,
            item=item,
            codes=["identity"],
            grounds="Der Nachweis fehlt weiterhin.",
            actor=office.clerk,
            at=office.now,
        )
        hearing = office.case.hearings.pending().get()
        assert hearing.due_on is not None
        office.until(hearing.due_on + timedelta(days=1))
        office.clock_strikes()
        services.end_hearing(
            reference=office.reference,
            evaluation="Es ist keine Stellungnahme eingegangen.",
            actor=office.clerk,
            at=office.now,
        )
        services.propose_refusal(
            reference=office.reference,
            item=item,
            codes=["identity"],
            legal_basis="§ 5 AufenthV",
            grounds="Die Voraussetzungen liegen nicht vor.",
            actor=office.clerk,
            at=office.now,
        )
        services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)

    def test_the_permit_is_granted_and_the_travel_document_refused_but_paid(
        self, office: Office
    ) -> None:
        office.file(requests=TRAVEL_DOCUMENT)
        office.begin_review()
        office.accept_documents()
        office.answer_checks()
        self.refuse(office, "travel_document")
        assert office.case.state == "in_review"
        office.approve()
        assert office.case.fees.outstanding().total() == Decimal("193.00")
        office.pay()
        office.book()
        office.attend()
        office.grant()
        assert list(office.case.orders.values_list("product", flat=True)) == ["eat"]
        decisions = dict(office.case.items.values_list("kind", "decision"))
        assert decisions == {"permit": "granted", "travel_document": "refused"}

    def test_a_refusal_has_a_hearing_four_eyes_and_a_remedy_notice(self, office: Office) -> None:
        office.file()
        office.begin_review()
        self.refuse(office, "permit")
        assert office.case.state == "refused"
        refusal = office.case.refusals.get()
        assert "Verwaltungsgericht Berlin" in refusal.remedy
        assert "eines Monats" in refusal.remedy
        assert {"hearing", "refusal"} <= set(office.letters())
        assert {"hearing_announced", "decision_letter"} <= set(office.mails())

    def test_nobody_refuses_without_a_hearing(self, office: Office) -> None:
        office.file()
        office.begin_review()
        with pytest.raises(HearingNeeded):
            services.propose_refusal(
                reference=office.reference,
                item="permit",
                codes=["requirements"],
                legal_basis="§ 5 AufenthG",
                grounds="Die Voraussetzungen liegen nicht vor.",
                actor=office.clerk,
                at=office.now,
            )

    def test_nobody_is_their_own_second_pair_of_eyes(self, office: Office) -> None:
        office.file()
        office.begin_review()
        services.propose_refusal(
            reference=office.reference,
            item="permit",
            codes=["requirements"],
            legal_basis="§ 5 AufenthG",
            grounds="Die Voraussetzungen liegen nicht vor.",
            hearing_waived="§ 28 Abs. 2 Nr. 3 VwVfG: vom Antrag wird nicht zuungunsten abgewichen",
            actor=office.lead,
            at=office.now,
        )
        with pytest.raises(SecondPersonNeeded):
            services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)
        assert office.case.state == "in_review"

    def test_the_hearing_cannot_be_cut_short(self, office: Office) -> None:
        office.file()
        office.begin_review()
        services.announce_refusal(
            reference=office.reference,
            item="permit",
            codes=["requirements"],
            grounds="Der Nachweis fehlt.",
            actor=office.clerk,
            at=office.now,
        )
        with pytest.raises(HearingNeeded):
            services.end_hearing(
                reference=office.reference, evaluation="–", actor=office.clerk, at=office.now
            )


class TestWithdrawal:
    def test_it_counts_when_the_applicant_has_confirmed_it(self, office: Office) -> None:
        office.file()
        services.announce_withdrawal(
            reference=office.reference,
            acknowledged_effect=True,
            actor=office.applicant,
            at=office.now,
        )
        assert office.case.state == "submitted"
        assert "withdrawal_to_confirm" in office.mails()
        link = office.case.messages.get(kind="withdrawal_to_confirm").data["link"]
        services.confirm_withdrawal(
            reference=office.reference,
            token=link.rsplit("/", 1)[1],
            actor=office.amal,
            at=office.now,
        )
        assert office.case.state == "withdrawn"
        assert "withdrawal" in office.letters()


class TestChecks:
    def test_an_unanswered_check_blocks_the_order_and_is_named(self, office: Office) -> None:
        office.file()
        office.begin_review()
        office.accept_documents()
        office.approve()
        office.pay()
        office.book()
        office.attend()
        with pytest.raises(TransitionBlocked) as refusal:
            office.grant()
        assert [blocker["code"] for blocker in refusal.value.blockers] == ["checks_unanswered"]
        assert office.case.orders.count() == 0
        office.answer_checks()
        office.grant()
        assert office.case.state == "in_production"

    def test_an_answer_that_has_become_too_old_blocks_again(self, office: Office) -> None:
        office.approved()
        office.later(days=200)
        office.clock_strikes()
        stale = set(office.case.checks.filter(status="stale").values_list("code", flat=True))
        assert "security_query" in stale
        assert office.case.waiting_for == "authority"
        assert set(office.case.checks.unanswered().values_list("code", flat=True)) == stale


class TestHold:
    def test_a_paused_case_is_looked_at_on_its_day_and_goes_on(self, office: Office) -> None:
        office.file()
        office.begin_review()
        review_on = date(2026, 12, 21)
        services.put_on_hold(
            reference=office.reference,
            reason="§ 79 Abs. 2 AufenthG: Verfahren bei der Staatsanwaltschaft",
            review_on=review_on,
            actor=office.clerk,
            at=office.now,
        )
        assert office.case.waiting_for == "third_party"
        office.accept_documents()
        with pytest.raises(TransitionBlocked) as refusal:
            office.approve()
        assert [blocker["code"] for blocker in refusal.value.blockers] == ["on_hold"]
        office.until(review_on)
        office.clock_strikes()
        assert office.case.waiting_for == "authority"
        services.resume(reference=office.reference, actor=office.clerk, at=office.now)
        office.approve()
        assert office.case.state == "awaiting_payment"


class TestClosure:
    def test_ending_without_a_decision_needs_a_reason_and_a_second_person(
        self, office: Office
    ) -> None:
        office.file()
        services.propose_closure(
            reference=office.reference,
            reason="naturalisation",
            note="Einbürgerungsurkunde vom 20.11.2026",
            actor=office.clerk,
            at=office.now,
        )
        services.confirm_closure(reference=office.reference, actor=office.lead, at=office.now)
        assert office.case.state == "discontinued"
        assert "discontinuation" in office.letters()

    def test_a_closed_case_can_be_reopened_with_a_reason(self, office: Office) -> None:
        office.file()
        services.propose_closure(
            reference=office.reference,
            reason="duplicate",
            note="siehe anderes Aktenzeichen",
            actor=office.clerk,
            at=office.now,
        )
        services.confirm_closure(reference=office.reference, actor=office.lead, at=office.now)
        services.reopen(
            reference=office.reference, reason="kein Duplikat", actor=office.lead, at=office.now
        )
        assert office.case.state == "in_review"


class TestDrafts:
    def test_a_draft_is_warned_of_twice_and_vanishes_with_its_person(self, office: Office) -> None:
        draft = office.draft()
        assert office.case.state == "draft"
        assert office.case.events.count() == 0
        office.until(date(2026, 12, 21))
        office.clock_strikes()
        assert "draft_deleted_soon" in office.mails()
        office.until(date(2026, 12, 28))
        office.clock_strikes()
        assert not type(draft).objects.filter(pk=draft.pk).exists()

    def test_before_the_title_ends_the_applicant_is_told_that_a_draft_protects_nobody(
        self, office: Office
    ) -> None:
        office.until(date(2026, 12, 20))
        office.draft()
        office.until(date(2026, 12, 27))
        office.clock_strikes()
        office.until(date(2027, 1, 7))
        office.clock_strikes()
        assert office.mails().count("draft_warning") == 2
