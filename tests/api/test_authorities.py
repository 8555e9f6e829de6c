"""Five authorities, as a portal that serves them all reads them before anything is filed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.api.applications import told
from tests.api.portals import Caller, token_of

pytestmark = pytest.mark.django_db

ALL = ("berlin", "bremen", "euskirchen", "halle", "magdeburg")
each_authority = pytest.mark.parametrize("key", ALL)
TOWNS = {"euskirchen": "Kall", "halle": "Halle (Saale)"}


@pytest.fixture
def everywhere(db: None) -> Caller:
    """A portal that serves all five."""
    portal = cast.portal(name="Landesportal")
    portal.authorities = list(ALL)
    portal.save()
    return Caller(token_of(portal))


def asked(key: str, **changes: Any) -> dict[str, Any]:
    """Amal extends her permit; she lives where the authority is."""
    person = {
        "birth_date": "1990-05-01",
        "nationalities": ["SY"],
        "residence": {"municipality": TOWNS.get(key, key.title())},
    }
    body = {"kind": "extension", "legal_basis": "25(5)", "person": person}
    return {**body, "current_title": told()["current_title"], **changes}


def test_all_that_the_portal_serves_are_listed(everywhere: Caller) -> None:
    items = everywhere.get("/authorities").json()["items"]
    assert [line["key"] for line in items] == list(ALL)
    assert [line["key"] for line in items if line["drafts"]] == ["berlin"]


def test_places_are_told_with_their_hours_by_purpose(everywhere: Caller) -> None:
    halle = everywhere.get("/authorities/halle").json()
    places = {place["key"]: place for place in halle["places"]}
    assert places["kulturtreff"]["address"] == "Am Stadion 6, 06122 Halle (Saale)"
    assert {
        "days": ["wed"],
        "opens": "08:00:00",
        "closes": "15:00:00",
        "purposes": ["pickup"],
        "by_appointment": True,
    } in places["kulturtreff"]["hours"]
    assert halle["procedure"] == {"min_weeks": 6, "max_weeks": 8}
    assert {team["key"]: team["visit"] for team in halle["teams"]}["duldung"] == "by_appointment"
    assert [form["key"] for form in halle["forms"]] == [
        "visits",
        "privacy_titles",
        "privacy_travel_documents",
    ]


def test_phones_are_told_with_the_hours_in_which_somebody_answers(everywhere: Caller) -> None:
    [morning] = [
        row for row in everywhere.get("/authorities/bremen").json()["phones"] if row["days"]
    ]
    assert (morning["opens"], morning["closes"]) == ("08:00:00", "12:00:00")


def test_families_steps_and_what_must_be_complete(everywhere: Caller) -> None:
    magdeburg = everywhere.get("/authorities/magdeburg").json()
    assert magdeburg["family"] == {
        "together": True,
        "legal_bases": ["30", "32", "33", "36", "36a"],
        "relations": ["child", "other", "parent", "spouse"],
    }
    assert magdeburg["filing"]["complete_only"] is True
    assert magdeburg["steps"]["pickup"] == ["in_person", "box"]
    berlin = everywhere.get("/authorities/berlin").json()
    assert berlin["family"]["together"] is False
    assert berlin["filing"]["complete_only"] is False


def test_notices_come_in_the_readers_language(everywhere: Caller) -> None:
    english = everywhere.get("/authorities/halle").json()["notices"]
    everywhere.language = "de"
    german = everywhere.get("/authorities/halle").json()["notices"]
    assert [row["code"] for row in german] == [row["code"] for row in english]
    assert german[0]["text"] != english[0]["text"]
    assert all(row["legal_basis"].startswith("§") for row in german)


def test_amounts_of_one_position_are_told_apart_by_age(everywhere: Caller) -> None:
    tariff = everywhere.get("/authorities/euskirchen").json()["tariff"]
    children = {
        (row["position"], row["when"][0]["age"].get("below")): row["amount"]
        for row in tariff
        if row["when"] and row["position"].startswith("foreigner")
    }
    assert children == {
        ("foreigner_document_below_24", None): "97.00",
        ("foreigner_document_below_24", 12): "14.00",
    }


@pytest.mark.parametrize(
    ("key", "obstacles"),
    [
        ("berlin", []),
        ("magdeburg", []),
        ("bremen", ["kind_not_handled", "status_not_handled", "channel_not_offered"]),
        ("euskirchen", ["channel_not_offered"]),
        ("halle", ["legal_basis_not_handled", "channel_not_offered"]),
    ],
)
def test_the_same_application_is_answered_by_each(
    everywhere: Caller, *, key: str, obstacles: list[str]
) -> None:
    answer = everywhere.post(f"/authorities/{key}/precheck", asked(key)).json()
    assert [found["code"] for found in answer["obstacles"]] == obstacles
    assert answer["may_file"] is not bool(obstacles)
    for found in answer["obstacles"]:
        assert found["legal_basis"].startswith("§")
        assert found["detail"]
    for line in answer["fees"]["lines"]:
        assert line["reason"]
        assert line["legal_basis"].startswith("§")


def test_a_relative_says_what_they_are_to_the_sponsor(everywhere: Caller) -> None:
    family = {"sponsor_legal_basis": "25a(1)", "persons": 2, "relation": "spouse"}
    body = asked("magdeburg", kind="issue", legal_basis="30", family=family)
    answer = everywhere.post("/authorities/magdeburg/precheck", body).json()
    assert answer["may_file"] is True
    assert "marriage_certificate" in [row["code"] for row in answer["requirements"]]
    wrong = {**body, "family": {**family, "relation": "cousin"}}
    refused = everywhere.post("/authorities/magdeburg/precheck", wrong)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/family/relation"


@each_authority
def test_a_precheck_asks_the_database_nothing_but_who_is_calling(
    everywhere: Caller, key: str
) -> None:
    def tables(call: Any) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            assert call().status_code == 200
        return [query["sql"].split('FROM "')[-1].split('"')[0] for query in seen.captured_queries]

    listing = tables(lambda: everywhere.get("/authorities"))
    assert tables(lambda: everywhere.post(f"/authorities/{key}/precheck", asked(key))) == listing
