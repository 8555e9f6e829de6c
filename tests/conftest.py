"""The two database roles in tests: the owner makes the test database, everything runs as the app.

`default` mirrors the owner's test database, so what a test does is under row-level security.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.utils import translation
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def static_root(settings: Settings, empty_folder: Path) -> None:
    """WhiteNoise warns of a folder that is not there, and reads all of one that is."""
    settings.STATIC_ROOT = str(empty_folder)


@pytest.fixture(autouse=True)
def in_german() -> Iterator[None]:
    """Texts come in German, whatever language a request spoke in a test before."""
    with translation.override("de"):
        yield


BOTH = ["default", "owner"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test with rows names both connections.

    The owner makes and flushes the test database; a test that named only the mirror would find
    nobody making one, and work on the database the mirror's settings name.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        wanted = dict(marker.kwargs) if marker else {}
        if marker is None and not {"db", "transactional_db"}.intersection(_fixtures(item)):
            continue
        wanted.setdefault("databases", BOTH)
        wanted.setdefault("transaction", "transactional_db" in _fixtures(item))
        item.add_marker(pytest.mark.django_db(**wanted), append=False)


def _fixtures(item: pytest.Item) -> list[str]:
    return list(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Close the mirror's connection at the end, or the test database cannot be dropped."""
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
