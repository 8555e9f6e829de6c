"""The work list: by due date, filtered, found by reference or name, without counting."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.scope import scoped
from cases.admin import work_list
from cases.admin.work_list import CaseAdmin
from cases.models import Case
from common.actor import Role
from tests import cast
from tests.admin.conftest import SignIn
from tests.journeys.office import Office, application

LIST = "admin:cases_case_changelist"


def named(family: str, given: str) -> dict[str, object]:
    person = application().model_dump(mode="json")["person"]
    return {"person": {**person, "family_name": family, "given_names": given}}


@pytest.fixture
def three(office: Office) -> dict[str, Case]:
    """Amal's case has waited for two months, Deniz's is in review, Ana's came just now."""
    cases = {"amal": office.file()}
    Case.objects.filter(pk=cases["amal"].pk).update(next_due_at=office.now - timedelta(days=2))
    office.later(minutes=1)
    cases["deniz"] = office.file(**named("Öztürk", "Deniz"))
    office.begin_review()
    office.later(minutes=1)
    cases["ana"] = office.file(**named("Kovačević", "Ana"))
    return cases


def listed(browser: Client, **query: str) -> list[str]:
    """The references in the list, from top to bottom."""
    rows = browser.get(reverse(LIST), query).context["cl"].result_list
    return [case.reference for case in rows]


def references(cases: dict[str, Case], *names: str) -> list[str]:
    return [cases[name].reference for name in names]


def test_what_is_due_first_stands_first(
    office: Office, sign_in: SignIn, three: dict[str, Case]
) -> None:
    browser = sign_in(office.karin)
    found = listed(browser)
    assert found[0] == three["amal"].reference
    due = {case.reference: case.next_due_at for case in Case.objects.all()}
    assert found == sorted(found, key=lambda reference: (due[reference], reference))


def test_what_is_late_is_marked_in_red_and_in_words(
    office: Office, sign_in: SignIn, three: dict[str, Case]
) -> None:
    page = sign_in(office.karin).get(reverse(LIST)).content.decode()
    assert page.count(", überfällig") == 1
    assert "21.11.2026, überfällig" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"due": "overdue"}, ["amal"]),
        ({"whose": "mine"}, ["deniz"]),
        ({"whose": "nobody"}, ["amal", "ana"]),
        ({"state": "in_review"}, ["deniz"]),
        ({"state": "closed"}, []),
        ({"turn": "applicant"}, []),
        ({"hold": "yes"}, []),
        ({"q": "oztu"}, ["deniz"]),
        ({"q": "Kovačević, A"}, ["ana"]),
        ({"q": "turk"}, []),
    ],
)
def test_filters_and_search_find_what_they_name(
    query: dict[str, str],
    names: list[str],
    office: Office,
    sign_in: SignIn,
    three: dict[str, Case],
) -> None:
    assert listed(sign_in(office.karin), **query) == references(three, *names)


def test_a_reference_is_found_however_it_was_typed_also_when_closed(
    office: Office, sign_in: SignIn, three: dict[str, Case]
) -> None:
    typed = f"  {three['ana'].reference.lower()} "
    assert listed(sign_in(office.karin), q=typed) == references(three, "ana")
    assert listed(sign_in(office.karin), q="BE-2026-999999-0") == []


def test_of_too_many_names_the_first_are_shown_and_it_is_said(
    office: Office, sign_in: SignIn, three: dict[str, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_list, "MOST_NAMESAKES", 1)
    office.file(**named("Haddad", "Zara"))
    browser = sign_in(office.karin)
    assert listed(browser, q="haddad") == references(three, "amal")
    assert "Mehr als 1 Namen" in browser.get(reverse(LIST), {"q": "haddad"}).content.decode()
    assert "Namen" not in browser.get(reverse(LIST), {"q": "haddad a"}).content.decode()


def test_cases_of_other_authorities_are_not_listed(
    office: Office, sign_in: SignIn, three: dict[str, Case]
) -> None:
    rita = cast.staff(given="Rita", family="Halle", role=Role.CLERK, authority="halle")
    with scoped(rita.actor()):
        assert listed(sign_in(rita)) == []
        assert listed(sign_in(rita), q=three["ana"].reference) == []


def test_drafts_are_nobodys_work(office: Office, sign_in: SignIn) -> None:
    draft = office.draft()
    browser = sign_in(office.karin)
    assert listed(browser) == []
    assert listed(browser, q=draft.reference) == [draft.reference]
    found = browser.get(reverse(LIST), {"q": draft.reference}).content.decode()
    assert re.search(r"<td[^>]*field-stands[^>]*>.*?Entwurf.*?</td>", found, re.DOTALL)


def test_the_list_counts_nothing_and_costs_the_same_with_more_cases(
    office: Office, sign_in: SignIn, three: dict[str, Case]
) -> None:
    browser = sign_in(office.karin)
    listed(browser)
    with CaptureQueriesContext(connection) as three_rows:
        listed(browser)
    office.file()
    with CaptureQueriesContext(connection) as four_rows:
        listed(browser)
    assert len(four_rows) == len(three_rows)
    assert not [query for query in four_rows if "COUNT(" in query["sql"]]


def walked(browser: Client, **query: str) -> list[list[str]]:
    """The references on each page, following the link to the next."""
    pages, url = [], f"?{urlencode(query)}"
    while url:
        found = browser.get(f"{reverse(LIST)}{url}").context["cl"]
        pages.append([case.reference for case in found.result_list])
        url = found.next_page() if found.next else ""
    return pages


def test_the_pages_follow_each_other_and_show_every_case_once(
    office: Office, sign_in: SignIn, three: dict[str, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CaseAdmin, "list_per_page", 2)
    office.draft()  # is due never, so it comes last
    browser = sign_in(office.karin)
    by_due = [*Case.objects.exclude(next_due_at=None).order_by("next_due_at", "id"), office.case]
    pages = walked(browser, state="all")
    assert [len(found) for found in pages] == [2, 2]
    shown = [reference for found in pages for reference in found]
    assert shown == [case.reference for case in by_due]


def test_a_page_further_on_costs_what_the_first_does(
    office: Office, sign_in: SignIn, three: dict[str, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CaseAdmin, "list_per_page", 1)
    browser = sign_in(office.karin)
    first = browser.get(reverse(LIST)).context["cl"]
    with CaptureQueriesContext(connection) as at_first:
        listed(browser)
    with CaptureQueriesContext(connection) as further_on:
        answer = browser.get(f"{reverse(LIST)}{first.next_page()}")
    assert len(further_on) == len(at_first)
    assert not [query for query in further_on if "OFFSET" in query["sql"]]
    filters = answer.context["cl"].get_query_string({"whose": "mine"})
    assert filters == "?whose=mine"  # another filter begins at its beginning


def test_a_cursor_nobody_gave_out_leads_back_to_the_list(
    office: Office, sign_in: SignIn, three: dict[str, Case]
) -> None:
    answer = sign_in(office.karin).get(reverse(LIST), {"after": "made-up"})
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse(LIST)}?e=1")


def test_the_start_page_shows_the_queues_with_their_way_there(
    office: Office, sign_in: SignIn, three: dict[str, Case]
) -> None:
    browser = sign_in(office.karin)
    answer = browser.get(reverse("admin:index"))
    queues = {str(queue.label): queue for queue in answer.context["queues"]}
    assert queues["Überfällig"].number == 1
    assert queues["Meine Vorgänge"].number == 1
    assert queues["Nicht zugewiesen"].number == 2
    for queue in queues.values():
        rows = browser.get(queue.url).context["cl"].result_list
        assert len(rows) == queue.number
