"""How many statements each call costs, exactly; they grow with no number of rows.

Counted are all statements of a request: one for the token and three for the scope are part of each.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.applications import filed, told
from tests.api.portals import Caller
from tests.journeys.office import Office

pytestmark = pytest.mark.django_db
DOOR = 4  # the token with its portal; reading, setting and restoring the scope
SAVEPOINTS = ("SAVEPOINT", "RELEASE")  # of the test's own transaction around the request


def statements(call: Any) -> int:
    """The statements of one request, without the scope that the tests' caller opens itself."""
    with CaptureQueriesContext(connection) as seen:
        answer = call()
    assert answer.status_code < 300, answer.content
    own = [query for query in seen.captured_queries if not query["sql"].startswith(SAVEPOINTS)]
    return len(own) - 3


def test_reading_a_case_costs_the_same_with_many_documents(office: Office, caller: Caller) -> None:
    office.file()
    path = f"/cases/{office.reference}"
    before = statements(lambda: caller.get(path))
    office.hand_in("passport_copy", "payslips", "payslips", "current_title_copy")
    assert statements(lambda: caller.get(path)) == before == DOOR + 8


def test_reading_costs_most_where_appointments_are_possible(office: Office, caller: Caller) -> None:
    office.approved()
    office.pay()
    office.book()
    assert statements(lambda: caller.get(f"/cases/{office.reference}")) == DOOR + 9


def test_listing_costs_the_same_with_many_cases(office: Office, caller: Caller) -> None:
    office.file()
    before = statements(lambda: caller.get("/cases"))
    for _ in range(3):
        office.file()
    assert statements(lambda: caller.get("/cases")) == before == DOOR + 1


def test_calls_that_read_no_case_cost_the_door_alone(caller: Caller) -> None:
    assert statements(lambda: caller.get("/authorities")) == DOOR
    assert statements(lambda: caller.get("/authorities/berlin")) == DOOR


def test_events_cost_one_statement_for_a_portal_and_two_for_a_case(
    office: Office, caller: Caller
) -> None:
    office.approved()
    assert statements(lambda: caller.get("/events")) == DOOR + 1
    assert statements(lambda: caller.get(f"/cases/{office.reference}/events")) == DOOR + 2


@pytest.mark.parametrize(("body", "most"), [(told(), 40), (filed(), 49)])
def test_opening_and_filing_stay_within_bounds(
    caller: Caller, body: dict[str, Any], most: int
) -> None:
    assert statements(lambda: caller.post("/cases", body)) <= most
