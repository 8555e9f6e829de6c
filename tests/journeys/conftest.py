"""Journeys run in Berlin's scope, each with an office of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from access.scope import scoped
from deploy.stack import Stack, running_stack
from tests import cast
from tests.journeys.office import Office


@pytest.fixture
def vault(settings: Settings, tmp_path: Path) -> None:
    """An empty vault of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": {
            "BACKEND": "common.vault.DurableFileStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture
def office(db: None, vault: None) -> Iterator[Office]:
    with scoped(cast.BERLIN_CLOCK):
        yield Office()


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Web, worker, beat, mail sink and simulators, with a clock that ticks every second."""
    folder = tmp_path_factory.mktemp("stack")
    hurry = {"TICK_SECONDS": "1"}
    with running_stack(database="titelweg_journey", folder=folder, environment=hurry) as running:
        yield running
