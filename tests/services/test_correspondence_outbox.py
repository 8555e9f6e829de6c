"""The outbox: a mail is queued once, taken back while unsent, and tried again after a failure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from access.scope import scoped
from cases.models import Case
from correspondence import services
from correspondence.mails import MailDataWrong
from correspondence.models import Message
from correspondence.services import MessageNotFailed
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def within_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


@pytest.fixture
def amals_case() -> Case:
    return cast.case()


def queue(
    case: Case,
    kind: str = "payment_reminder",
    occasion: str = "notice-1",
    recipient: str = "amal.haddad@example.org",
    **facts: Any,
) -> Message:
    payment = {
        "amount": Decimal("93.00"),
        "due_on": date(2026, 12, 23),
        "consequence": "Die Bearbeitung ruht.",
    }
    common = {
        "reference": case.reference,
        "salutation_name": "Amal Haddad",
        "authority_name": "Landesamt für Einwanderung",
        "contact": "030 90269-4000",
    }
    services.queue(
        case=case,
        kind=kind,
        occasion=occasion,
        recipient=recipient,
        language="ar",
        data=common | (payment if kind.startswith("payment_re") else {}) | facts,
        due_at=cast.NOON + timedelta(days=20),
        at=cast.NOON,
    )
    return case.messages.get(kind=kind, occasion=occasion)


def test_a_mail_waits_in_the_outbox_until_it_is_due(amals_case: Case) -> None:
    message = queue(amals_case)
    assert message.status == Message.Status.PENDING
    assert message.due_at == cast.NOON + timedelta(days=20)
    assert message.authority == "berlin"
    assert message.data["due_on"] == "2026-12-23"


def test_the_same_mail_for_the_same_occasion_is_queued_once(amals_case: Case) -> None:
    first = queue(amals_case)
    assert queue(amals_case) == first
    assert queue(amals_case, occasion="notice-2") != first
    assert amals_case.messages.count() == 2


def test_a_mail_without_its_facts_or_without_anybody_to_read_it_is_not_queued(
    amals_case: Case,
) -> None:
    with pytest.raises(MailDataWrong, match="amount"):
        queue(amals_case, amount=None)
    with pytest.raises(ValueError, match="go to"):
        queue(amals_case, recipient="")
    assert not amals_case.messages.exists()


def test_what_is_not_true_any_more_is_taken_back_unless_it_went_out(amals_case: Case) -> None:
    queue(amals_case, occasion="notice-1")
    queue(amals_case, occasion="notice-2")
    queue(amals_case, kind="collected", occasion="end")
    amals_case.messages.filter(occasion="notice-1").update(status=Message.Status.SENT)
    assert services.withdraw(case=amals_case, kinds=["payment_reminder"]) == 1
    assert services.withdraw(case=amals_case, kinds=["payment_reminder"]) == 0
    assert dict(amals_case.messages.values_list("occasion", "status")) == {
        "notice-1": "sent",
        "notice-2": "withdrawn",
        "end": "pending",
    }


def test_one_occasion_can_be_taken_back_alone_and_only_of_this_case(amals_case: Case) -> None:
    other = cast.case(person=amals_case.person, reference="BE-2026-000124-5")
    for case in (amals_case, other):
        queue(case, occasion="notice-1")
        queue(case, occasion="notice-2")
    taken = services.withdraw(case=amals_case, kinds={"payment_reminder"}, occasion="notice-1")
    assert taken == 1
    assert other.messages.pending().count() == 2


def test_a_failed_mail_can_be_sent_again_and_no_other(amals_case: Case) -> None:
    message = queue(amals_case)
    with pytest.raises(MessageNotFailed):
        services.resend(message=message, at=cast.NOON)
    message.status, message.attempts = Message.Status.FAILED, 48
    message.save()
    services.resend(message=message, at=cast.NOON)
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Message.Status.PENDING, 0)
    assert message.due_at == cast.NOON
