"""Who gets in: tokens by client credentials, for as long as they live, with their scopes."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from access import secrets
from access.models import Portal
from access.scope import scoped
from common.actor import Actor
from tests import cast
from tests.api.portals import SECRET, Caller, code, problem, token_of
from tests.journeys.office import FILED_AT, Office

pytestmark = pytest.mark.django_db


def asked(portal: Portal, secret: str, **more: str) -> Any:
    """What /oauth/token answers to this secret."""
    form = {
        "grant_type": "client_credentials",
        "client_id": portal.application.client_id,
        "client_secret": secret,
        **more,
    }
    return Client().post("/oauth/token", form)


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
    assert code(caller.get("/cases")) == (403, "portal_switched_off")
    assert asked(portal, SECRET).json() == {"error": "invalid_client"}


def test_a_scope_taken_from_a_portal_is_gone_from_its_tokens_at_once(
    caller: Caller, portal: Portal
) -> None:
    portal.scopes = ["cases:write"]
    portal.save()
    assert code(caller.get("/cases")) == (403, "scope_missing")


def test_who_asks_for_no_scope_gets_all_that_the_portal_has(portal: Portal) -> None:
    portal.scopes = ["cases:read", "payments:write"]
    portal.save()
    secrets.keep(portal, SECRET, at=FILED_AT)
    answer = asked(portal, SECRET)
    assert answer.json()["scope"].split() == ["cases:read", "payments:write"]


def test_a_scope_that_the_portal_has_not_is_refused(portal: Portal) -> None:
    token_of(portal)
    for scope in ("sandbox", "cases:read nonsense"):
        refused = asked(portal, SECRET, scope=scope)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")


def test_the_secret_counts_in_the_header_as_well(portal: Portal) -> None:
    token_of(portal)
    pair = base64.b64encode(f"{portal.application.client_id}:{SECRET}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}"}
    answer = Client().post("/oauth/token", {"grant_type": "client_credentials"}, headers=headers)
    assert answer.status_code == 200
    for broken in ("Basic %%%", "Basic bm9jb2xvbg=="):
        refused = Client().post(
            "/oauth/token",
            {"grant_type": "client_credentials"},
            headers={"Authorization": broken},
        )
        assert refused.status_code == 401


def test_while_one_secret_replaces_another_both_open_the_door(portal: Portal) -> None:
    old = secrets.issue(portal, overlap=timedelta(), by=None, at=FILED_AT)
    new = secrets.issue(portal, overlap=timedelta(days=7), by=None, at=FILED_AT)
    assert [asked(portal, one).status_code for one in (old, new)] == [200, 200]
    with time_machine.travel(FILED_AT + timedelta(days=7, minutes=1)):
        assert [asked(portal, one).status_code for one in (old, new)] == [401, 200]


def test_a_third_secret_ends_the_first_so_two_are_the_most(portal: Portal) -> None:
    week = timedelta(days=7)
    first, second, third = (
        secrets.issue(portal, overlap=week, by=None, at=FILED_AT + timedelta(minutes=n))
        for n in range(3)
    )
    with time_machine.travel(FILED_AT + timedelta(minutes=5)):
        answers = [asked(portal, one).status_code for one in (first, second, third)]
    assert answers == [401, 200, 200]


def test_a_revoked_secret_ends_every_token_and_the_other_secret_gives_new_ones(
    office: Office, portal: Portal
) -> None:
    leaked = Caller(token_of(portal))
    other = secrets.issue(portal, overlap=timedelta(days=7), by=None, at=FILED_AT)
    row = portal.secrets.order_by("pk").first()
    assert row is not None
    secrets.revoke(row, by=office.karin, at=FILED_AT)
    assert code(leaked.get("/cases")) == (401, "not_authenticated")
    assert asked(portal, SECRET).status_code == 401
    assert asked(portal, other).status_code == 200


def test_the_row_of_a_secret_says_when_it_was_last_used_and_not_what_it_is(portal: Portal) -> None:
    secret = secrets.issue(portal, overlap=timedelta(), by=None, at=FILED_AT)
    assert portal.secrets.get().last_used_at is None
    asked(portal, secret)
    row = portal.secrets.get()
    assert row.last_used_at is not None
    assert secret not in str(vars(row))
    assert secret not in str([change.data for change in portal.changes.all()])


def test_a_secret_of_another_portal_opens_nothing(portal: Portal) -> None:
    theirs = secrets.issue(
        cast.portal(name="Nachbarportal"), overlap=timedelta(), by=None, at=FILED_AT
    )
    assert asked(portal, theirs).json() == {"error": "invalid_client"}


def test_a_client_id_that_no_column_can_hold_is_refused_like_any_other(portal: Portal) -> None:
    form = {"grant_type": "client_credentials", "client_id": "a\x00b", "client_secret": "x"}
    assert Client().post("/oauth/token", form).status_code == 401


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
