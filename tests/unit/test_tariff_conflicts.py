"""`tariff_conflicts` lists what is published otherwise than federal law says, and only that."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from authorities import service
from fees.rules import Line

from .applications import FILING_DAY, application

BERLIN = (Path(settings.PROFILES_DIR) / "berlin.toml").read_text("utf-8")
DAY = FILING_DAY.isoformat()


def report(*arguments: str) -> str:
    out = StringIO()
    call_command("tariff_conflicts", *arguments, stdout=out)
    return out.getvalue()


def rows(*arguments: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(report(*arguments, "--format", "json"))
    return listed


def town(folder: Path, *changes: tuple[str, str]) -> None:
    """An invented authority that is like Berlin but for these changes."""
    text = BERLIN
    for old, new in [
        ('key = "berlin"', 'key = "town"'),
        ('reference_prefix = "BE"', 'reference_prefix = "XT"'),
        *changes,
    ]:
        assert old in text
        text = text.replace(old, new)
    (folder / "town.toml").write_text(text.replace('source = "berlin"', 'source = "town"'), "utf-8")


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.PROFILES_DIR = tmp_path
    return tmp_path


def test_berlins_amounts_for_turkish_nationals_are_below_the_law_since_february_2026() -> None:
    listed = rows("--authority", "berlin", "--on", DAY)
    assert {
        (row["position"], tuple(row["ages"]), row["published"], row["federal"]) for row in listed
    } == {
        ("permit_extension_long", (0, 23), "22.80", "27.60"),
        ("permit_extension_long", (24, 120), "37.00", "46.00"),
        ("permit_extension_short", (0, 23), "22.80", "27.60"),
        ("permit_extension_short", (24, 120), "37.00", "46.00"),
    }
    assert {(row["charged"], row["since"]) for row in listed} == {("below", "2026-02-07")}
    assert all("PAuswGebV" in str(row["legal_basis"]) for row in listed)


def test_there_were_none_the_day_before_the_identity_card_became_dearer() -> None:
    assert rows("--authority", "berlin", "--on", "2026-02-06") == []
    assert "No published amount differs" in report("--authority", "berlin", "--on", "2026-02-06")


def test_the_table_names_every_fact_in_a_column() -> None:
    heading, first, *_others = report("--authority", "berlin", "--on", DAY).splitlines()
    assert heading.split("  ")[0] == "authority"
    assert "permit_extension_long" in first
    assert "association_tariff" in first


def test_an_amount_above_the_law_is_said_to_be_above(folder: Path) -> None:
    town(folder, ("amount = 70.00", "amount = 75.00"), ("amount = 38.00", "amount = 30.00"))
    charged = {row["position"]: row["charged"] for row in rows("--on", DAY)}
    assert charged["protected_document_from_24"] == "above"
    assert charged["protected_document_below_24"] == "below"


def test_one_amount_for_all_ages_is_compared_with_each_tier(folder: Path) -> None:
    below_24 = BERLIN.index('reduction = "association_tariff"')
    start = BERLIN.rindex("[[published]]", 0, below_24)
    end = BERLIN.index("[[published]]", BERLIN.index("37.00", start) + 1)
    one_for_all = (
        '[[published]]\nposition = "permit_extension_long"\nreduction = "association_tariff"\n'
        'amount = 37.00\nvalid_from = 2025-05-01\nlegal_basis = "§ 52a Abs. 2 AufenthV"\n'
        'source = "berlin"\n\n'
    )
    town(folder, (BERLIN[start:end], one_for_all))
    told = {
        (tuple(row["ages"]), row["federal"], row["charged"])
        for row in rows("--on", DAY)
        if row["position"] == "permit_extension_long"
    }
    assert told == {((0, 23), "27.60", "above"), ((24, 120), "46.00", "below")}


def test_the_amount_for_minors_is_compared_for_minors_only(folder: Path) -> None:
    town(folder, ("amount = 46.50", "amount = 47.00"))
    [half] = [row for row in rows("--on", DAY) if row["reduction"] == "minor"]
    assert (half["ages"], half["federal"], half["charged"]) == ([0, 17], "46.50", "above")


def test_an_exemption_that_a_page_does_not_name_is_no_conflict_and_applies(folder: Path) -> None:
    town(folder)
    assert {row["reduction"] for row in rows("--on", DAY)} == {"association_tariff"}
    fees = service.estimate_fees(
        application(situation__benefits=["sgb2"]),
        authority="town",
        age_on=FILING_DAY,
        tariff_on_day=FILING_DAY,
    )
    assert fees.total == 0


def test_an_authority_that_charges_federal_law_has_no_conflict_and_charges_it(folder: Path) -> None:
    town(folder, ('tariff = "published"', 'tariff = "federal"'))
    assert rows("--on", DAY) == []
    turkish = service.estimate_fees(
        application(person__nationalities=["TR"]),
        authority="town",
        age_on=FILING_DAY,
        tariff_on_day=FILING_DAY,
        lines=frozenset({Line.PERMIT}),
    )
    assert (f"{turkish.total}", turkish.lines[0].source, turkish.conflicts) == (
        "46.00",
        "federal",
        (),
    )


def test_an_authority_has_no_conflicts_before_its_profile_begins() -> None:
    assert rows("--authority", "berlin", "--on", date(2020, 1, 1).isoformat()) == []


def test_an_unknown_authority_is_refused() -> None:
    with pytest.raises(CommandError, match="moon"):
        report("--authority", "moon")
