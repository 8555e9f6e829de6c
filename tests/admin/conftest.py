"""The Berlin office behind its screens: who is signed in, and what the clock says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from access.models import User
from access.scope import scoped
from tests import cast
from tests.journeys.office import FILED_AT, Office

SignIn = Callable[[User], Client]


class OfficeOnScreen(Office):
    """The pages read the wall clock, so it goes with the office's own."""

    wall_clock: ClassVar[time_machine.Traveller]

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name == "now":
            self.wall_clock.move_to(self.now)


@pytest.fixture
def folders(settings: Settings, tmp_path: Path) -> None:
    """A vault of the test's own, and a folder of static files (WhiteNoise warns without one)."""
    vault = {
        "BACKEND": "common.vault.DurableFileStorage",
        "OPTIONS": {"location": str(tmp_path / "vault")},
    }
    settings.STORAGES = {**settings.STORAGES, "blobs": vault}
    settings.STATIC_ROOT = str(tmp_path)


@pytest.fixture
def office(db: None, folders: None) -> Iterator[Office]:
    """Everybody at Berlin, and a portal. What a test asks itself is asked in Berlin's scope."""
    with (
        scoped(cast.BERLIN_CLOCK),
        time_machine.travel(FILED_AT, tick=False) as OfficeOnScreen.wall_clock,
    ):
        yield OfficeOnScreen()


@pytest.fixture
def sign_in() -> SignIn:
    """Opens a browser in which somebody has signed in."""

    def browser_of(user: User) -> Client:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        browser = Client()
        browser.force_login(user)
        return browser

    return browser_of
