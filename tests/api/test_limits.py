"""A portal that calls too often is asked to wait; others are not held up by it."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from cases.api.limits import PortalThrottle
from tests.api.portals import Caller, code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_calls_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PortalThrottle, "rate", "3/min", raising=False)


def test_the_fourth_call_in_a_minute_is_refused_with_a_time_to_wait(
    caller: Caller, neighbour: Caller
) -> None:
    for _ in range(3):
        assert caller.get("/authorities").status_code == 200
    refused = caller.get("/authorities")
    assert code(refused) == (429, "throttled")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert neighbour.get("/authorities").status_code == 200


def test_while_nothing_can_be_counted_nobody_is_held_up(caller: Caller, settings: Settings) -> None:
    backend = "django.core.cache.backends.redis.RedisCache"
    nobody_listens = "redis://127.0.0.1:9/0"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": nobody_listens}}
    for _ in range(4):
        assert caller.get("/authorities").status_code == 200
