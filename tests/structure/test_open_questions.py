"""docs/open-questions.md lists what nobody has confirmed, and the settings that decide it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.places import CHECKOUT
from tests.structure.carriers import looked_up, rules_of
from tests.structure.tracing import SPAN

PAGE = (CHECKOUT / "docs" / "open-questions.md").read_text("utf-8")
RULES = CHECKOUT / "authorities"
PROFILES = sorted(path.stem for path in (RULES / "profiles").glob("*.toml"))
FILE = re.compile(r"[\w-]+(?:/[\w.-]+)+\.\w+")


def unconfirmed(rules: Any, name: str = "") -> Iterator[str]:
    """The sections whose rows nobody has confirmed, as dotted keys."""
    if isinstance(rules, list):
        for row in rules:
            yield from unconfirmed(row, name)
    elif isinstance(rules, dict):
        if rules.get("source") == "unconfirmed":
            yield name
        for key, below in rules.items():
            yield from unconfirmed(below, f"{name}.{key}".lstrip("."))


def settings_by_heading(page: str) -> dict[str, set[str]]:
    """What the second column of each table names, by the heading's words before a colon."""
    found: dict[str, set[str]] = {}
    heading = ""
    for line in page.splitlines():
        if line.startswith("## "):
            heading = line[3:].partition(":")[0].casefold()
        elif line.startswith("| ") and not line.startswith("| question"):
            found.setdefault(heading, set()).update(SPAN.findall(line.split("|")[2]))
    return found


def silent(rules: dict[str, Any], settings: set[str]) -> list[str]:
    """Unconfirmed sections that no setting names, neither whole nor by a key of theirs.

    A setting speaks of the innermost section in which it lies: `filing.drafts` not of `filing`.
    """
    sections = set(unconfirmed(rules))
    spoken_of = {
        max((section for section in sections if f"{named}.".startswith(f"{section}.")), default="")
        for named in settings
    }
    return sorted(sections - spoken_of)


SETTINGS = settings_by_heading(PAGE)
each_profile = pytest.mark.parametrize("profile", PROFILES)


@each_profile
def test_nothing_of_a_profile_is_unconfirmed_in_silence(profile: str) -> None:
    rules = rules_of(RULES / "profiles" / f"{profile}.toml")
    assert silent(rules, SETTINGS.get(profile, set())) == []


@each_profile
def test_every_setting_named_for_a_profile_is_there(profile: str) -> None:
    rules = rules_of(RULES / "profiles" / f"{profile}.toml")
    named = SETTINGS.get(profile, set())
    assert sorted(setting for setting in named if not looked_up(rules, setting)) == []


def test_nothing_of_the_law_is_unconfirmed_in_silence() -> None:
    files = sorted((RULES / "law").glob("*.toml"))
    sections = {
        section.partition(".")[0] for path in files for section in unconfirmed(rules_of(path))
    }
    named = {setting.partition(".")[0] for settings in SETTINGS.values() for setting in settings}
    assert sections - named == set()


def test_every_file_it_names_is_there() -> None:
    files = {file for span in SPAN.findall(PAGE) for file in FILE.findall(span) if "*" not in span}
    assert [
        file
        for file in sorted(files)
        if not ((CHECKOUT / file).exists() or (RULES / file).exists())
    ] == []


def test_every_question_has_a_setting_a_state_and_a_reason() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    assert [
        row for row in rows if len([cell for cell in row.split("|") if cell.strip()]) != 4
    ] == []


# The same checks notice what is missing.


def test_an_unconfirmed_row_without_a_question_is_noticed() -> None:
    rules = tomllib.loads(
        '[[desk]]\ndays = 3\nsource = "unconfirmed"\n[desk.drafts]\nsource = "unconfirmed"\n'
        '[[terms]]\nsource = "sometown"\n'
    )
    assert silent(rules, set()) == ["desk", "desk.drafts"]
    assert silent(rules, {"desktop", "terms"}) == ["desk", "desk.drafts"]
    assert silent(rules, {"desk.days"}) == ["desk.drafts"]
    assert silent(rules, {"desk.drafts.days"}) == ["desk"]
    assert silent(rules, {"desk", "desk.drafts"}) == []


def test_a_question_counts_only_under_its_own_heading() -> None:
    page = (
        "## Sometown: silent\n| q | `desk` | now | why |\n## Other\n| q | `terms` | now | why |\n"
    )
    assert settings_by_heading(page) == {"sometown": {"desk"}, "other": {"terms"}}
