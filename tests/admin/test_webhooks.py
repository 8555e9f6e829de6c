"""What superusers see of a portal's webhooks, and do about one: pause, resume, tell again."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from access.models import User
from access.scope import scoped
from common.actor import Actor
from tests import cast
from tests.admin.pages import Answer, is_done
from tests.receiver import Receiver, Reply, receiver
from tests.simulators import eventually
from tests.webhooks import Subscription, happens, subscribed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listening() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def subscription(transactional_db: None, listening: Receiver) -> Iterator[Subscription]:
    """The Bürgerportal's webhook, refused once with 500 for the first event of Amal's case."""
    portal = cast.portal()
    with scoped(portal.actor()):
        found = subscribed(portal, listening)
        listening.answers(Reply(status=500, body=b"database away"), Reply())
        happens(cast.case(by=portal))
        assert eventually(lambda: bool(found.round() or listening.received), within=30)
        yield found
    connections.close_all()


@pytest.fixture
def ada(transactional_db: None) -> Client:
    """The superuser, who has no role at any authority."""
    client = Client()
    client.force_login(User.objects.create_superuser("ada", password="x"))
    return client


@pytest.fixture(autouse=True)
def on_this_machine(settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]


def page(subscription: Subscription) -> str:
    return reverse("admin:correspondence_webhook_change", args=[subscription.webhook.pk])


def do(browser: Client, subscription: Subscription, what: str, **told: str) -> Answer:
    address = reverse("admin:correspondence_webhook_do", args=[subscription.webhook.pk, what])
    with scoped(Actor.SYSTEM):
        return browser.post(address, told)


def test_the_page_shows_each_attempt_with_what_was_answered(
    ada: Client, subscription: Subscription
) -> None:
    shown = ada.get(page(subscription)).content.decode()
    assert subscription.receiver.ids[0] in shown
    assert "database away" in shown
    assert subscription.secret not in shown
    assert "_save" not in shown


def test_paused_it_waits_and_resumed_it_goes_on(ada: Client, subscription: Subscription) -> None:
    assert is_done(do(ada, subscription, "pause"))
    assert subscription.row.why_paused == "staff"
    subscription.clock.later(hours=1)
    assert subscription.round() == 0
    assert is_done(do(ada, subscription, "resume"))
    subscription.clock.later(days=365)
    assert subscription.round() == 1


def test_told_again_since_an_instant(ada: Client, subscription: Subscription) -> None:
    subscription.clock.later(hours=1)
    subscription.round()
    assert is_done(do(ada, subscription, "replay", since="2026-11-23T00:00"))
    subscription.round()
    assert len(set(subscription.receiver.ids)) == 1
    assert len(subscription.receiver.ids) == 3


@pytest.mark.parametrize("since", ["", "2030-01-01T00:00"])
def test_without_an_instant_or_an_event_nothing_is_told_again(
    ada: Client, subscription: Subscription, since: str
) -> None:
    assert not is_done(do(ada, subscription, "replay", since=since))


def test_nobody_else_sees_or_does_anything(subscription: Subscription) -> None:
    tarek = cast.tarek()
    tarek.is_staff = True
    tarek.save()
    client = Client()
    client.force_login(tarek)
    assert client.get(page(subscription)).status_code == HTTPStatus.FORBIDDEN
    assert do(client, subscription, "pause").status_code == HTTPStatus.FORBIDDEN
    assert subscription.row.status == "active"


def test_the_portals_page_leads_there(ada: Client, subscription: Subscription) -> None:
    portal = subscription.portal
    shown = ada.get(reverse("admin:access_portal_change", args=[portal.pk])).content.decode()
    link = f"{reverse('admin:correspondence_webhook_changelist')}?portal__id__exact={portal.pk}"
    assert link in shown
    assert "main" in ada.get(link).content.decode()
