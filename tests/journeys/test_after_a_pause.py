"""After a pause the case stands where it stood: with the same last day, and whose turn it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import services
from common.calendar import local_day
from tests.journeys.office import Office


@pytest.fixture
def paused(office: Office) -> Office:
    office.file()
    office.begin_review()
    office.request_documents(payslips="Die Abrechnungen von Juni bis November 2026 fehlen.")
    services.put_on_hold(
        reference=office.reference,
        reason="Dokumentenprüfung im Ausland",
        review_on=office.now.date() + timedelta(days=90),
        actor=office.clerk,
        at=office.now,
    )
    return office


def resume(office: Office) -> None:
    services.resume(reference=office.reference, actor=office.clerk, at=office.now)


def test_a_last_day_that_lies_ahead_is_when_somebody_looks_again(paused: Office) -> None:
    asked = paused.case.nachforderungen.get()
    paused.later(days=2)
    resume(paused)
    case = paused.case
    assert case.next_due_at is not None
    assert (case.waiting_for, local_day(case.next_due_at)) == ("applicant", asked.due_on)


def test_one_that_passed_meanwhile_makes_it_the_authoritys_turn(paused: Office) -> None:
    paused.later(days=60)
    paused.clock_strikes()
    resume(paused)
    assert (paused.case.waiting_for, paused.case.next_due_at) == ("authority", paused.now)


def pause_and_resume(office: Office) -> None:
    services.put_on_hold(
        reference=office.reference,
        reason="Register gestört",
        review_on=office.now.date() + timedelta(days=2),
        actor=office.clerk,
        at=office.now,
    )
    resume(office)


def test_a_booked_appointment_is_when_somebody_looks_again(office: Office) -> None:
    office.approved()
    office.pay()
    booking = office.book(in_days=9)
    pause_and_resume(office)
    due = office.case.next_due_at
    assert due is not None
    assert local_day(due) == booking.day


def test_money_that_is_waited_for_counts_by_its_own_notice(office: Office) -> None:
    """The certificate's notice came first, and has been paid."""
    office.file()
    office.issue_certificate("F1234567")
    office.pay()
    office.later(days=3)
    office.begin_review()
    office.accept_documents()
    office.answer_checks()
    office.approve()
    pause_and_resume(office)
    due = office.case.next_due_at
    assert due is not None
    assert local_day(due) == office.case.fee_notices.get(act="").due_on
