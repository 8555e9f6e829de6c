"""The courier against a running mail server: what is due goes out, whatever the server does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from access.scope import scoped
from cases.models import Case
from correspondence import services
from correspondence.courier import CLAIMED_FOR, MOST_ATTEMPTS, Delivered, deliver
from correspondence.models import Message
from tests import cast
from tests.simulators import Running, running

pytestmark = pytest.mark.django_db

AMAL = "amal.haddad@example.org"
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def process() -> Iterator[Running]:
    with running("mailsink") as simulator:
        yield simulator


@pytest.fixture
def sink(process: Running, settings: Settings) -> Running:
    process.control.post("/reset").raise_for_status()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", process.smtp_port
    settings.EMAIL_TIMEOUT = 0.5
    return process


@pytest.fixture
def within_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


@pytest.fixture
def amals_case(within_berlin: None) -> Case:
    return cast.case()


def another_case(like: Case) -> Case:
    return cast.case(person=like.person, reference="BE-2026-000124-5")


def queue(
    case: Case,
    occasion: str = "1",
    *,
    kind: str = "collected",
    recipient: str = AMAL,
    language: str = "de",
    due_at: datetime = cast.NOON,
) -> Message:
    services.queue(
        case=case,
        kind=kind,
        occasion=occasion,
        recipient=recipient,
        language=language,
        data={
            "reference": case.reference,
            "salutation_name": "Amal Haddad",
            "authority_name": "Landesamt für Einwanderung",
            "contact": "030 90269-4000",
        },
        due_at=due_at,
        at=cast.NOON,
    )
    return case.messages.get(kind=kind, occasion=occasion)


def run(
    *messages: Message,
    at: datetime = cast.NOON,
    still_true: Callable[[Message], bool] = lambda message: True,
) -> Delivered:
    """One round at a standing clock, without jitter."""
    return deliver(
        message_ids=[message.pk for message in messages],
        still_true=still_true,
        clock=lambda: at,
        jitter=lambda: 0.5,
    )


def delivered(**counts: int) -> Delivered:
    return Delivered(**{"sent": 0, "withdrawn": 0, "failed": 0, "postponed": 0, **counts})


def mails(sink: Running) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sink.control.get("/mails").json()
    return found


def state(message: Message) -> Message:
    message.refresh_from_db()
    return message


# What goes out


def test_a_due_mail_goes_out_once_and_its_text_is_kept(sink: Running, amals_case: Case) -> None:
    message = queue(amals_case)
    assert run(message) == delivered(sent=1)
    assert run(message) == delivered()
    (mail,) = mails(sink)
    assert (mail["to"], mail["message_id"]) == ([AMAL], message.message_id)
    assert mail["subject"] == "Neuigkeiten zu Ihrem Vorgang BE-2026-000123-7"
    assert "Ihr Dokument wurde übergeben." in mail["text"]
    kept = state(message)
    assert (kept.status, kept.sent_at) == (Message.Status.SENT, cast.NOON)
    assert kept.subject == mail["subject"]
    assert kept.body.split() == mail["text"].split()


def test_the_headers_say_when_in_which_languages_and_that_no_person_wrote(
    sink: Running, amals_case: Case
) -> None:
    run(queue(amals_case, language="ar"))
    raw = sink.control.get(f"/mails/{mails(sink)[0]['id']}/raw").text
    assert "Date: Mon, 23 Nov 2026 12:00:00 +0100" in raw
    assert "Content-Language: de, en" in raw
    assert "Auto-Submitted: auto-generated" in raw


def test_what_is_not_due_yet_waits_and_holds_nothing_up(sink: Running, amals_case: Case) -> None:
    reminder = queue(amals_case, "in a month", due_at=cast.NOON + SECOND)
    news = queue(amals_case, "now")
    assert run(reminder, news) == delivered(sent=1)
    assert state(reminder).status == Message.Status.PENDING
    assert run(reminder, at=cast.NOON + SECOND) == delivered(sent=1)


def test_what_is_not_true_any_more_is_withdrawn(sink: Running, amals_case: Case) -> None:
    untrue, true = queue(amals_case, "untrue"), queue(amals_case, "true")
    outcome = run(untrue, true, still_true=lambda message: message.occasion == "true")
    assert outcome == delivered(sent=1, withdrawn=1)
    assert state(untrue).status == Message.Status.WITHDRAWN
    assert len(mails(sink)) == 1


def test_mails_of_one_case_go_out_in_the_order_in_which_they_were_queued(
    sink: Running, amals_case: Case
) -> None:
    queued = [queue(amals_case, str(number)) for number in range(5)]
    assert run(*reversed(queued)) == delivered(sent=5)
    assert [mail["message_id"] for mail in mails(sink)] == [one.message_id for one in queued]


# What the server does


def test_a_mail_put_off_holds_back_the_later_ones_of_its_case_and_no_others(
    sink: Running, amals_case: Case
) -> None:
    first, second = queue(amals_case, "1"), queue(amals_case, "2")
    others = queue(another_case(amals_case))
    sink.faults(tempfail=1)
    assert run(first, second, others) == delivered(sent=1, postponed=1)
    assert state(first).last_error.startswith("(451")
    assert run(first, second, at=cast.NOON + 29 * SECOND) == delivered()
    assert run(first, second, at=cast.NOON + 30 * SECOND) == delivered(sent=2)
    ids = [mail["message_id"] for mail in mails(sink)]
    assert ids == [others.message_id, first.message_id, second.message_id]


def test_a_recipient_refused_for_good_fails_at_once_and_is_tried_no_more(
    sink: Running, amals_case: Case
) -> None:
    gone = queue(amals_case, "1", recipient="gone@example.org")
    here = queue(amals_case, "2")
    sink.faults(permfail_to=["gone@*"])
    assert run(gone, here) == delivered(sent=1, failed=1)
    assert state(gone).status == Message.Status.FAILED
    assert state(gone).last_error.startswith("550")
    assert run(gone, at=cast.NOON + timedelta(days=9)) == delivered()


def test_a_mail_refused_for_its_content_is_tried_later_and_in_the_end_given_up(
    sink: Running, amals_case: Case
) -> None:
    message = queue(amals_case)
    sink.faults(permfail=1000)
    at, rounds = cast.NOON, Counter[str]()
    while state(message).status == Message.Status.PENDING:
        at = max(at, message.due_at)
        outcome = run(message, at=at)
        rounds += Counter(postponed=outcome.postponed, failed=outcome.failed)
    assert rounds == {"postponed": MOST_ATTEMPTS - 1, "failed": 1}
    assert timedelta(days=1) < at - cast.NOON < timedelta(days=3)


def test_while_the_server_is_away_nothing_is_blamed_and_everything_stays_due(
    sink: Running, amals_case: Case
) -> None:
    message, others = queue(amals_case), queue(another_case(amals_case))
    sink.faults(refuse=True)
    for _ in range(3):
        assert run(message, others) == delivered(postponed=1)
    assert (state(message).attempts, state(others).attempts) == (0, 0)
    sink.faults()
    assert run(message, others) == delivered(sent=2)


@pytest.mark.parametrize("fault", ["mute", "hang"])
def test_a_server_that_keeps_silent_costs_one_timeout_a_round(
    sink: Running, amals_case: Case, fault: str
) -> None:
    first, others = queue(amals_case), queue(another_case(amals_case))
    sink.faults(**{fault: 5 if fault == "hang" else True})
    assert run(first, others) == delivered(postponed=1)
    assert state(others).attempts == 0
    sink.faults()
    assert run(first, others, at=cast.NOON + 30 * SECOND) == delivered(sent=2)


def test_after_an_answer_that_was_cut_off_the_same_mail_comes_again_with_the_same_id(
    sink: Running, amals_case: Case
) -> None:
    message, others = queue(amals_case), queue(another_case(amals_case))
    sink.faults(drop=1)
    assert run(message, others) == delivered(sent=1, postponed=1)
    assert run(message, at=cast.NOON + 30 * SECOND) == delivered(sent=1)
    received = Counter(mail["message_id"] for mail in mails(sink))
    assert received == {message.message_id: 2, others.message_id: 1}


# What one row does


def test_a_row_that_cannot_be_written_fails_and_the_others_go_out(
    sink: Running, amals_case: Case
) -> None:
    broken, next_one = queue(amals_case, "1"), queue(amals_case, "2")
    Message.objects.filter(pk=broken.pk).update(data={})
    assert run(broken, next_one) == delivered(sent=1, failed=1)
    assert "MailDataWrong" in state(broken).last_error


def test_an_address_that_would_forge_a_header_fails_and_reaches_nobody(
    sink: Running, amals_case: Case
) -> None:
    forged = queue(amals_case, recipient="amal@example.org\nBcc: all@example.org")
    assert run(forged) == delivered(failed=1)
    assert mails(sink) == []


def test_a_question_that_breaks_puts_its_mail_off_and_the_others_go_out(
    sink: Running, amals_case: Case
) -> None:
    puzzling, others = queue(amals_case), queue(another_case(amals_case))

    def still_true(message: Message) -> bool:
        return 1 / (message.pk - puzzling.pk) > 0

    assert run(puzzling, others, still_true=still_true) == delivered(sent=1, postponed=1)
    assert "ZeroDivisionError" in state(puzzling).last_error


# Couriers that die, and couriers side by side


def test_what_a_killed_courier_had_in_hand_is_taken_over_when_its_claim_runs_out(
    sink: Running, amals_case: Case
) -> None:
    message = queue(amals_case)

    class Killed(BaseException):
        """As SIGKILL leaves it: claimed, and nothing after that."""

    def die(_: Message) -> bool:
        raise Killed

    with pytest.raises(Killed):
        run(message, still_true=die)
    assert state(message).attempts == 1
    assert run(message, at=cast.NOON + CLAIMED_FOR - SECOND) == delivered()
    assert run(message, at=cast.NOON + CLAIMED_FOR) == delivered(sent=1)


def test_a_mail_that_kills_its_couriers_is_given_up_in_the_end(
    sink: Running, amals_case: Case
) -> None:
    message = queue(amals_case)
    Message.objects.filter(pk=message.pk).update(attempts=MOST_ATTEMPTS)
    assert run(message) == delivered(failed=1)
    assert mails(sink) == []


def test_a_mail_withdrawn_while_it_went_out_is_recorded_as_sent(
    sink: Running, amals_case: Case
) -> None:
    message = queue(amals_case)

    def withdrawn_meanwhile(_: Message) -> bool:
        services.withdraw(case=amals_case, kinds=["collected"])
        return True

    assert run(message, still_true=withdrawn_meanwhile) == delivered(sent=1)
    assert state(message).status == Message.Status.SENT


@pytest.mark.django_db(transaction=True)
@pytest.mark.races
def test_many_couriers_side_by_side_send_each_mail_once_and_in_order(sink: Running) -> None:
    with scoped(cast.BERLIN_CLOCK):
        amals_case = cast.case()
        both = [amals_case, another_case(amals_case)]
        queued = {case.pk: [queue(case, str(number)) for number in range(6)] for case in both}
        ids = [message.pk for messages in queued.values() for message in messages]

    def courier(_: int) -> int:
        try:
            with scoped(cast.BERLIN_CLOCK):
                rounds = (
                    deliver(message_ids=ids, still_true=lambda m: True, clock=lambda: cast.NOON)
                    for _ in range(20)
                )
                return sum(outcome.sent for outcome in rounds)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(courier, range(4))) == 12
    received = [mail["message_id"] for mail in mails(sink)]
    for messages in queued.values():
        in_order = [message.message_id for message in messages]
        assert [one for one in received if one in in_order] == in_order
