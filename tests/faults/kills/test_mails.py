"""The worker dies while it sends: every mail arrives, and what comes twice has one Message-ID."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Protocol

import pytest
from django.utils import timezone

from cases.models import Case
from correspondence.models import Message
from tests.faults.history import assert_whole
from tests.faults.hurry import HurriedOffice
from tests.faults.kills.celery_worker import RECOVER_SECONDS, CeleryWorker
from tests.faults.rounds import Rounds
from tests.simulators import Running, eventually

pytestmark = pytest.mark.timeout(1800)

DELIVER = "cases.deliver_messages"


class Killing(Protocol):
    """Has the worker deliver, and kills its child, or the parent as well, while it does."""

    def __call__(self, celery: CeleryWorker, sink: Running, *, parent: bool) -> None: ...


def after_the_claim(celery: CeleryWorker, sink: Running, *, parent: bool) -> None:
    """The mail server does not greet, so nothing has left when the worker dies."""
    sink.faults(mute=True)
    celery.tick(DELIVER)
    claimed = Message.objects.filter(claimed_until__gt=timezone.now())
    assert eventually(claimed.exists, within=RECOVER_SECONDS)
    celery.kill(parent=parent)
    sink.faults()


def at(moment: str) -> Killing:
    """The mail sink kills at this moment of the first mail (docs/simulators.md)."""

    def kill(celery: CeleryWorker, sink: Running, *, parent: bool) -> None:
        victims = celery.victims(parent=parent)
        sink.faults(**{moment: {"kill": victims}})
        celery.tick(DELIVER)
        fired = eventually(lambda: bool(_strikes(sink)), within=RECOVER_SECONDS)
        assert fired, celery.log.read_text()
        assert set(_strikes(sink)[0]["outcomes"].values()) == {"killed"}
        celery.wait_for_death(victims)

    return kill


@pytest.mark.parametrize(
    ("kill", "again"),
    [
        pytest.param(after_the_claim, 0, id="after the claim"),
        pytest.param(at("before_reply"), 1, id="after the mail, before the answer"),
        pytest.param(at("after_accept"), 1, id="after SMTP accept, before the mark"),
        pytest.param(at("at_next_command"), 0, id="after the mark"),
    ],
)
def test_no_mail_is_lost_and_only_the_one_in_hand_may_come_twice(
    office: HurriedOffice,
    celery: CeleryWorker,
    sink: Running,
    rounds: Rounds,
    kill: Killing,
    again: int,
) -> None:
    references = [office.approved().reference for _ in range(3)]
    Message.objects.update(status=Message.Status.SENT, sent_at=office.now)
    for number in rounds.run(short=2, long=25):
        _acknowledge_a_payment_to(office, references)
        queued = Counter(message.message_id for message in Message.objects.pending())
        kill(celery, sink, parent=number % 2 == 0)
        _deliver_the_rest(celery)
        received = _received(sink)
        assert received.keys() == queued.keys()
        assert sorted((received - queued).values()) == [1] * again
        _assert_whole(references, payments=number)
        rounds.outcomes[f"{received.total()} mails for {queued.total()}"] += 1
        sink.control.post("/reset").raise_for_status()


def _strikes(sink: Running) -> list[dict[str, dict[str, str]]]:
    strikes: list[dict[str, dict[str, str]]] = sink.control.get("/hooks").json()
    return strikes


def _acknowledge_a_payment_to(office: HurriedOffice, references: list[str]) -> None:
    """A part payment on each case: three mails, due by the real clock."""
    for office.reference in references:
        office.pay("0.01", provider_id=f"{office.reference}-{office.case.version}")
    Message.objects.pending().update(due_at=timezone.now() - timedelta(seconds=1))


def _deliver_the_rest(celery: CeleryWorker) -> None:
    """The next worker takes over when the claim has run out, which is passed in here."""
    assert Message.objects.pending().exists()
    Message.objects.pending().update(claimed_until=timezone.now())
    celery.tick(DELIVER)
    all_sent = eventually(lambda: not Message.objects.pending().exists(), within=RECOVER_SECONDS)
    assert all_sent, celery.log.read_text()


def _received(sink: Running) -> Counter[str]:
    return Counter(mail["message_id"] for mail in sink.control.get("/mails").json())


def _assert_whole(references: list[str], *, payments: int) -> None:
    cases: list[Case] = [assert_whole(reference) for reference in references]
    assert [case.payments.count() for case in cases] == [payments] * len(cases)
    assert not Message.objects.exclude(status=Message.Status.SENT).exists()
