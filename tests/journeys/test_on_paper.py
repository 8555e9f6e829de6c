"""Who has no portal is written to: a Frist runs once its letter has left the house."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cases import services
from cases.models import Case
from cases.services.letters import ArrivalNotLater, LetterNotUnderWay
from common.calendar import BERLIN
from correspondence import post
from correspondence.models import Letter
from tests import sample_files
from tests.journeys.office import Office, application
from tests.journeys.test_earlier_receipt import text_of

MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=BERLIN)


def on_paper(office: Office, *, email: str | None = None) -> Case:
    """Amal's letter of today, recorded by Karin and taken into review."""
    person = application().person.model_copy(update={"email": email})
    case = services.record_application(
        authority="berlin",
        application=application().model_copy(update={"person": person}),
        channel="post",
        received_at=office.now,
        actor=office.clerk,
        at=office.now,
    )
    office.reference = case.reference
    return office.begin_review()


def letter(office: Office, kind: str) -> Letter:
    return office.case.letters.filter(kind=kind).latest("id")


def dispatch(office: Office, kind: str, way: str = "post") -> Case:
    return services.dispatch_letter(
        reference=office.reference,
        letter=str(letter(office, kind).public_id),
        way=way,
        actor=office.front_desk,
        at=office.now,
    )


def arrived(office: Office, kind: str, day: date) -> Case:
    return services.record_arrival(
        reference=office.reference,
        letter=str(letter(office, kind).public_id),
        arrived_on=day,
        actor=office.clerk,
        at=office.now,
    )


def came_back(office: Office, kind: str) -> Case:
    return services.record_return(
        reference=office.reference,
        letter=str(letter(office, kind).public_id),
        actor=office.front_desk,
        at=office.now,
    )


def running(office: Office) -> set[str]:
    return set(office.case.deadlines.running().values_list("kind", flat=True))


class TestNachforderung:
    def test_nothing_runs_before_the_letter_has_left(self, office: Office) -> None:
        on_paper(office)
        office.request_documents(rent="Mietvertrag")
        assert "nachforderung_passed" not in running(office)
        assert office.case.waiting_for == "authority"
        assert office.case.next_due_at == office.now

    def test_posted_in_time_it_keeps_the_day_the_letter_names(self, office: Office) -> None:
        on_paper(office)
        office.request_documents(rent="Mietvertrag")
        named = office.case.nachforderungen.get().due_on
        office.later(days=3)
        dispatch(office, "nachforderung")
        asked = office.case.nachforderungen.get()
        assert asked.due_on == named
        assert asked.announced_on == date(2026, 11, 30)
        assert office.case.waiting_for == "applicant"
        assert "nachforderung_passed" in running(office)

    def test_what_leaves_late_gives_more_time(self, office: Office) -> None:
        on_paper(office)
        office.request_documents(rent="Mietvertrag")
        named = office.case.nachforderungen.get().due_on
        office.later(days=14)
        dispatch(office, "nachforderung")
        assert (office.case.nachforderungen.get().due_on - named).days == 11

    def test_handed_over_the_same_day_it_does_not_get_shorter(self, office: Office) -> None:
        on_paper(office)
        office.request_documents(rent="Mietvertrag")
        named = office.case.nachforderungen.get().due_on
        dispatch(office, "nachforderung", way="handed_over")
        asked = office.case.nachforderungen.get()
        assert (asked.announced_on, asked.due_on) == (MONDAY.date(), named)

    def test_a_mail_tells_of_it_once_its_last_day_is_known(self, office: Office) -> None:
        on_paper(office, email="amal.haddad@example.org")
        office.request_documents(rent="Mietvertrag")
        assert "documents_requested" not in office.mails()
        dispatch(office, "nachforderung")
        assert "documents_requested" in office.mails()

    def test_a_later_proven_arrival_moves_it(self, office: Office) -> None:
        on_paper(office)
        office.request_documents(rent="Mietvertrag")
        dispatch(office, "nachforderung")
        office.later(days=21)
        arrived(office, "nachforderung", date(2026, 12, 7))
        asked = office.case.nachforderungen.get()
        assert (asked.announced_on, asked.due_on) == (date(2026, 12, 7), date(2027, 1, 4))

    @pytest.mark.parametrize("day", [date(2026, 11, 25), date(2026, 12, 30)])
    def test_an_early_or_future_arrival_changes_nothing(self, office: Office, day: date) -> None:
        on_paper(office)
        office.request_documents(rent="Mietvertrag")
        dispatch(office, "nachforderung")
        office.later(days=14)
        with pytest.raises(ArrivalNotLater):
            arrived(office, "nachforderung", day)

    def test_what_came_back_has_announced_nothing(self, office: Office) -> None:
        on_paper(office)
        office.request_documents(rent="Mietvertrag")
        dispatch(office, "nachforderung")
        office.later(days=7)
        came_back(office, "nachforderung")
        assert letter(office, "nachforderung").announced_on is None
        assert "nachforderung_passed" not in running(office)
        assert office.case.waiting_for == "authority"
        dispatch(office, "nachforderung")
        assert "nachforderung_passed" in running(office)

    def test_only_what_is_under_way_comes_back(self, office: Office) -> None:
        on_paper(office)
        with pytest.raises(LetterNotUnderWay):
            came_back(office, "confirmation")


