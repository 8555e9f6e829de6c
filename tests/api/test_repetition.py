"""A repeated POST gets its first answer again; its effect happens once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections, transaction

from access.models import IdempotencyKey, Portal
from access.scope import scoped
from cases.models import Case
from tests import cast, sample_files
from tests.api.applications import DECLARATIONS, filed, told
from tests.api.portals import Caller, code, token_of
from tests.journeys.office import FILED_AT

pytestmark = pytest.mark.django_db


def test_a_post_without_a_key_is_refused(caller: Caller) -> None:
    headers = {"Authorization": f"Bearer {caller.token}"}
    answer = caller.client.post(
        "/api/v1/cases", told(), content_type="application/json", headers=headers
    )
    assert code(answer) == (428, "idempotency_key_missing")
    assert code(caller.post("/cases", told(), idempotency_key="with space")) == (
        400,
        "idempotency_key_malformed",
    )


def test_the_same_key_and_body_give_the_first_answer(caller: Caller) -> None:
    first = caller.post("/cases", filed(), idempotency_key="one")
    second = caller.post("/cases", filed(), idempotency_key="one")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first["ETag"] == second["ETag"]
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_the_same_content_spelled_otherwise_is_the_same_request(caller: Caller) -> None:
    body = filed()
    first = caller.post("/cases", body, idempotency_key="one")
    turned = dict(reversed(list(body.items())))
    assert caller.post("/cases", turned, idempotency_key="one").json() == first.json()


def test_the_same_key_with_another_body_is_refused(caller: Caller) -> None:
    caller.post("/cases", told(), idempotency_key="one")
    other = caller.post("/cases", filed(), idempotency_key="one")
    assert code(other) == (422, "idempotency_key_reused")
    assert Case.objects.count() == 1


def test_a_key_belongs_to_its_portal(caller: Caller, neighbour: Caller) -> None:
    mine = caller.post("/cases", told(), idempotency_key="one").json()
    theirs = neighbour.post("/cases", told(), idempotency_key="one").json()
    assert mine["reference"] != theirs["reference"]


def test_what_was_refused_is_not_stored(caller: Caller) -> None:
    title = {**told()["current_title"], "valid_until": "2027-06-30"}
    barred = caller.post("/cases", filed(current_title=title), idempotency_key="one")
    assert code(barred) == (422, "filing_barred")
    assert not IdempotencyKey.objects.exists()
    assert caller.post("/cases", filed(), idempotency_key="one").status_code == 201


def test_a_key_is_looked_up_before_the_version(caller: Caller) -> None:
    opened = caller.post("/cases", told())
    path = f"/cases/{opened.json()['reference']}/submit"
    body = {"declarations": DECLARATIONS}
    first = caller.post(path, body, if_match=opened["ETag"], idempotency_key="one")
    with time_machine.travel(FILED_AT + timedelta(minutes=5)):
        again = caller.post(path, body, if_match=opened["ETag"], idempotency_key="one")
        fresh = caller.post(path, body, if_match=opened["ETag"], idempotency_key="two")
    assert again.json() == first.json()
    assert code(fresh) == (412, "stale_version")


def test_an_upload_is_repeated_by_its_content(caller: Caller) -> None:
    file = sample_files.pdf()
    first = caller.upload(file, idempotency_key="file")
    again = caller.upload(file, idempotency_key="file")
    assert first.json() == again.json()
    other = caller.upload(file, name="other.pdf", idempotency_key="file")
    assert code(other) == (422, "idempotency_key_reused")


class Volley:
    """Equal requests of one portal, at the same time, each on a connection of its own."""

    def __init__(self, token: str, shots: int) -> None:
        self.answers: list[tuple[int, bytes]] = []
        self._barrier = threading.Barrier(shots)
        self._threads = [threading.Thread(target=self._shoot, args=(token,)) for _ in range(shots)]

    def fire(self) -> list[tuple[int, bytes]]:
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join()
        return self.answers

    def _shoot(self, token: str) -> None:
        try:
            self._barrier.wait()
            answer = Caller(token).post("/cases", filed(), idempotency_key="volley")
            self.answers.append((answer.status_code, answer.content))
        finally:
            connections.close_all()


@pytest.fixture
def token(transactional_db: None, filing_day: None) -> Iterator[str]:
    yield token_of(cast.portal())
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_twenty_equal_requests_at_once_make_one_case_and_equal_answers(token: str) -> None:
    answers = Volley(token, 20).fire()
    assert len(answers) == 20
    assert {status for status, _body in answers} == {201}
    first, *others = [json.loads(body) for _status, body in answers]
    assert all(other == first for other in others)
    with scoped(cast.BERLIN_CLOCK):
        assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_the_first_answer_is_told_to_come_back(token: str) -> None:
    portal_id = Portal.objects.get().pk
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("5s",)
    with transaction.atomic():
        IdempotencyKey.objects.create(
            portal_id=portal_id, key="volley", digest=b"", created_at=FILED_AT
        )
        ((status, body),) = Volley(token, 1).fire()
    assert status == 409
    assert b'"busy"' in body
