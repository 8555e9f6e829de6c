"""A committed database, the simulators, and processes that work on the one with the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connections
from pytest_django import Settings

from access.scope import scoped
from tests import cast
from tests.faults.crew import Crew, crew
from tests.faults.hurry import HurriedOffice
from tests.faults.rounds import Rounds
from tests.simulators import Running, running

RACERS = 3


@pytest.fixture(scope="session")
def sink_process() -> Iterator[Running]:
    with running("mailsink") as simulator:
        yield simulator


@pytest.fixture(scope="session")
def payment_process() -> Iterator[Running]:
    with running("payment") as simulator:
        yield simulator


@pytest.fixture(scope="session")
def producer_process() -> Iterator[Running]:
    """It moves when it is told to."""
    with running("producer", options=("--step-seconds", "0")) as simulator:
        yield simulator


@pytest.fixture(scope="session")
def blobs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("blobs")


@pytest.fixture(scope="session")
def surroundings(
    django_db_setup: None,
    blobs: Path,
    sink_process: Running,
    payment_process: Running,
    producer_process: Running,
) -> Mapping[str, str]:
    """The environment of the product's processes: the test database, as the application role."""
    there = connections["default"].settings_dict
    place = f"{there['HOST']}:{there['PORT']}/{there['NAME']}"
    without_owner = {k: v for k, v in os.environ.items() if k != "DATABASE_OWNER_URL"}
    return {
        **without_owner,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgres://{there['USER']}:{quote(there['PASSWORD'])}@{place}",
        "BLOB_DIR": str(blobs),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink_process.smtp_port}",
        "PAYMENT_URL": payment_process.url,
        "PAYMENT_TOKEN": payment_process.token,
        "PRODUCER_URL": producer_process.url,
        "PRODUCER_TOKEN": producer_process.token,
    }


@pytest.fixture(scope="session")
def racers(
    surroundings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crew]:
    log = tmp_path_factory.mktemp("racers") / "log"
    with crew(RACERS, environment=surroundings, log=log) as ready:
        yield ready


@pytest.fixture
def sink(sink_process: Running) -> Running:
    return _fresh(sink_process)


@pytest.fixture
def payment(payment_process: Running) -> Running:
    return _fresh(payment_process)


@pytest.fixture
def producer(producer_process: Running) -> Running:
    return _fresh(producer_process)


def _fresh(simulator: Running) -> Running:
    simulator.control.post("/reset").raise_for_status()
    return simulator


@pytest.fixture
def office(transactional_db: None, settings: Settings, blobs: Path) -> Iterator[HurriedOffice]:
    """The Berlin office on committed rows, in Berlin's scope."""
    vault = {"BACKEND": "common.vault.DurableFileStorage", "OPTIONS": {"location": str(blobs)}}
    settings.STORAGES = {**settings.STORAGES, "blobs": vault}
    with scoped(cast.BERLIN_CLOCK):
        yield HurriedOffice()


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> Rounds:
    """Rounds that say on the terminal how far they are and what came of them."""
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    tell: Callable[[str], None] = reporter.write_line if reporter else lambda _line: None
    return Rounds(lambda line: tell(f"\n{request.node.name}: {line}"))
