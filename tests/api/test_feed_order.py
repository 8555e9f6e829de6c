"""The feed's order: that of each case, and not broken by a restore into another server."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client

from access.scope import scoped
from cases.models import CaseEvent
from tests import cast
from tests.api.portals import Caller, token_of
from tests.api.test_events import eventually
from tests.journeys.office import Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None, filing_day: None) -> Iterator[Office]:
    with scoped(cast.BERLIN_CLOCK):
        yield Office()
    connections.close_all()


@pytest.fixture
def caller(office: Office) -> Caller:
    return Caller(token_of(office.portal))


def note(office: Office, kind: str) -> None:
    CaseEvent.objects.create(
        case=office.case, kind=kind, state=office.case.state, at=office.now, actor_kind="system"
    )


def test_who_came_first_to_the_database_and_last_to_the_case_is_told_of_last(
    office: Office, caller: Caller
) -> None:
    office.file()
    has_a_number, may_go_on = threading.Event(), threading.Event()

    def early_bird() -> None:
        with scoped(cast.BERLIN_CLOCK), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
            has_a_number.set()
            may_go_on.wait(10)
            note(office, "resumed")
        connections.close_all()

    thread = threading.Thread(target=early_bird)
    thread.start()
    has_a_number.wait(10)
    note(office, "put_on_hold")
    may_go_on.set()
    thread.join()
    page = eventually(lambda: caller.get("/events").json(), items=3)
    assert [(event["version"], event["type"]) for event in page["items"]] == [
        (1, "submitted"),
        (2, "put_on_hold"),
        (3, "resumed"),
    ]


def restored_elsewhere() -> None:
    """As after `pg_restore` into another cluster: the rows have numbers that are far ahead."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as owner:
        owner.execute("SELECT set_config('titelweg.authorities', 'berlin', true)")
        owner.execute("SELECT set_config('titelweg.sandbox', 'f', true)")
        owner.execute("UPDATE cases_caseevent SET xid = (xid::text::bigint * 1000)::text::xid8")
        owner.execute("UPDATE cases_feedepoch SET system_identifier = system_identifier - 1")


def begin_anew() -> None:
    call_command("begin_feed_epoch", verbosity=0)


def begin_anew_beside() -> None:
    begin_anew()
    connections.close_all()


def test_after_a_restore_nothing_is_missed_and_old_cursors_go_on(
    office: Office, caller: Caller
) -> None:
    office.file()
    first = eventually(lambda: caller.get("/events").json(), items=1)
    restored_elsewhere()
    assert Client().get("/readyz").json()["feed"] == "down"
    begin_anew()
    assert Client().get("/readyz").json()["feed"] == "ok"
    note(office, "put_on_hold")
    whole = eventually(lambda: caller.get("/events").json(), items=2)
    assert [event["type"] for event in whole["items"]] == ["submitted", "put_on_hold"]
    assert whole["items"][0] == first["items"][0]
    further = caller.get(f"/events?cursor={first['next']}").json()["items"]
    assert further[-1]["type"] == "put_on_hold"


def test_beginning_an_epoch_waits_for_whoever_writes_an_event(office: Office) -> None:
    office.file()
    waiting = threading.Thread(target=begin_anew_beside)
    with transaction.atomic():
        note(office, "put_on_hold")
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
    waiting.join(10)
    note(office, "resumed")
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch FROM cases_caseevent ORDER BY id")
        epochs = [epoch for (epoch,) in cursor.fetchall()]
    assert epochs[0] == epochs[1] < epochs[2]
