"""Reading the input: what is refused, where, and which forms of a legal basis are understood."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from authorities import legal_bases, service
from authorities.legal_bases import MalformedLegalBasis
from authorities.situation import parse_application
from common.inputs import InvalidBody

from .applications import FILING_DAY, application, checked, law, told

BEFORE_RENUMBERING = date(2026, 6, 11)


def problems(**changes: Any) -> set[tuple[str, str]]:
    with pytest.raises(InvalidBody) as refused:
        parse_application(told(**changes))
    return {(error.pointer, error.code) for error in refused.value.errors}


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"kind": "renewal"}, "/kind", "not_a_choice"),
        ({"kind": None}, "/kind", "required"),
        ({"legal_basis": "25-5"}, "/legal_basis", "malformed_legal_basis"),
        ({"colour": "blue"}, "/colour", "unknown_field"),
        ({"person__shoe_size": 42}, "/person/shoe_size", "unknown_field"),
        ({"person__birth_date": "1.5.1990"}, "/person/birth_date", "not_a_day"),
        ({"person__birth_date": 641520000}, "/person/birth_date", "not_a_day"),
        ({"person__birth_date": "1990-05-01T00:00:00"}, "/person/birth_date", "not_a_day"),
        ({"person__birth_date": "1990-02-30"}, "/person/birth_date", "not_a_day"),
        ({"person__nationalities": []}, "/person/nationalities", "required"),
        ({"person__nationalities": ["Syria"]}, "/person/nationalities/0", "invalid"),
        ({"current_title__valid_until": None}, "/current_title/valid_until", "required"),
        ({"situation__benefits": ["gold"]}, "/situation/benefits/0", "not_a_choice"),
        ({"situation__married": "yes"}, "/situation/married", "not_a_boolean"),
        ({"requests__duration_months": 0}, "/requests/duration_months", "invalid"),
        ({"family": {"persons": 0}}, "/family/persons", "invalid"),
    ],
)
def test_each_problem_is_named_with_its_place(
    changes: dict[str, Any], pointer: str, code: str
) -> None:
    assert problems(**changes) == {(pointer, code)}


def test_all_problems_are_named_at_once() -> None:
    assert len(problems(kind="renewal", person__birth_date="x", colour="blue")) == 3


def test_null_and_omitted_optional_fields_are_the_same() -> None:
    sparse = {
        "kind": "extension",
        "legal_basis": "25(5)",
        "person": {"birth_date": "1990-05-01", "nationalities": ["SY"]},
    }
    nulls = {
        **sparse,
        "on": None,
        "current_title": None,
        "channel": None,
        "family": None,
        "situation": None,
        "requests": None,
    }
    assert parse_application(sparse) == parse_application(nulls)


def test_nobody_applies_before_being_born() -> None:
    with pytest.raises(InvalidBody) as refused:
        checked(person__birth_date="2026-11-24")
    assert refused.value.errors[0].pointer == "/person/birth_date"


# Legal bases


@pytest.mark.parametrize(
    ("printed", "short"),
    [
        ("§ 25 Abs. 4 S. 1 AufenthG", "25(4)1"),
        ("§ 25 Absatz 4 Satz 1 Aufenthaltsgesetz", "25(4)1"),
        ("§25 Abs.5 AufenthG", "25(5)"),
        ("§ 25 Abs. 5", "25(5)"),
        ("§ 23a AufenthG", "23a"),
        ("§ 25a Abs. 1 AufenthG", "25a(1)"),
        ("§ 25 Abs. 4a S. 3 AufenthG", "25(4a)3"),
        ("§ 25 Abs. 2 Satz 1 zweite Alternative AufenthG", "25(2)1a2"),
        ("§ 25 Abs. 2 S. 1 2. Alt. AufenthG", "25(2)1a2"),
        ("§ 25 Abs. 2 S. 1 Alt. 2 AufenthG", "25(2)1a2"),
        (" 25(5) ", "25(5)"),
        ("25A(1)", "25a(1)"),
    ],
)
def test_the_printed_form_is_understood_as_the_short_one(printed: str, short: str) -> None:
    assert str(legal_bases.parse(printed)) == short
    assert application(legal_basis=printed).legal_basis == short


@pytest.mark.parametrize(
    "text", ["", "§", "25(5", "25()", "§ 25 BGB", "§ 25 Abs. AufenthG", "fünfundzwanzig", "25 5"]
)
def test_what_is_no_legal_basis_is_refused(text: str) -> None:
    with pytest.raises(MalformedLegalBasis):
        legal_bases.parse(text)


def test_a_basis_is_printed_as_it_is_cited_on_the_day() -> None:
    assert service.legal_basis_label("25(2)2", on=FILING_DAY) == "§ 25 Abs. 2 S. 2 AufenthG"
    assert (
        service.legal_basis_label("25(2)2", on=BEFORE_RENUMBERING)
        == "§ 25 Abs. 2 S. 1 Alt. 2 AufenthG"
    )
    assert service.legal_basis_label("16b", on=FILING_DAY) == "§ 16b AufenthG"


def test_an_old_card_keeps_its_citation_and_its_title() -> None:
    old = service.legal_basis("§ 25 Abs. 2 S. 1 Alt. 2 AufenthG", on=FILING_DAY)
    new = service.legal_basis("25(2)2", on=FILING_DAY)
    assert old is not None
    assert old == new
    assert old.key == "25(2)2"


def test_who_holds_an_old_card_is_treated_as_the_holder_of_the_new_one() -> None:
    answer = checked(current_title__legal_basis="§ 25 Abs. 2 S. 1 Alt. 2 AufenthG")
    assert answer["obstacles"] == []
    assert answer["fees"]["total"] == "0.00"


def test_a_basis_told_without_its_sentence_is_still_known() -> None:
    assert checked(legal_basis="25(2)")["validity"]["longest_months"] == 36
    assert checked(legal_basis="25b")["validity"]["longest_months"] == 24
    assert checked(legal_basis="16b")["validity"] is None


def test_every_basis_of_the_table_is_found_by_its_key_and_by_its_print() -> None:
    for basis in law().basis:
        printed = legal_bases.citation(basis, on=FILING_DAY)
        assert legal_bases.resolve(law().basis, printed, on=FILING_DAY) == basis
        assert legal_bases.resolve(law().basis, basis.key, on=FILING_DAY) == basis
