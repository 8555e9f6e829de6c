"""`manage.py seed`: many cases at once, that are cases like any other."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cases.models import Case
from tests.journeys.office import Office


def said(command: str, **options: object) -> str:
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_as_many_as_were_asked_for_are_made_and_their_chains_hold(office: Office) -> None:
    before = Case.objects.count()
    last_line = said("seed", cases=30).splitlines()[-1]
    assert last_line.startswith("30 of 30 cases")
    assert Case.objects.count() == before + 30
    assert f"of {before + 30} cases verified: every chain holds." in said("verify_events")


def test_where_no_case_is_there_is_none_to_copy(office: Office) -> None:
    with pytest.raises(CommandError, match="no case to copy"):
        call_command("seed", cases=30, authority=["halle"])


def test_it_is_for_development_only(office: Office, settings: Settings) -> None:
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="development only"):
        call_command("seed", cases=30)
