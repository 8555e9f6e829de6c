"""Receivers of webhooks that hang delay nobody else: mails leave meanwhile, by real workers."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from celery import Celery
from django.conf import settings
from django.utils import timezone
from kombu import Queue

from access.scope import scoped
from cases import feed
from config.celery import app
from correspondence.models import Message
from correspondence.webhooks import subscriptions
from deploy.lineup import Lineup, Ports
from deploy.supervisor import Program
from tests.faults.hurry import HurriedOffice
from tests.receiver import Receiver, Reply, receiver
from tests.simulators import ROOT, Running, eventually
from tests.webhooks import POLICY

pytestmark = pytest.mark.stack

START_SECONDS = 60.0
WEBHOOKS = subscriptions.MOST_WEBHOOKS  # each hangs for 15 seconds, two at a time
HANGS = Reply(silent_for=600)


@pytest.fixture
def broker() -> str:
    """A place in the same Redis that no other worker listens to."""
    return urlsplit(settings.REDIS_URL)._replace(path="/7").geturl()


@pytest.fixture
def workers(
    office: HurriedOffice, surroundings: Mapping[str, str], broker: str, tmp_path: Path
) -> Iterator[None]:
    """Those of `make up`. They end before the rows that they work on go."""
    programs = [one for one in Lineup(Ports.free(), tmp_path).programs() if "-Q" in one.argv]
    with ExitStack() as running:
        running.callback(forget_what_waits, broker)
        for program in programs:
            log = tmp_path / program.name
            running.enter_context(worker(program, {**surroundings, "REDIS_URL": broker}, log))
        assert eventually(
            lambda: all(b" ready." in (tmp_path / one.name).read_bytes() for one in programs),
            within=START_SECONDS,
        )
        yield


def forget_what_waits(broker: str) -> None:
    with app.connection_for_write(broker) as connection:
        for name in ("celery", "webhooks"):
            Queue(name, channel=connection.default_channel).delete()


@contextmanager
def worker(program: Program, environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """It ends with all its children, whatever these wait for."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            program.argv,
            cwd=ROOT,
            env=dict(environment),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def clock(broker: str, workers: None) -> Iterator[Celery]:
    """Sends tasks as beat does."""
    with Celery(broker=broker) as beat:
        beat.conf.task_routes = settings.CELERY_TASK_ROUTES
        yield beat


@pytest.fixture
def hanging() -> Iterator[Receiver]:
    with receiver() as found:
        found.answers(HANGS)
        yield found


def test_a_mail_leaves_while_every_receiver_hangs(
    office: HurriedOffice, hanging: Receiver, clock: Celery, sink: Running
) -> None:
    subscribe(office, hanging)
    office.file()
    for _ in range(4):  # as many as both workers have hands
        clock.send_task("cases.tell_portals")
    assert eventually(lambda: len(hanging.received) >= 2, within=START_SECONDS)
    Message.objects.pending().update(due_at=timezone.now() - timedelta(seconds=1))
    clock.send_task("cases.deliver_messages")
    assert eventually(lambda: bool(sink.control.get("/mails").json()), within=START_SECONDS)
    assert len(hanging.received) < WEBHOOKS


def subscribe(office: HurriedOffice, to: Receiver) -> None:
    """As many webhooks of the portal as it may have, all to the same receiver."""
    with scoped(office.portal.actor()):
        for number in range(WEBHOOKS):
            subscriptions.keep(
                portal=office.portal,
                name=f"receiver-{number}",
                url=to.url,
                kinds=None,
                rotate=False,
                begins=feed.horizon(),
                at=timezone.now(),
                policy=POLICY,
            )
