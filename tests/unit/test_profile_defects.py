"""A wrong profile is refused with file, line or key, and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from pytest_django import Settings

from authorities.defects import Defect, DefectiveRules
from authorities.loader import find_defects, load_law, load_profiles

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
        ('ags = "11000000"', 'ags = "1100"', "E002", "municipality.0.ags", "Correct the value."),
        ("earliest_weeks_before_end = 8", "earliest_weeks_before_end = 0", "E002",
         "filing.0.earliest_weeks_before_end", "Correct the value."),
        ('code = "assets"', 'code = "asets"', "E002", "checklist.0.requirement", "Correct"),
        ('template = "draft_warning"', 'template = "draft_alarm"', "E004",
         "reminder draft_title_ends_in_14_days", "Correct the name"),
        ('requirement = "audit_report"', 'requirement = "audit"', "E004", "form audit_report",
         "Correct the name"),
        ('email = "post", in_person', "in_person", "E002", "announcement.0.ways", "Correct"),
        ("status_weeks = 4", "status_weeks = 5", "E004", "watch", "Let the weeks"),
        ('anchor = "status_ends"', 'anchor = "someday"', "E002", "reminder", "Correct"),
        ('where = { de = "auf der Dienstleistungsseite der Behörde", en', 'when = { en', "E002",
         "form.0", "correct its spelling"),
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


def test_a_line_that_is_no_toml_is_named(tmp_path: Path) -> None:
    line = BERLIN.split('land = "BE"')[0].count("\n") + 1
    [found] = defects(profile(tmp_path, changed('land = "BE"', 'land = "BE')))
    assert (found.file, found.id) == ("berlin.toml", "E001")
    assert f"line {line}," in found.problem


@pytest.mark.parametrize("section", ["scope", "family", "announcement", "four_eyes", "remedy"])
def test_a_section_that_is_missing_is_asked_for(tmp_path: Path, section: str) -> None:
    renamed = BERLIN.replace(f"[[{section}]]", f"[[{section}_]]")
    found = {row.key: row.remedy for row in defects(profile(tmp_path, renamed))}
    assert found[section] == "Add the key."
    assert "correct its spelling" in found[f"{section}_"]


FOUR_EYES = 'acts = ["refusal", "waiver", "closure", "merge"]'


def test_merging_can_be_left_to_one_person(tmp_path: Path) -> None:
    alone = changed(FOUR_EYES, 'acts = ["refusal", "waiver", "closure"]')
    assert defects(profile(tmp_path, alone)) == ()


def test_nothing_else_can(tmp_path: Path) -> None:
    left_out = changed(FOUR_EYES, 'acts = ["refusal", "merge"]')
    [found] = defects(profile(tmp_path, left_out))
    assert (found.id, found.key) == ("E004", "four_eyes")
    assert "closure, waiver" in found.problem


def test_a_place_cannot_be_open_for_a_team_that_is_not_there(tmp_path: Path) -> None:
    hours = """
[[location.hours]]
days = ["mon"]
opens = 09:00:00
closes = 12:00:00
purposes = ["team_1"]
by_appointment = false
valid_from = 2025-05-01
legal_basis = "§ 25 Abs. 1 VwVfG"
source = "berlin"
"""
    address = 'address = "Friedrich-Krause-Ufer 24, 13353 Berlin"\n'
    [found] = defects(profile(tmp_path, changed(address, address + hours)))
    assert (found.key, found.problem) == ("location friedrich_krause_ufer", "no team 'team_1'")
    never = hours.replace("closes = 12:00:00", "closes = 08:00:00")
    [found] = defects(profile(tmp_path, changed(address, address + never)))
    assert found.key == "location.0.hours.0"
    assert "closes lies after opens" in found.problem


def test_two_authorities_cannot_have_one_reference_prefix(tmp_path: Path) -> None:
    profile(tmp_path)
    other = BERLIN.replace('key = "berlin"', 'key = "bonn"').replace('"berlin"', '"bonn"')
    profile(tmp_path, other, name="bonn.toml")
    [found] = defects(tmp_path)
    assert (found.file, found.key) == ("bonn.toml", "reference_prefix")


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
