"""A letter that comes back has announced nothing, also when its deemed day has passed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import services
from cases.standing import Standing, statement
from tests.journeys.office import FILED_AT, Office
from tests.journeys.test_late_filing import HARDSHIP, late

__all__ = ["late"]  # the fixture of late filing


def came_back(office: Office, kind: str) -> None:
    services.record_return(
        reference=office.reference,
        letter=str(office.case.letters.get(kind=kind).public_id),
        actor=office.clerk,
        at=office.now,
    )


@pytest.fixture
def counted(office: Office) -> Office:
    """The refusal by post counted as announced on Friday, and the certificate ended with that."""
    office.file()
    office.issue_certificate("F1234567")
    office.begin_review()
    office.hear("permit", "requirements")
    office.propose_refusal("permit", "requirements")
    services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)
    office.dispatch("refusal", way="post")
    office.until(date(2026, 11, 30))
    office.clock_strikes()
    assert not office.case.fiktionsbescheinigungen.standing().exists()
    return office


def test_what_a_refusal_ended_goes_on_with_its_certificate(counted: Office) -> None:
    came_back(counted, "refusal")
    assert counted.case.fiktionsbescheinigungen.standing().get().serial_number == "F1234567"
    seen = statement(counted.case, on=counted.now.date())
    assert seen.standing is Standing.TITLE_CONTINUES
    assert seen.certificate_until is not None
    assert (counted.case.waiting_for, counted.events()[-1]) == ("authority", "effect_restored")


def test_sent_once_more_it_ends_that_again_on_its_new_day(counted: Office) -> None:
    came_back(counted, "refusal")
    counted.dispatch("refusal", way="post")
    counted.until(date(2026, 12, 4))
    counted.clock_strikes()
    assert not counted.case.fiktionsbescheinigungen.standing().exists()


def test_its_end_is_watched_again(counted: Office) -> None:
    came_back(counted, "refusal")
    counted.now = FILED_AT + timedelta(weeks=26)
    counted.clock_strikes()
    assert "certificate_ends_soon_desk" in counted.events()


def test_what_a_revocation_ended_goes_on(late: Office) -> None:
    late.order_continuation(HARDSHIP)
    late.revoke_continuation("Die Angaben waren falsch.")
    late.dispatch("revocation", way="post")
    late.until(date(2026, 11, 30))
    late.clock_strikes()
    assert late.case.legal_effect["kind"] == "none"
    came_back(late, "revocation")
    assert late.case.legal_effect["kind"] == "continuation_ordered"
