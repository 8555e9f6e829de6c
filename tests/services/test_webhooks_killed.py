"""Couriers of webhooks that die, and several at once: nothing lost, one id, each case in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.db import connection, connections

from access.models import Portal
from access.scope import scoped
from cases import announcing
from correspondence.models import Webhook, WebhookDelivery
from correspondence.webhooks.courier import CLAIMED_FOR
from tests import cast
from tests.receiver import Received, Receiver, Reply, receiver
from tests.simulators import ROOT, eventually
from tests.webhooks import Subscription, happens, subscribed

pytestmark = pytest.mark.django_db(transaction=True)

COURIER = """
import sys
import django
django.setup()
from access.scope import scoped
from correspondence.models import Webhook
from correspondence.webhooks.courier import deliver
from tests.cast import NOON
from tests.webhooks import POLICY
webhook = Webhook.objects.get()
print("ready", flush=True)
sys.stdin.readline()
with scoped(webhook.portal.actor()):
    deliver(webhook=webhook, policy=POLICY, clock=lambda: NOON)
"""


@pytest.fixture
def listening() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def portal(transactional_db: None) -> Iterator[Portal]:
    found = cast.portal()
    with scoped(found.actor()):
        yield found
    connections.close_all()


@pytest.fixture
def subscription(portal: Portal, listening: Receiver) -> Subscription:
    return subscribed(portal, listening)


def announced(subscription: Subscription, *, events: int) -> None:
    def enough() -> bool:
        announcing.announce(webhook=subscription.webhook, at=cast.NOON)
        return WebhookDelivery.objects.count() >= events

    assert eventually(enough, within=30)


@contextmanager
def courier() -> Iterator[subprocess.Popen[str]]:
    """A courier in a process of its own, ready to begin when it is told to."""
    there = connection.settings_dict
    place = f"{there['HOST']}:{there['PORT']}/{there['NAME']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgres://{there['USER']}:{quote(there['PASSWORD'])}@{place}",
    }
    with subprocess.Popen(
        [sys.executable, "-c", COURIER],
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


def test_killed_between_request_and_mark_the_event_comes_again_with_the_same_id(
    subscription: Subscription, listening: Receiver
) -> None:
    case = cast.case(by=subscription.portal)
    events = [happens(case) for _ in range(3)]
    announced(subscription, events=3)
    with courier() as process:

        def kill(_request: Received) -> Reply:
            process.send_signal(signal.SIGKILL)
            return Reply()

        listening.reply = kill
        process.communicate("go\n", timeout=30)
        assert process.returncode == -signal.SIGKILL
    listening.answers(Reply())
    assert subscription.round() == 0, "its claim has not run out"
    subscription.clock.now += CLAIMED_FOR
    assert subscription.round() == 3
    assert listening.ids == [events[0], *events]


def test_three_couriers_at_once_tell_each_event_once_and_each_case_in_order(
    subscription: Subscription, listening: Receiver
) -> None:
    cases = [
        cast.case(by=subscription.portal, reference=f"BE-2026-00012{number}-0")
        for number in range(4)
    ]
    events = [happens(case) for _ in range(5) for case in cases]
    announced(subscription, events=20)
    listening.answers(Reply(silent_for=0.01))

    def work() -> None:
        with scoped(subscription.portal.actor()):
            # One that finds every case in hand has nothing to do for the moment.
            eventually(lambda: subscription.round() == 0 and not pending(), within=30)
        connections.close_all()

    couriers = [threading.Thread(target=work) for _ in range(3)]
    for one in couriers:
        one.start()
    for one in couriers:
        one.join()
    assert sorted(listening.ids) == sorted(events)
    for case in cases:
        told = [r.event["version"] for r in listening.received if r.event["case"] == case.reference]
        assert told == sorted(told)
        assert len(told) == 5


def pending() -> bool:
    return WebhookDelivery.objects.filter(status="pending").exists()


def test_two_that_announce_at_once_make_each_delivery_once(subscription: Subscription) -> None:
    case = cast.case(by=subscription.portal)
    for _ in range(30):
        happens(case)

    def work() -> None:
        with scoped(subscription.portal.actor()):
            eventually(
                lambda: (
                    announcing.announce(webhook=subscription.webhook, at=cast.NOON, most=3) == 0
                    and WebhookDelivery.objects.count() == 30
                ),
                within=30,
            )
        connections.close_all()

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert WebhookDelivery.objects.count() == 30
    assert Webhook.objects.get().position_id == 0, "it stands at the horizon"


def test_a_webhook_deleted_while_it_is_told_leaves_nothing_behind(
    subscription: Subscription, listening: Receiver
) -> None:
    happens(cast.case(by=subscription.portal))
    announced(subscription, events=1)

    def delete(_request: Received) -> Reply:
        Webhook.objects.all().delete()
        connections.close_all()
        return Reply()

    listening.reply = delete
    subscription.round()
    assert not Webhook.objects.exists()
    assert not WebhookDelivery.objects.exists()
