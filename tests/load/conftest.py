"""An office whose cases stand many times over: committed, and known to the planner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from access.scope import scoped
from tests import cast
from tests.journeys.office import Office


@pytest.fixture(autouse=True)
def vault_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """An empty vault, and a cache that needs no server."""
    blobs = {"BACKEND": "common.vault.DurableFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def office(transactional_db: None) -> Iterator[Office]:
    """Berlin's, with a draft, a case in review, one that waits for money, and one handed over."""
    with scoped(cast.BERLIN_CLOCK):
        here = Office()
        here.draft()
        here.file()
        here.begin_review()
        here.approved()
        here.approved()
        here.pay()
        here.book()
        here.attend()
        here.grant()
        here.produce()
        here.hand_over()
        yield here
