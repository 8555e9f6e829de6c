"""A wrong profile is refused with file, key and remedy; a right sixth one needs no Python."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from pytest_django import Settings

from authorities import service
from authorities.defects import Defect, DefectiveRules
from authorities.loader import find_defects, load_law, load_profiles

from .applications import FILING_DAY, application

LAW = Path(settings.LAW_DIR)
BERLIN = (Path(settings.PROFILES_DIR) / "berlin.toml").read_text("utf-8")


def defects(folder: Path) -> tuple[Defect, ...]:
    return find_defects(folder, law_folder=LAW)


def profile(folder: Path, text: str = BERLIN, *, name: str = "berlin.toml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def changed(old: str, new: str) -> str:
    assert old in BERLIN
    return BERLIN.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "id", "key", "remedy"),
    [
        ('key = "berlin"', 'key = "berlin', "E001", "-", "Correct the line."),
        ('land = "BE"', 'land = "XX"', "E002", "land", "Correct the value."),
        ('land = "BE"\n', "", "E002", "land", "Add the key."),
        ("term_days = 14", "terms_days = 14", "E002", "terms.0.terms_days", "correct its spelling"),
        ("amount = 93.00", "amount = 93.005", "E002", "published.0.amount", "Correct the value."),
        ("amount = 93.00", "amount = -1.00", "E002", "published.0.amount", "Correct the value."),
        ('kinds = ["extension"]', 'kinds = ["renewal"]', "E002", "scope.0.kinds.0", "Correct"),
        ('key = "berlin"', 'key = "bonn"', "E004", "key", "Rename the file."),
        ('"25b"]', '"25-b"]', "E004", "scope", "Correct the legal basis."),
        ('"25b"]', '"§ 25b AufenthG"]', "E004", "scope", "Write '25b'."),
        ('locations = ["friedrich_krause_ufer"]', 'locations = ["moon"]', "E004",
         "appointment biometrics", "Correct the name"),
        ('position = "photo"', 'position = "portrait"', "E004", "published portrait", "Correct"),
        ('reduction = "minor"', 'reduction = "child"', "E004", "published", "Correct the name"),
        ('alternatives = ["business_registration"]', 'alternatives = ["shop"]', "E004",
         "requirement trade_register", "Correct the name"),
        ('represented = ["yes"]', 'represented = ["maybe"]', "E004",
         "requirement power_of_attorney", "Correct the name"),
        ('represented = ["yes"]', 'dressed = ["yes"]', "E004",
         "requirement power_of_attorney", "Correct the name"),
        ("age = { below = 24 }", "height = { below = 24 }", "E004", "published", "Correct"),
        ('source = "unconfirmed"\n\n# Who', 'source = "hearsay"\n\n# Who', "E004", "contact",
         "Correct the name"),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_refused_with_file_key_and_remedy(
    tmp_path: Path, old: str, new: str, id: str, key: str, remedy: str
) -> None:
    found = [row for row in defects(profile(tmp_path, changed(old, new))) if row.id == id]
    assert found, "the defect was not seen"
    assert found[0].file == "berlin.toml"
    assert found[0].key.startswith(key)
    assert remedy in found[0].remedy
    with pytest.raises(DefectiveRules, match=r"berlin\.toml"):
        load_profiles(tmp_path, law_folder=LAW)


SCOPE = BERLIN[BERLIN.index("[[scope]]") : BERLIN.index("# Relatives extend")]


@pytest.mark.parametrize(
    ("valid_to", "valid_from", "found"),
    [
        ("2026-07-01", "2026-07-01", None),
        ("2026-07-02", "2026-07-01", "two rows hold from 2026-07-01"),
        ("2026-06-30", "2026-07-01", "nothing holds from 2026-06-30"),
        (None, "2026-07-01", "two rows hold from 2026-07-01"),
    ],
)
def test_rows_follow_each_other_without_gap_or_overlap(
    tmp_path: Path, valid_to: str | None, valid_from: str, found: str | None
) -> None:
    end = f"valid_to = {valid_to}\n" if valid_to else ""
    first = SCOPE.replace("valid_from = 2025-05-01\n", f"valid_from = 2025-05-01\n{end}")
    second = SCOPE.replace("2025-05-01", valid_from)
    seen = defects(profile(tmp_path, BERLIN.replace(SCOPE, first + second)))
    assert [row.problem for row in seen] == ([found] if found else [])
    assert all(row.key == "scope" and row.remedy for row in seen)


def test_a_rule_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    backwards = SCOPE.replace(
        "valid_from = 2025-05-01\n", "valid_from = 2025-05-01\nvalid_to = 2025-05-01\n"
    )
    [found] = defects(profile(tmp_path, BERLIN.replace(SCOPE, backwards)))
    assert (found.id, found.key) == ("E002", "scope.0")


def test_two_authorities_cannot_have_one_reference_prefix(tmp_path: Path) -> None:
    profile(tmp_path)
    profile(tmp_path, _sixth().replace('"QX"', '"BE"'), name="quellstadt.toml")
    [found] = defects(tmp_path)
    assert (found.file, found.key) == ("quellstadt.toml", "reference_prefix")


def test_an_empty_folder_is_no_set_of_profiles(tmp_path: Path) -> None:
    [found] = defects(tmp_path)
    assert found.id == "E001"


def test_the_system_check_says_it_at_start(tmp_path: Path, settings: Settings) -> None:
    settings.PROFILES_DIR = str(profile(tmp_path, changed('land = "BE"', 'land = "XX"')))
    [error] = [row for row in run_checks() if (row.id or "").startswith("authorities.")]
    assert error.id == "authorities.E002"
    assert "berlin.toml: land" in error.msg
    assert error.hint == "Correct the value."


# The law's own files


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("fees.toml", 'reference = "identity_card"', 'reference = "passport"', "no reference"),
        ("fees.toml", '"reissue_loss",', '"reissue_lost",', "no position 'reissue_lost'"),
        ("fees.toml", 'line = "photo"', 'line = "express"', "no position for the line 'photo'"),
        ("fees.toml", "valid_to = 2026-02-07", "valid_to = 2026-02-01", "nothing holds from"),
        ("findings.toml", 'code = "too_early"', 'code = "early"', "no words for 'too_early'"),
        ("findings.toml", "am {earliest}", "am {soonest}", "nothing fills {soonest}"),
        ("findings.toml", 'key = "post"', 'key = "email"', "no name for 'post'"),
        ("legal_effect.toml", 'held = ["104a"]', 'held = ["104 a"]', "keine Rechtsgrundlage"),
        ("legal_effect.toml", 'ordered = ["yes"]', 'ordered = ["so"]', "'ordered' is never"),
    ],
)
def test_a_law_that_contradicts_itself_is_refused(
    tmp_path: Path, file: str, old: str, new: str, problem: str
) -> None:
    folder = Path(shutil.copytree(LAW, tmp_path / "law"))
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DefectiveRules, match=problem):
        load_law(folder)


def test_a_table_stands_in_one_file_only(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(LAW, tmp_path / "law"))
    shutil.copy(folder / "family.toml", folder / "relatives.toml")
    with pytest.raises(DefectiveRules, match="another file has this table"):
        load_law(folder)


# A sixth authority


def _sixth() -> str:
    """An invented town: other tariff, other window, first issues, by post, families together."""
    return (
        BERLIN.replace('key = "berlin"', 'key = "quellstadt"')
        .replace('source = "berlin"', 'source = "quellstadt"')
        .replace('reference_prefix = "BE"', 'reference_prefix = "QX"')
        .replace('name = "Berlin"\nags = "11000000"', 'name = "Quellstadt"\nags = "15000001"')
        .replace('land = "BE"\nland_name = "Berlin"', 'land = "ST"\nland_name = "Sachsen-Anhalt"')
        .replace('kinds = ["extension"]', 'kinds = ["issue", "extension"]')
        .replace('channels = ["online"]', 'channels = ["online", "post"]')
        .replace("earliest_weeks_before_end = 8", "advised_weeks_before_end = 8")
        .replace('persons = "one"', 'persons = "family"')
        .replace("amount = 93.00", "amount = 95.00")
    )


def test_a_sixth_authority_is_one_file(tmp_path: Path, settings: Settings) -> None:
    settings.PROFILES_DIR = str(profile(tmp_path, _sixth(), name="quellstadt.toml"))
    answer = service.precheck(
        application(
            person__residence={"municipality": "Quellstadt", "main": True},
            family={"sponsor_legal_basis": "25(5)", "persons": 3},
            channel="post",
            current_title__valid_until="2026-12-31",
        ),
        authority="quellstadt",
        on=FILING_DAY,
    )
    assert answer.may_file
    assert [found.code for found in answer.advice] == ["late_advice"]
    assert str(answer.fees.total) == "95.00"
    [conflict] = answer.fees.conflicts
    assert (str(conflict.published), str(conflict.federal)) == ("95.00", "93.00")


def test_an_amount_above_the_law_is_seen_as_such(tmp_path: Path, settings: Settings) -> None:
    settings.PROFILES_DIR = str(profile(tmp_path, _sixth(), name="quellstadt.toml"))
    assessment = service.assess_fees(
        application(),
        authority="quellstadt",
        age_on=FILING_DAY,
        tariff_on_day=FILING_DAY,
        proven=frozenset(),
    )
    assert [conflict.above_law for conflict in assessment.conflicts] == [True]


def test_an_authority_may_charge_federal_law_instead_of_its_page(
    tmp_path: Path, settings: Settings
) -> None:
    federal = _sixth().replace('tariff = "published"', 'tariff = "federal"')
    settings.PROFILES_DIR = str(profile(tmp_path, federal, name="quellstadt.toml"))
    assessment = service.estimate_fees(
        application(person__nationalities=["TR"]),
        authority="quellstadt",
        age_on=FILING_DAY,
        tariff_on_day=FILING_DAY,
    )
    assert str(assessment.total) == "46.00"
    assert assessment.conflicts == ()
