"""The Magdeburg profile says what the authority's page says."""

from __future__ import annotations

from typing import Any

import pytest

from authorities import service
from authorities.schema import DayRules
from authorities.situation import Channel, Kind

from .applications import FILING_DAY, checked

FAMILY = {"sponsor_legal_basis": "25a(1)", "persons": 3, "relation": "spouse"}


def rules() -> DayRules:
    return service.rules("magdeburg", on=FILING_DAY)


def asked(**changes: Any) -> dict[str, Any]:
    """Amal lives in Magdeburg and extends her permit online."""
    told: dict[str, Any] = {"person__residence": {"municipality": "Magdeburg", "main": True}}
    return checked(authority="magdeburg", **{**told, **changes})


def obstacles(**changes: Any) -> list[str]:
    return [found["code"] for found in asked(**changes)["obstacles"]]


def advice(**changes: Any) -> list[str]:
    return [found["code"] for found in asked(**changes)["advice"]]


def requirements(**changes: Any) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in asked(**changes)["requirements"]}


def total(**changes: Any) -> str:
    return str(asked(**changes)["fees"]["total"])


# Who, when and how


@pytest.mark.parametrize(
    "held",
    ["22", "23(1)", "23(2)", "23(4)", "23a", "25(4)1", "25(4)2", "25(4a)1", "25(4b)", "25(5)",
     "25a(1)", "25b(1)", "104a", "104b"],
)  # fmt: skip
def test_the_grounds_of_the_page_are_handled(held: str) -> None:
    assert obstacles(current_title__legal_basis=held, legal_basis=held) == []


@pytest.mark.parametrize("held", ["24", "25(1)", "25(2)1", "25(2)2", "25(3)", "23(3)", "16b"])
def test_other_grounds_have_other_procedures(held: str) -> None:
    assert obstacles(current_title__legal_basis=held, legal_basis="25(5)") == [
        "legal_basis_not_handled"
    ]
    assert "legal_basis_not_handled" in obstacles(current_title__legal_basis=held, legal_basis=held)


@pytest.mark.parametrize("title", ["gestattung", "settlement_permit", "duldung", "none"])
def test_who_holds_no_such_title_cannot_apply_online(title: str) -> None:
    found = obstacles(current_title__type=title, current_title__legal_basis=None)
    assert found == ["status_not_handled"]


def test_it_is_filed_online_in_pdf_complete_or_not_at_all() -> None:
    assert rules().filing.channels == {Channel.ONLINE}
    assert rules().filing.drafts is None
    assert rules().filing.complete_only
    assert rules().files.formats == ("pdf",)
    assert rules().scope.kinds == {Kind.ISSUE, Kind.EXTENSION}
    assert obstacles(channel="post") == ["channel_not_offered"]
    assert {tuple(row["formats"]) for row in requirements().values()} == {("pdf",)}


@pytest.mark.parametrize(
    ("valid_until", "late"), [("2027-01-18", False), ("2027-01-17", True), ("2026-11-22", False)]
)
def test_eight_weeks_ahead_is_advice_and_never_an_obstacle(*, valid_until: str, late: bool) -> None:
    answer = asked(current_title__valid_until=valid_until)
    assert answer["may_file"]
    assert ("late_advice" in [found["code"] for found in answer["advice"]]) is late


def test_who_holds_an_opportunity_permit_is_told_what_to_apply_for() -> None:
    held = {"current_title__legal_basis": "104c"}
    assert "no_fiction" in advice(legal_basis="25(5)", **held)
    assert "no_fiction" in advice(legal_basis="104c", **held)
    assert "no_fiction" not in advice(legal_basis="25b(1)", **held)
    assert asked(legal_basis="25b(1)", **held)["legal_effect"]["kind"] == "continuation"


# Families


def test_families_file_together() -> None:
    assert rules().scope.persons == "family"
    assert obstacles(family=FAMILY) == []


@pytest.mark.parametrize("basis", ["30", "32", "33", "36", "36a"])
@pytest.mark.parametrize("title", ["residence_permit", "visa_d", "visa_free", "duldung", "none"])
def test_relatives_are_handled_whatever_they_hold_themselves(basis: str, title: str) -> None:
    found = obstacles(
        kind="issue",
        legal_basis=basis,
        family=FAMILY,
        current_title__type=title,
        current_title__legal_basis="28" if title == "residence_permit" else None,
    )
    assert found == []


@pytest.mark.parametrize(
    ("sponsor", "found"),
    [
        ("25(4)1", ["family_reunification_excluded"]),
        ("25(4)2", ["family_reunification_excluded"]),
        ("25(4b)", ["family_reunification_excluded"]),
        ("25(5)", ["family_reunification_excluded"]),
        ("25a(2)", ["family_reunification_excluded"]),
        ("25b(4)", ["family_reunification_excluded"]),
        ("104a(1)1", ["family_reunification_excluded"]),
        ("104b", ["family_reunification_excluded"]),
        ("104c", ["family_reunification_excluded"]),
        ("23a", []),
        ("23(4)", []),
        ("25a(1)", []),
        ("25(2)1", ["legal_basis_not_handled"]),  # another procedure of the city
    ],
)
def test_the_sponsors_title_decides_who_may_join(sponsor: str, found: list[str]) -> None:
    family = {"sponsor_legal_basis": sponsor, "persons": 2, "relation": "child"}
    assert obstacles(kind="issue", legal_basis="32", family=family) == found


def test_a_sponsor_and_a_relative_with_a_ground_of_their_own_are_never_shut_out() -> None:
    family = {"sponsor_legal_basis": "25(5)", "persons": 2, "relation": "other"}
    assert obstacles(legal_basis="25(5)", family=family) == []
    assert obstacles(legal_basis="25b(4)", family=family) == []


