"""The sandbox: the whole way by the API, with people who are not there, apart from real rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from access.models import Portal
from access.scope import scoped
from cases import tasks
from cases.models import Case
from cases.sandbox.scripts import SCRIPTS
from common.actor import system_for
from documents.models import Upload
from tests import cast
from tests.api.applications import filed, told
from tests.api.portals import ALL_SCOPES, Caller, code, problem, token_of
from tests.journeys.office import FILED_AT, Office

pytestmark = pytest.mark.django_db
IN_SANDBOX = system_for(cast.BERLIN_OFFICE, sandbox=True)


@pytest.fixture
def nobody_can_be_reached(settings: Settings) -> None:
    """Mail server, payment service and producer are away: whoever asked them would notice."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9
    settings.PAYMENT_URL = settings.PRODUCER_URL = "http://127.0.0.1:9"


@pytest.fixture
def trial(db: None, filing_day: None, nobody_can_be_reached: None) -> Portal:
    """A sandbox portal of a developer who tries things out."""
    portal = cast.portal(name="Probe")
    portal.sandbox = True
    portal.save()
    return portal


@pytest.fixture
def developer(trial: Portal) -> Caller:
    return Caller(token_of(trial, scope=f"{ALL_SCOPES} sandbox"))


@pytest.fixture
def ticking(trial: Portal) -> Any:
    """The clock of the stack: some seconds pass, and every job has run."""
    passed = timedelta()

    def tick(**delta: float) -> None:
        nonlocal passed
        passed += timedelta(**(delta or {"seconds": 6}))
        with time_machine.travel(FILED_AT + passed):
            for job in (
                tasks.play_sandbox,
                tasks.carry_orders,
                tasks.follow_payments,
                tasks.deliver_messages,
            ):
                job()

    return tick


def file(by: Caller, family_name: str = "Haddad") -> str:
    """File an application of somebody of that name; the case's reference."""
    application = filed()
    application["person"] = {**application["person"], "family_name": family_name}
    answer = by.post("/cases", {"authority": "berlin", **application})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["reference"])


def advance(by: Caller, reference: str, to: str | None = None, **headers: str) -> Any:
    body = {"to": to} if to else {}
    return by.post(f"/sandbox/cases/{reference}/advance", body, **headers)


def state(by: Caller, reference: str) -> str:
    return str(by.get(f"/cases/{reference}").json()["state"])


def test_a_case_goes_the_whole_way_step_by_step(developer: Caller) -> None:
    reference = file(developer)
    seen = []
    for _ in range(6):
        answer = advance(developer, reference)
        assert answer.status_code == 200, answer.content
        seen.append(answer.json()["state"])
    assert seen == [
        "in_review",
        "awaiting_payment",
        "awaiting_biometrics",
        "in_production",
        "ready_for_pickup",
        "collected",
    ]
    assert code(advance(developer, reference)) == (409, "sandbox_stuck")


@pytest.mark.parametrize(
    "to",
    [
        "in_review", "awaiting_documents", "hearing", "awaiting_payment", "awaiting_biometrics",
        "in_production", "ready_for_pickup", "collected", "refused", "withdrawn", "discontinued",
    ],
)  # fmt: skip
def test_a_case_goes_where_its_developer_says(developer: Caller, to: str) -> None:
    reference = file(developer)
    answer = advance(developer, reference, to)
    assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == to
    assert answer["ETag"] == developer.get(f"/cases/{reference}")["ETag"]


def test_where_the_rules_lead_nobody_the_sandbox_leads_nobody(developer: Caller) -> None:
    reference = file(developer)
    advance(developer, reference, "collected")
    refused = advance(developer, reference, "hearing")
    assert code(refused) == (409, "sandbox_stuck")
    assert "collected" in problem(refused)["detail"]


def test_a_repeated_call_moves_the_case_once(developer: Caller) -> None:
    reference = file(developer)
    first = advance(developer, reference, idempotency_key="one")
    again = advance(developer, reference, idempotency_key="one")
    assert (first.json()["state"], again.json()["state"]) == ("in_review", "in_review")