class TestFeeNotice:
    def test_it_is_overdue_only_after_its_letter(self, office: Office) -> None:
        on_paper(office)
        for row in office.case.requirements.missing():
            services.hand_in_by_staff(
                reference=office.reference,
                requirement=row.code,
                content=sample_files.picture(),
                filename="scan.jpg",
                actor=office.front_desk,
                at=office.now,
            )
        office.accept_documents()
        office.approve()
        assert (office.case.state, office.case.waiting_for) == ("awaiting_payment", "authority")
        office.later(days=40)
        office.clock_strikes()
        assert "payment_overdue_desk" not in office.events()
        dispatch(office, "fee_notice")
        assert office.case.waiting_for == "applicant"
        assert office.case.fee_notices.get().due_on > office.now.date()
        assert "payment_overdue_desk" in running(office)


class TestWithdrawal:
    def test_a_signed_letter_confirms_it(self, office: Office) -> None:
        on_paper(office)
        services.announce_withdrawal(
            reference=office.reference,
            acknowledged_effect=True,
            actor=office.clerk,
            at=office.now,
        )
        services.confirm_withdrawal_on_paper(
            reference=office.reference,
            content=sample_files.picture(),
            filename="Rücknahme.jpg",
            actor=office.clerk,
            at=office.now,
        )
        row = office.case.withdrawals.get()
        assert (row.confirmed_on_paper, row.confirmed_by) == (True, office.clerk.id)
        assert (office.case.state, office.case.documents.count()) == ("withdrawn", 1)

    def test_nothing_is_confirmed_that_was_not_announced(self, office: Office) -> None:
        on_paper(office)
        with pytest.raises(services.TransitionBlocked):
            services.confirm_withdrawal_on_paper(
                reference=office.reference,
                content=sample_files.picture(),
                filename="Rücknahme.jpg",
                actor=office.clerk,
                at=office.now,
            )


def text_of_letter(office: Office, kind: str) -> str:
    return text_of(post.content_of(letter(office, kind)))


def test_nobody_is_told_to_pay_by_a_portal_who_has_none(office: Office) -> None:
    on_paper(office)
    office.accept_documents()
    office.answer_checks()
    office.approve()
    assert "Online-Portal" not in text_of_letter(office, "fee_notice")
    assert "auf Nachfrage" in text_of_letter(office, "fee_notice")


def test_who_has_one_is_told_so(office: Office) -> None:
    office.approved()
    assert "Online-Portal" in text_of_letter(office, "fee_notice")
