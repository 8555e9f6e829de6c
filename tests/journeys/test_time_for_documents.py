"""More time for documents: it ends on a working day, and it is reminded of like the first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import services
from tests.journeys.office import Office


@pytest.fixture
def asked(office: Office) -> Office:
    office.file()
    office.begin_review()
    office.request_documents(payslips="Die Abrechnungen von Juni bis November 2026 fehlen.")
    return office


def extend(office: Office, due_on: date) -> None:
    services.extend_nachforderung(
        reference=office.reference, due_on=due_on, actor=office.clerk, at=office.now
    )


def days(office: Office, kind: str) -> list[str]:
    """The last days named by mails of this kind that would leave now."""
    pending = office.case.messages.pending().filter(kind=kind, due_at__lte=office.now)
    return [message.data["due_on"] for message in pending.order_by("id")]


def test_a_day_that_is_no_working_day_gives_way_to_the_next(asked: Office) -> None:
    extend(asked, date(2027, 1, 9))  # a Saturday
    assert asked.case.nachforderungen.get().due_on == date(2027, 1, 11)
    asked.until(date(2027, 1, 11), hour=23)
    asked.clock_strikes()
    assert "nachforderung_passed" not in asked.events()
    asked.until(date(2027, 1, 12))
    asked.clock_strikes()
    assert "nachforderung_passed" in asked.events()


def test_the_new_last_day_is_reminded_of_although_the_old_one_was(asked: Office) -> None:
    first = asked.case.nachforderungen.get().due_on
    asked.until(first - timedelta(days=3))
    asked.clock_strikes()
    assert days(asked, "documents_reminder") == [first.isoformat()]
    second = date(2027, 1, 29)
    extend(asked, second)
    asked.until(second - timedelta(days=3))
    asked.clock_strikes()
    assert days(asked, "documents_reminder") == [second.isoformat()]


def test_a_mail_about_the_old_last_day_does_not_leave_after_the_extension(asked: Office) -> None:
    extend(asked, date(2027, 1, 29))
    assert days(asked, "documents_requested") == ["2027-01-29"]


def test_when_the_last_thing_asked_for_is_not_needed_the_review_goes_on(asked: Office) -> None:
    services.decide_requirement(
        reference=asked.reference,
        requirement="payslips",
        verdict="not_needed",
        reason="liegt in der Akte vor",
        actor=asked.clerk,
        at=asked.now,
    )
    assert asked.case.state == "in_review"
    assert not asked.case.nachforderungen.pending().exists()
    assert "documents_received" not in asked.mails()
    asked.later(days=60)
    asked.clock_strikes()
    assert "documents_reminder" not in asked.events()
