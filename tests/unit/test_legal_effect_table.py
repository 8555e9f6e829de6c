"""The table of § 81 AufenthG row by row: situations with an effect beside those with none.

They apply at noon of 23 November 2026; the title's last day is that day or the one before.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from authorities import service

from .applications import application

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TODAY, YESTERDAY = "2026-11-23", "2026-11-22"


def holding(title: str, until: str | None, basis: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "current_title__type": title,
        "current_title__valid_until": until,
        "current_title__legal_basis": basis,
        "current_title__lawful_stay_since": None,
        **more,
    }


def first(sought: str, title: str, protection: str | None) -> dict[str, Any]:
    return holding(title, None, legal_basis=sought, kind="issue", situation__protection=protection)


def newborn(birth_date: str) -> dict[str, Any]:
    return holding(
        "none", None, current_title__lawful_stay_since=birth_date, person__birth_date=birth_date
    )


TABLE: list[tuple[str, dict[str, Any], str, str | None, str, str]] = [
    # situation, application, effect, until, work, paragraph
    ("permit, in time", holding("residence_permit", TODAY, "25(5)"),
     "continuation", "decision_effective", "unchanged", "§ 81 Abs. 4 S. 1"),
    ("permit, late", holding("residence_permit", YESTERDAY, "25(5)"),
     "none", None, "not_affected", "§ 81 Abs. 4 S. 3"),
    ("national visa, in time", holding("visa_d", TODAY),
     "continuation", "decision_effective", "unchanged", "§ 81 Abs. 4 S. 1"),
    ("national visa, late", holding("visa_d", YESTERDAY),
     "none", None, "not_affected", "§ 81 Abs. 4 S. 3"),
    ("settlement permit", holding("settlement_permit", None),
     "continuation", "decision_effective", "unchanged", "§ 81 Abs. 4 S. 1"),
    ("Schengen visa, in time", holding("visa_c", TODAY),
     "none", None, "not_affected", "§ 81 Abs. 4 S. 2"),
    ("visa-free, in time", holding("visa_free", TODAY),
     "permission", "decision_effective", "not_permitted", "§ 81 Abs. 3 S. 1"),
    ("visa-free, late", holding("visa_free", YESTERDAY),
     "toleration", "decision_effective", "not_permitted", "§ 81 Abs. 3 S. 2"),
    ("asylum granted, no card yet", first("25(1)", "gestattung", "asylum"),
     "by_law", "title_issued", "not_affected", "§ 25 Abs. 1 S. 3"),
    ("refugee, no card yet", first("25(2)1", "none", "refugee"),
     "by_law", "title_issued", "not_affected", "§ 25 Abs. 2 S. 3 i. V. m. Abs. 1 S. 3"),
    ("subsidiary protection, no card yet", first("25(2)2", "none", "subsidiary"),
     "by_law", "title_issued", "not_affected", "§ 25 Abs. 2 S. 3 i. V. m. Abs. 1 S. 3"),
    ("ban on deportation, no card yet", first("25(3)", "gestattung", "deportation_ban"),
     "none", None, "not_affected", "§ 81 Abs. 3 S. 1"),
    ("Duldung, seeks § 25(5)", holding("duldung", TODAY, legal_basis="25(5)"),
     "none", None, "not_affected", "§ 81 Abs. 3 S. 1"),
    ("Duldung, seeks § 25a", holding("duldung", TODAY, legal_basis="25a(1)"),
     "none", None, "not_affected", "§ 81 Abs. 3 S. 1"),
    ("Duldung, seeks § 25b", holding("duldung", TODAY, legal_basis="25b(1)"),
     "none", None, "not_affected", "§ 81 Abs. 3 S. 1"),
    ("Gestattung", holding("gestattung", TODAY),
     "none", None, "not_affected", "§ 81 Abs. 3 S. 1"),
    ("§ 104c, seeks § 25a", holding("residence_permit", TODAY, "104c", legal_basis="25a(1)"),
     "continuation", "decision_effective", "unchanged", "§ 81 Abs. 4 S. 1"),
    ("§ 104c, seeks § 25b(4)", holding("residence_permit", TODAY, "104c", legal_basis="25b(4)"),
     "continuation", "decision_effective", "unchanged", "§ 81 Abs. 4 S. 1"),
    ("§ 104c, seeks § 25(5)", holding("residence_permit", TODAY, "104c", legal_basis="25(5)"),
     "none", None, "not_affected", "§ 104c Abs. 2 S. 3"),
    ("§ 104c, seeks § 104c", holding("residence_permit", TODAY, "104c", legal_basis="104c"),
     "none", None, "not_affected", "§ 104c Abs. 2 S. 3"),
    ("§ 104a", holding("residence_permit", TODAY, "104a(1)1", legal_basis="23(1)"),
     "none", None, "not_affected", "§ 104a Abs. 5 S. 5"),
    ("§ 104b continues like any title", holding("residence_permit", TODAY, "104b"),
     "continuation", "decision_effective", "unchanged", "§ 81 Abs. 4 S. 1"),
    ("born here, six months to the day", newborn("2026-05-23"),
     "permission", "decision_effective", "not_permitted", "§ 81 Abs. 2 S. 2 und Abs. 3 S. 1"),
    ("born here, a day later", newborn("2026-05-22"),
     "toleration", "decision_effective", "not_permitted", "§ 81 Abs. 3 S. 2"),
    ("nothing at all", holding("none", None),
     "none", None, "not_affected", "§ 81 Abs. 3 S. 1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "kind", "until", "employment", "paragraph"),
    [pytest.param(*row[1:], id=row[0]) for row in TABLE],
)
def test_each_situation_has_its_effect_and_its_paragraph(
    changes: dict[str, Any], kind: str, until: str | None, employment: str, paragraph: str
) -> None:
    effect = service.legal_effect_at_filing(application(**changes), received_at=NOON)
    assert (effect.kind, effect.until, effect.employment) == (kind, until, employment)
    assert effect.legal_basis == f"{paragraph} AufenthG"


ORDERABLE = [
    (holding("residence_permit", YESTERDAY, "25(5)"), "continuation_ordered"),
    (holding("visa_d", YESTERDAY), "continuation_ordered"),
    (holding("visa_c", YESTERDAY), "none"),
    (holding("duldung", YESTERDAY), "none"),
    (holding("residence_permit", YESTERDAY, "104c", legal_basis="25(5)"), "none"),
    (holding("residence_permit", TODAY, "25(5)"), "continuation"),
]


@pytest.mark.parametrize(("changes", "kind"), ORDERABLE)
def test_an_order_helps_late_holders_of_a_title_and_nobody_else(
    changes: dict[str, Any], kind: str
) -> None:
    ordered = service.legal_effect_at_filing(application(**changes), received_at=NOON, ordered=True)
    assert ordered.kind == kind


def test_every_row_of_the_law_is_reached_by_some_situation() -> None:
    asked = [
        *((row[1], False) for row in TABLE),
        *((changes, True) for changes, _ in ORDERABLE),
        (holding("fiktion", TODAY), False),
        (holding("none", None, current_title__lawful_stay_since="2026-09-01"), False),
    ]
    reached = {
        service.legal_effect_at_filing(
            application(**changes), received_at=NOON, ordered=ordered
        ).code
        for changes, ordered in asked
    }
    assert reached == {row.code for row in service.law().effect}
