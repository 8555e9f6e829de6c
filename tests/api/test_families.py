"""Relatives file together at Magdeburg: each a case of their own, and each sees who belongs to it.

The Haddads: Amal holds a permit under § 25(5), Nour is her husband, Sami her son. Each applies on
a humanitarian ground of their own, or to join her.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from access.scope import scoped
from cases.models import Case
from common.actor import system_for
from tests import cast
from tests.api.applications import DECLARATIONS, told
from tests.api.portals import Caller, problem, token_of
from tests.journeys.office import Office

pytestmark = pytest.mark.django_db
PRECHECKED = ("kind", "legal_basis", "current_title", "family", "situation", "requests")


@pytest.fixture
def office(db: None, filing_day: None) -> Iterator[Office]:
    """The Magdeburg office, which takes families together, online and complete only."""
    with scoped(system_for("magdeburg", sandbox=False)):
        yield Office(authority="magdeburg")


def told_by(given: str, **changes: Any) -> dict[str, Any]:
    """A member of the family, who lives in Magdeburg."""
    body = told(authority="magdeburg", submit=True, declarations=DECLARATIONS, **changes)
    home = {"street": "Am Markt 1", "postal_code": "39104", "municipality": "Magdeburg"}
    return {**body, "person": {**body["person"], "given_names": given, "residence": home}}


def asked_of(caller: Caller, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The requirements by the precheck."""
    asked = {name: body[name] for name in PRECHECKED if name in body}
    who = ("birth_date", "nationalities", "residence")
    person = {name: body["person"][name] for name in who}
    person["residence"] = {"municipality": person["residence"]["municipality"]}
    found = caller.post("/authorities/magdeburg/precheck", {**asked, "person": person}).json()
    rows: list[dict[str, Any]] = found["requirements"]
    return rows


def file(caller: Caller, given: str, **changes: Any) -> Any:
    """File with every document that is asked for."""
    body = told_by(given, **changes)
    documents = [
        {"upload": caller.upload().json()["id"], "requirement": row["code"]}
        for row in asked_of(caller, body)
        if row["required"]
    ]
    return caller.post("/cases", {**body, "documents": documents})


def filed(caller: Caller, given: str, **changes: Any) -> str:
    answer = file(caller, given, **changes)
    assert answer.status_code == 201, answer.content
    reference: str = answer.json()["reference"]
    return reference


def family_of(caller: Caller, reference: str) -> list[tuple[str, str | None, str]]:
    family = caller.get(f"/cases/{reference}").json()["family"]
    return [(row["reference"], row["relation"], row["state"]) for row in family["persons"]]


def test_whoever_files_alone_has_no_family(caller: Caller) -> None:
    assert caller.get(f"/cases/{filed(caller, 'Amal')}").json()["family"] is None


def test_relatives_are_cases_of_their_own_that_know_of_each_other(caller: Caller) -> None:
    amal = filed(caller, "Amal")
    nour = filed(caller, "Nour", family={"with_case": amal, "relation": "spouse"})
    sami = filed(caller, "Sami", family={"with_case": nour, "relation": "child"})
    assert family_of(caller, amal) == family_of(caller, sami)
    assert family_of(caller, sami) == [
        (amal, "sponsor", "submitted"),
        (nour, "spouse", "submitted"),
        (sami, "child", "submitted"),
    ]
    events = caller.get(f"/cases/{amal}/events").json()["items"]
    assert [event["type"] for event in events] == ["submitted", "relative_joined"]


