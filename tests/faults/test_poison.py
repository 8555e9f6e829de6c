"""One row that cannot be worked on never keeps the others from their turn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from pytest_django import Settings

from cases import services, tasks
from cases.models import Case, Deadline
from cases.services.core import arm
from fees.models import PaymentAttempt
from fees.services import IncomingPayment, PaymentContradicted
from tests.faults.history import kinds
from tests.faults.hurry import HurriedOffice
from tests.faults.locks import case_locked
from tests.simulators import Running

NOT_AN_APPOINTMENT = "nothing"  # the reminder of an appointment cannot read this occasion


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that a single row fills."""
    monkeypatch.setattr(tasks, "BATCH", 1)


@pytest.fixture
def services_at_hand(payment: Running, producer: Running, settings: Settings) -> None:
    settings.PAYMENT_URL, settings.PAYMENT_TOKEN = payment.url, payment.token
    settings.PRODUCER_URL, settings.PRODUCER_TOKEN = producer.url, producer.token


def deadlines_strike(office: HurriedOffice) -> int:
    with time_machine.travel(office.now.astimezone(UTC), tick=False):
        return tasks.run_deadlines()


def armed(office: HurriedOffice, kind: str, occasion: str) -> Deadline:
    arm(office.case, kind, occasion=occasion, due_at=office.now)
    return Deadline.objects.get(kind=kind, occasion=occasion)


# Movers


@pytest.mark.usefixtures("one_at_a_time")
def test_a_deadline_that_crashes_steps_back_for_an_hour_and_is_named_once(
    office: HurriedOffice, caplog: pytest.LogCaptureFixture
) -> None:
    office.file()
    poison = armed(office, "appointment_tomorrow", NOT_AN_APPOINTMENT)
    armed(office, "inaction_alarm", "later in the queue")
    assert [deadlines_strike(office) for _ in range(3)] == [0, 1, 0]
    assert kinds(office.case)[-1] == "inaction_alarm"
    named = [record for record in caplog.records if f"deadlines {poison.pk}" in record.message]
    assert [(record.levelname, record.exc_info is None) for record in named] == [("ERROR", False)]
    poison.refresh_from_db()
    assert (poison.due_at, poison.done_at) == (office.now + timedelta(hours=1), None)


@pytest.mark.usefixtures("one_at_a_time")
def test_a_deadline_that_crashed_is_tried_again_and_done_once_it_can_be(
    office: HurriedOffice,
) -> None:
    office.file()
    poison = armed(office, "appointment_tomorrow", NOT_AN_APPOINTMENT)
    deadlines_strike(office)
    Deadline.objects.filter(pk=poison.pk).update(kind="inaction_alarm")
    office.later(minutes=59)
    assert deadlines_strike(office) == 0
    office.later(minutes=1)
    assert deadlines_strike(office) == 1
    assert kinds(office.case)[-1] == "inaction_alarm"


def test_a_deadline_whose_case_is_locked_waits_for_the_next_tick_only(
    office: HurriedOffice,
) -> None:
    office.file()
    deadline = armed(office, "inaction_alarm", "locked")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
        with case_locked(office.reference):
            assert deadlines_strike(office) == 0
        cursor.execute("RESET lock_timeout")
    deadline.refresh_from_db()
    assert deadline.due_at == office.now
    assert deadlines_strike(office) == 1


# Payments


@pytest.mark.usefixtures("one_at_a_time", "services_at_hand")
def test_a_payment_that_contradicts_the_ledger_is_asked_after_ever_more_rarely(
    office: HurriedOffice, payment: Running
) -> None:
    """The cashier has booked its id by hand, with another amount."""
    contradicted, sound = begun(office), begun(office)
    book_by_hand(office, contradicted, amount="10.00")
    for attempt in (contradicted, sound):
        paid = {"status": "PAYED", "method": "CREDITCARD"}
        payment.control.post(f"/drive/{attempt.request_id}", json=paid).raise_for_status()
    office.later(minutes=1)
    assert [follow(office), follow(office)] == [0, 1]
    contradicted.refresh_from_db()
    sound.refresh_from_db()
    assert (contradicted.status, sound.status) == ("open", "paid")
    assert contradicted.last_error == str(PaymentContradicted())
    assert contradicted.next_poll_at is not None
    assert contradicted.next_poll_at > office.now


