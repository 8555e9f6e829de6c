"""What else the precheck answers: window, documents, biometrics, fees, validity, and its shape."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from common.rules import NoRuleInForce

from .applications import checked

WORK = {"employment_contract", "payslips", "employer_certificate"}
BUSINESS = {"tax_assessment", "audit_report", "tax_office_certificate"}


def requirements(**changes: Any) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in checked(**changes)["requirements"]}


def test_the_answer_has_the_fields_the_portal_api_promises() -> None:
    answer = checked()
    assert answer["authority"] == "berlin"
    assert answer["filing_window"] == {
        "earliest": "2026-11-15",
        "advised_by": None,
        "latest": "2027-01-10",
    }
    assert (
        answer["legal_effect"].items()
        >= {
            "kind": "continuation",
            "until": "decision_effective",
            "certificate": True,
            "legal_basis": "§ 81 Abs. 4 S. 1 AufenthG",
        }.items()
    )
    assert answer["biometrics"] == {
        "fingerprints": True,
        "signature": True,
        "photo": True,
        "personal_appearance": True,
        "when": "at_appointment",
    }
    assert answer["validity"] == {"longest_months": 36, "legal_basis": "§ 26 Abs. 1 AufenthG"}


def test_the_fees_are_told_in_strings_with_their_terms() -> None:
    fees = checked()["fees"]
    assert (
        fees.items()
        >= {
            "status": "fixed",
            "total": "93.00",
            "currency": "EUR",
            "due": "before_appointment",
            "term_days": 14,
            "conflicts": [],
        }.items()
    )
    [line] = fees["lines"]
    assert (
        line.items()
        >= {
            "code": "permit",
            "amount": "93.00",
            "legal_basis": "§ 45 Nr. 2 Buchst. b AufenthV",
            "reduction": None,
            "source": "berlin",
        }.items()
    )


def test_a_reduction_and_a_conflict_are_told_with_their_paragraphs() -> None:
    fees = checked(person__nationalities=["TR"])["fees"]
    assert (
        fees["lines"][0]["reduction"].items()
        >= {
            "kind": "tariff",
            "code": "association_tariff",
            "legal_basis": "§ 52a Abs. 2 AufenthV",
        }.items()
    )
    [conflict] = fees["conflicts"]
    assert (
        conflict.items()
        >= {
            "line": "permit",
            "published": "37.00",
            "federal": "46.00",
            "since": "2026-02-07",
        }.items()
    )


def test_an_exemption_by_benefits_is_marked_provisional() -> None:
    [line] = checked(situation__benefits=["sgb2"])["fees"]["lines"]
    assert (line["amount"], line["reduction"]["provisional"]) == ("0.00", True)


def test_the_window_of_a_status_that_does_not_continue_is_empty() -> None:
    empty = {"earliest": None, "advised_by": None, "latest": None}
    assert checked(current_title__type="duldung")["filing_window"] == empty
    assert checked(current_title__type="visa_free")["filing_window"] == empty


def test_the_last_day_with_continuation_stays_the_same_after_it_has_passed() -> None:
    assert checked(date(2027, 2, 1))["filing_window"]["latest"] == "2027-01-10"
    assert checked(current_title__legal_basis="104c")["filing_window"]["latest"] is None


def test_a_confirmation_states_a_continuation_only() -> None:
    assert checked()["legal_effect"]["certificate"] is True
    assert checked(date(2027, 2, 1))["legal_effect"]["certificate"] is False


@pytest.mark.parametrize(
    ("birth_date", "fingerprints", "signature"),
    [
        ("2020-11-24", False, False),  # six tomorrow
        ("2020-11-23", True, False),  # six today
        ("2016-11-24", True, False),
        ("2016-11-23", True, True),  # ten today
    ],
)
def test_prints_are_taken_from_six_and_the_signature_from_ten(
    *, birth_date: str, fingerprints: bool, signature: bool
) -> None:
    taken = checked(person__birth_date=birth_date)["biometrics"]
    assert (taken["fingerprints"], taken["signature"]) == (fingerprints, signature)
    assert taken["photo"] is True


# Documents


def test_an_employee_is_asked_for_the_work_and_not_for_a_business() -> None:
    asked = requirements()
    assert asked.keys() >= WORK | {"passport_copy", "current_title_copy", "health_insurance"}
    assert asked.keys().isdisjoint(BUSINESS)
    assert asked["payslips"]["covers_months"] == 6
    assert asked["employer_certificate"]["max_age_days"] == 14
    assert asked["passport_copy"]["formats"] == ["pdf", "jpg", "jpeg", "png"]


@pytest.mark.parametrize(
    ("situation", "asked", "not_asked"),
    [
        ({"occupation": "self_employed"}, BUSINESS | {"trade_register"}, WORK),
        ({"occupation": "freelance"}, BUSINESS | {"freelance_registration"}, {"trade_register"}),
        ({"occupation": "none", "partner_occupation": "employed"}, WORK, BUSINESS),
        ({"occupation": "none"}, {"assets"}, WORK | {"benefits_notice"}),
        ({"occupation": "none", "benefits": ["sgb2"]}, {"benefits_notice"}, {"assets"}),
        ({"occupation": "employed", "benefits": ["sgb2"]}, WORK | {"benefits_notice"}, {"assets"}),
        ({"occupation": "employed", "benefits": ["kindergeld"]}, {"other_benefits"}, {"assets"}),
        ({"occupation": "pensioner"}, {"pension_notice"}, WORK),
        ({"occupation": "apprentice"}, {"apprenticeship_contract"}, {"school_certificate"}),
        ({"occupation": "pupil"}, {"school_certificate"}, {"enrolment"}),
        ({"occupation": "student"}, {"enrolment"}, {"school_certificate"}),
        ({"health_insurance": "private"}, {"private_insurance_certificate"}, {"health_insurance"}),
        ({"has_passport": False}, {"passport_efforts"}, {"passport_copy"}),
        ({"has_passport": None}, {"passport_copy"}, {"passport_efforts"}),
        ({"represented": True}, {"power_of_attorney"}, {"custodian_id"}),
    ],
)
def test_the_situation_decides_what_is_asked_for(
    situation: dict[str, Any], asked: set[str], not_asked: set[str]
) -> None:
    found = requirements(**{f"situation__{name}": value for name, value in situation.items()})
    assert found.keys() >= asked
    assert found.keys().isdisjoint(not_asked)


@pytest.mark.parametrize(("custody", "consent"), [("joint", True), ("sole", False)])
def test_for_a_child_those_with_custody_show_who_they_are_and_agree(
    *, custody: str, consent: bool
) -> None:
    child = requirements(
        person__birth_date="2015-05-01",
        situation__occupation="pupil",
        situation__custody=custody,
    )
    assert "custodian_id" in child
    assert ("custody_consent" in child) is consent
    assert "custodian_id" not in requirements(situation__custody=custody)


@pytest.mark.parametrize(
    "recognised", [{"situation__protection": "refugee"}, {"person__nationalities": ["stateless"]}]
)
def test_recognised_persons_need_not_show_that_they_tried_to_get_a_passport(
    recognised: dict[str, Any],
) -> None:
    asked = requirements(situation__has_passport=False, **recognised)
    assert "passport_efforts" not in asked
    assert asked["passport_copy"]["required"] is False


def test_what_may_stand_for_another_document_is_named_and_not_required_twice() -> None:
    asked = requirements(situation__occupation="self_employed")
    assert asked["trade_register"]["alternatives"] == ["business_registration"]
    assert asked["trade_register"]["required"] is True
    assert asked["business_registration"]["required"] is False


# Words and days


def test_labels_come_in_the_readers_language() -> None:
    with translation.override("de"):
        german = requirements()["employment_contract"]["label"]
    with translation.override("en"):
        english = requirements()["employment_contract"]["label"]
    assert (german, english) == ("Arbeitsvertrag", "Employment contract")


def test_a_day_that_the_rules_do_not_reach_is_refused() -> None:
    with pytest.raises(NoRuleInForce):
        checked(date(2025, 4, 30))
    assert checked(date(2025, 5, 1))["authority"] == "berlin"
