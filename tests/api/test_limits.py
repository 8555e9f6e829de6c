"""A portal that asks for more than was agreed has to wait; others are not held up by it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from access.models import Portal
from cases.models import Case
from tests.api.applications import filed
from tests.api.portals import Caller, code, problem
from tests.journeys.office import FILED_AT

pytestmark = pytest.mark.django_db


def allow(portal: Portal, **quotas: int) -> None:
    Portal.objects.filter(pk=portal.pk).update(**quotas)


def test_the_fourth_call_in_a_minute_is_refused_with_a_time_to_wait(
    portal: Portal, caller: Caller, neighbour: Caller
) -> None:
    allow(portal, requests_per_minute=3)
    for _ in range(3):
        assert caller.get("/authorities").status_code == 200
    refused = caller.get("/authorities")
    assert code(refused) == (429, "throttled")
    assert problem(refused)["quota"] == "requests_per_minute"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert neighbour.get("/authorities").status_code == 200
    with time_machine.travel(FILED_AT + timedelta(seconds=int(refused["Retry-After"]) + 5)):
        assert caller.get("/authorities").status_code == 200


def test_every_answer_says_how_many_calls_are_left(portal: Portal, caller: Caller) -> None:
    allow(portal, requests_per_minute=2)
    left = [caller.get("/cases")["RateLimit"] for _ in range(3)]
    said = re.findall(r'"requests_per_minute";r=(\d+);t=\d+', " ".join(left))
    assert said == ["1", "0", "0"]
    policy = caller.get("/cases")["RateLimit-Policy"]
    assert policy == '"requests_per_minute";q=2;w=60'


def test_while_nothing_can_be_counted_nobody_is_held_up(
    portal: Portal, caller: Caller, settings: Settings
) -> None:
    allow(portal, requests_per_minute=3)
    backend = "django.core.cache.backends.redis.RedisCache"
    nobody_listens = "redis://127.0.0.1:9/0"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": nobody_listens}}
    for _ in range(4):
        assert caller.get("/authorities").status_code == 200


def opened(caller: Caller, **headers: str) -> Any:
    return caller.post("/cases", filed(), **headers)


def test_the_second_case_of_a_day_is_refused_where_one_was_agreed(
    portal: Portal, caller: Caller
) -> None:
    allow(portal, cases_per_day=1)
    first = opened(caller, idempotency_key="first")
    assert first.status_code == 201
    refused = opened(caller)
    assert code(refused) == (429, "throttled")
    assert problem(refused)["quota"] == "cases_per_day"
    assert Case.objects.count() == 1
    assert 0 < int(refused["Retry-After"]) <= 24 * 3600
    repeated = opened(caller, idempotency_key="first")
    assert json.loads(repeated.content) == json.loads(first.content)
    with time_machine.travel(FILED_AT + timedelta(days=1)):
        caller.renew(portal)
        assert opened(caller).status_code == 201


def test_uploads_end_with_the_megabytes_of_the_day(portal: Portal, caller: Caller) -> None:
    allow(portal, upload_megabytes_per_day=1)
    assert caller.upload().status_code == 201
    allow(portal, upload_megabytes_per_day=0)
    refused = caller.upload()
    assert code(refused) == (429, "throttled")
    assert problem(refused)["quota"] == "upload_megabytes_per_day"
