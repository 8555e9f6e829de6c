"""The day, the office and the portals that tests of the API share.

"Bürgerportal" serves Berlin and files Amal's case; "Nachbarportal" serves Berlin as well and must
see nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from access.models import Portal
from access.scope import scoped
from tests import cast
from tests.api.portals import Caller, token_of
from tests.journeys.office import FILED_AT, Office


@pytest.fixture(autouse=True)
def vault_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """An empty vault, and a cache that needs no server."""
    blobs = {"BACKEND": "common.vault.DurableFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(autouse=True)
def filing_day() -> Iterator[None]:
    """It is the morning of 23 November 2026, and the clock runs."""
    with time_machine.travel(FILED_AT):
        yield


@pytest.fixture
def office(db: None, filing_day: None) -> Iterator[Office]:
    """The Berlin office at work on cases of the Bürgerportal."""
    with scoped(cast.BERLIN_CLOCK):
        yield Office()


@pytest.fixture
def portal(office: Office) -> Portal:
    return office.portal


@pytest.fixture
def caller(portal: Portal) -> Caller:
    """The Bürgerportal's program, with a token for everything."""
    return Caller(token_of(portal))


@pytest.fixture
def neighbour(db: None, filing_day: None) -> Caller:
    """The Nachbarportal's program."""
    return Caller(token_of(cast.portal(name="Nachbarportal")))
