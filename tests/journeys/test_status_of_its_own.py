"""A Duldung, a Gestattung or a § 104c permit: filing continues none, so its end is watched."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases import services
from cases.services import TransitionBlocked
from cases.services.staying import StatusNotLater
from tests.journeys.office import Office

DULDUNG = {"type": "duldung", "valid_until": "2027-02-15"}
CHANCE = {"type": "residence_permit", "legal_basis": "104c", "valid_until": "2027-02-15"}


def recorded(office: Office, title: dict[str, Any], legal_basis: str = "25(5)") -> Office:
    """Filed by letter, which takes what the portal's door does not."""
    office.record(kind="issue", legal_basis=legal_basis, current_title=title)
    return office


def renew(office: Office, until: date) -> None:
    services.record_status(
        reference=office.reference,
        valid_until=until,
        proof="Duldung vom heutigen Tag gesehen",
        actor=office.clerk,
        at=office.now,
    )


@pytest.mark.parametrize("title", [DULDUNG, {**DULDUNG, "type": "gestattung"}, CHANCE])
def test_its_end_comes_to_desk_and_applicant_weeks_before(
    office: Office, title: dict[str, Any]
) -> None:
    recorded(office, title)
    assert office.case.legal_effect["kind"] == "none"
    office.until(date(2027, 1, 18))
    office.clock_strikes()
    assert "status_ends_soon" in office.mails()
    assert office.events()[-2:] == ["status_ends_soon", "status_ends_soon_desk"]
    office.until(date(2027, 1, 26))
    office.clock_strikes()
    assert office.events().count("status_ends_soon_desk") == 2


def test_one_that_is_renewed_is_watched_to_its_new_end(office: Office) -> None:
    recorded(office, DULDUNG)
    renew(office, date(2027, 8, 15))
    office.until(date(2027, 2, 1))
    office.clock_strikes()
    assert "status_ends_soon" not in office.events()
    office.until(date(2027, 7, 19))
    office.clock_strikes()
    assert "status_ends_soon" in office.events()
    kept = office.case.person.changes.get()
    assert (kept.before, kept.after) == ("2027-02-15", "2027-08-15")


def test_one_that_ends_in_days_is_told_at_once(office: Office) -> None:
    recorded(office, {**DULDUNG, "valid_until": "2026-11-30"})
    office.clock_strikes()
    assert "status_ends_soon" in office.mails()


def test_one_that_has_ended_is_a_matter_for_the_desk_alone(office: Office) -> None:
    recorded(office, {**DULDUNG, "valid_until": "2026-11-20"})
    office.clock_strikes()
    assert "status_ends_soon_desk" in office.events()
    assert "status_ends_soon" not in office.mails()


def test_a_status_is_renewed_to_a_later_day_only(office: Office) -> None:
    recorded(office, DULDUNG)
    with pytest.raises(StatusNotLater):
        renew(office, date(2027, 2, 15))


def test_what_the_law_continues_is_neither_watched_nor_renewed(office: Office) -> None:
    office.file()
    assert not office.case.deadlines.filter(kind__startswith="status_ends").exists()
    with pytest.raises(TransitionBlocked):
        renew(office, date(2027, 8, 15))


def test_a_104c_permit_continues_where_25b_is_sought(office: Office) -> None:
    recorded(office, CHANCE, legal_basis="25b")
    assert office.case.legal_effect["kind"] == "continuation"
    assert not office.case.deadlines.filter(kind__startswith="status_ends").exists()


def test_a_draft_with_a_duldung_is_not_told_that_filing_would_save_it(office: Office) -> None:
    office.draft(current_title={**DULDUNG, "valid_until": "2026-12-10"})
    office.until(date(2026, 11, 27))
    office.clock_strikes()
    assert "draft_warning_status" in office.mails()
    assert "draft_warning" not in office.mails()


def test_a_draft_with_a_title_that_filing_continues_is_told_to_file(office: Office) -> None:
    office.draft(current_title={**CHANCE, "legal_basis": "25(5)", "valid_until": "2026-12-10"})
    office.until(date(2026, 11, 27))
    office.clock_strikes()
    assert "draft_warning" in office.mails()
