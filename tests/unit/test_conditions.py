"""What goes with a title: work, residence, what ends it, and what the card says of the holder."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from authorities import service
from authorities.conditions import ProposedCondition, propose
from authorities.facts import gather

from .applications import FILING_DAY, application, law

SAXONY_ANHALT = "Sachsen-Anhalt"


def proposed(
    *, on: date = FILING_DAY, bound_to: str | None = None, **changes: Any
) -> dict[str, ProposedCondition]:
    facts = gather(application(**changes), law=law(), on=on)
    return {row.code: row for row in propose(facts, law=law(), on=on, bound_to=bound_to)}


# § 4a: every title says whether work is allowed


@pytest.mark.parametrize(
    ("sought", "legal_basis"),
    [
        ("23(1)", "§ 23 Abs. 1 S. 4 AufenthG"),
        ("25(4)1", "§ 25 Abs. 4 S. 3 AufenthG"),
        ("25(4)2", "§ 25 Abs. 4 S. 3 AufenthG"),
        ("25(4)", "§ 25 Abs. 4 S. 3 AufenthG"),  # both sentences say the same
        ("25(4a)1", "§ 25 Abs. 4a S. 4 AufenthG"),
        ("25(4a)3", "§ 25 Abs. 4a S. 4 AufenthG"),
        ("25(4b)", "§ 25 Abs. 4b S. 4 AufenthG"),
    ],
)
def test_some_grounds_do_not_allow_work_until_it_is_permitted(
    sought: str, legal_basis: str
) -> None:
    employment = proposed(legal_basis=sought)["employment"]
    assert employment.text.de == "Erwerbstätigkeit nicht erlaubt"
    assert employment.legal_basis == legal_basis
    assert employment.to_check is not None


@pytest.mark.parametrize(
    "sought",
    ["22", "23(2)", "23(4)", "23a", "24", "25(1)", "25(2)1", "25(2)2", "25(3)", "25(5)", "25a(1)",
     "25a(2)", "25b(1)", "25b(4)", "30", "32", "33", "36", "36a"],
)  # fmt: skip
def test_every_other_ground_allows_work(sought: str) -> None:
    employment = proposed(legal_basis=sought)["employment"]
    assert employment.text.de == "Erwerbstätigkeit erlaubt"
    assert employment.legal_basis == "§ 4a Abs. 1 und 3 AufenthG"


def test_nothing_is_said_of_work_where_the_sentences_of_a_paragraph_differ() -> None:
    assert "employment" not in proposed(legal_basis="25")


def test_every_known_basis_says_something_of_work() -> None:
    for basis in law().basis:
        assert "employment" in proposed(legal_basis=basis.key), basis.key


# § 12a: the residence rule

UNDER_12A = ["22", "23(1)", "23(2)", "23(4)", "24", "25(1)", "25(2)1", "25(2)2", "25(3)"]
NOT_UNDER_12A = ["23a", "25(4)1", "25(4a)1", "25(4b)", "25(5)", "25a(1)", "25b(1)"]
WITHOUT_WORK: dict[str, Any] = {"situation__occupation": "none"}


@pytest.mark.parametrize("sought", UNDER_12A)
def test_a_first_title_binds_to_the_land_for_three_years(sought: str) -> None:
    rule = proposed(kind="issue", legal_basis=sought, **WITHOUT_WORK)["residence_rule"]
    assert rule.legal_basis == "§ 12a Abs. 1 S. 1 AufenthG"
    assert rule.kind == "by_law"


@pytest.mark.parametrize("sought", NOT_UNDER_12A)
def test_other_grounds_bind_to_no_land(sought: str) -> None:
    assert "residence_rule" not in proposed(kind="issue", legal_basis=sought, **WITHOUT_WORK)


@pytest.mark.parametrize(("lawful_since", "bound"), [("2023-11-24", True), ("2023-11-23", False)])
def test_an_extension_binds_only_within_the_three_years(*, lawful_since: str, bound: bool) -> None:
    found = proposed(
        legal_basis="25(3)", current_title__lawful_stay_since=lawful_since, **WITHOUT_WORK
    )
    assert ("residence_rule" in found) is bound


@pytest.mark.parametrize("occupation", ["employed", "apprentice", "student"])
def test_who_works_or_learns_is_not_bound(occupation: str) -> None:
    found = proposed(kind="issue", legal_basis="25(3)", situation__occupation=occupation)
    assert "residence_rule" not in found


# § 12(2) S. 2: the authority's own practice


def test_an_authority_may_bind_who_lives_on_benefits_and_names_the_land() -> None:
    found = proposed(bound_to=SAXONY_ANHALT, situation__benefits=["sgb2"])
    condition = found["residence_condition"]
    assert condition.text.de == (
        "Wohnsitznahme nur in Sachsen-Anhalt, solange Sozialleistungen bezogen werden"
    )
    assert (condition.kind, condition.legal_basis) == ("imposed", "§ 12 Abs. 2 S. 2 AufenthG")


@pytest.mark.parametrize(
    ("bound_to", "changes"),
    [
        (None, {"situation__benefits": ["sgb2"]}),  # no such practice
        (SAXONY_ANHALT, {"situation__benefits": []}),
        (SAXONY_ANHALT, {"situation__benefits": ["wohngeld"]}),
        (SAXONY_ANHALT, {"situation__benefits": ["sgb2"], "legal_basis": "25(2)2"}),
    ],
)
def test_nobody_else_is_bound_by_practice(bound_to: str | None, changes: dict[str, Any]) -> None:
    assert "residence_condition" not in proposed(bound_to=bound_to, **changes)


def test_both_rules_of_residence_are_never_proposed_together() -> None:
    both = {"residence_rule", "residence_condition"}
    for sought in UNDER_12A + NOT_UNDER_12A:
        for kind in ("issue", "extension"):
            found = proposed(
                kind=kind,
                legal_basis=sought,
                bound_to=SAXONY_ANHALT,
                situation__benefits=["sgb12"],
                **WITHOUT_WORK,
            )
            assert not both <= found.keys(), (sought, kind)


# § 51(1) Nr. 8, § 48, § 78


@pytest.mark.parametrize(
    ("sought", "ends"),
    [("22", True), ("23(1)", True), ("25(3)", True), ("25(4)1", True), ("25(4a)1", True),
     ("25(4b)", True), ("25(5)", True), ("23a", False), ("25(1)", False), ("25(2)2", False),
     ("25a(1)", False), ("25b(1)", False)],
)  # fmt: skip
def test_some_titles_end_with_an_application_for_asylum(*, sought: str, ends: bool) -> None:
    assert ("asylum_application_ends" in proposed(legal_basis=sought)) is ends


def test_without_passport_and_travel_document_the_card_is_an_ausweisersatz() -> None:
    without = proposed(situation__has_passport=False)
    assert {"ausweisersatz", "own_statements"} <= without.keys()
    assert without["ausweisersatz"].to_check is not None
    with_document = proposed(
        situation__has_passport=False,
        requests__travel_document={"type": "refugee", "chip": True},
    )
    assert "ausweisersatz" not in with_document
    assert not {"ausweisersatz", "own_statements"} & proposed().keys()


# Through the public face, with an authority's practice


def test_berlin_proposes_by_law_and_its_own_practice() -> None:
    codes = [
        row.code
        for row in service.propose_conditions(application(), authority="berlin", on=FILING_DAY)
    ]
    assert codes == ["employment", "asylum_application_ends"]


def test_every_condition_is_told_in_both_languages_and_fits_its_row() -> None:
    for row in law().condition:
        assert row.text.de != row.text.en
        assert len(row.code) <= 32
        assert len(row.text.de) <= 500
