"""Acts beside the procedure: what each costs, whom it is free for, and who pays half."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from authorities import service
from fees.assessment import AssessedLine, NoPosition
from fees.rules import Line

from .applications import FILING_DAY, application

CHILD = "2015-05-01"
SAME = "the same"

ACTS: list[tuple[str, Mapping[str, str], str, str, str]] = [
    # line, what the act is, amount, for a minor, paragraph
    ("settlement_permit", {}, "113.00", "56.50", "§ 44 Nr. 3"),
    ("eu_long_term", {}, "109.00", "54.50", "§ 44a"),
    ("reissue", {"reissue": "loss"}, "67.00", "33.50", "§ 45c Abs. 1 Nr. 3"),
    ("reissue", {"reissue": "chip_defect"}, "0.00", "0.00", "§ 45c Abs. 2"),
    ("reissue", {"reissue": "ausweisersatz"}, "72.00", SAME, "§ 48 Abs. 1 S. 1 Nr. 15"),
    ("separate_sheet", {}, "18.00", "9.00", "§ 47 Abs. 1 Nr. 10"),
    ("title_transfer", {}, "12.00", "6.00", "§ 47 Abs. 1 Nr. 11"),
    ("condition_change", {"condition_change": "other"}, "50.00", "25.00", "§ 47 Abs. 1 Nr. 3"),
    ("condition_change", {"condition_change": "employment"}, "0.00", "0.00", "§ 47 Abs. 2"),
    ("express", {}, "35.00", "17.50", "§ 45a"),
    ("direct_delivery", {}, "15.00", "7.50", "§ 47 Abs. 1 Nr. 16"),
    ("fiktionsbescheinigung", {}, "13.00", "6.50", "§ 47 Abs. 1 Nr. 8"),
    ("certificate", {}, "18.00", "9.00", "§ 47 Abs. 1 Nr. 9"),
    ("duldung", {"duldung": "issue_label"}, "58.00", "29.00", "§ 47 Abs. 1 Nr. 5 Buchst. a"),
    ("duldung", {"duldung": "issue_carrier"}, "62.00", "31.00", "§ 47 Abs. 1 Nr. 5 Buchst. b"),
    ("duldung", {"duldung": "renewal_label"}, "33.00", "16.50", "§ 47 Abs. 1 Nr. 6 Buchst. a"),
    ("duldung", {"duldung": "renewal_carrier"}, "37.00", "18.50", "§ 47 Abs. 1 Nr. 6 Buchst. b"),
    ("duldung_condition_change", {}, "50.00", "25.00", "§ 47 Abs. 1 Nr. 7"),
    ("travel_document_extension", {}, "20.00", "6.00", "§ 48 Abs. 1 S. 1 Nr. 2"),
    ("ausweisersatz", {"ausweisersatz": "issue"}, "32.00", "16.00", "§ 48 Abs. 1 S. 1 Nr. 10"),
    ("ausweisersatz", {"ausweisersatz": "extension"}, "16.00", "8.00", "§ 48 Abs. 1 S. 1 Nr. 12"),
    ("document_change", {}, "15.00", "7.50", "§ 48 Abs. 1 S. 1 Nr. 13"),
    ("document_change", {"document_change": "residence"}, "0.00", "0.00", "§ 48 Abs. 2 Nr. 2"),
    ("document_transfer", {}, "34.00", "17.00", "§ 48 Abs. 1 S. 1 Nr. 14"),
    ("photo", {}, "6.00", SAME, "§ 48 Abs. 1 S. 1 Nr. 16"),
    ("objection", {"objection": "condition"}, "50.00", SAME, "§ 51 Abs. 1 Nr. 2"),
]


def act(line: str, stated: Mapping[str, str], **changes: Any) -> AssessedLine:
    assessment = service.estimate_fees(
        application(**changes),
        authority="berlin",
        age_on=FILING_DAY,
        tariff_on_day=FILING_DAY,
        lines=frozenset({Line(line)}),
        act=stated,
    )
    [assessed] = assessment.lines
    return assessed


@pytest.mark.parametrize(("line", "stated", "amount", "for_a_minor", "paragraph"), ACTS)
def test_an_act_costs_what_the_law_says_and_a_minor_half_where_section_50_reaches(
    line: str, stated: Mapping[str, str], amount: str, for_a_minor: str, paragraph: str
) -> None:
    full, half = act(line, stated), act(line, stated, person__birth_date=CHILD)
    assert full.amount == Decimal(amount)
    assert full.legal_basis == f"{paragraph} AufenthV"
    assert half.amount == Decimal(amount if for_a_minor == SAME else for_a_minor)


def test_a_settlement_permit_at_16_has_an_amount_of_its_own() -> None:
    at_16 = act("settlement_permit", {}, legal_basis="35", person__birth_date="2010-05-01")
    assert (at_16.amount, at_16.legal_basis) == (Decimal("55.00"), "§ 50 Abs. 1 S. 2 AufenthV")


@pytest.mark.parametrize("line", ["duldung", "ausweisersatz", "objection", "reissue"])
def test_an_act_that_nobody_described_has_no_price(line: str) -> None:
    with pytest.raises(NoPosition):
        act(line, {})


# § 45b: a sticker instead of the card


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({"requests__duration_months": 1}, "52.00"),  # 96 less 44
        ({"requests__duration_months": 12}, "49.00"),  # 93 less 44, whatever the page says of 93
        ({"kind": "issue"}, "56.00"),
        ({"requests__duration_months": 1, "person__birth_date": CHILD}, "26.00"),
        ({"situation__benefits": ["sgb2"]}, "0.00"),
        ({"person__nationalities": ["TR"]}, "0.00"),
    ],
)
def test_a_sticker_is_cheaper_by_44_before_anything_is_halved(
    changes: dict[str, Any], amount: str
) -> None:
    sticker = act("permit", {"sticker": "yes"}, **changes)
    assert sticker.amount == Decimal(amount)
    assert sticker.conflict is None


def test_a_sticker_is_explained_by_both_paragraphs() -> None:
    sticker = act("permit", {"sticker": "yes"}, requests__duration_months=1)
    assert sticker.legal_basis == "§ 45 Nr. 2 Buchst. a AufenthV i. V. m. § 45b AufenthV"
    assert "44" in str(sticker.reason)


# Exemptions reach the positions they name, and no other

RECOGNISED = {"situation__protection": "refugee"}
POLITICAL = {"current_title__legal_basis": "23(2)"}
ON_BENEFITS = {"situation__benefits": ["sgb12"]}
ASSOCIATED = {"person__nationalities": ["TR"]}

REACH: list[tuple[str, dict[str, Any], Mapping[str, tuple[Mapping[str, str], str]]]] = [
    (
        "§ 52(3)",
        RECOGNISED,
        {
            "settlement_permit": ({}, "0.00"),
            "title_transfer": ({}, "0.00"),
            "fiktionsbescheinigung": ({}, "0.00"),
            "reissue": ({"reissue": "loss"}, "67.00"),
            "separate_sheet": ({}, "18.00"),
            "certificate": ({}, "18.00"),
            "condition_change": ({"condition_change": "other"}, "50.00"),
            "ausweisersatz": ({"ausweisersatz": "issue"}, "32.00"),
            "eu_long_term": ({}, "109.00"),
        },
    ),
    (
        "§ 52(4)",
        POLITICAL,
        {
            "settlement_permit": ({}, "0.00"),
            "title_transfer": ({}, "0.00"),
            "fiktionsbescheinigung": ({}, "13.00"),
            "reissue": ({"reissue": "new_passport"}, "67.00"),
        },
    ),
    (
        "§ 53(1)",
        ON_BENEFITS,
        {
            "duldung": ({"duldung": "renewal_carrier"}, "0.00"),
            "duldung_condition_change": ({}, "0.00"),
            "condition_change": ({"condition_change": "other"}, "0.00"),
            "fiktionsbescheinigung": ({}, "0.00"),
            "separate_sheet": ({}, "0.00"),
            "title_transfer": ({}, "0.00"),
            "ausweisersatz": ({"ausweisersatz": "extension"}, "0.00"),
            "reissue": ({"reissue": "chip_misuse"}, "67.00"),
            "settlement_permit": ({}, "113.00"),
            "certificate": ({}, "18.00"),
            "document_change": ({}, "15.00"),
        },
    ),
    (
        "§ 52a",
        ASSOCIATED,
        {
            "settlement_permit": ({}, "46.00"),
            "eu_long_term": ({}, "46.00"),
            "reissue": ({"reissue": "ausweisersatz"}, "46.00"),
            "condition_change": ({"condition_change": "other"}, "0.00"),
            "certificate": ({}, "0.00"),
            "separate_sheet": ({}, "0.00"),
            "title_transfer": ({}, "0.00"),
            "ausweisersatz": ({"ausweisersatz": "issue"}, "0.00"),
            "document_transfer": ({"document_transfer": "ausweisersatz"}, "0.00"),
            "document_change": ({"document_change": "travel_document"}, "15.00"),
            "duldung": ({"duldung": "issue_label"}, "58.00"),
        },
    ),
]


@pytest.mark.parametrize(
    ("changes", "line", "stated", "amount"),
    [
        pytest.param(changes, line, stated, amount, id=f"{rule}-{line}")
        for rule, changes, reached in REACH
        for line, (stated, amount) in reached.items()
    ],
)
def test_an_exemption_reaches_the_positions_it_names_and_no_other(
    changes: dict[str, Any], line: str, stated: Mapping[str, str], amount: str
) -> None:
    assert act(line, stated, **changes).amount == Decimal(amount)


def test_an_associated_holder_of_an_unlimited_title_pays_8_for_its_transfer() -> None:
    transfer = act(
        "title_transfer",
        {},
        person__nationalities=["TR"],
        current_title__type="settlement_permit",
        current_title__valid_until=None,
    )
    assert (transfer.amount, transfer.reduction and transfer.reduction.legal_basis) == (
        Decimal("8.00"),
        "§ 52a Abs. 2 S. 3 AufenthV",
    )


@pytest.mark.parametrize(
    ("line", "amount"), [("permit", "0.00"), ("fiktionsbescheinigung", "0.00"), ("photo", "6.00")]
)
def test_a_public_scholarship_frees_from_what_section_52_5_names(line: str, amount: str) -> None:
    assert act(line, {"scholarship": "yes"}).amount == Decimal(amount)


def test_travel_documents_rose_on_the_first_of_january_2024() -> None:
    rows = [row for row in service.law().position if row.key == "protected_document_from_24"]
    before, since = sorted(rows, key=lambda row: row.valid_from)
    assert (before.amount, since.amount) == (Decimal("60.00"), Decimal("70.00"))
    assert before.valid_to == since.valid_from
    assert since.valid_from.isoformat() == "2024-01-01"


@pytest.mark.parametrize(
    ("nationality", "stated", "amount"), [("TR", "no", "93.00"), ("SY", "yes", "46.00")]
)
def test_entitlement_is_a_status_that_a_person_can_state_against_the_nationality(
    nationality: str, stated: str, amount: str
) -> None:
    permit = act(
        "permit",
        {"association": stated},
        person__nationalities=[nationality],
        requests__duration_months=None,
    )
    federal = permit.conflict.federal if permit.conflict else permit.amount
    assert federal == Decimal(amount)
