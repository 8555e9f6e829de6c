"""A Celery worker to kill, and rows that are due by the real clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.faults.kills.celery_worker import CeleryWorker


@pytest.fixture(scope="session")
def celery(
    surroundings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CeleryWorker]:
    worker = CeleryWorker(surroundings, tmp_path_factory.mktemp("celery") / "log")
    yield worker
    worker.end()
