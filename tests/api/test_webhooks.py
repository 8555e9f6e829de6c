"""Webhooks over the API: set up, changed, read, replayed and forgotten by their own portal only."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from access.scope import scoped
from cases import tasks
from tests import cast
from tests.api.portals import Caller, code, problem, token_of
from tests.api.test_events import eventually
from tests.journeys.office import Office
from tests.receiver import Receiver, Reply, receiver
from tests.webhooks import verified

URL = "https://127.0.0.1:8443/hooks"


@pytest.fixture(autouse=True)
def receivers_on_this_machine(settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    settings.DEVELOPMENT = True


@pytest.mark.django_db
class TestKept:
    def put(self, caller: Caller, name: str = "main", **more: Any) -> Any:
        return caller.put(f"/webhooks/{name}", {"url": URL, **more})

    def test_the_secret_is_answered_once(self, caller: Caller) -> None:
        first, again = self.put(caller), self.put(caller)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["secret"].startswith("whsec_")
        assert again.json()["secret"] is None
        assert "secret" not in caller.get("/webhooks/main").json()

    def test_it_is_read_as_it_was_set_up(self, caller: Caller) -> None:
        self.put(caller, events=["collected", "submitted"])
        one = caller.get("/webhooks/main").json()
        assert (one["name"], one["url"], one["status"]) == ("main", URL, "active")
        assert one["events"] == ["collected", "submitted"]
        assert caller.get("/webhooks").json() == {"items": [one], "next": None}

    def test_a_rotation_answers_a_new_secret(self, caller: Caller) -> None:
        first = self.put(caller).json()["secret"]
        assert self.put(caller, rotate_secret=True).json()["secret"] not in {None, first}

    def test_deleted_it_is_gone(self, caller: Caller) -> None:
        self.put(caller)
        assert caller.delete("/webhooks/main").json()["name"] == "main"
        assert code(caller.get("/webhooks/main")) == (404, "webhook_unknown")
        assert code(caller.delete("/webhooks/main")) == (404, "webhook_unknown")

    def test_another_portals_is_not_found(self, caller: Caller, neighbour: Caller) -> None:
        self.put(caller)
        body = {"since": "2026-11-01T00:00:00Z"}
        for answer in (
            neighbour.get("/webhooks/main"),
            neighbour.delete("/webhooks/main"),
            neighbour.post("/webhooks/main/replay", body),
        ):
            assert code(answer) == (404, "webhook_unknown")
        assert neighbour.get("/webhooks").json()["items"] == []
        assert self.put(neighbour).status_code == 201

    def test_without_the_scope_nothing_is_set_up(self, office: Office) -> None:
        reader = Caller(token_of(office.portal, scope="cases:read cases:write"))
        assert code(self.put(reader)) == (403, "scope_missing")

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"url": "https://me:pw@example.org/"}, "/url"),
            ({"url": "ftp://example.org/"}, "/url"),
            ({"url": URL, "events": ["granted"]}, "/events/0"),
            ({"url": URL, "events": []}, "/events"),
            ({"url": URL, "secret": "mine"}, "/secret"),
            ({}, "/url"),
        ],
    )
    def test_what_is_wrong_is_pointed_at(
        self, caller: Caller, body: dict[str, Any], pointer: str
    ) -> None:
        told = problem(caller.put("/webhooks/main", body))
        assert told["status"] == 422
        assert [error["pointer"] for error in told["errors"]] == [pointer]

    def test_an_address_inside_is_refused(self, caller: Caller, settings: Settings) -> None:
        settings.WEBHOOK_NETWORKS = []
        assert code(self.put(caller)) == (422, "webhook_address_refused")

    @pytest.mark.parametrize("name", ["Main", "a b", "-a", "a" * 49, "ä"])
    def test_a_name_has_its_form(self, caller: Caller, name: str) -> None:
        assert code(self.put(caller, name)) == (422, "webhook_name_wrong")

    def test_there_are_ten_at_most(self, caller: Caller) -> None:
        for number in range(10):
            assert self.put(caller, f"hook-{number}").status_code == 201
        assert code(self.put(caller, "one-more")) == (409, "too_many_webhooks")

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"since": "2026-11-01T00:00:00Z", "cursor": "x"},
            {"since": "yesterday"},
            {"since": 0},
            {"event": "1"},
        ],
    )
    def test_a_replay_needs_one_place(self, caller: Caller, body: dict[str, Any]) -> None:
        self.put(caller)
        assert code(caller.post("/webhooks/main/replay", body)) == (422, "invalid_fields")

    def test_a_replay_from_nowhere_is_refused(self, caller: Caller) -> None:
        self.put(caller)
        unknown = {"event": str(uuid.uuid4())}
        assert code(caller.post("/webhooks/main/replay", unknown)) == (422, "event_unknown")
        forged = {"cursor": "forged"}
        assert code(caller.post("/webhooks/main/replay", forged)) == (400, "invalid_cursor")

    def test_a_replay_needs_a_key(self, caller: Caller) -> None:
        self.put(caller)
        body = b'{"since": "2026-11-01T00:00:00Z"}'
        answer = caller.send("POST", "/webhooks/main/replay", body, {})
        assert code(answer) == (428, "idempotency_key_missing")


# What is delivered was committed, so the whole way runs on committed rows.


@pytest.fixture
def open_office(transactional_db: None, filing_day: None) -> Iterator[Office]:
    with scoped(cast.BERLIN_CLOCK):
        yield Office()
    connections.close_all()


@pytest.fixture
def listening() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def tick(listening: Receiver, *, until: int) -> None:
    """The clock's job, until so many were received."""

    def so_many() -> dict[str, Any]:
        tasks.tell_portals()
        return {"items": listening.received}

    eventually(so_many, items=until)
    assert len(listening.received) == until


