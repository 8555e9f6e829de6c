"""What a portal's webhook is told: everything the feed says, signed, in order, and only its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import connections, transaction
from standardwebhooks import WebhookVerificationError

from access.models import Portal
from access.scope import scoped
from cases import announcing, feed, services
from cases.application import Declarations
from cases.models import Case
from common.actor import Actor
from correspondence.models import Webhook, WebhookAttempt, WebhookDelivery
from correspondence.webhooks import notices, subscriptions
from correspondence.webhooks.addresses import AddressRefused, Policy
from tests import cast
from tests.journeys.office import application
from tests.receiver import Receiver, Reply, receiver
from tests.simulators import eventually
from tests.webhooks import Subscription, happens, subscribed, verified

pytestmark = pytest.mark.django_db(transaction=True)

DOWN = Reply(status=503)


@pytest.fixture
def listening() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def portal(transactional_db: None) -> Iterator[Portal]:
    """The Bürgerportal, with its scope set."""
    found = cast.portal()
    with scoped(found.actor()):
        yield found
    connections.close_all()


@pytest.fixture
def subscription(portal: Portal, listening: Receiver) -> Subscription:
    return subscribed(portal, listening)


def case_of(portal: Portal, number: int) -> Case:
    return cast.case(by=portal, reference=f"BE-2026-00012{number}-0")


def filed_by(portal: Portal) -> Case:
    """A case as the portal files it: in the sandbox if it is a sandbox portal."""
    found: Case = services.file(
        authority="berlin",
        application=application(),
        hand_ins=[],
        declarations=Declarations(truth=True, privacy_notice=True, electronic_payment=True),
        portal=portal,
        actor=portal.actor(),
        at=cast.NOON,
    )
    return found


@pytest.fixture
def case(portal: Portal) -> Case:
    return case_of(portal, 1)


def told(subscription: Subscription, *, events: int) -> None:
    """Go on until so many were received: other databases hold back the horizon meanwhile."""
    received = subscription.receiver.received

    def enough() -> bool:
        subscription.round()
        return len(received) >= events

    assert eventually(enough, within=30)


def settled(subscription: Subscription, *, events: int) -> None:
    """Until the feed shows so many."""
    assert eventually(lambda: len(subscription.feed()) >= events, within=30)


class TestTold:
    def test_it_is_told_what_the_feed_says_and_no_more(
        self, subscription: Subscription, case: Case
    ) -> None:
        happens(case)
        happens(case, "assigned")
        happens(case, "collected")
        told(subscription, events=2)
        found = [subscription.verified(request) for request in subscription.receiver.received]
        page = feed.feed(actor=subscription.portal.actor(), cursor=None, limit=10)
        assert [event["id"] for event in found] == [entry.id for entry in page.items]
        assert [event["type"] for event in found] == ["documents_handed_in", "collected"]
        assert set(found[0]) == {"id", "type", "case", "state", "version", "at"}
        assert subscription.round() == 0

    def test_the_id_is_that_of_the_event(self, subscription: Subscription, case: Case) -> None:
        event = happens(case)
        told(subscription, events=1)
        assert subscription.receiver.ids == [event]

    def test_a_forged_body_is_noticed(self, subscription: Subscription, case: Case) -> None:
        happens(case)
        told(subscription, events=1)
        (request,) = subscription.receiver.received
        with pytest.raises(WebhookVerificationError):
            verified(request, "whsec_" + "A" * 44, at=subscription.clock())

    def test_what_happened_before_it_was_set_up_is_not_told(
        self, portal: Portal, listening: Receiver, case: Case
    ) -> None:
        happens(case)
        subscription = subscribed(portal, listening)
        settled(subscription, events=1)
        after = happens(case)
        told(subscription, events=1)
        assert listening.ids == [after]

    def test_only_the_kinds_that_were_asked_for(
        self, portal: Portal, listening: Receiver, case: Case
    ) -> None:
        subscription = subscribed(portal, listening, kinds=["collected"])
        happens(case)
        wanted = happens(case, "collected")
        told(subscription, events=1)
        assert listening.ids == [wanted]

    def test_of_another_portals_cases_nothing(self, subscription: Subscription, case: Case) -> None:
        happens(case_of(cast.portal(name="Nachbarportal"), 2))
        own = happens(case)
        told(subscription, events=1)
        assert subscription.receiver.ids == [own]

    def test_a_sandbox_portal_is_told_of_the_sandbox(
        self, transactional_db: None, vault_folder: Path, listening: Receiver
    ) -> None:
        portal = cast.portal(name="Sandkasten")
        portal.sandbox = True
        portal.save()
        with scoped(portal.actor()):
            subscription = subscribed(portal, listening)
            case = filed_by(portal)
            told(subscription, events=1)
            assert listening.received[0].event["case"] == case.reference
            assert WebhookDelivery.objects.get().sandbox
        with scoped(cast.BERLIN_CLOCK):
            assert not WebhookDelivery.objects.exists()

    def test_what_commits_late_is_not_missed(self, subscription: Subscription, case: Case) -> None:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as earlier:
            earlier.execute("SELECT pg_current_xact_id()")
            event = happens(case)
            assert subscription.round() == 0
        told(subscription, events=1)
        assert subscription.receiver.ids == [event]

    def test_many_events_come_in_batches_and_none_is_left_out(
        self, subscription: Subscription, case: Case
    ) -> None:
        events = [happens(case) for _ in range(5)]
        settled(subscription, events=5)
        made = [
            announcing.announce(webhook=subscription.webhook, at=cast.NOON, most=2)
            for _ in range(4)
        ]
        assert made == [2, 2, 1, 0]
        told(subscription, events=5)
        assert subscription.receiver.ids == events

    def test_without_the_scope_nobody_sees_what_waits(
        self, subscription: Subscription, case: Case
    ) -> None:
        happens(case)
        told(subscription, events=1)
        with scoped(Actor.SYSTEM):
            assert not WebhookDelivery.objects.exists()


class TestDown:
    def test_for_a_day_nothing_is_lost_and_each_case_keeps_its_order(
        self, subscription: Subscription, portal: Portal
    ) -> None:
        cases = [case_of(portal, number) for number in (1, 2, 3)]
        listening, clock = subscription.receiver, subscription.clock
        listening.answers(DOWN)
        began = clock()
        while clock() - began < timedelta(days=1):
            for case in cases:
                happens(case)
            subscription.round()
            clock.later(hours=3)
        refused = len(listening.received)
        assert refused > 0
        listening.answers(Reply())
        feed_says = subscription.feed()
        assert eventually(lambda: len(subscription.feed()) == 24, within=30)
        for _ in range(3):
            clock.later(minutes=11)
            subscription.round()
        accepted = listening.received[refused:]
        assert {request.id for request in accepted} == set(subscription.feed())
        assert set(feed_says) <= set(subscription.feed())
        assert {request.id for request in listening.received[:refused]} <= set(feed_says)
        for case in cases:
            versions = [
                request.event["version"]
                for request in accepted
                if request.event["case"] == case.reference
            ]
            assert versions == sorted(set(versions))
        assert subscription.row.failing_since is None

    def test_the_attempts_follow_the_schedule(self, subscription: Subscription, case: Case) -> None:
        subscription.receiver.answers(Reply(status=500))
        happens(case)
        told(subscription, events=1)
        waits = []
        for _ in range(4):
            delivery = WebhookDelivery.objects.get()
            waits.append(delivery.next_attempt_at - subscription.clock())
            subscription.clock.now = delivery.next_attempt_at
            subscription.round()
        assert waits == [
            timedelta(seconds=5),
            timedelta(minutes=5),
            timedelta(minutes=30),
            timedelta(hours=2),
        ]

    def test_a_case_whose_event_is_refused_holds_up_no_other(
        self, subscription: Subscription, portal: Portal
    ) -> None:
        stuck, flowing = case_of(portal, 1), case_of(portal, 2)
        subscription.receiver.reply = lambda request: Reply(
            status=500 if request.event["case"] == stuck.reference else 204
        )
        first, _second = happens(stuck), happens(stuck)
        others = [happens(flowing), happens(flowing)]
        told(subscription, events=3)
        assert sorted(subscription.receiver.ids) == sorted([first, *others])

    def test_who_is_away_is_left_alone_for_a_while(
        self, subscription: Subscription, portal: Portal
    ) -> None:
        for number in (1, 2, 3):
            happens(case_of(portal, number))
        settled(subscription, events=3)
        subscription.receiver.answers(DOWN)
        subscription.round()
        subscription.round()
        assert len(subscription.receiver.received) == 1

    def test_once_it_is_back_nothing_waits_for_its_next_turn(
        self, subscription: Subscription, portal: Portal
    ) -> None:
        cases = [case_of(portal, number) for number in (1, 2)]
        subscription.receiver.answers(Reply(status=500))
        for case in cases:
            happens(case)
        settled(subscription, events=2)
        for _ in range(4):
            subscription.round()
            subscription.clock.later(hours=1)
        subscription.receiver.answers(Reply())
        happens(case_of(portal, 3))
        settled(subscription, events=3)
        subscription.round()
        assert not WebhookDelivery.objects.filter(status="pending").exists()

    @pytest.mark.parametrize(
        ("asked", "waits"),
        [
            ("120", timedelta(seconds=120)),
            ("Mon, 23 Nov 2026 11:30:00 GMT", timedelta(minutes=30)),
            ("999999999999", timedelta(hours=24)),
            ("-5", timedelta(seconds=5)),
            ("soon", timedelta(seconds=5)),
        ],
    )
    def test_it_may_ask_for_time_within_limits(
        self, subscription: Subscription, case: Case, asked: str, waits: timedelta
    ) -> None:
        subscription.receiver.answers(Reply(status=429, headers={"Retry-After": asked}))
        happens(case)
        told(subscription, events=1)
        assert WebhookDelivery.objects.get().next_attempt_at == subscription.clock() + waits
        assert subscription.row.not_before == subscription.clock() + waits

    @pytest.mark.parametrize(
        ("reply", "status", "said"),
        [
            (Reply(status=307, headers={"Location": "/elsewhere"}), 307, ""),
            (Reply(status=500, body=b"database away\x00" + b"x" * 9000), 500, "database away x"),
        ],
    )
    def test_every_attempt_is_on_record(
        self, subscription: Subscription, case: Case, reply: Reply, status: int, said: str
    ) -> None:
        subscription.receiver.answers(reply)
        event = happens(case)
        told(subscription, events=1)
        assert len(subscription.receiver.received) == 1
        attempt = WebhookAttempt.objects.get()
        assert (attempt.status, str(attempt.event)) == (status, event)
        assert attempt.excerpt.startswith(said)
        assert len(attempt.excerpt) <= 500


class TestWhereTo:
    def resolving_to(self, *answers: str) -> Any:
        left = list(answers)
        return lambda _host, port, **_: [
            (0, 0, 0, "", (left.pop(0) if len(left) > 1 else left[0], port))
        ]

    def test_a_name_that_leads_inside_later_is_not_followed(
        self, subscription: Subscription, case: Case
    ) -> None:
        happens(case)
        settled(subscription, events=1)
        subscription.round(policy=Policy(plain_http=True, ports=None))
        assert subscription.receiver.received == []
        assert WebhookAttempt.objects.get().error == "webhook_address_refused"

    def test_a_name_is_asked_for_once_and_the_answer_connected_to(
        self, portal: Portal, listening: Receiver, case: Case
    ) -> None:
        subscription = subscribed(portal, listening)
        url = listening.url.replace("127.0.0.1", "hooks.example.org")
        Webhook.objects.filter(pk=subscription.webhook.pk).update(url=url)
        happens(case)
        settled(subscription, events=1)
        rebinding = self.resolving_to("127.0.0.1", "10.0.0.1")
        assert subscription.round(resolver=rebinding) == 1
        assert listening.received[0].headers["host"].startswith("hooks.example.org:")

    def test_an_address_inside_cannot_be_set_up(self, portal: Portal) -> None:
        with pytest.raises(AddressRefused):
            subscriptions.keep(
                portal=portal,
                name="inside",
                url="https://hooks.example.org/",
                kinds=None,
                rotate=False,
                begins=feed.START,
                at=cast.NOON,
                policy=Policy(),
                resolver=self.resolving_to("169.254.169.254"),
            )
        assert not Webhook.objects.exists()


class TestPausing:
    def test_three_days_without_success_pause_it_and_its_contact_is_told(
        self, subscription: Subscription, case: Case
    ) -> None:
        subscription.receiver.answers(Reply(status=500))
        event = happens(case)
        told(subscription, events=1)
        began = subscription.clock()
        while subscription.row.status == "active":
            subscription.clock.now = WebhookDelivery.objects.get().next_attempt_at
            subscription.round()
        assert timedelta(days=3) < subscription.clock() - began < timedelta(days=4)
        assert set(subscription.receiver.ids) == {event}
        self.contact_is_told_once(subscription)

    def contact_is_told_once(self, subscription: Subscription) -> None:
        webhook = subscription.webhook
        assert notices.tell_contact(webhook, at=subscription.clock())
        assert not notices.tell_contact(webhook, at=subscription.clock() + timedelta(days=1))
        (notice,) = mail.outbox
        assert notice.to == ["technik@buergerportal.example"]
        assert "main" in notice.subject
        assert "PUT /api/v1/webhooks/main" in notice.body

    def test_what_happens_meanwhile_is_told_after_it_resumes(
        self, subscription: Subscription, case: Case
    ) -> None:
        subscription.receiver.answers(Reply(status=410), Reply())
        gone = happens(case)
        told(subscription, events=1)
        assert subscription.row.why_paused == "gone"
        meanwhile = happens(case)
        subscription.clock.later(days=10)
        subscription.round()
        assert subscription.receiver.ids == [gone]
        subscriptions.resume(subscription.webhook, at=subscription.clock())
        told(subscription, events=3)
        assert subscription.receiver.ids == [gone, gone, meanwhile]

    def test_setting_it_up_again_resumes_it(self, subscription: Subscription, case: Case) -> None:
        subscription.receiver.answers(Reply(status=410), Reply())
        event = happens(case)
        told(subscription, events=1)
        subscription.keep()
        subscription.round()
        assert subscription.receiver.ids == [event, event]

    def test_who_was_paused_by_an_administrator_gets_no_mail(
        self, subscription: Subscription
    ) -> None:
        subscriptions.pause(subscription.row, why=Webhook.Why.STAFF, at=cast.NOON)
        assert not notices.tell_contact(subscription.webhook, at=cast.NOON)
        assert mail.outbox == []


class TestAgain:
    def test_a_replay_tells_it_all_again_with_the_same_ids(
        self, subscription: Subscription, case: Case
    ) -> None:
        events = [happens(case) for _ in range(3)]
        told(subscription, events=3)
        begins = feed.before_event(actor=subscription.portal.actor(), event=UUID(events[1]))
        assert begins is not None
        announcing.replay(webhook=subscription.webhook, begins=begins)
        told(subscription, events=5)
        assert subscription.receiver.ids == [*events, *events[1:]]

    def test_a_place_that_was_not_reached_yet_skips_nothing(
        self, subscription: Subscription, case: Case
    ) -> None:
        events = [happens(case) for _ in range(2)]
        settled(subscription, events=2)
        last = feed.before_event(actor=subscription.portal.actor(), event=UUID(events[1]))
        assert last is not None
        announcing.replay(webhook=subscription.webhook, begins=last)
        told(subscription, events=2)
        assert subscription.receiver.ids == events


class TestSecrets:
    def test_after_a_rotation_both_hold_until_the_overlap_ends(
        self, subscription: Subscription, case: Case
    ) -> None:
        former = subscription.secret
        subscription.keep(rotate=True)
        assert subscription.secret != former
        happens(case)
        told(subscription, events=1)
        for secret in (former, subscription.secret):
            assert verified(subscription.receiver.received[0], secret, at=subscription.clock())
        subscription.clock.later(hours=25)
        happens(case)
        told(subscription, events=2)
        subscription.verified(subscription.receiver.received[1])
        with pytest.raises(WebhookVerificationError):
            verified(subscription.receiver.received[1], former, at=subscription.clock())

    def test_a_secret_is_not_readable_in_its_row(self, subscription: Subscription) -> None:
        row = subscription.webhook.secrets.get()
        assert subscription.secret.encode() not in bytes(row.sealed)

    def test_there_are_never_more_than_five(self, subscription: Subscription) -> None:
        for _ in range(4):
            subscription.keep(rotate=True)
        with pytest.raises(subscriptions.TooManySecrets):
            subscription.keep(rotate=True)


class TestForgotten:
    def test_a_deleted_webhook_takes_everything_with_it_also_out_of_scope(
        self, subscription: Subscription, case: Case
    ) -> None:
        happens(case)
        told(subscription, events=1)
        with scoped(Actor.SYSTEM):
            subscriptions.delete(portal=subscription.portal, name="main")
        assert not WebhookDelivery.objects.exists()
        assert not WebhookAttempt.objects.exists()

    def test_what_was_delivered_a_month_ago_is_dropped_and_what_waits_is_not(
        self, subscription: Subscription, case: Case
    ) -> None:
        subscription.receiver.answers(Reply(), Reply(status=500))
        happens(case)
        waiting = happens(case)
        told(subscription, events=2)
        subscriptions.forget(subscription.webhook, at=cast.NOON + timedelta(days=31))
        assert [str(row.event) for row in WebhookDelivery.objects.all()] == [waiting]
        assert not WebhookAttempt.objects.exists()
