"""What an end of the procedure does not end: money that is owed, and the effect of a decision."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from cases import services
from cases.standing import Standing, statement
from tests.journeys.office import FILED_AT, Office
from tests.journeys.test_reopening import close

TRAVEL = {"duration_months": 36, "travel_document": {"type": "foreigner"}}


class TestMoney:
    def test_a_deferral_ends_although_the_card_has_been_fetched(self, office: Office) -> None:
        office.approved()
        office.relieve("propose_deferral", until=date(2027, 3, 1), reason="Lohn erst im März")
        office.book()
        office.attend()
        office.grant()
        office.produce()
        office.hand_over()
        assert office.case.state == "collected"
        office.until(date(2027, 3, 1))
        office.clock_strikes()
        assert f"{office.case.fees.outstanding().total()}" == "93.00"
        assert "fee_due_again" in office.events()

    def test_a_deferral_ends_although_the_case_was_handed_over_to_another_authority(
        self, office: Office
    ) -> None:
        office.approved()
        office.relieve("propose_deferral", until=date(2027, 3, 1), reason="Lohn erst im März")
        office.transfer()
        office.until(date(2027, 3, 1))
        office.clock_strikes()
        assert "fee_due_again" in office.events()

    def test_an_unpaid_fee_that_stays_comes_back_to_a_desk(self, office: Office) -> None:
        office.approved()
        due_on = office.case.fee_notices.get().due_on
        office.transfer()
        office.until(due_on + timedelta(days=1))
        office.clock_strikes()
        assert office.case.waiting_for == "authority"
        assert "payment_overdue" in office.events()

    def test_one_that_was_paid_before_the_end_is_not_asked_for(self, office: Office) -> None:
        office.approved()
        due_on = office.case.fee_notices.get().due_on
        office.pay()
        office.transfer()
        office.until(due_on + timedelta(days=1))
        office.clock_strikes()
        assert "payment_overdue" not in office.events()


class TestRefusedInPart:
    def refused_and_closed(self, office: Office) -> None:
        """The permit is refused by post; before that counts, the rest is closed."""
        office.file(requests=TRAVEL)
        office.begin_review()
        office.issue_certificate("F1234567")
        office.hear("permit", "requirements")
        office.propose_refusal("permit", "requirements")
        services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)
        office.dispatch("refusal", way="post")
        close(office, "departure")

    def test_the_refusal_takes_effect_on_its_day_all_the_same(self, office: Office) -> None:
        self.refused_and_closed(office)
        assert office.case.fiktionsbescheinigungen.standing().exists()
        office.until(date(2026, 11, 27))
        office.clock_strikes()
        assert not office.case.fiktionsbescheinigungen.standing().exists()
        assert statement(office.case, on=office.now.date()).standing is Standing.ENDED


def test_what_the_procedure_waited_for_is_over_with_it(office: Office) -> None:
    office.file()
    office.begin_review()
    office.request_documents(passport_copy="Bitte alle Seiten.")
    close(office, "departure")
    office.later(weeks=12)
    office.clock_strikes()
    assert not {"documents_overdue", "inaction_alarm"} & set(office.events())


def test_an_answer_that_aged_while_the_case_was_refused_is_asked_for_again(office: Office) -> None:
    office.file()
    office.begin_review()
    office.accept_documents()
    office.answer_checks()
    stale = office.case.deadlines.running().filter(kind="check_stale").order_by("due_at").first()
    assert stale is not None
    office.hear("permit", "requirements")
    office.propose_refusal("permit", "requirements")
    services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)
    office.now = max(stale.due_at, FILED_AT) + timedelta(hours=1)
    office.clock_strikes()
    services.reopen(
        reference=office.reference, reason="Widerspruch", actor=office.lead, at=office.now
    )
    office.clock_strikes()
    assert office.case.checks.get(code=stale.occasion).status == "stale"


class TestWhileAPersonDecidesOnTheFee:
    def withdrawn(self, office: Office) -> date:
        office.approved()
        office.withdraw()
        due_on: date = office.case.fee_notices.get().due_on
        return due_on

    def test_nobody_is_reminded_of_it(self, office: Office) -> None:
        due_on = self.withdrawn(office)
        office.until(due_on + timedelta(days=1))
        office.clock_strikes()
        assert "payment_overdue" not in office.mails()

    def test_what_stays_as_it_was_is_reminded_of_again(self, office: Office) -> None:
        due_on = self.withdrawn(office)
        services.decide_fee_at_end(
            reference=office.reference,
            amounts={"permit": Decimal("93.00")},
            reason="Der Antrag war entscheidungsreif.",
            actor=office.clerk,
            at=office.now,
        )
        office.until(due_on + timedelta(days=1))
        office.clock_strikes()
        assert "payment_overdue" in office.mails()
