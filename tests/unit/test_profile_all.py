"""What every profile in the repository must keep, whoever it belongs to."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.utils import translation

from authorities import service
from authorities.facts import BASES, NUMBERS, VOCABULARY
from authorities.loader import find_defects
from authorities.schema import Profile
from common.rules import Dated, NoRuleInForce

from .applications import FILING_DAY, application, checked

PROFILES = sorted(service.profiles())
PACKAGES = ("access", "applicants", "appointments", "authorities", "cases", "common", "config",
            "correspondence", "documents", "fees", "production")  # fmt: skip
DEMO = {"demo"}  # invented people do apply somewhere

each_profile = pytest.mark.parametrize("key", PROFILES)


def dated_rows(profile: Profile) -> list[tuple[str, Dated]]:
    sections = ((name, rows) for name, rows in profile if isinstance(rows, tuple))
    return [(name, row) for name, rows in sections for row in rows if isinstance(row, Dated)]


def test_law_and_profiles_have_no_defect() -> None:
    assert find_defects(Path(settings.PROFILES_DIR), law_folder=Path(settings.LAW_DIR)) == ()
    assert [e for e in run_checks() if (e.id or "").startswith("authorities.")] == []


@each_profile
def test_every_section_holds_on_the_filing_day_and_none_before_its_first_day(key: str) -> None:
    profile = service.profile(key)
    assert profile.on(FILING_DAY).contact.address
    first = min(row.valid_from for _, row in dated_rows(profile))
    with pytest.raises(NoRuleInForce):
        profile.on(first - timedelta(days=1))


@each_profile
def test_every_value_names_its_paragraph_and_its_source(key: str) -> None:
    for section, row in dated_rows(service.profile(key)):
        assert row.legal_basis.startswith("§"), section
        assert row.source in {key, "unconfirmed", "federal"}, section


@each_profile
def test_the_precheck_answers_whatever_is_asked(key: str) -> None:
    documents = (None, {"type": "foreigner"}, {"type": "refugee", "chip": False})
    for kind in VOCABULARY["kind"]:
        for title in VOCABULARY["title"]:
            for channel in VOCABULARY["channel"]:
                for document in documents:
                    answer = checked(
                        authority=key,
                        kind=kind,
                        channel=channel,
                        current_title__type=title,
                        requests__travel_document=document,
                    )
                    assert answer["legal_effect"]["why"]
                    assert answer["may_file"] is not bool(answer["obstacles"])


@each_profile
def test_texts_differ_between_the_languages(key: str) -> None:
    asked: dict[str, Any] = {"situation__represented": True, "current_title__type": "duldung"}
    with translation.override("de"):
        german = checked(authority=key, **asked)
    with translation.override("en"):
        english = checked(authority=key, **asked)
    assert [row["code"] for row in german["requirements"]] == [
        row["code"] for row in english["requirements"]
    ]
    assert german["legal_effect"]["why"] != english["legal_effect"]["why"]
    assert german["advice"] != english["advice"]


@each_profile
def test_what_is_required_can_be_told_apart_by_its_code(key: str) -> None:
    for benefit in VOCABULARY["benefits"] - {"none"}:
        for occupation in VOCABULARY["occupation"] - {"unknown"}:
            asked = service.requirements_for(
                application(situation__occupation=occupation, situation__benefits=[benefit]),
                authority=key,
                on=FILING_DAY,
            )
            codes = [row.code for row in asked]
            assert len(codes) == len(set(codes))


def test_an_authority_that_is_not_there_is_not_guessed() -> None:
    with pytest.raises(service.UnknownAuthority):
        service.profile("atlantis")


def test_no_authority_is_named_in_python() -> None:
    names = re.compile(rf"\b({'|'.join(PROFILES)})\b", re.IGNORECASE)
    the_clock = re.compile(r"Europe/Berlin|BERLIN|in Berlin\b|Berlin's offset|time of Berlin")
    found = [
        f"{file}:{number}"
        for package in PACKAGES
        for file in (settings.BASE_DIR / package).rglob("*.py")
        if not DEMO & {*file.parts, *file.stem.split("_")}
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if names.search(the_clock.sub("", line))
    ]
    assert found == []


def test_the_vocabulary_names_each_fact_once() -> None:
    assert not (set(VOCABULARY) & NUMBERS)
    assert not (set(VOCABULARY) & BASES)


@each_profile
def test_the_version_changes_with_the_file(key: str) -> None:
    profile = service.profile(key)
    assert profile.version.startswith(f"{profile.revised}.")
    assert len(profile.version) <= 64


@each_profile
def test_nothing_is_unconfirmed_in_silence(key: str) -> None:
    page = (settings.BASE_DIR / "docs" / "open-questions.md").read_text("utf-8")
    profile = service.profile(key)
    sections = {name for name, row in dated_rows(profile) if row.source == "unconfirmed"}
    assert [name for name in sorted(sections) if f"`{name}" not in page] == []