def test_a_draft_is_filed_by_its_portal_and_by_nobody_else(developer: Caller) -> None:
    draft = developer.post("/cases", {"authority": "berlin", **told()}).json()["reference"]
    assert code(advance(developer, draft)) == (409, "sandbox_stuck")


def test_real_cases_are_not_there_for_the_sandbox_nor_the_sandbox_for_real_portals(
    office: Office, caller: Caller, developer: Caller
) -> None:
    office.file()
    assert code(advance(developer, office.reference)) == (404, "case_unknown")
    assert code(developer.get(f"/sandbox/cases/{office.reference}/mails")) == (404, "case_unknown")
    assert code(advance(caller, office.reference)) == (403, "scope_missing")
    assert office.case.state == "submitted"
    trial = file(developer)
    assert code(caller.get(f"/cases/{trial}")) == (404, "case_unknown")
    assert trial not in caller.get("/cases").content.decode()
    assert trial not in caller.get("/events").content.decode()
    with scoped(cast.BERLIN_CLOCK):
        assert not Case.objects.filter(reference=trial).exists()
        assert not office.clerk.sandbox
    with scoped(IN_SANDBOX):
        assert not Case.objects.filter(reference=office.reference).exists()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET team = 'x' WHERE NOT sandbox")
            assert cursor.rowcount == 0


def test_one_sandbox_sees_nothing_of_another(developer: Caller) -> None:
    reference = file(developer)
    other = cast.portal(name="Andere Probe")
    other.sandbox = True
    other.save()
    stranger = Caller(token_of(other, scope="cases:read sandbox"))
    assert code(advance(stranger, reference)) == (404, "case_unknown")


def test_mails_are_shown_to_the_portal_and_sent_to_nobody(developer: Caller, ticking: Any) -> None:
    reference = file(developer)
    before = developer.get(f"/sandbox/cases/{reference}/mails").json()["items"]
    ticking()
    with scoped(IN_SANDBOX):
        statuses = set(Case.objects.get().messages.values_list("status", flat=True))
    shown = developer.get(f"/sandbox/cases/{reference}/mails").json()["items"]
    assert shown == before
    assert shown[0]["kind"] == "received"
    assert reference in shown[0]["body"]
    assert "sent" in statuses
    assert mail.outbox == []


def test_what_a_withdrawal_asks_to_be_confirmed_stands_in_the_mail(developer: Caller) -> None:
    reference = file(developer)
    etag = developer.get(f"/cases/{reference}")["ETag"]
    developer.post(f"/cases/{reference}/withdraw", {"acknowledged_effect": True}, if_match=etag)
    mails = developer.get(f"/sandbox/cases/{reference}/mails").json()["items"]
    assert "/withdrawals/" in mails[-1]["body"]


def test_an_ordinary_name_waits_for_its_developer(developer: Caller, ticking: Any) -> None:
    reference = file(developer)
    for _ in range(3):
        ticking()
    assert state(developer, reference) == "submitted"


def test_a_clerk_approves_by_herself_and_the_card_is_made(developer: Caller, ticking: Any) -> None:
    reference = file(developer, "Test-Approved")
    for _ in range(3):
        ticking()
    assert state(developer, reference) == "awaiting_payment"
    advance(developer, reference, "awaiting_biometrics")
    advance(developer, reference, "in_production")
    for _ in range(3):
        ticking(seconds=30)
    assert state(developer, reference) == "ready_for_pickup"


def test_a_clerk_asks_for_documents_and_goes_on_when_they_have_come(
    developer: Caller, ticking: Any
) -> None:
    reference = file(developer, "Test-Documents")
    for _ in range(3):
        ticking()
    assert state(developer, reference) == "awaiting_documents"
    advance(developer, reference, "in_review")
    for _ in range(3):
        ticking(seconds=20)
    assert state(developer, reference) == "awaiting_payment"


