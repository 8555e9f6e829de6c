"""The Euskirchen profile says what the authority's page says."""

from __future__ import annotations

from typing import Any

import pytest

from authorities import service
from authorities.schema import DayRules
from authorities.situation import Channel, Kind

from .applications import FILING_DAY, checked


def rules() -> DayRules:
    return service.rules("euskirchen", on=FILING_DAY)


def asked(**changes: Any) -> dict[str, Any]:
    """Amal lives in Mechernich and extends her permit in person."""
    told: dict[str, Any] = {
        "channel": "in_person",
        "person__residence": {"municipality": "Mechernich", "main": True},
    }
    return checked(authority="euskirchen", **{**told, **changes})


def requirements(**changes: Any) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in asked(**changes)["requirements"]}


def total(**changes: Any) -> str:
    return str(asked(**changes)["fees"]["total"])


def conflicts(**changes: Any) -> list[tuple[str, str]]:
    return [(row["published"], row["federal"]) for row in asked(**changes)["fees"]["conflicts"]]


def test_permits_under_section_25_are_issued_and_extended_in_person() -> None:
    assert rules().scope.kinds == {Kind.ISSUE, Kind.EXTENSION}
    assert rules().filing.channels == {Channel.IN_PERSON}
    assert rules().filing.drafts is None
    assert asked()["may_file"]
    assert asked(kind="issue", legal_basis="25(2)1", current_title__type="gestattung")["may_file"]


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"channel": "online"}, "channel_not_offered"),
        ({"legal_basis": "23a"}, "legal_basis_not_handled"),
        ({"kind": "change_of_purpose"}, "kind_not_handled"),
        ({"current_title__type": "settlement_permit"}, "status_not_handled"),
        ({"person__residence": {"municipality": "Bonn", "main": True}}, "not_resident_here"),
    ],
)
def test_everything_else_is_told_where_to_turn(changes: dict[str, Any], obstacle: str) -> None:
    [found] = asked(**changes)["obstacles"]
    assert found["code"] == obstacle
    assert found["legal_basis"].startswith("§")


def test_biometrics_and_originals_come_with_the_application_and_the_decision_after() -> None:
    steps = rules().steps
    assert (steps.biometrics, steps.originals) == ("at_filing", "at_filing")
    assert steps.decision == "after_biometrics"
    assert rules().terms.due == "at_counter"
    assert asked()["biometrics"]["when"] == "at_filing"


@pytest.mark.parametrize(
    ("birth_date", "comes", "prints"),
    [
        ("2021-11-24", False, False),  # five tomorrow
        ("2021-11-23", True, False),  # five today: the sixth year of life begins
        ("2020-11-23", True, True),  # six today
    ],
)
def test_children_come_from_their_sixth_year_of_life(
    *, birth_date: str, comes: bool, prints: bool
) -> None:
    taken = asked(person__birth_date=birth_date)["biometrics"]
    assert (taken["personal_appearance"], taken["fingerprints"]) == (comes, prints)


def test_an_employee_shows_the_contract_and_the_last_three_payslips_in_the_original() -> None:
    asked_for = requirements()
    assert asked_for["payslips"]["latest"] == 3
    assert asked_for["payslips"]["original"] is True
    assert asked_for["photo"]["max_age_months"] == 6
    assert asked_for.keys() >= {
        "application_form",
        "passport_copy",
        "employment_contract",
        "registration_confirmation",
        "rental_contract",
        "health_insurance",
    }


@pytest.mark.parametrize(
    ("changes", "asked_for", "not_asked_for"),
    [
        (
            {"situation__occupation": "self_employed"},
            {"tax_adviser_certificate"},
            {"payslips", "employment_contract"},
        ),
        ({"situation__occupation": "employed"}, {"payslips"}, {"tax_adviser_certificate"}),
        ({"situation__benefits": ["sgb2"]}, {"benefits_notice"}, set()),
        ({"situation__benefits": ["alg1"]}, set(), {"benefits_notice"}),
        ({"current_title__legal_basis": "25(3)"}, {"departure_obstacle"}, set()),
        ({"current_title__legal_basis": "25(5)"}, {"departure_obstacle"}, set()),
        ({"current_title__legal_basis": "25(2)1"}, set(), {"departure_obstacle"}),
    ],
)
def test_the_situation_decides_what_is_asked_for(
    changes: dict[str, Any], asked_for: set[str], not_asked_for: set[str]
) -> None:
    found = requirements(**changes)
    assert found.keys() >= asked_for
    assert found.keys().isdisjoint(not_asked_for)


@pytest.mark.parametrize(
    ("changes", "amount", "differing"),
    [
        ({}, "93.00", []),
        ({"person__birth_date": "2010-01-01"}, "46.50", []),
        ({"requests__duration_months": 3}, "93.00", [("93.00", "96.00")]),
        ({"person__nationalities": ["TR"]}, "37.00", [("37.00", "46.00")]),
        # "At most 37" promises no more; what the law takes below 24 is less.
        (
            {"person__nationalities": ["TR"], "person__birth_date": "2005-01-01"},
            "27.60",
            [],
        ),
        ({"situation__benefits": ["sgb12"]}, "0.00", []),
        ({"current_title__legal_basis": "25(1)", "legal_basis": "25(1)"}, "0.00", []),
    ],
)
def test_an_extension_costs_what_is_published_and_conflicts_are_shown(
    changes: dict[str, Any], amount: str, differing: list[tuple[str, str]]
) -> None:
    assert total(**changes) == amount
    assert conflicts(**changes) == differing


@pytest.mark.parametrize(
    ("document", "birth_date", "amount", "differing"),
    [
        ("foreigner", "1990-05-01", "193.00", []),
        ("refugee", "1990-05-01", "153.00", [("60.00", "70.00")]),
        ("stateless", "2005-05-01", "131.00", []),
        ("foreigner", "2005-05-01", "190.00", []),
        ("refugee", "2015-05-01", "60.50", [("14.00", "38.00")]),
        ("foreigner", "2015-05-01", "60.50", [("14.00", "97.00")]),
    ],
)
def test_travel_documents_cost_what_is_published_by_age(
    document: str, birth_date: str, amount: str, differing: list[tuple[str, str]]
) -> None:
    changes = {
        "person__birth_date": birth_date,
        "requests__travel_document": {"type": document, "chip": True},
    }
    assert total(**changes) == amount
    assert conflicts(**changes) == differing


def test_subsidiary_protection_is_told_three_years_as_the_law_has_it() -> None:
    answer = asked(legal_basis="25(2)2", current_title__legal_basis="25(2)2")
    assert answer["validity"]["longest_months"] == 36


def test_neither_address_nor_phone_is_claimed_to_be_the_pages() -> None:
    assert rules().contact.source == "unconfirmed"
    assert rules().phones == ()
