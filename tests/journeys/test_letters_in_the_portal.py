"""A letter that lies in the portal counts as announced on the day its Frist counts from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as real
from pytest_django import Settings

from documents.models import Nachforderung
from tests.journeys.office import Office

BERLIN = (Path(real.PROFILES_DIR) / "berlin.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("free_day", "announced_on"),
    [("moves", date(2026, 11, 30)), ("stays", date(2026, 11, 29))],  # a Monday, and the Sunday
)
def test_the_fourth_day_is_a_sunday(
    office: Office, settings: Settings, tmp_path: Path, free_day: str, announced_on: date
) -> None:
    said = BERLIN.replace('free_day = "moves"', f'free_day = "{free_day}"')
    (tmp_path / "berlin.toml").write_text(said, "utf-8")
    settings.PROFILES_DIR = tmp_path
    office.file()
    office.begin_review()
    office.later(days=2)  # Wednesday
    office.request_documents(passport_copy="Every page")
    letter = office.case.letters.get(kind="nachforderung")
    assert letter.announced_on == announced_on
    assert Nachforderung.objects.get().announced_on == announced_on
