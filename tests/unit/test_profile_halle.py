"""The Halle profile says what the authority's page says."""

from __future__ import annotations

from typing import Any

import pytest

from authorities import service
from authorities.schema import DayRules
from authorities.situation import Channel, Kind

from .applications import FILING_DAY, checked


def rules() -> DayRules:
    return service.rules("halle", on=FILING_DAY)


def asked(**changes: Any) -> dict[str, Any]:
    """Amal lives in Halle and asks by post for a permit to stay for a while."""
    told: dict[str, Any] = {
        "kind": "issue",
        "legal_basis": "25(4)1",
        "channel": "post",
        "person__residence": {"municipality": "Halle (Saale)", "main": True},
    }
    return checked(authority="halle", **{**told, **changes})


def requirements(**changes: Any) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in asked(**changes)["requirements"]}


def test_permits_for_urgent_grounds_are_issued_and_extended_by_post_or_email() -> None:
    assert rules().scope.kinds == {Kind.ISSUE, Kind.EXTENSION}
    assert rules().scope.sought == {"25(4)1"}
    assert rules().filing.channels == {Channel.POST, Channel.EMAIL, Channel.IN_PERSON}
    assert asked()["may_file"]
    assert asked(channel="email", kind="extension")["may_file"]


@pytest.mark.parametrize("held", ["25(4)1", "16b", "25(5)", None])
def test_whatever_title_was_held_before(held: str | None) -> None:
    assert asked(current_title__legal_basis=held)["may_file"]


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"channel": "online"}, "channel_not_offered"),
        ({"legal_basis": "25(5)"}, "legal_basis_not_handled"),
        ({"legal_basis": "30"}, "legal_basis_not_handled"),
        ({"current_title__type": "duldung"}, "status_not_handled"),
        ({"family": {"persons": 2}}, "one_person_per_application"),
        ({"person__residence": {"municipality": "Leipzig", "main": True}}, "not_resident_here"),
    ],
)
def test_everything_else_is_told_where_to_turn(changes: dict[str, Any], obstacle: str) -> None:
    [found] = asked(**changes)["obstacles"]
    assert found["code"] == obstacle
    assert found["legal_basis"].startswith("§")


@pytest.mark.parametrize(("valid_until", "late"), [("2027-02-22", False), ("2027-02-21", True)])
def test_about_three_months_ahead_is_advice(*, valid_until: str, late: bool) -> None:
    answer = asked(current_title__valid_until=valid_until)
    assert answer["may_file"]
    assert ("late_advice" in [found["code"] for found in answer["advice"]]) is late


def test_the_signed_form_and_copies_are_sent_and_originals_come_along_later() -> None:
    found = requirements()
    assert [form["key"] for form in found["application_form"]["forms"]] == ["application_form"]
    assert all(row["original"] for row in found.values())
    assert rules().steps.originals == "at_appointment"
    assert found.keys() >= {"photo", "passport_copy", "health_insurance", "rental_contract"}


def test_identity_and_work_can_be_shown_in_more_than_one_way() -> None:
    found = requirements()
    assert found["passport_copy"]["alternatives"] == ["identity_proof"]
    assert found["identity_proof"]["required"] is False
    assert found["employment_contract"]["alternatives"] == ["job_offer"]
    without = requirements(situation__has_passport=False, situation__occupation="none")
    assert without.keys().isdisjoint({"passport_copy", "employment_contract"})
    assert "job_offer" in without


@pytest.mark.parametrize(
    ("changes", "amount", "source"),
    [
        ({}, "100.00", "halle"),
        ({"requests__duration_months": 6}, "100.00", "halle"),
        ({"person__birth_date": "2012-01-01"}, "50.00", "halle"),
        ({"kind": "extension"}, "93.00", "federal"),
        ({"situation__benefits": ["asylblg"]}, "0.00", "federal"),
    ],
)
def test_the_first_issue_costs_what_is_published_and_the_rest_what_the_law_says(
    changes: dict[str, Any], amount: str, source: str
) -> None:
    fees = asked(**changes)["fees"]
    assert (fees["total"], fees["lines"][0]["source"]) == (amount, source)
    assert (fees["due"], fees["conflicts"]) == ("at_appointment", [])


@pytest.mark.parametrize(
    ("since", "months"), [("2026-01-01", 6), ("2025-05-24", 6), ("2025-05-23", 36)]
)
def test_the_first_18_months_of_lawful_stay_allow_six_months_only(since: str, months: int) -> None:
    answer = asked(current_title__lawful_stay_since=since)
    assert answer["validity"]["longest_months"] == months


def test_the_decision_comes_first_and_everything_takes_six_to_eight_weeks() -> None:
    steps, procedure, production = rules().steps, rules().procedure, rules().production
    assert (steps.decision, steps.biometrics) == ("before_biometrics", "at_appointment")
    assert steps.pickup == ("by_appointment",)
    assert procedure is not None
    assert (procedure.min_weeks, procedure.max_weeks) == (6, 8)
    assert (production.min_weeks, production.max_weeks) == (6, 8)


@pytest.mark.parametrize(
    ("day", "purpose", "open_hours"),
    [
        ("mon", "asyl", ["08:00-15:00 free"]),
        ("tue", "asyl", ["08:00-18:00 free"]),
        ("wed", "asyl", []),
        ("wed", "pickup", ["08:00-15:00 by appointment"]),
        ("thu", "duldung", ["08:00-15:00 by appointment"]),
        ("fri", "pickup", []),
    ],
)
def test_the_place_is_open_by_day_and_purpose(
    day: str, purpose: str, open_hours: list[str]
) -> None:
    found = [
        f"{row.opens:%H:%M}-{row.closes:%H:%M} {'by appointment' if row.by_appointment else 'free'}"
        for row in rules().hours["kulturtreff"]
        if day in row.days and purpose in row.purposes
    ]
    assert found == open_hours


def test_at_the_other_place_the_appointment_says_the_hour() -> None:
    [row] = rules().hours["am_stadion_5"]
    assert (row.days, row.by_appointment) == ((), True)


def test_five_teams_three_of_them_receive_without_an_appointment() -> None:
    visits = {team.key: team.visit for team in rules().teams}
    assert len(visits) == 5
    assert [key for key, visit in visits.items() if visit == "free"] == [
        "infothek",
        "asyl",
        "arbeitsmarkt",
    ]
    assert visits["duldung"] == "by_appointment"


def test_numbers_papers_and_notices_are_told() -> None:
    assert {row.number for row in rules().phones} == {"115", "0345-2210"}
    assert {form.key for form in rules().forms} >= {"application_form", "visits"}
    told = {row.code for row in rules().notices}
    assert told >= {"asylblg", "integration_course", "employment", "family_excluded"}
    assert rules().conditions.wohnsitzauflage
