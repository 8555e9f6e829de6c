"""What happened: per case, and for the whole portal without ever missing one."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction

from access.scope import scoped
from cases.feed import PUBLIC_EVENTS
from tests import cast
from tests.api.portals import Caller, code, token_of
from tests.journeys.office import Office

# Inside the house: what other bodies said, who works on it, what is only intended.
INTERNAL = {
    "assigned",
    "attendance_due",
    "case_kept",
    "check_recorded",
    "check_stale",
    "closure_dropped",
    "closure_proposed",
    "continuation_revoked",
    "favourably_checked",
    "fee_question_answered",
    "fee_question_asked",
    "granted",
    "hearing_over",
    "hold_review",
    "identification_required",
    "inaction_alarm",
    "letter_returned",
    "merge_dropped",
    "merge_proposed",
    "order_rejected",
    "order_sent",
    "product_checked",
    "product_received",
    "production_progress",
    "reassessment_offered",
    "refusal_dropped",
    "refusal_proposed",
    "relief_dropped",
    "relief_proposed",
    "service_record_missing",
}


def recorded_kinds() -> set[str]:
    """The kinds that the services write as literals."""
    folder = Path(settings.BASE_DIR) / "cases" / "services"
    calls = [
        node
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record", "_relieved"}
    ]
    return {
        argument.value
        for call in calls
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_for_every_event_it_is_settled_whether_portals_are_told() -> None:
    assert recorded_kinds() - PUBLIC_EVENTS - INTERNAL == set()
    assert set() == PUBLIC_EVENTS & INTERNAL


@pytest.mark.django_db
def test_a_case_tells_what_happened_in_order_and_never_to_whom(
    office: Office, caller: Caller
) -> None:
    office.approved()
    answer = caller.get(f"/cases/{office.reference}/events").json()
    kinds = [event["type"] for event in answer["items"]]
    assert kinds[:2] == ["submitted", "review_begun"]
    assert "check_recorded" not in kinds
    assert [event["version"] for event in answer["items"]] == sorted(
        event["version"] for event in answer["items"]
    )
    assert set(answer["items"][0]) == {"id", "type", "case", "state", "version", "at"}


@pytest.mark.django_db
def test_events_of_a_case_come_in_pages(office: Office, caller: Caller) -> None:
    office.approved()
    path = f"/cases/{office.reference}/events"
    whole = caller.get(path).json()["items"]
    first = caller.get(f"{path}?limit=2").json()
    rest = caller.get(f"{path}?cursor={first['next']}").json()
    assert first["items"] + rest["items"] == whole


@pytest.mark.django_db
def test_another_portals_case_tells_nothing(office: Office, neighbour: Caller) -> None:
    office.file()
    assert code(neighbour.get(f"/cases/{office.reference}/events")) == (404, "case_unknown")


# The feed shows what no running transaction can still come before, so its rows are committed here.


@pytest.fixture
def open_office(transactional_db: None, filing_day: None) -> Iterator[Office]:
    with scoped(cast.BERLIN_CLOCK):
        yield Office()
    connections.close_all()


def eventually(read: Callable[[], dict[str, Any]], *, items: int) -> dict[str, Any]:
    """What the feed answers once it has so many items: other databases of this server hold back
    the horizon for as long as their transactions run."""
    deadline = time.monotonic() + 30
    while len((answer := read())["items"]) < items and time.monotonic() < deadline:
        time.sleep(0.02)
    return answer


@pytest.mark.django_db(transaction=True)
def test_the_feed_tells_of_all_own_cases_and_goes_on_where_one_stopped(
    open_office: Office,
) -> None:
    caller = Caller(token_of(open_office.portal))
    neighbour = Caller(token_of(cast.portal(name="Nachbarportal")))
    assert caller.get("/events").json() == {"items": [], "next": None}
    open_office.file()
    first_case = open_office.reference
    page = eventually(lambda: caller.get("/events").json(), items=1)
    assert [(event["type"], event["case"]) for event in page["items"]] == [
        ("submitted", first_case)
    ]
    after = f"/events?cursor={page['next']}"
    assert caller.get(after).json() == {"items": [], "next": page["next"]}
    open_office.file()
    more = eventually(lambda: caller.get(after).json(), items=1)
    assert [event["case"] for event in more["items"]] == [open_office.reference]
    assert neighbour.get("/events").json()["items"] == []


@pytest.mark.django_db(transaction=True)
def test_what_commits_late_is_not_missed(open_office: Office) -> None:
    """A transaction that began earlier commits later: the feed waits for it."""
    caller = Caller(token_of(open_office.portal))
    with transaction.atomic(using="owner"), connections["owner"].cursor() as earlier:
        earlier.execute("SELECT pg_current_xact_id()")
        open_office.file()
        of_the_case = caller.get(f"/cases/{open_office.reference}/events").json()
        assert [event["type"] for event in of_the_case["items"]] == ["submitted"]
        assert caller.get("/events").json()["items"] == []
    page = eventually(lambda: caller.get("/events").json(), items=1)
    assert [event["case"] for event in page["items"]] == [open_office.reference]
