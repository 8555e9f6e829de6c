"""A decision that is formally served counts from the day of its record, not of its posting."""

from __future__ import annotations

from datetime import date

import pytest

from cases import services
from cases.models import Case
from cases.services.letters import ArrivalNotLater
from cases.standing import Standing, statement
from tests.journeys.office import Office

SERVED = date(2026, 11, 26)


@pytest.fixture
def posted(office: Office) -> Office:
    """Refused, and given to the post for formal service on Monday, 23 November."""
    office.file()
    office.issue_certificate("F1234567")
    office.begin_review()
    office.hear("permit", "requirements")
    office.propose_refusal("permit", "requirements")
    services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)
    office.dispatch("refusal", way="formal")
    return office


def served(office: Office, day: date = SERVED) -> Case:
    return services.record_arrival(
        reference=office.reference,
        letter=str(office.case.letters.get(kind="refusal").public_id),
        arrived_on=day,
        actor=office.clerk,
        at=office.now,
    )


def standing(office: Office) -> Standing:
    return statement(office.case, on=office.now.date()).standing


def test_nothing_ends_on_the_day_of_posting(posted: Office) -> None:
    posted.until(SERVED)
    posted.clock_strikes()
    assert posted.case.fiktionsbescheinigungen.standing().exists()
    assert standing(posted) is Standing.TITLE_CONTINUES
    assert posted.case.letters.get(kind="refusal").announced_on is None


def test_everything_ends_with_the_day_of_the_record(posted: Office) -> None:
    posted.until(date(2026, 11, 30))
    served(posted)
    posted.clock_strikes()
    assert not posted.case.fiktionsbescheinigungen.standing().exists()
    assert standing(posted) is Standing.ENDED
    assert posted.case.letters.get(kind="refusal").announced_on == SERVED


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 12, 1)])
def test_nobody_is_served_before_the_posting_or_in_the_future(posted: Office, day: date) -> None:
    posted.until(date(2026, 11, 30))
    with pytest.raises(ArrivalNotLater):
        served(posted, day)


def test_a_record_that_does_not_come_is_asked_for(posted: Office) -> None:
    posted.until(date(2026, 12, 8))
    posted.clock_strikes()
    assert "service_record_missing" in posted.events()
    assert posted.case.waiting_for == "authority"


def test_one_that_has_come_is_not(posted: Office) -> None:
    posted.until(date(2026, 11, 30))
    served(posted)
    posted.until(date(2026, 12, 8))
    posted.clock_strikes()
    assert "service_record_missing" not in posted.events()
