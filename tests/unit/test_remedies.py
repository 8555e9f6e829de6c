"""Until when a decision can be contested, and what that changes (§§ 58, 70, 74, 75, 80 VwGO)."""

from __future__ import annotations

from datetime import date

import pytest

from authorities import service
from authorities.remedies import (
    RemedyTerm,
    effect_of_remedy,
    term_of_inaction,
    term_of_remedy,
    work_continues,
)

ON = date(2026, 11, 23)
LAW = service.law()


def term(announced: date | None, *, kind: str = "claim", correct: bool = True) -> RemedyTerm:
    return term_of_remedy(
        kind, announced_on=announced, notice_correct=correct, law=LAW, land="BE", on=ON
    )


@pytest.mark.parametrize(
    ("announced", "until"),
    [
        (date(2026, 11, 23), date(2026, 12, 23)),
        (date(2027, 1, 31), date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2026, 11, 26), date(2026, 12, 28)),  # the 26th is a holiday, then a Sunday
    ],
)
def test_a_month_counts_from_the_announcement_and_ends_on_a_working_day(
    announced: date, until: date
) -> None:
    assert term(announced).until == until


@pytest.mark.parametrize("kind", ["objection", "claim"])
def test_without_a_correct_notice_there_is_a_year(kind: str) -> None:
    assert term(date(2026, 11, 23), kind=kind, correct=False).until == date(2027, 11, 23)
    assert term(date(2026, 11, 23), kind=kind).until == date(2026, 12, 23)


def test_before_the_announcement_nothing_runs() -> None:
    assert term(None).until is None
    assert term(None).in_time(date(2030, 1, 1))


def test_the_last_day_is_in_time_and_the_day_after_is_late() -> None:
    found = term(date(2026, 11, 23))
    assert found.in_time(date(2026, 12, 23))
    assert not found.in_time(date(2026, 12, 24))


def test_a_claim_for_inaction_can_come_too_early_but_never_too_late() -> None:
    found = term_of_inaction(applied_on=date(2026, 11, 30), law=LAW, on=ON)
    assert found.admissible_from == date(2027, 2, 28)
    assert not found.in_time(date(2027, 2, 27))
    assert found.in_time(date(2028, 1, 1))


@pytest.mark.parametrize(
    ("against", "condition", "suspensive", "legal_basis"),
    [
        ("refusal", "", False, "§ 84 Abs. 1 Nr. 1 AufenthG"),
        ("fee_notice", "", False, "§ 80 Abs. 2 S. 1 Nr. 1 VwGO"),
        ("condition", "employment", False, "§ 84 Abs. 1 Nr. 3 AufenthG"),
        ("condition", "residence_rule", False, "§ 12a Abs. 8 AufenthG"),
        ("condition", "residence_condition", True, "§ 80 Abs. 1 VwGO"),
        ("inaction", "", False, "§ 75 VwGO"),
    ],
)
def test_what_a_remedy_suspends(
    *, against: str, condition: str, suspensive: bool, legal_basis: str
) -> None:
    found = effect_of_remedy(against, condition=condition, law=LAW, on=ON)
    assert (found.suspensive, found.legal_basis) == (suspensive, legal_basis)


@pytest.mark.parametrize(
    ("on", "worked", "urgent", "goes_on"),
    [
        (date(2026, 12, 23), True, False, True),  # the last day of the period
        (date(2026, 12, 24), True, False, False),
        (date(2026, 12, 24), True, True, True),  # an urgent procedure runs
        (date(2026, 12, 1), False, True, False),  # no title that allowed work
    ],
)
def test_work_goes_on_during_the_period_and_an_urgent_procedure(
    *, on: date, worked: bool, urgent: bool, goes_on: bool
) -> None:
    found = work_continues(
        on=on,
        worked_before=worked,
        term=term(date(2026, 11, 23)),
        urgent_motion_pending=urgent,
    )
    assert found is goes_on
