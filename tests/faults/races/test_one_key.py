"""Fifty equal requests under one key at the same moment: one case, and one answer for all."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import httpx
import pytest
from django.utils import timezone
from pytest_django import Settings

from access.models import IdempotencyKey
from cases.models import Case, CaseEvent
from correspondence.models import Message
from tests.api.applications import filed, told
from tests.faults.history import assert_whole
from tests.faults.hurry import HurriedOffice
from tests.faults.rounds import Rounds
from tests.faults.web import PortalProgram, portal_program, web_server

pytestmark = [pytest.mark.races, pytest.mark.timeout(3600)]

VOLLEY = 50


@pytest.fixture(scope="module")
def url(surroundings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with web_server(surroundings, tmp_path_factory.mktemp("web") / "log") as address:
        yield address


@pytest.fixture
def portal(office: HurriedOffice, url: str, settings: Settings) -> Iterator[PortalProgram]:
    """Its secret is hashed as the server does it, not as cheaply as tests do."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    with portal_program(url, office.portal, connections=VOLLEY) as program:
        yield program


def test_equal_requests_make_one_case_and_get_one_answer(
    portal: PortalProgram, rounds: Rounds
) -> None:
    application, acknowledged = _application(), set[str]()
    for number in rounds.run(short=3):
        key = str(uuid.uuid4())
        answers = _volley(portal, application, key)
        reference = _assert_one_answer(answers, portal.file(application, key=key))
        acknowledged.add(reference)
        _assert_refused_with_other_content(portal, key)
        assert_whole(reference)
        assert len(acknowledged) == number
        rounds.outcomes.update(str(answer.status_code) for answer in answers)
    _assert_nothing_else_was_made(acknowledged)


def _application() -> dict[str, Any]:
    """Amal's, with a title that ends within Berlin's window by the real clock."""
    ends = timezone.localdate() + timedelta(days=40)
    return filed(current_title={**told()["current_title"], "valid_until": f"{ends}"})


def _volley(
    portal: PortalProgram, application: Mapping[str, Any], key: str
) -> list[httpx.Response]:
    gate = Barrier(VOLLEY)

    def shoot(_: int) -> httpx.Response:
        gate.wait(timeout=30)
        return portal.file(application, key=key)

    with ThreadPoolExecutor(VOLLEY) as pool:
        return list(pool.map(shoot, range(VOLLEY)))


def _assert_one_answer(answers: list[httpx.Response], replay: httpx.Response) -> str:
    """201 and the same content for all, but for those who are told to come back."""
    told_to_wait = [answer for answer in answers if answer.status_code == 409]
    assert all(answer.headers["Retry-After"] for answer in told_to_wait)
    made = [answer for answer in (*answers, replay) if answer.status_code == 201]
    assert len(made) + len(told_to_wait) == VOLLEY + 1
    assert all(_told(one) == _told(replay) for one in made)
    return str(replay.json()["reference"])


def _told(answer: httpx.Response) -> tuple[Any, str, str]:
    """What a portal reads; members of an object have no order."""
    return answer.json(), answer.headers["ETag"], answer.headers["Location"]


def _assert_refused_with_other_content(portal: PortalProgram, key: str) -> None:
    answer = portal.file(told(), key=key)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def _assert_nothing_else_was_made(acknowledged: set[str]) -> None:
    """Acknowledged references, cases, events of filing, mails and keys are the same, once each."""
    once_each = Counter(acknowledged)
    filings = CaseEvent.objects.filter(kind="submitted")
    receipts = Message.objects.filter(kind="received")
    assert Counter(Case.objects.values_list("reference", flat=True)) == once_each
    assert Counter(filings.values_list("case__reference", flat=True)) == once_each
    assert Counter(receipts.values_list("case__reference", flat=True)) == once_each
    assert IdempotencyKey.objects.count() == len(acknowledged)
