"""A new version of a profile, and the open cases that it touches."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as real
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from access.scope import scoped
from cases.models import Case
from tests import cast
from tests.services import fee_cast

pytestmark = pytest.mark.django_db

BERLIN = (Path(real.PROFILES_DIR) / "berlin.toml").read_text("utf-8")
DRAFT, SUBMITTED, CHARGED = "BE-2026-000101-1", "BE-2026-000102-2", "BE-2026-000103-3"


def said(**options: str) -> str:
    out = io.StringIO()
    call_command("profile_diff", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def three_cases() -> Iterator[None]:
    """Amal has a draft, a submitted case and one whose fee was charged."""
    with scoped(cast.BERLIN_CLOCK):
        person = cast.amal()
        Case.objects.create(
            reference=DRAFT,
            authority="berlin",
            kind=Case.Kind.EXTENSION,
            channel=Case.Channel.ONLINE,
            legal_basis="25(5)",
            profile_version="2026-11-01",
            person=person,
            opened_at=cast.NOON,
            updated_at=cast.NOON,
            draft_expires_at=cast.NOON + timedelta(days=30),
        )
        cast.case(person=person, reference=SUBMITTED)
        fee_cast.notice(cast.case(person=person, reference=CHARGED), fee_cast.permit())
    with scoped(cast.HALLE_CLOCK):
        yield


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Where the profiles are: Berlin's as it is, and nothing kept."""
    (tmp_path / "berlin.toml").write_text(BERLIN, "utf-8")
    settings.PROFILES_DIR = str(tmp_path)
    return tmp_path


def revise(folder: Path, old: str, new: str) -> None:
    """Keep the version that was, and change the profile."""
    kept = folder / "versions" / "berlin"
    kept.mkdir(parents=True)
    (kept / "2026-11-23.kept.toml").write_text(BERLIN, "utf-8")
    assert old in BERLIN
    (folder / "berlin.toml").write_text(BERLIN.replace(old, new, 1), "utf-8")


def cases_of(report: str, step: str) -> set[str]:
    [line] = [line for line in report.splitlines() if line.strip().startswith(f"{step}:")]
    return {word.strip(",") for word in line.split() if word.startswith("BE-")}


def test_a_changed_fee_touches_whoever_was_not_charged_yet(folder: Path) -> None:
    revise(folder, "amount = 93.00", "amount = 95.00")
    report = said(authority="berlin")
    assert "published permit_extension_long amount: 93.00 -> 95.00" in report
    assert "from 2025-05-01" in report
    assert cases_of(report, "charging") == {DRAFT, SUBMITTED}


def test_a_changed_checklist_touches_drafts_only(folder: Path) -> None:
    revise(folder, "covers_months = 6", "covers_months = 3")
    report = said(authority="berlin")
    assert "checklist requirement[payslips].covers_months: 6 -> 3" in report
    assert cases_of(report, "filing") == {DRAFT}


def test_changed_rules_of_the_decision_touch_whoever_is_undecided(folder: Path) -> None:
    revise(folder, "wohnsitzauflage = false", "wohnsitzauflage = true")
    assert cases_of(said(authority="berlin"), "deciding") == {DRAFT, SUBMITTED, CHARGED}


def test_without_a_change_no_case_is_named(folder: Path) -> None:
    revise(folder, "# Landesamt", "# The Landesamt")
    report = said()
    assert "0 differences" in report
    assert "BE-" not in report


def test_without_an_older_version_there_is_nothing_to_compare(folder: Path) -> None:
    assert said() == "berlin: no older version was kept.\n"


def test_any_file_can_be_compared(folder: Path, tmp_path: Path) -> None:
    draft = tmp_path / "elsewhere" / "proposal.toml"
    draft.parent.mkdir()
    draft.write_text(BERLIN.replace("term_days = 14", "term_days = 21"), "utf-8")
    report = said(authority="berlin", older=str(draft))
    assert "terms term_days: 21 -> 14" in report


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"authority": "atlantis"}, "atlantis"),
        ({"authority": "berlin", "older": "2020-01-01.gone"}, "2020-01-01.gone"),
        ({"authority": "berlin", "older": "/nowhere/old.toml"}, "no file"),
        ({"older": "2026-11-23.kept"}, "--authority"),
    ],
)
def test_what_cannot_be_compared_is_said(folder: Path, options: dict[str, str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        said(**options)


def test_it_costs_the_same_with_many_cases(folder: Path) -> None:
    revise(folder, "amount = 93.00", "amount = 95.00")

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            said(authority="berlin")
        return len(seen)

    before = statements()
    with scoped(cast.BERLIN_CLOCK):
        for number in range(5):
            cast.case(reference=f"BE-2026-00020{number}-9")
    assert statements() == before


def test_cases_of_another_authority_are_not_seen(folder: Path) -> None:
    revise(folder, "amount = 93.00", "amount = 95.00")
    with scoped(cast.HALLE_CLOCK):
        cast.case(person=cast.amal(authority="halle"), reference="HAL-2026-000001-1")
    assert "HAL-" not in said(authority="berlin")