@pytest.mark.django_db(transaction=True)
def test_what_is_filed_is_told_and_told_again_on_demand(
    open_office: Office, listening: Receiver
) -> None:
    caller = Caller(token_of(open_office.portal))
    kept = caller.put("/webhooks/main", {"url": listening.url}).json()
    open_office.file()
    tick(listening, until=1)
    (request,) = listening.received
    event = verified(request, kept["secret"], at=timezone.now())
    assert caller.get("/events").json()["items"] == [event]
    assert caller.get("/webhooks/main").json()["last_delivered_at"] is not None
    for body in ({"event": event["id"]}, {"since": "2026-11-01T00:00:00+01:00"}):
        answer = caller.post("/webhooks/main/replay", body)
        assert (answer.status_code, answer.json()["name"]) == (202, "main")
        tick(listening, until=len(listening.received) + 1)
    assert len({*listening.ids}) == 1
    end = caller.get("/events").json()["next"]
    caller.post("/webhooks/main/replay", {"cursor": end})
    tasks.tell_portals()
    assert len(listening.received) == 3


@pytest.mark.django_db(transaction=True)
def test_a_webhook_that_is_gone_says_so_until_it_is_set_up_again(
    open_office: Office, listening: Receiver
) -> None:
    caller = Caller(token_of(open_office.portal))
    caller.put("/webhooks/main", {"url": listening.url})
    listening.answers(Reply(status=410), Reply())
    open_office.file()
    tick(listening, until=1)
    state = caller.get("/webhooks/main").json()
    assert (state["status"], state["paused_because"]) == ("paused", "gone")
    assert caller.put("/webhooks/main", {"url": listening.url}).json()["status"] == "active"
    tick(listening, until=2)


@pytest.mark.django_db(transaction=True)
def test_a_portal_that_was_switched_off_is_told_nothing(
    open_office: Office, listening: Receiver
) -> None:
    caller = Caller(token_of(open_office.portal))
    caller.put("/webhooks/main", {"url": listening.url})
    open_office.file()
    open_office.portal.active = False
    open_office.portal.save()
    tasks.tell_portals()
    assert listening.received == []
