"""A sixth authority is one file: the example of docs/new-authority.md runs without new Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real
from pytest_django import Settings

from authorities import service
from authorities.loader import find_defects

from .applications import FILING_DAY, application, checked

DOCS = Path(real.BASE_DIR) / "docs"
EXAMPLE = (DOCS / "quellstadt.toml").read_text("utf-8")


@pytest.fixture
def quellstadt(tmp_path: Path, settings: Settings) -> Path:
    """A folder with the invented town's profile, and that is where profiles are read from."""
    (tmp_path / "quellstadt.toml").write_text(EXAMPLE, "utf-8")
    settings.PROFILES_DIR = str(tmp_path)
    return tmp_path


def asked(**changes: Any) -> dict[str, Any]:
    """Amal lives in Quellstadt and extends her permit online."""
    told: dict[str, Any] = {"person__residence": {"municipality": "Quellstadt", "main": True}}
    return checked(authority="quellstadt", **{**told, **changes})


def test_the_example_of_the_page_has_no_defect(quellstadt: Path) -> None:
    assert find_defects(quellstadt, law_folder=Path(real.LAW_DIR)) == ()
    assert "quellstadt.toml" in (DOCS / "new-authority.md").read_text("utf-8")


def test_the_page_names_every_section_that_a_profile_must_have(quellstadt: Path) -> None:
    page = (DOCS / "new-authority.md").read_text("utf-8")
    fields = service.profile("quellstadt").model_fields_set
    by_itself = {"key", "revised", "name", "land", "land_name", "languages", "municipality"}
    practice = {"announcement", "certificate", "watch", "conditions", "validity", "version"}
    named = fields - by_itself - practice
    assert [name for name in sorted(named) if f"`{name}" not in page] == []


def test_another_window_and_another_channel(quellstadt: Path) -> None:
    answer = asked(channel="post", current_title__valid_until="2026-12-31")
    assert answer["may_file"]
    assert [found["code"] for found in answer["advice"]] == ["late_advice"]
    assert answer["filing_window"]["advised_by"] == "2026-11-19"


def test_families_file_together_and_a_duldung_is_enough_for_a_first_permit(
    quellstadt: Path,
) -> None:
    family = {"sponsor_legal_basis": "25b(1)", "persons": 3, "relation": "child"}
    assert asked(family=family, legal_basis="32", kind="issue")["may_file"]
    assert asked(kind="issue", current_title__type="duldung")["may_file"]
    [found] = asked(current_title__type="visa_d")["obstacles"]
    assert found["code"] == "status_not_handled"


@pytest.mark.parametrize(
    ("birth_date", "amount", "federal"),
    [
        ("1990-05-01", "95.00", "93.00"),
        ("2012-11-24", "40.00", "46.50"),  # fourteen tomorrow
        ("2012-11-23", "46.50", None),  # fourteen today
    ],
)
def test_another_tariff_with_other_ages(
    quellstadt: Path, *, birth_date: str, amount: str, federal: str | None
) -> None:
    fees = asked(person__birth_date=birth_date)["fees"]
    assert (fees["total"], fees["due"]) == (amount, "at_counter")
    assert [row["federal"] for row in fees["conflicts"]] == ([federal] if federal else [])


def test_other_documents_with_a_paper_to_download(quellstadt: Path) -> None:
    found = {row["code"]: row for row in asked()["requirements"]}
    assert found.keys() == {"passport_copy", "identity_proof", "payslips"}
    assert found["passport_copy"]["alternatives"] == ["identity_proof"]
    assert (found["payslips"]["latest"], found["payslips"]["max_age_months"]) == (2, 3)
    [form] = found["payslips"]["forms"]
    assert form["url"] == "https://quellstadt.example/lebensunterhalt.pdf"


def test_another_order_of_the_steps(quellstadt: Path) -> None:
    rules = service.rules("quellstadt", on=FILING_DAY)
    assert (rules.steps.decision, rules.steps.pickup) == ("after_biometrics", ("by_appointment",))
    assert rules.four_eyes.acts == {"refusal", "waiver", "closure"}


def test_an_amount_above_the_law_is_seen_as_such(quellstadt: Path) -> None:
    assessment = service.assess_fees(
        application(),
        authority="quellstadt",
        age_on=FILING_DAY,
        tariff_on_day=FILING_DAY,
        proven=frozenset(),
    )
    assert [conflict.above_law for conflict in assessment.conflicts] == [True]


def test_an_authority_may_charge_federal_law_instead_of_its_page(
    tmp_path: Path, settings: Settings
) -> None:
    federal = EXAMPLE.replace('tariff = "published"', 'tariff = "federal"')
    (tmp_path / "quellstadt.toml").write_text(federal, "utf-8")
    settings.PROFILES_DIR = str(tmp_path)
    assessment = service.estimate_fees(
        application(person__nationalities=["TR"]),
        authority="quellstadt",
        age_on=FILING_DAY,
        tariff_on_day=FILING_DAY,
    )
    assert str(assessment.total) == "46.00"
    assert assessment.conflicts == ()
