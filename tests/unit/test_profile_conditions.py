"""How a row of a decision table is met: words, ranges, negation, and what is not known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from common.rules import (
    ALWAYS,
    Condition,
    Dated,
    Facts,
    NoRuleInForce,
    Range,
    Text,
    in_force,
    the_one_in_force,
)

AMAL = Facts(words={"kind": frozenset({"extension"}), "held": frozenset({"25", "25(5)"})},
             numbers={"age": 36})  # fmt: skip


def met(condition: object) -> bool:
    return Condition.model_validate(condition).holds(AMAL)


def test_all_names_of_a_clause_must_be_met() -> None:
    assert met({"kind": ["extension"], "age": {"at_least": 36}})
    assert not met({"kind": ["extension"], "age": {"at_least": 37}})


def test_one_clause_of_several_is_enough() -> None:
    assert met([{"kind": ["issue"]}, {"age": {"below": 40}}])
    assert not met([{"kind": ["issue"]}, {"age": {"below": 30}}])


def test_any_of_the_words_will_do() -> None:
    assert met({"held": ["25(5)", "22"]})
    assert not met({"held": ["22", "23a"]})


def test_what_is_not_known_meets_nothing_not_even_a_negation() -> None:
    assert not met({"protection": ["refugee"]})
    assert not met({"not_protection": ["refugee"]})
    assert not met({"months": {"up_to": 3}})


def test_a_negation_is_met_by_another_word() -> None:
    assert met({"not_kind": ["issue"]})
    assert not met({"not_kind": ["issue", "extension"]})


def test_no_clause_at_all_is_never_met_and_an_empty_one_always() -> None:
    assert not met([])
    assert met({})
    assert ALWAYS.holds(Facts())


def test_what_is_taken_out_of_the_facts_is_not_known_any_more() -> None:
    less = AMAL.without({"age", "held"})
    assert not Condition.model_validate({"age": {"at_least": 0}}).holds(less)
    assert not Condition.model_validate({"held": ["25"]}).holds(less)
    assert Condition.model_validate({"kind": ["extension"]}).holds(less)


@given(number=st.integers(), bound=st.integers())
def test_bounds_count_as_the_law_does(number: int, bound: int) -> None:
    assert Range(at_least=bound).covers(number) is (number >= bound)
    assert Range(below=bound).covers(number) is (number < bound)
    assert Range(up_to=bound).covers(number) is (number <= bound)


def test_a_range_without_a_bound_is_a_slip() -> None:
    with pytest.raises(ValidationError, match="at_least, below or up_to"):
        Range()


# Days


def rule(valid_from: date, valid_to: date | None = None) -> Dated:
    return Dated(valid_from=valid_from, valid_to=valid_to, legal_basis="§ 1 BGB", source="BGB")


@given(start=st.dates(max_value=date(9000, 1, 1)), length=st.integers(1, 5000))
def test_a_rule_holds_from_its_first_day_until_before_its_end(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    row = rule(start, end)
    assert row.is_in_force(start)
    assert row.is_in_force(end - timedelta(days=1))
    assert not row.is_in_force(end)
    assert in_force([row], on=end) == ()


def test_a_day_without_a_rule_is_refused() -> None:
    with pytest.raises(NoRuleInForce):
        the_one_in_force([rule(date(2026, 1, 2))], on=date(2026, 1, 1))


def test_days_and_texts_are_filled_in_in_their_language() -> None:
    text = Text(de="ab {day}: {what}", en="from {day}: {what}")
    filled = text.filled(day=date(2026, 3, 1), what=Text(de="Beginn", en="start"))
    assert (filled.de, filled.en) == ("ab 01.03.2026: Beginn", "from 1 March 2026: start")
