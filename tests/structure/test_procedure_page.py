"""docs/procedure.md says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cases.actions import ACTIONS
from cases.documentation import procedure
from cases.states import State


def test_the_page_is_current() -> None:
    call_command("document_procedure", check=True)


def test_a_page_that_says_something_else_is_noticed(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR = tmp_path
    page = tmp_path / "docs" / "procedure.md"
    page.parent.mkdir()
    call_command("document_procedure", check=False, verbosity=0)
    call_command("document_procedure", check=True)
    page.write_text(page.read_text().replace("`in_review`", "`asleep`", 1))
    with pytest.raises(CommandError, match="not current"):
        call_command("document_procedure", check=True)


def test_every_state_and_every_action_is_on_it() -> None:
    text = procedure()
    for name in [*State.values, *(action.name for action in ACTIONS)]:
        assert f"`{name}`" in text
