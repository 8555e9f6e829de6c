"""The outbox: what is to be said is a row in the transaction of the fact it tells.

Public: `queue`, `withdraw`, `withhold`, `resend` and `MessageNotFailed`. All run inside the
caller's transaction, with the case locked; the courier sends what is due.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from correspondence import mails
from correspondence.models import Message

if TYPE_CHECKING:
    from cases.models import Case


class MessageNotFailed(DomainError):
    """Only a message that could not be delivered is sent again."""

    code = "message_not_failed"
    sentence = _("This message has not failed, so it cannot be sent again.")


def queue(
    *,
    case: Case,
    kind: str,
    occasion: str,
    recipient: str,
    language: str,
    data: Mapping[str, Any],
    due_at: datetime,
    at: datetime,
) -> None:
    """Have a mail sent from `due_at` on, unless this kind and occasion were queued before.

    A message that was withdrawn counts as queued: give a new occasion to say something again.
    `data` are the facts of `mails.KINDS[kind]` and `mails.COMMON`, in Python's own types.
    Raises `MailDataWrong`, and ValueError without a recipient.
    """
    frozen = mails.freeze(kind, data)
    if not recipient:
        raise ValueError("A mail needs somebody to go to.")
    message = Message(
        case=case,
        authority=case.authority,
        sandbox=case.sandbox,
        kind=kind,
        occasion=occasion,
        recipient=recipient,
        language=language,
        data=frozen,
        due_at=due_at,
        created_at=at,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def withdraw(*, case: Case, kinds: Collection[str], occasion: str | None = None) -> int:
    """Take back what is not true any more and not sent yet; how many there were.

    Without `occasion`, all messages of these kinds. One that the courier has in hand at this moment
    may still go out, and is then recorded as sent.
    """
    unsent = case.messages.pending().filter(kind__in=kinds)
    if occasion is not None:
        unsent = unsent.filter(occasion=occasion)
    return unsent.update(status=Message.Status.WITHDRAWN, claimed_until=None)


def withhold(*, case: Case, reason: str) -> int:
    """Keep everything unsent from leaving, and say why on each; how many there were.

    For histories that are told after the fact: nobody is to get a mail about last month.
    """
    unsent = case.messages.pending()
    return unsent.update(
        status=Message.Status.WITHDRAWN, last_error=reason[:300], claimed_until=None
    )


def resend(*, message: Message, at: datetime) -> None:
    """Let the courier try a failed message afresh, from `at` on. Raises `MessageNotFailed`."""
    if message.status != Message.Status.FAILED:
        raise MessageNotFailed(status=message.status)
    message.status, message.due_at = Message.Status.PENDING, at
    message.attempts, message.claimed_until = 0, None
    message.save(update_fields=["status", "due_at", "attempts", "claimed_until"])
