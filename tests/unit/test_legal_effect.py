"""What filing makes of the stay (§ 81 AufenthG), situation by situation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from authorities import service
from authorities.legal_effect import LegalEffect

from .applications import application

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
LAST_DAY = "2026-11-23"
DAY_BEFORE = "2026-11-22"


def effect(*, received_at: datetime = NOON, ordered: bool = False, **changes: Any) -> LegalEffect:
    return service.legal_effect_at_filing(
        application(**changes), received_at=received_at, ordered=ordered
    )


# § 81(4): holders of a title


@pytest.mark.parametrize("title", ["residence_permit", "visa_d"])
def test_a_title_continues_when_the_application_comes_before_its_end(title: str) -> None:
    in_time = effect(current_title__type=title, current_title__valid_until=LAST_DAY)
    assert (in_time.kind, in_time.until) == ("continuation", "decision_effective")
    assert in_time.legal_basis == "§ 81 Abs. 4 S. 1 AufenthG"
    assert in_time.employment == "unchanged"


@pytest.mark.parametrize("title", ["residence_permit", "visa_d"])
def test_a_title_that_has_ended_continues_by_order_only(title: str) -> None:
    late = effect(current_title__type=title, current_title__valid_until=DAY_BEFORE)
    ordered = effect(current_title__type=title, current_title__valid_until=DAY_BEFORE, ordered=True)
    assert (late.kind, late.until) == ("none", None)
    assert (ordered.kind, ordered.until) == ("continuation_ordered", "decision_effective")
    assert late.legal_basis == ordered.legal_basis == "§ 81 Abs. 4 S. 3 AufenthG"


@pytest.mark.parametrize("title", ["settlement_permit", "eu_long_term"])
def test_a_title_without_end_is_always_in_time(title: str) -> None:
    assert effect(current_title__type=title, current_title__valid_until=None).kind == "continuation"


def test_the_last_day_lasts_until_midnight_in_berlin() -> None:
    last_moment = datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC)
    midnight = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert effect(current_title__valid_until=LAST_DAY, received_at=last_moment).kind == (
        "continuation"
    )
    assert effect(current_title__valid_until=LAST_DAY, received_at=midnight).kind == "none"


def test_an_end_on_saturday_does_not_move_to_monday() -> None:
    saturday, monday = "2026-11-28", datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert effect(current_title__valid_until=saturday, received_at=monday).kind == "none"


def test_a_schengen_visa_never_continues() -> None:
    visa = effect(current_title__type="visa_c", current_title__valid_until="2026-12-31")
    assert (visa.kind, visa.legal_basis) == ("none", "§ 81 Abs. 4 S. 2 AufenthG")


@pytest.mark.parametrize(
    ("sought", "kind"),
    [
        ("25a(1)", "continuation"),
        ("25b(1)", "continuation"),
        ("25(5)", "none"),
        ("23a", "none"),
    ],
)
def test_opportunity_residence_continues_only_into_25a_and_25b(sought: str, kind: str) -> None:
    assert effect(current_title__legal_basis="104c", legal_basis=sought).kind == kind


def test_opportunity_residence_that_has_ended_does_not_continue_into_25b_either() -> None:
    late = effect(
        current_title__legal_basis="104c",
        current_title__valid_until=DAY_BEFORE,
        legal_basis="25b(1)",
    )
    assert (late.kind, late.legal_basis) == ("none", "§ 81 Abs. 4 S. 3 AufenthG")


def test_the_rule_for_old_cases_shuts_out_the_fiction() -> None:
    old = effect(current_title__legal_basis="104a", legal_basis="23(1)")
    assert (old.kind, old.legal_basis) == ("none", "§ 104a Abs. 5 S. 5 AufenthG")


# § 81(3): lawful without a title


def test_a_lawful_stay_without_title_counts_as_permitted_or_when_late_as_tolerated() -> None:
    in_time = effect(current_title__type="visa_free", current_title__valid_until=LAST_DAY)
    late = effect(current_title__type="visa_free", current_title__valid_until=DAY_BEFORE)
    assert (in_time.kind, in_time.legal_basis) == ("permission", "§ 81 Abs. 3 S. 1 AufenthG")
    assert (late.kind, late.legal_basis) == ("toleration", "§ 81 Abs. 3 S. 2 AufenthG")
    assert in_time.employment == late.employment == "not_permitted"


def test_without_title_only_a_lawful_stay_has_an_effect() -> None:
    nothing: dict[str, Any] = {
        "current_title__type": "none",
        "current_title__valid_until": None,
        "current_title__legal_basis": None,
    }
    assert effect(**nothing, current_title__lawful_stay_since="2026-09-01").kind == "permission"
    assert effect(**nothing, current_title__lawful_stay_since=None).kind == "none"


@pytest.mark.parametrize("status", ["duldung", "gestattung", "fiktion"])
def test_a_status_that_is_no_title_gains_nothing_by_filing(status: str) -> None:
    assert (
        effect(
            current_title__type=status,
            current_title__legal_basis=None,
            current_title__valid_until="2026-12-31",
            current_title__lawful_stay_since=None,
        ).kind
        == "none"
    )


# § 25: recognised, card not yet issued


@pytest.mark.parametrize(
    ("protection", "sought", "legal_basis"),
    [
        ("asylum", "25(1)", "§ 25 Abs. 1 S. 3 AufenthG"),
        ("refugee", "25(2)1", "§ 25 Abs. 2 S. 3 i. V. m. Abs. 1 S. 3 AufenthG"),
        ("subsidiary", "25(2)2", "§ 25 Abs. 2 S. 3 i. V. m. Abs. 1 S. 3 AufenthG"),
    ],
)
def test_a_recognised_person_stays_by_law_until_the_card_is_there(
    protection: str, sought: str, legal_basis: str
) -> None:
    recognised = effect(
        kind="issue",
        legal_basis=sought,
        current_title__type="gestattung",
        current_title__legal_basis=None,
        situation__protection=protection,
    )
    assert (recognised.kind, recognised.until) == ("by_law", "title_issued")
    assert recognised.legal_basis == legal_basis


def test_protection_alone_gives_nothing_for_another_ground() -> None:
    other = effect(
        kind="issue",
        legal_basis="25(5)",
        current_title__type="duldung",
        current_title__legal_basis=None,
        situation__protection="refugee",
    )
    assert other.kind == "none"


def test_every_effect_says_why_in_both_languages() -> None:
    for row in service.law().effect:
        assert row.why.de != row.why.en
        assert row.why.de.endswith(".")
    assert effect().code == "title_continues"
