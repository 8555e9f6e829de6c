"""The public pages are asked about cases of the Berlin office, with a counting cache."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from pytest_django import Settings
from time_machine import TimeMachineFixture

from tests import cast
from tests.journeys.conftest import office as office
from tests.journeys.conftest import vault as vault


@pytest.fixture(autouse=True)
def counting_cache(settings: Settings) -> None:
    """A cache in memory, empty for each test."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture(autouse=True)
def noon(time_machine: TimeMachineFixture) -> None:
    """It is noon on the day of the cast: what a page says depends on the day it is asked."""
    time_machine.move_to(cast.NOON, tick=False)
