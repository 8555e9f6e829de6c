"""Every value of federal law has its paragraph, source and days, and none contradicts another."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from authorities import legal_bases
from authorities.defects import DefectiveRules
from authorities.loader import load_law
from common.rules import Dated, Facts, first_hit, in_force
from fees.rules import COMPUTED, Ending, Line

from .applications import FILING_DAY, law

LAW = Path(settings.LAW_DIR)
STATUTE = re.compile(r"\b(AufenthG|AufenthV|AZRG|BGebG|BZRG|PAuswGebV|VwGO|VwVfG)\b")
DAYS = [date(2024, 1, 1) + timedelta(days=7 * week) for week in range(200)]


def rows() -> Iterator[tuple[str, Dated]]:
    for table, content in law():
        for row in content if isinstance(content, tuple) else ():
            if isinstance(row, Dated):
                yield table, row
    for basis in law().basis:
        for citation in basis.citation:
            yield f"basis {basis.key}", citation


def test_every_value_names_the_paragraph_of_a_statute_and_a_source() -> None:
    for table, row in rows():
        assert row.legal_basis.startswith(("§", "Art.")), (table, row)
        assert STATUTE.search(row.legal_basis), (table, row.legal_basis)
        assert row.source == "unconfirmed" or STATUTE.search(row.source), (table, row.source)


def test_every_line_has_a_position_on_every_day() -> None:
    """Photo and delivery by post began with the digital photo."""
    for day in DAYS:
        priced = {row.line for row in in_force(law().position, on=day)}
        later = {Line.PHOTO, Line.DIRECT_DELIVERY} if day < date(2025, 5, 1) else set()
        assert priced == set(Line) - COMPUTED - later, day


def test_every_ending_says_something_of_every_line_on_every_day() -> None:
    for day in DAYS:
        shares = in_force(law().ending, on=day)
        for ending in Ending:
            for line in Line:
                assert any(row.ending is ending and row.reaches(line) for row in shares)


def test_the_identity_card_has_one_price_for_every_age_on_every_day() -> None:
    for day in DAYS:
        for age in (0, 15, 16, 23, 24, 99):
            prices = [
                row.amount
                for row in in_force(law().reference, on=day)
                if row.tariff == "identity_card" and row.when.holds(Facts(numbers={"age": age}))
            ]
            assert len(prices) == 1, (day, age)


def test_the_identity_card_became_dearer_on_the_seventh_of_february_2026() -> None:
    def price(day: date, age: int) -> str:
        tariff = [row for row in in_force(law().reference, on=day) if row.tariff == "identity_card"]
        row = first_hit(tariff, Facts(numbers={"age": age}))
        assert row is not None
        return f"{row.amount}"

    before, since = date(2026, 2, 6), date(2026, 2, 7)
    assert [price(before, 23), price(before, 24)] == ["22.80", "37.00"]
    assert [price(since, 23), price(since, 24)] == ["27.60", "46.00"]


def test_the_half_for_minors_never_reaches_what_section_50_leaves_out() -> None:
    by_key = {row.key: row for row in law().position}
    halved = {key for row in law().reduction if row.kind == "half" for key in row.positions}
    for key in halved:
        assert by_key[key].line not in {Line.TRAVEL_DOCUMENT, Line.PHOTO, Line.OBJECTION}, key
        assert by_key[key].legal_basis != "§ 48 Abs. 1 S. 1 Nr. 15 AufenthV"


def test_no_exemption_by_rule_reaches_a_travel_document_or_a_photo() -> None:
    never = {
        row.key
        for row in law().position
        if row.line in {Line.TRAVEL_DOCUMENT, Line.TRAVEL_DOCUMENT_EXTENSION, Line.PHOTO}
    }
    for row in law().reduction:
        assert not never & row.positions, row.code


def test_only_three_kinds_of_benefits_free_from_a_fee() -> None:
    rules = [row for row in law().reduction if row.code == "benefits"]
    assert rules
    for row in rules:
        for benefit in ("sgb2", "sgb12", "asylblg"):
            assert row.when.holds(Facts(words={"benefits": frozenset({benefit})}))
        others = {"alg1", "wohngeld", "bafoeg", "bab", "kindergeld", "kinderzuschlag", "elterngeld"}
        assert not row.when.holds(Facts(words={"benefits": frozenset(others)}))


# Legal bases


@pytest.mark.parametrize(
    ("text", "on", "key"),
    [
        ("§ 25 Abs. 2 Satz 1 zweite Alternative AufenthG", date(2026, 6, 11), "25(2)2"),
        ("§ 25 Abs. 2 Satz 2 AufenthG", date(2026, 6, 12), "25(2)2"),
        ("§ 25 Abs. 2 Satz 1 erste Alternative AufenthG", date(2026, 6, 11), "25(2)1"),
        ("§ 25 Abs. 2 Satz 1 AufenthG", date(2026, 6, 12), "25(2)1"),
        ("§ 25 Abs. 2 Satz 1 zweite Alternative AufenthG", FILING_DAY, "25(2)2"),  # an old card
        ("§ 104a Abs. 1 Satz 1 AufenthG", FILING_DAY, "104a(1)1"),
        ("104b", FILING_DAY, "104b"),
        ("104c", FILING_DAY, "104c"),
        ("25(4)1", FILING_DAY, "25(4)1"),
        ("25(4)2", FILING_DAY, "25(4)2"),
        ("25(4a)1", FILING_DAY, "25(4a)1"),
        ("25(4b)", FILING_DAY, "25(4b)"),
        ("25a(2)", FILING_DAY, "25a(2)"),
        ("25b(4)", FILING_DAY, "25b(4)"),
        ("30", FILING_DAY, "30"),
        ("§ 36a AufenthG", FILING_DAY, "36a"),
    ],
)
def test_a_citation_of_any_day_leads_to_the_same_key(text: str, on: date, key: str) -> None:
    found = legal_bases.resolve(law().basis, text, on=on)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("text", ["16a", "18b", "25(6)", "104a(2)"])
def test_a_basis_of_another_purpose_is_not_in_the_table(text: str) -> None:
    assert legal_bases.resolve(law().basis, text, on=FILING_DAY) is None


def test_every_key_can_be_read_and_stands_once() -> None:
    keys = [basis.key for basis in law().basis]
    assert len(keys) == len(set(keys))
    assert [str(legal_bases.parse(key)) for key in keys] == keys


# What is wrong is refused


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("fees.toml", 'key = "photo"', 'key = "permit_issue_long"', "two rows hold from"),
        ("fees.toml", "valid_to = 2024-01-01", "valid_to = 2023-06-01", "nothing holds from"),
        (
            "fees.toml",
            '"title_transfer", "fiktionsbescheinigung",\n]',
            '"portrait",\n]',
            "portrait",
        ),
        ("fees.toml", 'sticker = ["yes"]', 'sticker = ["maybe"]', "never"),
        ("fees.toml", 'ending = "objection"', 'ending = "silence"', "ending"),
        ("fees.toml", 'legal_basis = "§ 45a AufenthV"', 'legal_basis = "45a"', "legal_basis"),
        ("conditions.toml", 'kind = "note"', 'kind = "rumour"', "kind"),
        ("conditions.toml", 'sought = ["25(4b)"]', 'sought = ["25-4b"]', "25-4b"),
        ("validity.toml", 'sought = ["104c"]', 'sought = ["§ 104c"]', "104c"),
        ("legal_bases.toml", "valid_from = 2026-06-12", "valid_from = 2026-06-30", "nothing holds"),
    ],
)
def test_a_law_that_cannot_be_meant_is_refused(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    folder = tmp_path / "law"
    shutil.copytree(LAW, folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DefectiveRules, match=re.escape(told)):
        load_law(folder)
