"""How many statements each call costs, exactly; they grow with no number of rows.

`TABLE` counts all statements of a request within its one transaction. Three of them are the door's:
the token with its portal, taking the scope over, giving it back. A `POST` keeps its key and its
answer in two more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.applications import DECLARATIONS, filed, told
from tests.api.portals import Caller
from tests.journeys.office import Office

pytestmark = pytest.mark.django_db
DOOR = 3
KEY = 2  # claimed before, answered after
WHOLE = 1  # the whole case, as an answer
GUARD = 1  # what stands in the way of the next steps asks for itself
AROUND_THE_REQUEST = 2  # the scope that the tests' caller opens itself
SAVEPOINTS = ("SAVEPOINT", "RELEASE")  # of the test's own transaction around the request

Call = Callable[[], Any]
PREPARED: dict[str, Callable[[Office, Caller], Call]] = {}
TABLE = {
    "list the authorities": DOOR,
    "read an authority": DOOR,
    "check before filing": DOOR,
    "upload a file": DOOR + KEY + 1,
    "list own cases": DOOR + 1,
    "read a draft": DOOR + WHOLE,
    "read a case": DOOR + WHOLE + GUARD,
    "read a case with an appointment": DOOR + WHOLE + 2 * GUARD,
    "read what a draft says": DOOR + 3,
    "read the events of all cases": DOOR + 1,
    "read the events of a case": DOOR + 2,
    "list the letters": DOOR + 2,
    "list free times": DOOR + 5,
    "open a draft": DOOR + KEY + 9 + WHOLE,
    "change a draft": DOOR + 12 + WHOLE,
    "change the files of a draft": DOOR + 25 + WHOLE,
    "discard a draft": DOOR + 45,
    "file a draft": DOOR + KEY + 12 + WHOLE + GUARD,
    "open a case and file it": DOOR + KEY + 17 + WHOLE + GUARD,
    "open a case with documents and file it": DOOR + KEY + 24 + WHOLE + GUARD,
    "hand in documents": DOOR + KEY + 12 + WHOLE + GUARD,
    "announce a withdrawal": DOOR + KEY + 8 + WHOLE + GUARD,
}


def prepared(name: str) -> Callable[[Callable[[Office, Caller], Call]], None]:
    """Names the call that a function prepares; what it does before is not counted."""

    def keep(prepare: Callable[[Office, Caller], Call]) -> None:
        PREPARED[name] = prepare

    return keep


def statements(call: Call) -> int:
    with CaptureQueriesContext(connection) as seen:
        answer = call()
    assert answer.status_code < 300, answer.content
    own = [query for query in seen.captured_queries if not query["sql"].startswith(SAVEPOINTS)]
    return len(own) - AROUND_THE_REQUEST


def reading(path: str) -> Callable[[Office, Caller], Call]:
    return lambda office, caller: lambda: caller.get(path.format(case=office.reference))


def drafted(office: Office, caller: Caller) -> tuple[str, str]:
    """A draft by the portal: its path and its version."""
    answer = caller.post("/cases", told())
    return f"/cases/{answer.json()['reference']}", answer["ETag"]


def handed_in(caller: Caller, *requirements: str) -> list[dict[str, str]]:
    """Files that were uploaded, as a body names them."""
    return [{"upload": caller.upload().json()["id"], "requirement": code} for code in requirements]


prepared("list the authorities")(reading("/authorities"))
prepared("read an authority")(reading("/authorities/berlin"))
prepared("list own cases")(reading("/cases"))
prepared("read the events of all cases")(reading("/events"))


@prepared("check before filing")
def _(office: Office, caller: Caller) -> Call:
    person = {
        "birth_date": "1990-05-01",
        "nationalities": ["SY"],
        "residence": {"municipality": "Berlin"},
    }
    body = {"kind": "extension", "legal_basis": "25(5)", "person": person}
    return lambda: caller.post("/authorities/berlin/precheck", body)


@prepared("upload a file")
def _(office: Office, caller: Caller) -> Call:
    return caller.upload


@prepared("read a draft")
def _(office: Office, caller: Caller) -> Call:
    path, _version = drafted(office, caller)
    return lambda: caller.get(path)


@prepared("read what a draft says")
def _(office: Office, caller: Caller) -> Call:
    path, _version = drafted(office, caller)
    return lambda: caller.get(f"{path}/application")


@prepared("read a case")
def _(office: Office, caller: Caller) -> Call:
    office.file()
    return lambda: caller.get(f"/cases/{office.reference}")


@prepared("read a case with an appointment")
def _(office: Office, caller: Caller) -> Call:
    office.approved()
    office.pay()
    office.book()
    return lambda: caller.get(f"/cases/{office.reference}")


@prepared("read the events of a case")
def _(office: Office, caller: Caller) -> Call:
    office.approved()
    return lambda: caller.get(f"/cases/{office.reference}/events")


@prepared("list the letters")
def _(office: Office, caller: Caller) -> Call:
    office.file()
    return lambda: caller.get(f"/cases/{office.reference}/letters")


@prepared("list free times")
def _(office: Office, caller: Caller) -> Call:
    office.approved()
    office.pay()
    return lambda: caller.get(f"/cases/{office.reference}/slots?purpose=biometrics")


@prepared("open a draft")
def _(office: Office, caller: Caller) -> Call:
    return lambda: caller.post("/cases", told())


@prepared("change a draft")
def _(office: Office, caller: Caller) -> Call:
    path, version = drafted(office, caller)
    body = {"person": {"given_names": "Amal Maria"}}
    return lambda: caller.patch(path, body, if_match=version)


@prepared("change the files of a draft")
def _(office: Office, caller: Caller) -> Call:
    opened = caller.post("/cases", told(documents=handed_in(caller, "passport_copy", "payslips")))
    body = {"documents": handed_in(caller, "passport_copy", "payslips")}
    return lambda: caller.patch(
        f"/cases/{opened.json()['reference']}", body, if_match=opened["ETag"]
    )


@prepared("discard a draft")
def _(office: Office, caller: Caller) -> Call:
    path, version = drafted(office, caller)
    return lambda: caller.delete(path, if_match=version)


@prepared("file a draft")
def _(office: Office, caller: Caller) -> Call:
    path, version = drafted(office, caller)
    body = {"declarations": DECLARATIONS}
    return lambda: caller.post(f"{path}/submit", body, if_match=version)


@prepared("open a case and file it")
def _(office: Office, caller: Caller) -> Call:
    return lambda: caller.post("/cases", filed())


@prepared("open a case with documents and file it")
def _(office: Office, caller: Caller) -> Call:
    documents = handed_in(caller, "passport_copy", "payslips", "payslips")
    return lambda: caller.post("/cases", filed(documents=documents))


@prepared("hand in documents")
def _(office: Office, caller: Caller) -> Call:
    office.file()
    body = {"documents": handed_in(caller, "passport_copy", "payslips", "payslips")}
    return lambda: caller.post(f"/cases/{office.reference}/documents", body)


@prepared("announce a withdrawal")
def _(office: Office, caller: Caller) -> Call:
    office.file()
    path = f"/cases/{office.reference}"
    version = caller.get(path)["ETag"]
    body = {"acknowledged_effect": True}
    return lambda: caller.post(f"{path}/withdraw", body, if_match=version)


@pytest.mark.parametrize("name", TABLE)
def test_a_call_costs_what_the_table_says(name: str, office: Office, caller: Caller) -> None:
    assert statements(PREPARED[name](office, caller)) == TABLE[name]


def test_reading_a_case_costs_the_same_with_many_documents(office: Office, caller: Caller) -> None:
    office.file()
    path = f"/cases/{office.reference}"
    before = statements(lambda: caller.get(path))
    office.hand_in("passport_copy", "payslips", "payslips", "current_title_copy")
    assert statements(lambda: caller.get(path)) == before


def test_listing_costs_the_same_with_many_cases(office: Office, caller: Caller) -> None:
    office.file()
    before = statements(lambda: caller.get("/cases"))
    for _again in range(3):
        office.file()
    assert statements(lambda: caller.get("/cases")) == before


def test_handing_in_costs_the_same_for_one_file_and_for_four(
    office: Office, caller: Caller
) -> None:
    office.file()

    def hand_in(*requirements: str) -> int:
        body = {"documents": handed_in(caller, *requirements)}
        return statements(lambda: caller.post(f"/cases/{office.reference}/documents", body))

    one = hand_in("passport_copy")
    assert hand_in("payslips", "payslips", "current_title_copy", "passport_copy") == one


def test_filing_costs_the_same_with_more_to_make_and_to_ask_for(
    office: Office, caller: Caller
) -> None:
    """A travel document is one item and several requirements more; a child has birthdays ahead."""
    plain = statements(lambda: caller.post("/cases", filed()))
    child = {**told()["person"], "birth_date": "2012-05-01"}
    both = {"duration_months": 36, "travel_document": {"type": "foreigner"}}
    body = filed(person=child, requests=both)
    assert statements(lambda: caller.post("/cases", body)) == plain
