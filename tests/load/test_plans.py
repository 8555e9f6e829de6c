"""With many cases, what everybody asks all day long still looks at a few rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.scope import scoped
from cases.demo.copies import copy_cases
from cases.models import Case
from tests.api.portals import Caller, token_of
from tests.journeys.office import Office

MANY = 4_000  # with fewer, reading all of an index may be as cheap
A_PAGE = 50
MOST = 6 * A_PAGE  # rows that any part of a plan may look at
LIST = "admin:cases_case_changelist"
LETTERS = "admin:correspondence_letter_changelist"


@pytest.fixture
def crowded(office: Office) -> Office:
    list(copy_cases(many=MANY))
    with connections["owner"].cursor() as cursor:  # only an owner may gather statistics
        cursor.execute("ANALYZE")
    return office


def test_no_list_looks_at_more_than_a_few_rows(crowded: Office) -> None:
    caller, browser = Caller(token_of(crowded.portal)), signed_in(crowded)
    further = caller.get(f"/cases?limit={A_PAGE}").json()["next"]
    next_page = browser.get(reverse(LIST)).context["cl"].next_page()
    asked: dict[str, Callable[[], Any]] = {
        "own cases": lambda: caller.get(f"/cases?limit={A_PAGE}"),
        "own cases, further on": lambda: caller.get(f"/cases?limit={A_PAGE}&cursor={further}"),
        "own cases in review": lambda: caller.get(f"/cases?limit={A_PAGE}&state=in_review"),
        "own cases in Berlin": lambda: caller.get(f"/cases?limit={A_PAGE}&authority=berlin"),
        "one case": lambda: caller.get(f"/cases/{crowded.reference}"),
        "events": lambda: caller.get(f"/events?limit={A_PAGE}"),
        "the work list": lambda: browser.get(reverse(LIST)),
        "the work list, further on": lambda: browser.get(f"{reverse(LIST)}{next_page}"),
        "overdue": lambda: browser.get(reverse(LIST), {"due": "overdue"}),
        "waiting for us": lambda: browser.get(reverse(LIST), {"turn": "authority"}),
        "mine": lambda: browser.get(reverse(LIST), {"whose": "mine"}),
        "not assigned": lambda: browser.get(reverse(LIST), {"whose": "nobody"}),
        "on hold": lambda: browser.get(reverse(LIST), {"hold": "yes"}),
        "in review": lambda: browser.get(reverse(LIST), {"state": "in_review"}),
        "closed": lambda: browser.get(reverse(LIST), {"state": "closed"}),
        "letters to send": lambda: browser.get(reverse(LETTERS)),
        "by reference": lambda: browser.get(reverse(LIST), {"q": crowded.reference}),
        "by name": lambda: browser.get(reverse(LIST), {"q": "Haddad Amal Omi"}),
    }
    with scoped(crowded.clerk):
        assert Case.objects.count() > MANY
        assert max(looked_at("SELECT * FROM cases_case")) > MANY  # a whole read is seen as one
        most = {name: most_looked_at(call) for name, call in asked.items()}
    assert {name: rows for name, rows in most.items() if rows > MOST} == {}


def signed_in(office: Office) -> Client:
    office.karin.is_staff = True
    office.karin.save(update_fields=["is_staff"])
    browser = Client()
    browser.force_login(office.karin)
    return browser


def most_looked_at(call: Callable[[], Any]) -> int:
    """The rows that the greediest part of this call's statements looks at."""
    with CaptureQueriesContext(connection) as seen:
        assert call().status_code == 200
    asked = [sql for query in seen.captured_queries if (sql := query["sql"]).startswith("SELECT")]
    return max(rows for sql in asked for rows in looked_at(sql))


def looked_at(sql: str) -> Iterator[int]:
    """For each part of the plan, the rows it really read, those it threw away among them."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        (told,) = cursor.fetchone()
    (whole,) = json.loads(told) if isinstance(told, str) else told
    return (rows_of(node) for node in nodes_of(whole["Plan"]))


def rows_of(node: dict[str, Any]) -> int:
    thrown_away = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    each_time = node["Actual Rows"] + sum(node.get(name, 0) for name in thrown_away)
    return int(each_time * node["Actual Loops"])


def nodes_of(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from nodes_of(below)
