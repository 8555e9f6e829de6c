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
