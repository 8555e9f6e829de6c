"""The Bremen profile says what the authority's page says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from authorities import service
from authorities.schema import DayRules
from authorities.situation import Channel, Kind, TitleType
from common.rules import NoRuleInForce

from .applications import FILING_DAY, checked


def rules() -> DayRules:
    return service.rules("bremen", on=FILING_DAY)


def asked(**changes: Any) -> dict[str, Any]:
    """Amal lives in Bremen with a Duldung and asks for a first permit by e-mail."""
    told: dict[str, Any] = {
        "kind": "issue",
        "channel": "email",
        "current_title__type": "duldung",
        "current_title__legal_basis": None,
        "person__residence": {"municipality": "Bremen", "main": True},
    }
    return checked(authority="bremen", **{**told, **changes})


def codes(answer: dict[str, Any], part: str) -> list[str]:
    return [found["code"] for found in answer[part]]


def test_who_lives_there_with_a_duldung_asks_for_a_first_permit_at_any_time() -> None:
    assert rules().scope.kinds == {Kind.ISSUE}
    assert rules().scope.titles == {TitleType.DULDUNG}
    assert rules().scope.sought == {"25(5)", "25a", "25b"}
    assert asked()["may_file"]
    assert asked()["filing_window"] == {"earliest": None, "advised_by": None, "latest": None}


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"kind": "extension"}, "kind_not_handled"),
        ({"current_title__type": "residence_permit"}, "status_not_handled"),
        ({"legal_basis": "25(4)1"}, "legal_basis_not_handled"),
        ({"legal_basis": "30"}, "legal_basis_not_handled"),
        ({"channel": "online"}, "channel_not_offered"),
        ({"channel": "post"}, "channel_not_offered"),
        (
            {"person__residence": {"municipality": "Bremerhaven", "main": True}},
            "not_resident_here",
        ),
    ],
)
def test_everything_else_is_told_where_to_turn(changes: dict[str, Any], obstacle: str) -> None:
    answer = asked(**changes)
    assert codes(answer, "obstacles") == [obstacle]
    assert answer["obstacles"][0]["legal_basis"].startswith("§")


def test_it_comes_by_email_at_the_appointment_or_on_the_authoritys_suggestion() -> None:
    assert rules().filing.channels == {Channel.EMAIL, Channel.IN_PERSON, Channel.ON_SUGGESTION}
    assert rules().filing.drafts is None
    assert "ref30@migrationsamt.bremen.de" in rules().contact.apply_instead.de


def test_who_has_no_duldung_is_not_sent_to_an_appointment_for_one() -> None:
    answer = asked(current_title__type="residence_permit", channel="online")
    for obstacle in answer["obstacles"]:
        assert "for your Duldung" not in obstacle["detail"]
    status, channel = (row["detail"] for row in answer["obstacles"])
    assert "Wenn Sie eine Duldung haben" in status
    assert "wenn die Behörde es anregt" in channel


def test_filing_has_no_effect_on_a_duldung_which_is_watched() -> None:
    answer = asked()
    assert answer["legal_effect"]["kind"] == "none"
    assert codes(answer, "advice") == ["no_fiction", "status_expiry_to_watch"]
    assert "2026" in answer["advice"][1]["detail"]
    soon = {(row.kind, row.to) for row in rules().reminders if row.anchor == "status_ends"}
    assert soon == {("status_ends_soon", "applicant"), ("status_ends_soon_desk", "desk")}


def test_a_clerk_says_which_documents_are_needed() -> None:
    assert asked()["requirements"] == []
    assert "documents_on_request" in codes(asked(), "notices")


def test_the_fee_is_estimated_by_federal_law_and_told_at_the_examination() -> None:
    fees = asked()["fees"]
    assert (fees["status"], fees["due"]) == ("determined_at_review", "determined_at_review")
    assert (fees["total"], fees["lines"][0]["source"]) == ("100.00", "federal")
    assert rules().published == ()


def test_the_notices_have_todays_ages_and_years_not_the_pages() -> None:
    told = {row.code: (row.text.de, row.source) for row in rules().notices}
    assert "27." in told["young_persons"][0]
    assert "3 Jahren" in told["young_persons"][0]
    assert "6 Jahren" in told["long_stay"][0]
    assert "4 Jahren" in told["long_stay"][0]
    assert {told["young_persons"][1], told["long_stay"][1]} == {"federal"}


def test_phone_hours_are_four_mornings() -> None:
    [hours] = [row for row in rules().phones if row.days]
    assert hours.days == ("mon", "tue", "wed", "thu")
    assert f"{hours.opens:%H:%M}-{hours.closes:%H:%M}" == "08:00-12:00"
    assert rules().contact.address == "Stresemannstraße 48, 28207 Bremen"


def test_the_profile_begins_on_the_day_of_its_page() -> None:
    assert service.rules("bremen", on=date(2026, 4, 29)).contact.address
    with pytest.raises(NoRuleInForce):
        service.rules("bremen", on=date(2026, 4, 28))
