"""Who may do what: every operation, asked by everybody, with every scope, about one case.

The operations come from the API's document. Each has an entry here that says in which stage of a
case it succeeds for the portal whose case it is; everybody else tries the same request first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http.response import HttpResponseBase
from pytest_django import Settings

from access.models import Portal
from cases import services
from cases.api.preconditions import etag
from tests import cast
from tests.api.applications import DECLARATIONS, told
from tests.api.applications import filed as filed_at_once
from tests.api.contract import Operation, operations
from tests.api.portals import ALL_SCOPES, Caller, code, token_of
from tests.journeys.office import FILED_AT, Office

pytestmark = pytest.mark.django_db
SCOPES = ALL_SCOPES.split()
SANDBOX = "sandbox"  # the scope of what only the sandbox has
EVERY = operations()
OPERATIONS = {name: one for name, one in EVERY.items() if one.scope != SANDBOX}
WEBHOOK = "main"
PARTS = ("letter", "payment", "appointment")
NOBODYS = "9f1c0fd6-6c4b-4e4a-9d0f-1d3c8e6f9a11"


@pytest.fixture(autouse=True)
def receivers_on_this_machine(settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]


# The stages of a case


def nothing(office: Office) -> None:
    """No case is needed."""


def draft(office: Office) -> None:
    office.draft()


def filed(office: Office) -> None:
    office.file()


def fee_charged(office: Office) -> None:
    office.approved()


def payment_begun(office: Office) -> None:
    fee_charged(office)
    services.start_payment(
        reference=office.reference,
        return_url="https://portal.example/back",
        actor=office.applicant,
        at=office.now,
    )


def paid(office: Office) -> None:
    fee_charged(office)
    office.pay(provider_id=f"K-{office.reference}")


def webhook_kept(office: Office) -> None:
    caller = Caller(token_of(office.portal))
    kept = caller.put(f"/webhooks/{WEBHOOK}", {"url": "https://127.0.0.1:8443/hooks"})
    assert kept.status_code == 201, kept.content


def booked(office: Office) -> None:
    paid(office)
    office.book(in_days=3)  # early enough to be changed


# What is asked


@dataclass(frozen=True)
class Entry:
    """What the owner is answered in this stage, and what the request says."""

    status: int
    stage: Callable[[Office], None]
    body: Callable[[Office], Any] = lambda office: {}
    query: str = ""


def precheck(office: Office) -> dict[str, Any]:
    body = told()
    person = {name: body["person"][name] for name in ("birth_date", "nationalities")}
    person["residence"] = {"municipality": "Berlin", "main": True}
    title = body["current_title"]
    return {"kind": body["kind"], "legal_basis": "25(5)", "person": person, "current_title": title}


def proof(office: Office) -> dict[str, Any]:
    missing = office.case.requirements.missing()[0].code
    return {"documents": [{"upload": str(office.upload()), "requirement": missing}]}


def first_time(office: Office) -> dict[str, str]:
    return {"purpose": "biometrics", "slot": office.first_slot()}


def other_time(office: Office) -> dict[str, str]:
    return {"slot": office.first_slot(in_days=7)}


ENTRIES: Mapping[str, Entry] = {
    "listAuthorities": Entry(200, nothing),
    "readAuthority": Entry(200, nothing),
    "precheck": Entry(200, nothing, precheck),
    "uploadFile": Entry(201, nothing),
    "openCase": Entry(201, nothing, lambda office: told()),
    "listCases": Entry(200, filed),
    "listEvents": Entry(200, filed),
    "readCase": Entry(200, filed),
    "readApplication": Entry(200, draft),
    "changeDraft": Entry(200, draft, lambda office: {"requests": {"duration_months": 24}}),
    "discardDraft": Entry(204, draft),
    "fileCase": Entry(200, draft, lambda office: {"declarations": DECLARATIONS}),
    "withdrawCase": Entry(202, filed, lambda office: {"acknowledged_effect": True}),
    "handInDocuments": Entry(201, filed, proof),
    "readConfirmation": Entry(200, filed),
    "listLetters": Entry(200, filed),
    "readLetter": Entry(200, filed),
    "listCaseEvents": Entry(200, filed),
    "startPayment": Entry(201, fee_charged, lambda office: {"return_url": "https://p.example/b"}),
    "readPayment": Entry(200, payment_begun),
    "listSlots": Entry(200, paid, query="?purpose=biometrics"),
    "bookAppointment": Entry(201, paid, first_time),
    "readAppointment": Entry(200, booked),
    "moveAppointment": Entry(200, booked, other_time),
    "cancelAppointment": Entry(200, booked),
    "listWebhooks": Entry(200, webhook_kept),
    "keepWebhook": Entry(201, nothing, lambda office: {"url": "https://127.0.0.1:8443/hooks"}),
    "readWebhook": Entry(200, webhook_kept),
    "deleteWebhook": Entry(200, webhook_kept),
    "replayWebhook": Entry(202, webhook_kept, lambda office: {"since": "2026-11-23T00:00:00Z"}),
}
OF_THE_SANDBOX: Mapping[str, Any] = {"advanceSandboxCase": {}, "listSandboxMails": None}
# How each place in an address is filled, so that only who asks decides about the answer.
PLACES: Mapping[str, Callable[[Office], object]] = {
    "authority": lambda office: office.authority,
    "reference": lambda office: office.reference,
    "letter": lambda office: office.case.letters.latest("id").public_id,
    "payment": lambda office: office.case.payment_attempts.latest("id").public_id,
    "appointment": lambda office: office.case.appointments.latest("id").public_id,
    "name": lambda office: WEBHOOK,
}


@dataclass(frozen=True)
class Asked:
    """One request, to be sent by anybody."""

    operation: Operation
    path: str
    body: Any
    headers: Mapping[str, str]

    def by(self, caller: Caller) -> HttpResponseBase:
        answer: HttpResponseBase
        if self.operation.name == "uploadFile":
            answer = caller.upload()
        elif self.operation.method == "POST":
            answer = caller.post(self.path, self.body, **self.headers)
        else:
            answer = caller.send(self.operation.method, self.path, self.body, dict(self.headers))
        return answer


def asked(operation: Operation, office: Office) -> Asked:
    """The request that succeeds for the portal of the office."""
    entry = ENTRIES[operation.name]
    filled = {place: str(PLACES[place](office)) for place in operation.places}
    headers = {"if_match": etag(office.case.etag)} if operation.needs("If-Match") else {}
    path = operation.at(**filled) + entry.query
    return Asked(operation, path, entry.body(office), headers)


@dataclass(frozen=True)
class Everybody:
    """Portals beside the one whose case it is."""

    neighbour: Portal  # serves Berlin as well
    halle: Portal  # serves another authority
    trial: Portal  # serves Berlin in the sandbox

    def others(self) -> tuple[Portal, ...]:
        return self.neighbour, self.halle, self.trial


@pytest.fixture
def everybody(office: Office) -> Everybody:
    trial = cast.portal(name="Probe")
    trial.sandbox = True
    trial.save()
    return Everybody(
        neighbour=cast.portal(name="Nachbarportal"),
        halle=cast.portal(name="Hallenser Portal", authority="halle"),
        trial=trial,
    )


@pytest.fixture
def operation(request: pytest.FixtureRequest) -> Operation:
    return OPERATIONS[request.param]


each_operation = pytest.mark.parametrize("operation", sorted(OPERATIONS), indirect=True)
each_about_a_case = pytest.mark.parametrize(
    "operation",
    sorted(name for name, one in OPERATIONS.items() if "reference" in one.places),
    indirect=True,
)


def test_every_operation_of_the_document_has_an_entry_and_no_entry_is_left_over() -> None:
    assert {*ENTRIES, *OF_THE_SANDBOX} == set(EVERY)
    assert {EVERY[name].scope for name in OF_THE_SANDBOX} == {SANDBOX}


# The matrix


@each_operation
def test_an_operation_is_open_to_one_scope_and_to_the_portal_whose_case_it_is(
    operation: Operation, office: Office, everybody: Everybody
) -> None:
    ENTRIES[operation.name].stage(office)
    request = asked(operation, office)
    before = seen(office)
    wrong = [scope for scope in SCOPES if scope != operation.scope]
    for scope in wrong:
        refuses_scope(request, by=office.portal, scope=scope)
    for portal in everybody.others():
        refuses_scope(request, by=portal, scope=" ".join(wrong))
        if "reference" in operation.places:
            refuses_case(request, by=portal)
    assert seen(office) == before
    answer = request.by(Caller(token_of(office.portal, scope=operation.scope)))
    assert answer.status_code == ENTRIES[operation.name].status, getattr(answer, "content", b"")


def refuses_scope(request: Asked, *, by: Portal, scope: str) -> None:
    """The same for the own case and a foreign one, so nothing is learnt from it."""
    answer = request.by(Caller(token_of(by, scope=scope)))
    assert code(answer) == (403, "scope_missing"), (by.name, scope)
    assert request.operation.scope in answer["WWW-Authenticate"]


def refuses_case(request: Asked, *, by: Portal) -> None:
    assert code(request.by(Caller(token_of(by)))) == (404, "case_unknown"), by.name


@each_about_a_case
def test_a_case_elsewhere_answers_like_one_that_does_not_exist(
    operation: Operation, office: Office, everybody: Everybody
) -> None:
    """Elsewhere: in the sandbox, or at an authority that the portal serves no more."""
    ENTRIES[operation.name].stage(office)
    request, before = asked(operation, office), seen(office)
    trial = Caller(token_of(everybody.trial)).post("/cases", told()).json()["reference"]
    for reference in (trial, "BE-2026-999999-6", "nonsense"):
        there = replace(request, path=request.path.replace(office.reference, reference))
        refuses_case(there, by=office.portal)
    office.portal.authorities = ["halle"]
    office.portal.save()
    refuses_case(request, by=office.portal)
    assert seen(office) == before


@pytest.mark.parametrize(
    "operation",
    sorted(name for name, one in OPERATIONS.items() if len(set(one.places) & set(PARTS)) == 1),
    indirect=True,
)
def test_what_belongs_to_another_case_is_not_found_under_ones_own(
    operation: Operation, office: Office
) -> None:
    ENTRIES[operation.name].stage(office)
    request, other = asked(operation, office), office.reference
    ENTRIES[operation.name].stage(office)
    mine = office.case
    headers = {"if_match": etag(mine.etag)} if operation.needs("If-Match") else {}
    there = replace(request, path=request.path.replace(other, mine.reference), headers=headers)
    assert there.by(Caller(token_of(office.portal))).status_code == 404


@pytest.mark.parametrize("name", ["readWebhook", "deleteWebhook", "replayWebhook"])
def test_a_webhook_is_there_for_its_own_portal(
    name: str, office: Office, everybody: Everybody
) -> None:
    webhook_kept(office)
    request = asked(OPERATIONS[name], office)
    for portal in everybody.others():
        assert code(request.by(Caller(token_of(portal)))) == (404, "webhook_unknown")
        assert Caller(token_of(portal)).get("/webhooks").json()["items"] == []


@pytest.mark.parametrize("name", OF_THE_SANDBOX)
def test_what_only_the_sandbox_has_is_open_to_the_sandbox_portal_whose_case_it_is(
    name: str, office: Office, everybody: Everybody
) -> None:
    developer = Caller(token_of(everybody.trial, scope=f"{ALL_SCOPES} {SANDBOX}"))
    trial = developer.post("/cases", filed_at_once()).json()["reference"]
    office.file()

    def ask(reference: str, by: Caller) -> Any:
        path = EVERY[name].at(reference=reference)
        return Asked(EVERY[name], path, OF_THE_SANDBOX[name], {}).by(by)

    assert code(ask(trial, Caller(token_of(everybody.trial)))) == (403, "scope_missing")
    assert code(ask(office.reference, Caller(token_of(office.portal)))) == (403, "scope_missing")
    assert code(ask(office.reference, developer)) == (404, "case_unknown")
    everybody.neighbour.sandbox = True
    everybody.neighbour.save()
    another = Caller(token_of(everybody.neighbour, scope=SANDBOX))
    assert code(ask(trial, another)) == (404, "case_unknown")
    assert ask(trial, developer).status_code == 200


@pytest.mark.django_db(transaction=True)  # the feed shows what is committed
@pytest.mark.parametrize("name", ["listCases", "listEvents"])
def test_lists_hold_nobody_elses_cases(name: str, office: Office, everybody: Everybody) -> None:
    office.file()
    path = OPERATIONS[name].at()
    own = Caller(token_of(office.portal)).get(path)
    assert office.reference in own.content.decode()
    for portal in everybody.others():
        assert Caller(token_of(portal)).get(path).json()["items"] == []


@pytest.mark.parametrize(
    "operation", ["readAuthority", "precheck", "openCase", "listAuthorities"], indirect=True
)
def test_an_authority_is_there_for_the_portals_that_serve_it(
    operation: Operation, office: Office, everybody: Everybody
) -> None:
    request = asked(operation, office)
    refused = request.by(Caller(token_of(everybody.halle)))
    if operation.places:
        assert code(refused) == (404, "unknown_authority")
    elif operation.name == "openCase":
        assert code(refused) == (422, "invalid_fields")
    else:
        assert b"berlin" not in refused.content  # type: ignore[attr-defined]
    served = request.by(Caller(token_of(everybody.neighbour)))
    assert served.status_code == ENTRIES[operation.name].status


@each_operation
def test_who_cannot_prove_to_be_a_portal_gets_in_nowhere(
    operation: Operation, office: Office
) -> None:
    office.file()
    there = {**dict.fromkeys(operation.places, NOBODYS), "authority": office.authority}
    path = operation.at(**{**there, "reference": office.reference})
    request = Asked(operation, path, {}, {})
    token = token_of(office.portal)
    for nobody in ("", "nobody-gave-this", "Ünï"):
        assert code(request.by(Caller(nobody))) == (401, "not_authenticated")
    with time_machine.travel(FILED_AT + timedelta(minutes=16)):
        assert code(request.by(Caller(token))) == (401, "not_authenticated")
    office.portal.active = False
    office.portal.save()
    assert code(request.by(Caller(token))) == (403, "portal_switched_off")


def seen(office: Office) -> tuple[object, ...]:
    """What of the case could have changed."""
    if not office.reference:
        return ()
    case = office.case
    return case.etag, case.events.count(), case.documents.count(), case.appointments.count()
