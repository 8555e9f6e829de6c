"""A courier killed at the worst moments loses nothing, and what comes twice has one id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.db import connection
from pytest_django import Settings

from access.scope import scoped
from correspondence import services
from correspondence.courier import CLAIMED_FOR, Delivered, deliver
from correspondence.models import Message
from tests import cast
from tests.simulators import ROOT, Running, running

pytestmark = pytest.mark.django_db(transaction=True)

COURIER = """
import sys
import django
django.setup()
from access.scope import scoped
from correspondence.courier import deliver
from tests.cast import BERLIN_CLOCK, NOON
print("ready", flush=True)
sys.stdin.readline()
with scoped(BERLIN_CLOCK):
    ids = [int(one) for one in sys.argv[1:]]
    deliver(message_ids=ids, still_true=lambda message: True, clock=lambda: NOON)
"""


@pytest.fixture
def sink(settings: Settings) -> Iterator[Running]:
    with running("mailsink") as simulator:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", simulator.smtp_port
        yield simulator


def queue(number: int) -> Message:
    """A mail in a case of its own."""
    case = cast.case(reference=f"BE-2026-00012{number}-0")
    services.queue(
        case=case,
        kind="collected",
        occasion="end",
        recipient="amal.haddad@example.org",
        language="de",
        data={
            "reference": case.reference,
            "salutation_name": "Amal Haddad",
            "authority_name": "Landesamt für Einwanderung",
            "contact": "030 90269-4000",
        },
        due_at=cast.NOON,
        at=cast.NOON,
    )
    return case.messages.get()


@contextmanager
def courier(sink: Running, messages: list[Message]) -> Iterator[subprocess.Popen[str]]:
    """A courier in a process of its own, ready to begin when it is told to."""
    there = connection.settings_dict
    place = f"{there['HOST']}:{there['PORT']}/{there['NAME']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgres://{there['USER']}:{quote(there['PASSWORD'])}@{place}",
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.smtp_port}",
    }
    command = [sys.executable, "-c", COURIER, *(str(message.pk) for message in messages)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def deliver_after_the_claim(messages: list[Message]) -> Delivered:
    return deliver(
        message_ids=[message.pk for message in messages],
        still_true=lambda message: True,
        clock=lambda: cast.NOON + CLAIMED_FOR,
    )


def received_with_a_kill(sink: Running, moment: str) -> tuple[list[str], list[str]]:
    """The ids of three mails, and those that arrived when the first courier died at `moment`."""
    with scoped(cast.BERLIN_CLOCK):
        messages = [queue(number) for number in range(3)]
        with courier(sink, messages) as process:
            sink.faults(**{moment: {"kill": process.pid}})
            process.communicate("go\n", timeout=30)
            assert process.returncode == -signal.SIGKILL
        unsent = Message.objects.pending().count()
        assert deliver_after_the_claim(messages).sent == unsent
        assert set(Message.objects.values_list("status", flat=True)) == {"sent"}
    received = [mail["message_id"] for mail in sink.control.get("/mails").json()]
    return [message.message_id for message in messages], received


@pytest.mark.parametrize("moment", ["before_reply", "after_accept"])
def test_killed_between_acceptance_and_mark_one_mail_comes_again_with_the_same_id(
    sink: Running, moment: str
) -> None:
    queued, received = received_with_a_kill(sink, moment)
    assert sorted(received) == sorted([*queued, queued[0]])


def test_killed_after_the_mark_no_mail_comes_again(sink: Running) -> None:
    queued, received = received_with_a_kill(sink, "at_next_command")
    assert sorted(received) == sorted(queued)
