"""Whom to ask before the decision: by the basis sought, the kind of application and the age."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from authorities import service

from .applications import FILING_DAY, application

ALWAYS = {"security_query", "azr", "entry_ban"}


def asked(*, on: date = FILING_DAY, **changes: Any) -> dict[str, str]:
    rows = service.required_checks(application(**changes), on=on)
    return {row.key: row.legal_basis for row in rows}


@pytest.mark.parametrize("sought", ["22", "23a", "25(1)", "25(2)2", "25(3)", "25(5)", "30", "36a"])
@pytest.mark.parametrize("kind", ["issue", "extension", "change_of_purpose"])
def test_security_register_and_bans_are_asked_of_everybody(sought: str, kind: str) -> None:
    assert asked(legal_basis=sought, kind=kind).keys() >= ALWAYS


@pytest.mark.parametrize(
    ("sought", "kind", "is_asked"),
    [
        ("25(3)", "issue", True),
        ("25(3)", "extension", True),
        ("25(5)", "issue", False),
        ("25(2)1", "issue", False),
    ],
)
def test_the_federal_office_takes_part_only_on_bans_on_deportation(
    *, sought: str, kind: str, is_asked: bool
) -> None:
    found = asked(legal_basis=sought, kind=kind)
    assert ("bamf_participation" in found) is is_asked
    if is_asked:
        assert found["bamf_participation"] == "§ 72 Abs. 2 AufenthG"


@pytest.mark.parametrize(
    ("sought", "kind", "is_asked"),
    [
        ("25(5)", "extension", True),
        ("25b(1)", "extension", True),
        ("25(5)", "issue", False),
        ("25(1)", "extension", False),
        ("25(2)1", "extension", False),
        ("25(2)2", "extension", False),
        ("25(3)", "extension", False),
    ],
)
def test_the_integration_course_is_looked_at_before_extensions_but_not_of_the_protected(
    *, sought: str, kind: str, is_asked: bool
) -> None:
    found = asked(legal_basis=sought, kind=kind)
    assert ("integration_course" in found) is is_asked
    if is_asked:
        assert found["integration_course"] == "§ 8 Abs. 3 und 4 AufenthG"


@pytest.mark.parametrize(
    ("sought", "kind", "is_asked"),
    [
        ("25(5)", "issue", True),
        ("23a", "change_of_purpose", True),
        ("25(5)", "extension", False),  # § 10(2)
        ("25(1)", "issue", False),
        ("25(2)2", "issue", False),
    ],
)
def test_the_asylum_procedure_matters_to_first_titles(
    *, sought: str, kind: str, is_asked: bool
) -> None:
    assert ("asylum_procedure" in asked(legal_basis=sought, kind=kind)) is is_asked


@pytest.mark.parametrize(("birth_date", "is_asked"), [("2012-11-23", True), ("2012-11-24", False)])
def test_criminal_matters_are_asked_from_fourteen(*, birth_date: str, is_asked: bool) -> None:
    found = asked(person__birth_date=birth_date)
    for key in ("criminal_register", "criminal_proceedings"):
        assert (key in found) is is_asked


@pytest.mark.parametrize(
    ("sought", "is_asked"),
    [("25(4a)1", True), ("25(4a)3", True), ("25(4b)", True), ("25(4)1", False)],
)
def test_the_prosecutor_takes_part_where_a_witness_is_protected(
    *, sought: str, is_asked: bool
) -> None:
    assert ("prosecutor_participation" in asked(legal_basis=sought)) is is_asked


@pytest.mark.parametrize(
    ("sought", "kind", "is_asked"),
    [
        ("25(2)2", "extension", True),
        ("25(3)", "extension", True),
        ("25(2)2", "issue", False),
        ("25(5)", "extension", False),
    ],
)
def test_whether_protection_still_stands_is_asked_before_it_is_extended(
    *, sought: str, kind: str, is_asked: bool
) -> None:
    assert ("protection_status" in asked(legal_basis=sought, kind=kind)) is is_asked


def test_an_answer_ages_by_its_check() -> None:
    ages = {row.key: row.stale_after_days for row in service.law().check}
    assert ages["azr"] == 90
    assert ages["bamf_participation"] is None