def test_a_clerk_hears_and_refuses(developer: Caller, ticking: Any) -> None:
    reference = file(developer, "Test-Refused")
    for _ in range(6):
        ticking()
    assert state(developer, reference) == "refused"
    letters = developer.get(f"/cases/{reference}/letters").json()["items"]
    refusal = next(letter for letter in letters if letter["kind"] == "refusal")
    pdf = developer.get(f"/cases/{reference}/letters/{refusal['id']}", accept="application/pdf")
    assert pdf.content.startswith(b"%PDF")
    assert refusal["announced_on"] == timezone.localdate().isoformat()


def test_the_producer_rejects_a_card_and_makes_the_next(developer: Caller, ticking: Any) -> None:
    reference = file(developer, "Test-Card-Rejected")
    advance(developer, reference, "in_production")
    ticking()
    with scoped(IN_SANDBOX):
        statuses = list(Case.objects.get().orders.values_list("status", flat=True))
    assert statuses == ["order_rejected"]
    for _ in range(3):
        ticking(seconds=20)
    assert state(developer, reference) == "ready_for_pickup"


def pay(by: Caller, reference: str) -> dict[str, Any]:
    answer = by.post(f"/cases/{reference}/payments", {"return_url": "https://portal.example/back"})
    assert answer.status_code == 201, answer.content
    started: dict[str, Any] = answer.json()
    return started


@pytest.mark.parametrize(
    ("name", "outcome", "after"),
    [
        ("Haddad", "paid", "awaiting_biometrics"),
        ("Test-Payment-Failed", "failed", "awaiting_payment"),
        ("Test-Payment-Cancelled", "cancelled", "awaiting_payment"),
    ],
)
def test_a_payment_ends_as_the_name_says(
    developer: Caller, ticking: Any, name: str, outcome: str, after: str
) -> None:
    reference = file(developer, name)
    advance(developer, reference, "awaiting_payment")
    started = pay(developer, reference)
    assert (started["status"], started["redirect_url"]) == ("open", "https://portal.example/back")
    ticking(seconds=30)
    payment = developer.get(f"/cases/{reference}/payments/{started['id']}").json()
    assert payment["status"] == outcome
    assert state(developer, reference) == after


def test_a_slow_payment_is_open_for_a_minute(developer: Caller, ticking: Any) -> None:
    reference = file(developer, "Test-Payment-Slow")
    advance(developer, reference, "awaiting_payment")
    address = f"/cases/{reference}/payments/{pay(developer, reference)['id']}"
    ticking(seconds=30)
    assert developer.get(address).json()["status"] == "open"
    ticking(minutes=5)
    assert developer.get(address).json()["status"] == "paid"


def test_a_payment_service_that_is_away_gives_no_address(developer: Caller) -> None:
    reference = file(developer, "Test-Payment-Unavailable")
    advance(developer, reference, "awaiting_payment")
    started = pay(developer, reference)
    assert started["redirect_url"] is None


def test_a_virus_is_found_in_the_sandbox_and_nothing_is_kept(developer: Caller) -> None:
    assert code(developer.upload(name="virus.pdf")) == (422, "file_infected")
    assert not Upload.objects.exists()
    assert developer.upload(name="passport.pdf").status_code == 201


def test_a_real_portals_file_may_be_called_virus(caller: Caller) -> None:
    assert caller.upload(name="virus.pdf").status_code == 201


def test_there_are_times_to_book(developer: Caller, ticking: Any) -> None:
    ticking()
    reference = file(developer)
    advance(developer, reference, "awaiting_biometrics")
    day = timezone.localdate()
    asked = f"purpose=biometrics&from={day}&to={day + timedelta(days=7)}"
    slots = developer.get(f"/cases/{reference}/slots?{asked}").json()["items"]
    booked = developer.post(
        f"/cases/{reference}/appointments", {"purpose": "biometrics", "slot": slots[0]["id"]}
    )
    assert booked.status_code == 201, booked.content
    assert advance(developer, reference).json()["state"] == "in_production"


def test_the_magic_names_are_those_of_the_page(settings: Settings) -> None:
    page = (settings.BASE_DIR / "docs" / "sandbox.md").read_text()
    assert {name for name in SCRIPTS if f"`{name}`" in page} == set(SCRIPTS)
