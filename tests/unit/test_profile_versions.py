"""Two versions of a profile are compared by what holds on each day, and old ones stay loadable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from authorities import service
from authorities.defects import DefectiveRules
from authorities.loader import find_defects, read_profile
from authorities.schema import Profile
from authorities.versions import Change, Step, differences

from .applications import law

LAW = Path(settings.LAW_DIR)
PROFILES = Path(settings.PROFILES_DIR)
BERLIN = (PROFILES / "berlin.toml").read_text("utf-8")
KEPT = "2026-11-23.before"
NEXT_YEAR = date(2027, 1, 1)


def read(folder: Path, text: str) -> Profile:
    file = folder / f"{len(list(folder.iterdir()))}.toml"
    file.write_text(text, "utf-8")
    return read_profile(file, key="berlin", law=law())


def changed(old: str, new: str) -> str:
    assert old in BERLIN
    return BERLIN.replace(old, new, 1)


def compared(folder: Path, new: str) -> tuple[Change, ...]:
    return differences(read(folder, BERLIN), read(folder, new))


_, FEE, _ = BERLIN.partition(
    """[[published]]
position = "permit_extension_long"
amount = 93.00
valid_from = 2025-05-01
legal_basis = "§ 45 Nr. 2 Buchst. b AufenthV"
source = "berlin"
"""
)


def split(earlier: str, later: str, *, on: date) -> str:
    """The file with one fee until before that day, and another one from it on."""
    begins = "valid_from = 2025-05-01\n"
    ended = earlier.replace(begins, f"{begins}valid_to = {on}\n")
    return BERLIN.replace(FEE, ended + later.replace(begins, f"valid_from = {on}\n"))


def test_the_same_file_makes_no_difference(tmp_path: Path) -> None:
    assert compared(tmp_path, BERLIN) == ()


def test_neither_does_a_row_that_is_split_without_another_value(tmp_path: Path) -> None:
    assert compared(tmp_path, split(FEE, FEE, on=NEXT_YEAR)) == ()


def test_a_fee_that_rises_next_year_is_one_difference_from_that_day(tmp_path: Path) -> None:
    [found] = compared(tmp_path, split(FEE, FEE.replace("93.00", "95.00"), on=NEXT_YEAR))
    assert found.section == "published permit_extension_long"
    assert (found.key, found.old, found.new) == ("amount", "93.00", "95.00")
    assert (found.since, found.until, found.step) == (NEXT_YEAR, None, Step.CHARGING)
    assert found.touches(on=date(2026, 11, 23))


def test_what_differed_in_the_past_only_touches_nobody(tmp_path: Path) -> None:
    [found] = compared(tmp_path, split(FEE.replace("93.00", "90.00"), FEE, on=date(2026, 1, 1)))
    assert (found.since, found.until) == (date(2025, 5, 1), date(2026, 1, 1))
    assert not found.touches(on=date(2026, 1, 1))
    assert found.touches(on=date(2025, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "section", "key", "step"),
    [
        ("covers_months = 6", "covers_months = 3", "checklist",
         "requirement[payslips].covers_months", Step.FILING),
        ('formats = ["pdf", "jpg", "jpeg", "png"]', 'formats = ["pdf"]', "files", "formats",
         Step.FILING),
        ("term_days = 14", "term_days = 21", "terms", "term_days", Step.CHARGING),
        ("passport_limits_validity = true", "passport_limits_validity = false", "validity",
         "passport_limits_validity", Step.DECIDING),
        ("minutes = 20", "minutes = 30", "appointment biometrics", "minutes", Step.ANY),
        ("lifetime_days = 30", "lifetime_days = 20", "filing", "drafts.lifetime_days",
         Step.FILING),
    ],
)  # fmt: skip
def test_each_section_rules_a_step(
    tmp_path: Path, *, old: str, new: str, section: str, key: str, step: Step
) -> None:
    [found] = compared(tmp_path, changed(old, new))
    assert (found.section, found.key, found.step) == (section, key, step)
    assert found.since == date(2025, 5, 1)


def test_what_has_no_days_differs_at_once(tmp_path: Path) -> None:
    [found] = compared(tmp_path, changed('languages = ["de", "en"]', 'languages = ["de"]'))
    assert (found.section, found.old, found.new) == ("languages", "de, en", "de")
    assert found.since is None


def test_a_document_that_is_no_longer_asked_for_says_nothing(tmp_path: Path) -> None:
    start = BERLIN.index('[[checklist.requirement]]\ncode = "assets"')
    end = BERLIN.index("[[checklist.requirement]]", start + 1)
    found = compared(tmp_path, BERLIN[:start] + BERLIN[end:])
    assert {row.key.partition(".")[0] for row in found} == {"requirement[assets]"}
    assert {row.new for row in found} == {None}


# Versions that were kept


@pytest.fixture
def kept(tmp_path: Path, settings: Settings) -> Path:
    """A folder with Berlin's profile, and the version before it."""
    folder = tmp_path / "versions" / "berlin"
    folder.mkdir(parents=True)
    (folder / f"{KEPT}.toml").write_text(BERLIN, "utf-8")
    (tmp_path / "berlin.toml").write_text(changed("term_days = 14", "term_days = 21"), "utf-8")
    settings.PROFILES_DIR = str(tmp_path)
    return tmp_path


def test_an_older_version_stays_loadable_by_its_name(kept: Path) -> None:
    assert service.older_versions("berlin") == (KEPT,)
    older = service.profile("berlin", version=KEPT)
    assert (older.version, older.terms[0].term_days) == (KEPT, 14)
    current = service.profile("berlin")
    assert current.terms[0].term_days == 21
    assert service.profile("berlin", version=current.version) is current


@pytest.mark.parametrize("version", ["2020-01-01.gone", "../../berlin"])
def test_a_version_that_was_not_kept_is_refused(kept: Path, version: str) -> None:
    with pytest.raises(service.UnknownVersion):
        service.profile("berlin", version=version)


def test_a_kept_version_that_is_wrong_is_found_at_start(kept: Path) -> None:
    assert find_defects(kept, law_folder=LAW) == ()
    wrong = kept / "versions" / "berlin" / "2026-12-01.wrong.toml"
    wrong.write_text(BERLIN.replace('land = "BE"', 'land = "XX"'), "utf-8")
    [found] = find_defects(kept, law_folder=LAW)
    assert (found.file, found.key) == ("2026-12-01.wrong.toml", "land")


def test_a_version_belongs_to_the_authority_in_whose_folder_it_lies(tmp_path: Path) -> None:
    found = read(tmp_path, BERLIN)
    assert found.key == "berlin"
    with pytest.raises(DefectiveRules, match="not 'halle'"):
        read_profile(tmp_path / "0.toml", key="halle", law=law())