@pytest.mark.parametrize("whose", ["nobody's", "a neighbour's", "at another authority"])
def test_a_family_is_that_of_an_own_case_at_this_authority(
    caller: Caller, office: Office, *, whose: str
) -> None:
    named = "MD-2026-000000-0"
    if whose == "a neighbour's":
        neighbour = Caller(token_of(cast.portal(name="Nachbarportal", authority="magdeburg")))
        named = filed(neighbour, "Amal")
    if whose == "at another authority":
        office.portal.authorities = ["magdeburg", "berlin"]
        office.portal.save()
        named = caller.post("/cases", told()).json()["reference"]
    before = Case.objects.count()
    answer = file(caller, "Nour", family={"with_case": named, "relation": "spouse"})
    assert answer.status_code == 422
    [error] = problem(answer)["errors"]
    assert (error["pointer"], error["code"]) == ("/family/with_case", "case_unknown")
    assert Case.objects.count() == before


def test_a_neighbouring_portal_learns_nothing_of_the_family(caller: Caller, office: Office) -> None:
    amal = filed(caller, "Amal")
    sami = filed(caller, "Sami", family={"with_case": amal, "relation": "child"})
    neighbour = cast.portal(name="Nachbarportal", authority="magdeburg")
    Case.objects.filter(reference=sami).update(portal=neighbour)
    assert family_of(Caller(token_of(neighbour)), sami) == [(sami, "child", "submitted")]
    assert family_of(caller, amal) == [(amal, "sponsor", "submitted")]


def test_a_relative_cannot_join_a_sponsor_whose_title_excludes_it(caller: Caller) -> None:
    """§ 29(3) S. 3: the sponsor's title is known from the case named, and need not be told."""
    amal = filed(caller, "Amal")
    joins = {"legal_basis": "30", "kind": "issue", "family": {"with_case": amal}}
    joins["family"] = {"with_case": amal, "relation": "spouse"}
    answer = file(caller, "Nour", **joins)
    assert answer.status_code == 422
    codes = [found["code"] for found in problem(answer)["obstacles"]]
    assert codes == ["family_reunification_excluded"]


def test_the_sponsor_and_a_relatives_own_ground_are_not_touched_by_that(caller: Caller) -> None:
    amal = filed(caller, "Amal", family={"persons": 2, "sponsor_legal_basis": "25(5)"})
    nour = {"with_case": amal, "relation": "spouse", "sponsor_legal_basis": "25(5)"}
    assert filed(caller, "Nour", legal_basis="25(5)", family=nour)


def test_what_is_taken_complete_only_is_not_taken_with_a_document_missing(caller: Caller) -> None:
    answer = caller.post("/cases", told_by("Amal"))
    errors = problem(answer)["errors"]
    assert answer.status_code == 422
    assert {error["pointer"] for error in errors} == {"/documents"}
    assert "landlord_certificate" in {error["requirement"] for error in errors}
    assert not Case.objects.exists()


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_missing_document_is_named_as_the_precheck_names_it(
    caller: Caller, language: str
) -> None:
    caller.language = language
    labels = {row["code"]: row["label"] for row in asked_of(caller, told_by("Amal"))}
    for error in problem(caller.post("/cases", told_by("Amal")))["errors"]:
        assert error["detail"].endswith(labels[error["requirement"]])


def test_nobody_gathers_documents_for_a_door_that_is_closed(caller: Caller) -> None:
    amal = filed(caller, "Amal")
    joins = {"with_case": amal, "relation": "spouse"}
    body = told_by("Nour", legal_basis="30", kind="issue", family=joins)
    answer = caller.post("/cases", {**body, "declarations": {**DECLARATIONS, "truth": False}})
    assert problem(answer)["code"] == "filing_barred"


def test_where_one_person_applies_at_a_time_a_family_is_an_obstacle(
    caller: Caller, office: Office
) -> None:
    office.portal.authorities = ["magdeburg", "berlin"]
    office.portal.save()
    first = caller.post("/cases", {**told(), "submit": True, "declarations": DECLARATIONS})
    named = {"with_case": first.json()["reference"], "relation": "child"}
    second = told(family=named, submit=True, declarations=DECLARATIONS)
    codes = [found["code"] for found in problem(caller.post("/cases", second))["obstacles"]]
    assert codes == ["one_person_per_application"]
