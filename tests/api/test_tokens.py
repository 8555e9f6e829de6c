"""Who gets in: tokens by client credentials, for as long as they live, with their scopes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from access.models import Portal
from access.scope import scoped
from common.actor import Actor
from tests import cast
from tests.api.portals import Caller, code, problem, token_of
from tests.journeys.office import FILED_AT, Office

pytestmark = pytest.mark.django_db


def test_a_token_opens_the_portals_cases(caller: Caller) -> None:
    answer = caller.get("/cases")
    assert answer.status_code == 200
    assert answer.json() == {"items": [], "next": None}


def test_without_a_token_a_call_is_refused_with_a_challenge(db: None) -> None:
    answer = Client().get("/api/v1/cases")
    assert code(answer) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_an_unknown_token_is_refused(db: None) -> None:
    answer = Caller("nobody-gave-this").get("/cases")
    assert code(answer) == (401, "not_authenticated")
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_a_token_lives_fifteen_minutes(caller: Caller) -> None:
    with time_machine.travel(FILED_AT + timedelta(minutes=14, seconds=50)):
        assert caller.get("/cases").status_code == 200
    with time_machine.travel(FILED_AT + timedelta(minutes=15, seconds=10)):
        assert code(caller.get("/cases")) == (401, "not_authenticated")


def test_a_portal_that_is_switched_off_is_out_at_once(caller: Caller, portal: Portal) -> None:
    portal.active = False
    portal.save()
    assert code(caller.get("/cases")) == (401, "not_authenticated")


def test_a_token_allows_what_its_scope_names_and_nothing_else(portal: Portal) -> None:
    reader = Caller(token_of(portal, scope="cases:read"))
    assert reader.get("/cases").status_code == 200
    refused = reader.post("/cases", {})
    assert code(refused) == (403, "scope_missing")
    assert "cases:write" in problem(refused)["detail"]


def test_a_wrong_secret_is_refused_as_oauth_has_it(portal: Portal) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": portal.application.client_id,
        "client_secret": "guessed",
    }
    answer = Client().post("/oauth/token", form)
    assert answer.status_code == 401
    assert answer.json() == {"error": "invalid_client"}


def test_other_grants_are_refused(portal: Portal) -> None:
    token_of(portal)
    form = {"grant_type": "password", "client_id": portal.application.client_id}
    answer = Client().post("/oauth/token", form)
    assert answer.status_code in {400, 401}


def test_a_portal_sees_its_own_cases_only(
    office: Office, caller: Caller, neighbour: Caller
) -> None:
    office.file()
    assert [case["reference"] for case in caller.get("/cases").json()["items"]] == [
        office.reference
    ]
    assert neighbour.get("/cases").json()["items"] == []
    assert caller.get(f"/cases/{office.reference}").status_code == 200
    assert code(neighbour.get(f"/cases/{office.reference}")) == (404, "case_unknown")


def test_a_sandbox_portal_sees_none_of_the_real_cases(office: Office) -> None:
    office.file()
    sandbox = cast.portal(name="Probe")
    sandbox.sandbox = True
    sandbox.save()
    trial = Caller(token_of(sandbox))
    assert trial.get("/cases").json()["items"] == []
    assert code(trial.get(f"/cases/{office.reference}")) == (404, "case_unknown")


def test_the_scope_ends_with_the_request_whatever_happened(
    db: None, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError

    with scoped(Actor.SYSTEM):
        assert caller.get("/cases").status_code == 200
        monkeypatch.setattr("cases.queries.own_cases", broken)
        assert caller.get("/cases").status_code == 500
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('titelweg.authorities', true)")
            assert cursor.fetchone() == ("",)
