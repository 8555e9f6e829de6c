"""The two database roles in tests: the owner makes the test database, everything runs as the app.

`default` mirrors the owner's test database, so what a test does is under row-level security.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Transactional tests flush as the owner: name both connections for every test with rows."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and "databases" not in marker.kwargs:
            both = pytest.mark.django_db(
                *marker.args, **{**marker.kwargs, "databases": ["default", "owner"]}
            )
            item.add_marker(both, append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Close the mirror's connection at the end, or the test database cannot be dropped."""
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
