"""For how long something is granted: proposed with its reasons, left only with a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import services
from cases.models import Item
from cases.services import Validity
from cases.services.granting import DepartureUnexplained, ValidityAgainstLaw, ValidityWrong
from common.calendar import local_day
from tests.journeys.office import Office


@pytest.fixture
def ready(office: Office) -> Office:
    """Everything is there for the decision; Amal asked for 24 months."""
    office.approved(requests={"duration_months": 24})
    office.pay()
    office.book()
    office.attend()
    return office


def granted(office: Office, until: date, reason: str = "") -> Item:
    day = local_day(office.now)
    validity = Validity(valid_from=day, valid_until=until, reason=reason)
    office.grant(permit=validity)
    return office.case.items.get(kind="permit")


def a_day(office: Office, *, years: int) -> date:
    """The last day of so many years from today."""
    today = local_day(office.now)
    return today.replace(year=today.year + years) - timedelta(days=1)


def test_taken_as_proposed_the_limit_that_decides_is_the_reason(ready: Office) -> None:
    ready.grant()
    item = ready.case.items.get()
    assert item.valid_until == a_day(ready, years=2)
    assert item.validity_reason.startswith("Gewünschte Dauer.")
    assert [row["key"] for row in item.validity_limits if row["decisive"]] == ["wish"]


def test_a_departure_without_a_reason_is_refused_and_says_what_would_do(ready: Office) -> None:
    with pytest.raises(DepartureUnexplained, match="Geben Sie den Grund an"):
        granted(ready, a_day(ready, years=1))
    item = granted(ready, a_day(ready, years=1), "Die Ausbildung endet dann.")
    assert item.validity_reason == "Die Ausbildung endet dann."


def test_a_wish_can_be_left_with_a_reason(ready: Office) -> None:
    item = granted(ready, a_day(ready, years=3), "Die Wünsche wurden mündlich geändert.")
    assert item.valid_until == a_day(ready, years=3)


def test_the_maximum_of_the_law_cannot(ready: Office) -> None:
    beyond = a_day(ready, years=3) + timedelta(days=1)
    with pytest.raises(ValidityAgainstLaw, match=r"§ 26 Abs\. 1 AufenthG"):
        granted(ready, beyond, "Weil es so besser passt.")
    assert ready.case.items.get().decision == "pending"


def test_a_validity_that_ends_before_it_begins_is_refused(ready: Office) -> None:
    with pytest.raises(ValidityWrong):
        granted(ready, local_day(ready.now), "Versehen.")


def test_a_later_first_day_moves_the_maximum_with_it(ready: Office) -> None:
    first = local_day(ready.now) + timedelta(days=10)
    last = a_day(ready, years=3) + timedelta(days=10)
    ready.grant(permit=Validity(valid_from=first, valid_until=last, reason="Ab dem Folgetag."))
    assert ready.case.items.get().valid_until == last


def test_an_open_duty_to_attend_a_course_is_a_year_that_a_reason_can_leave(office: Office) -> None:
    office.file(requests={})
    office.begin_review()
    office.accept_documents()
    office.answer_checks()
    services.answer_check(
        reference=office.reference,
        check="integration_course",
        status="answered",
        finding="concerns",
        reason="Der Kurs ist noch nicht abgeschlossen.",
        actor=office.clerk,
        at=office.now,
    )
    proposal = services.propose_validities(office.case, at=office.now)["permit"]
    assert (proposal.decisive.key, proposal.decisive.binding) == ("integration_course", False)
    assert proposal.valid_until == a_day(office, years=1)


def test_biometrics_used_again_limit_the_card_and_new_ones_do_not(ready: Office) -> None:
    keys = [
        row.key for row in services.propose_validities(ready.case, at=ready.now)["permit"].limits
    ]
    assert "biometrics" not in keys
    ready.case.attendances.update(reused_from="BE-2020-000001-0", captured_on=date(2020, 3, 1))
    again = services.propose_validities(ready.case, at=ready.now)["permit"]
    assert "biometrics" in [row.key for row in again.limits]
