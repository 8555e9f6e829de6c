"""A case that is closed for work: what still has to be done is done, what is over is over."""

from __future__ import annotations

from datetime import timedelta

from cases import services
from tests.journeys.office import Office, application
from tests.journeys.test_reopening import close, refuse, withdraw


class TestRefused:
    def refused(self, office: Office) -> None:
        office.file()
        office.begin_review()
        refuse(office)

    def test_it_lies_on_a_desk_until_the_letter_has_left(self, office: Office) -> None:
        self.refused(office)
        assert (office.case.waiting_for, office.case.next_due_at) == ("authority", office.now)
        services.dispatch_letter(
            reference=office.reference,
            letter=str(office.case.letters.get(kind="refusal").public_id),
            way="formal",
            actor=office.front_desk,
            at=office.now,
        )
        assert (office.case.waiting_for, office.case.next_due_at) == ("", None)

    def test_the_fee_can_still_be_paid_by_the_portal(self, office: Office) -> None:
        self.refused(office)
        attempt = services.start_payment(
            reference=office.reference,
            return_url="https://portal.example/zurueck",
            actor=office.applicant,
            at=office.now,
        )
        assert f"{attempt.amount}" == "93.00"

    def test_nobody_is_alarmed_about_inaction(self, office: Office) -> None:
        self.refused(office)
        office.later(weeks=11)
        office.clock_strikes()
        assert "inaction_alarm" not in office.events()


def test_what_is_being_produced_is_no_inaction(office: Office) -> None:
    office.approved()
    office.pay()
    office.book()
    office.attend()
    office.grant()
    office.later(weeks=11)
    office.clock_strikes()
    assert "inaction_alarm" not in office.events()
    assert office.case.waiting_for == "producer"


def test_while_undecided_the_alarm_comes(office: Office) -> None:
    office.file()
    office.later(weeks=11)
    office.clock_strikes()
    assert "inaction_alarm" in office.events()


class TestDiscontinuedInProduction:
    def granted(self, office: Office) -> None:
        office.approved()
        office.pay()
        office.book()
        office.attend()
        office.grant()

    def test_an_order_that_has_not_left_yet_never_leaves(self, office: Office) -> None:
        self.granted(office)
        close(office, "death")
        assert not office.case.orders.active().exists()
        assert office.case.orders.get().next_attempt_at is None

    def test_one_that_has_left_stands_until_the_card_has_come(self, office: Office) -> None:
        self.granted(office)
        order = office.case.orders.get()
        services.take_order_sent(order=order, producer_reference="P-1", at=office.now)
        close(office, "death")
        assert office.case.orders.active().get().status == "sent"

    def test_reopened_it_is_ordered_anew(self, office: Office) -> None:
        self.granted(office)
        close(office, "duplicate")
        services.reopen(
            reference=office.reference, reason="kein Duplikat", actor=office.lead, at=office.now
        )
        office.later(days=1)
        office.approve()
        office.grant()
        assert office.case.state == "in_production"
        assert office.case.orders.active().count() == 1


def test_a_link_to_withdraw_is_not_sent_after_the_grant(office: Office) -> None:
    office.approved()
    office.pay()
    office.book()
    office.attend()
    services.announce_withdrawal(
        reference=office.reference, acknowledged_effect=True, actor=office.applicant, at=office.now
    )
    assert "withdrawal_to_confirm" in office.mails()
    office.grant()
    office.later(hours=1)
    assert "withdrawal_to_confirm" not in office.mails()


def test_an_end_that_is_told_on_paper_lies_on_a_desk_until_the_paper_has_left(
    office: Office,
) -> None:
    office.reference = services.record_application(
        authority="berlin",
        application=application(),
        channel="post",
        received_at=office.now,
        actor=office.front_desk,
        at=office.now,
    ).reference
    office.later(days=1)
    withdraw(office)
    assert (office.case.state, office.case.waiting_for) == ("withdrawn", "authority")
    services.dispatch_letter(
        reference=office.reference,
        letter=str(office.case.letters.get(kind="withdrawal").public_id),
        way="post",
        actor=office.front_desk,
        at=office.now,
    )
    assert office.case.waiting_for == ""


def test_a_payment_after_the_end_leaves_no_case_on_a_desk(office: Office) -> None:
    office.file()
    office.begin_review()
    refuse(office)
    services.dispatch_letter(
        reference=office.reference,
        letter=str(office.case.letters.get(kind="refusal").public_id),
        way="formal",
        actor=office.front_desk,
        at=office.now,
    )
    due_on = office.case.fee_notices.get().due_on
    office.until(due_on + timedelta(days=1))
    office.clock_strikes()
    assert office.case.waiting_for == "authority"
    office.pay()
    assert (office.case.waiting_for, office.case.next_due_at) == ("", None)