def begun(office: HurriedOffice) -> PaymentAttempt:
    """An attempt to pay a case of its own, that the payment service knows."""
    office.approved()
    attempt = services.start_payment(
        reference=office.reference,
        return_url="https://portal.example/zurueck",
        actor=office.applicant,
        at=office.now,
    )
    assert follow(office) == 1
    attempt.refresh_from_db()
    return attempt


def follow(office: HurriedOffice) -> int:
    with time_machine.travel(office.now.astimezone(UTC), tick=False):
        return tasks.follow_payments()


def book_by_hand(office: HurriedOffice, attempt: PaymentAttempt, *, amount: str) -> None:
    services.record_payment(
        reference=attempt.case.reference,
        payment=IncomingPayment(
            provider="xbezahldienste",
            provider_id=attempt.transaction_id,
            method="transfer",
            amount=Decimal(amount),
            paid_at=office.now,
        ),
        actor=office.cashier,
        at=office.now,
    )


# The producer's messages


@pytest.mark.usefixtures("services_at_hand")
def test_a_message_that_cannot_be_kept_stays_in_the_mailbox_and_stops_no_other(
    office: HurriedOffice, producer: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """The first order is rejected with a text that no database can hold."""
    poisoned, sound = ordered(office), ordered(office)
    carry(office)
    reason = {"code": "photo_quality", "text": "Foto\x00"}
    rejection = {"to": "order_rejected", "reason": reason}
    drive(producer, poisoned, rejection)
    drive(producer, sound, {"to": "order_accepted"})
    assert fetch(office) == 1
    assert kinds(sound)[-1] == "production_progress"
    assert "order_rejected" not in kinds(poisoned)
    kept = producer.protocol.get("/messages", params={"authority": "berlin"}).json()
    assert [message["status"] for message in kept] == ["order_rejected"]
    assert f"message {kept[0]['messageId']}" in caplog.text


@pytest.mark.usefixtures("services_at_hand")
def test_the_producer_is_heard_about_a_case_that_was_closed_and_reopened(
    office: HurriedOffice, producer: Running
) -> None:
    case = ordered(office)
    carry(office)
    end_and_reopen(office)
    drive(producer, case, {"to": "order_accepted"})
    assert fetch(office) == 1
    assert kinds(case)[-1] == "production_progress"
    assert producer.protocol.get("/messages", params={"authority": "berlin"}).json() == []


def ordered(office: HurriedOffice) -> Case:
    office.ready_to_grant()
    return office.grant()


def carry(office: HurriedOffice) -> None:
    with time_machine.travel(office.now.astimezone(UTC), tick=False):
        tasks.carry_orders()


def fetch(office: HurriedOffice) -> int:
    with time_machine.travel(office.now.astimezone(UTC), tick=False):
        return tasks.fetch_producer_news()


def drive(producer: Running, case: Case, command: Mapping[str, object]) -> None:
    order = case.orders.latest("placed_at")
    producer.control.post(f"/drive/{order.request_id}", json=command).raise_for_status()


def end_and_reopen(office: HurriedOffice) -> None:
    reference, at = office.reference, office.now
    services.propose_closure(
        reference=reference, reason="departure", note="Ausgereist.", actor=office.clerk, at=at
    )
    services.confirm_closure(reference=reference, actor=office.lead, at=at)
    services.reopen(reference=reference, reason="Zurückgekehrt.", actor=office.lead, at=at)


# Mails


@pytest.mark.usefixtures("one_at_a_time")
def test_a_mail_that_waits_for_one_before_it_keeps_no_other_case_waiting(
    office: HurriedOffice, sink: Running, settings: Settings
) -> None:
    """The first case's first mail is turned away for now; its second may not overtake it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.smtp_port
    turned_away, other = office.approved(), office.file()
    sink.faults(tempfail=1)
    assert [deliver(office) for _ in range(3)] == [0, 1, 0]
    assert statuses(turned_away) == ["pending", "pending"]
    assert statuses(other) == ["sent"]
    office.later(minutes=1)
    assert [deliver(office), deliver(office)] == [1, 1]
    assert statuses(turned_away) == ["sent", "sent"]


def deliver(office: HurriedOffice) -> int:
    with time_machine.travel(office.now.astimezone(UTC), tick=False):
        return tasks.deliver_messages()


def statuses(case: Case) -> list[str]:
    return list(case.messages.order_by("id").values_list("status", flat=True))