def test_where_the_law_allows_joining_for_certain_reasons_only_they_are_asked_for() -> None:
    restricted = {"kind": "issue", "legal_basis": "30"}
    assert "family_reunification_restricted" in advice(family=FAMILY, **restricted)
    others = {**FAMILY, "sponsor_legal_basis": "23(4)"}
    assert "family_reunification_restricted" not in advice(family=others, **restricted)
    assert "family_reunification_restricted" not in advice(family=FAMILY)


# Documents


@pytest.mark.parametrize(
    ("changes", "asked_for", "not_asked_for"),
    [
        ({}, {"passport_copy", "current_title_copy", "humanitarian_ground",
              "landlord_certificate", "employment_contract", "payslips"},
         {"passport_efforts", "identity_proof", "health_insurance", "marriage_certificate"}),
        ({"situation__has_passport": False}, {"passport_efforts", "identity_proof"},
         {"passport_copy"}),
        ({"situation__married": True}, {"marriage_certificate"}, set()),
        ({"situation__occupation": "none", "situation__partner_occupation": "employed"},
         {"employment_contract", "payslips"}, set()),
        ({"situation__occupation": "apprentice"}, {"apprenticeship_contract", "payslips"},
         {"employment_contract"}),
        ({"situation__occupation": "self_employed"},
         {"business_registration", "business_evaluation", "health_insurance"}, {"payslips"}),
        ({"situation__occupation": "pupil"}, {"school_certificate", "school_reports"},
         {"payslips"}),
        ({"situation__benefits": ["sgb2"]}, {"benefits_notice"}, set()),
        ({"situation__benefits": ["wohngeld"]}, set(), {"benefits_notice"}),
        ({"kind": "issue"}, {"integration_course"},
         {"language_certificate", "life_in_germany_test"}),
        ({"legal_basis": "30", "kind": "issue", "family": FAMILY}, {"marriage_certificate"},
         {"humanitarian_ground"}),
    ],
)  # fmt: skip
def test_the_situation_decides_what_is_asked_for(
    changes: dict[str, Any], asked_for: set[str], not_asked_for: set[str]
) -> None:
    found = requirements(**changes)
    assert found.keys() >= asked_for
    assert found.keys().isdisjoint(not_asked_for)


def test_how_far_back_documents_reach() -> None:
    assert requirements()["payslips"]["covers_months"] == 3
    business = requirements(situation__occupation="self_employed")
    assert business["business_evaluation"]["covers_months"] == 24
    assert requirements(situation__occupation="pupil")["school_reports"]["latest"] == 4


def test_an_extension_asks_for_courses_and_tests_as_far_as_there_are_any() -> None:
    found = requirements()
    for code in ("integration_course", "language_certificate", "life_in_germany_test"):
        assert found[code]["required"] is False


def test_the_landlords_certificate_comes_with_its_form_and_a_warning() -> None:
    [form] = requirements()["landlord_certificate"]["forms"]
    assert (form["key"], form["kind"]) == ("landlord_certificate", "form")
    assert form["where"]
    assert "landlord_certificate" in [row["code"] for row in asked()["notices"]]


# Fees and steps


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({}, "93.00"),
        ({"kind": "issue"}, "100.00"),
        ({"kind": "issue", "person__birth_date": "2015-01-01"}, "50.00"),
        ({"person__birth_date": "2015-01-01"}, "46.50"),
        ({"situation__benefits": ["asylblg"]}, "0.00"),
        ({"legal_basis": "23(4)", "current_title__legal_basis": "23(4)"}, "0.00"),
        ({"legal_basis": "23(2)", "current_title__legal_basis": "23(2)"}, "0.00"),  # by law
        ({"requests__travel_document": {"type": "foreigner"}}, "193.00"),
        ({"requests__travel_document": {"type": "foreigner"},
          "person__birth_date": "2010-01-01"}, "143.50"),  # 46.50 and 97, never halved
        ({"requests__travel_document": {"type": "foreigner"}, "legal_basis": "23(4)",
          "current_title__legal_basis": "23(4)"}, "70.00"),
        ({"requests__travel_document": {"type": "foreigner"}, "legal_basis": "23(4)",
          "current_title__legal_basis": "23(4)", "person__birth_date": "2005-01-01"}, "38.00"),
    ],
)  # fmt: skip
def test_fees_are_those_of_the_page_and_exemptions_those_of_the_law(
    changes: dict[str, Any], amount: str
) -> None:
    assert total(**changes) == amount


def test_one_amount_for_every_extension_conflicts_with_the_law_for_short_ones() -> None:
    [conflict] = asked(requests__duration_months=2)["fees"]["conflicts"]
    assert (conflict["published"], conflict["federal"]) == ("93.00", "96.00")
    assert asked()["fees"]["conflicts"] == []


def test_the_fee_is_taken_at_the_appointment_and_the_decision_follows_it() -> None:
    assert rules().terms.due == "at_appointment"
    assert (rules().steps.decision, rules().steps.biometrics) == (
        "after_biometrics",
        "at_appointment",
    )
    assert "box" in rules().steps.pickup
    places = {place.key: place.address for place in service.profile("magdeburg").location}
    assert places["pickup_box"] == "Julius-Bremer-Straße 8, 39104 Magdeburg"


def test_a_residence_condition_is_usual_and_told() -> None:
    assert rules().conditions.wohnsitzauflage
    assert rules().conditions.source == "magdeburg"
    assert "wohnsitzauflage" in {row.code for row in rules().notices}
