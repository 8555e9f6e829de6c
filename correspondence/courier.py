"""The courier: sends what is due, one message after the other.

Public: `deliver`, `Delivered`.

Creation of a message is exactly once; its delivery is at least once. Between the mail server's
acceptance and our mark a crash can fall: the message is then sent again, with the same Message-ID,
by which receivers drop repeats.

A message is claimed in a short transaction, sent outside any, then marked. A claim that was not
followed by a mark runs out and another courier takes over. Of one case only the oldest unsent
message can be claimed, so a case's mails go out in the order in which they were queued.
"""

from __future__ import annotations

import logging
import random
import smtplib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from common.calendar import BERLIN
from correspondence import mails
from correspondence.mails import Mail, MailDataWrong
from correspondence.models import Message

logger = logging.getLogger(__name__)

CLAIMED_FOR = timedelta(seconds=30)  # the rest of it plus one tick is what a killed worker costs
MOST_ATTEMPTS = 48
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True)
class Delivered:
    """How many messages were sent, had become untrue, failed for good, or are tried later."""

    sent: int
    withdrawn: int
    failed: int
    postponed: int


class _Outcome(StrEnum):
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    POSTPONED = "postponed"


class _ServerAway(Exception):
    """The mail server cannot be reached or does not answer: no other message would fare better."""


def deliver(
    *,
    message_ids: Sequence[int],
    still_true: Callable[[Message], bool],
    clock: Callable[[], datetime],
    jitter: Callable[[], float] = random.random,
    post: BaseEmailBackend | None = None,
) -> Delivered:
    """Send those of the messages that are due, and those alone; call it outside any transaction.

    `still_true` is asked before each; what is not true any more is withdrawn. A recipient refused
    for good (5xx) fails at once, everything else is tried up to 48 times, later and later (`jitter`
    gives 0 to 1). A row that cannot be sent never holds up another case's. When the server is away,
    the rest stays due: one call waits for it at most once `EMAIL_TIMEOUT`. `post` is what takes the
    mails, the server of the settings where none is named.
    """
    post = post or get_connection()
    courier = _Courier(still_true=still_true, clock=clock, jitter=jitter, post=post)
    outcomes: Counter[_Outcome] = Counter()
    try:
        for message in _claims(message_ids, clock=clock):
            outcomes[courier.handle(message)] += 1
    except _ServerAway:
        outcomes[_Outcome.POSTPONED] += 1
    finally:
        courier.hang_up()
    return Delivered(
        sent=outcomes[_Outcome.SENT],
        withdrawn=outcomes[_Outcome.WITHDRAWN],
        failed=outcomes[_Outcome.FAILED],
        postponed=outcomes[_Outcome.POSTPONED],
    )


# Claiming


def _claims(message_ids: Sequence[int], *, clock: Callable[[], datetime]) -> Iterator[Message]:
    while (message := _claim(message_ids, at=clock())) is not None:
        yield message


def _claim(message_ids: Sequence[int], *, at: datetime) -> Message | None:
    """One due message that nobody has in hand, ours for a short while; None when there is none."""
    unclaimed = Q(claimed_until=None) | Q(claimed_until__lte=at)
    with transaction.atomic():
        message = (
            Message.objects.pending()
            .select_for_update(skip_locked=True)
            .filter(unclaimed, ~Exists(_older(at=at)), pk__in=message_ids, due_at__lte=at)
            .order_by("due_at", "pk")
            .first()
        )
        if message is not None:
            message.attempts += 1
            message.claimed_until = at + CLAIMED_FOR
            message.save(update_fields=["attempts", "claimed_until"])
    return message


def _older(*, at: datetime) -> QuerySet[Message]:
    """Messages of the same case that go first: queued before, and due or failed so far.

    A reminder queued long ahead holds nothing up before its day.
    """
    started = Q(due_at__lte=at) | Q(attempts__gt=0)
    return Message.objects.pending().filter(started, case=OuterRef("case"), pk__lt=OuterRef("pk"))


# Sending


@dataclass(frozen=True)
class _Courier:
    """One round with one connection to the mail server, opened when first needed."""

    still_true: Callable[[Message], bool]
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    post: BaseEmailBackend

    def handle(self, message: Message) -> _Outcome:
        """Do what is to be done with a claimed message. Raises `_ServerAway`."""
        if message.attempts > MOST_ATTEMPTS:  # its courier died as often as that
            return self._fail(message, "given up")
        try:
            if not self.still_true(message):
                return self._withdraw(message)
            return self._send(message)
        except _ServerAway:
            raise
        except Exception as error:  # whatever one message brings about, the others go on
            logger.exception("Message %s could not be handled.", message.public_id)
            return self._postpone(message, repr(error))

    def hang_up(self) -> None:
        with suppress(OSError):
            self.post.close()

    def _send(self, message: Message) -> _Outcome:
        try:
            mail = mails.compose(kind=message.kind, language=message.language, data=message.data)
            email = self._email(message, mail)
            email.message()  # finds addresses and headers that no server could be given
        except (MailDataWrong, ValueError) as error:
            return self._fail(message, repr(error))
        self._reach_server(message)
        try:
            self.post.send_messages([email])
        except smtplib.SMTPRecipientsRefused as error:
            return self._refused(message, error)
        except OSError as error:  # also every SMTPException
            return self._cut_off(message, error)
        return self._mark_sent(message, mail)

    def _reach_server(self, message: Message) -> None:
        """Open the connection; the message is not blamed, and stays due, when that fails."""
        try:
            self.post.open()
        except OSError as error:
            self._unclaim(message, error)
            raise _ServerAway from error

    def _cut_off(self, message: Message, error: OSError) -> _Outcome:
        """The server would not take it now, or the connection broke; the next gets a new one."""
        self.hang_up()
        outcome = self._postpone(message, str(error))
        if _timed_out(error):
            raise _ServerAway from error
        return outcome

    def _email(self, message: Message, mail: Mail) -> EmailMessage:
        return EmailMessage(
            subject=mail.subject,
            body=mail.body,
            to=[message.recipient],
            connection=self.post,
            headers={
                "Message-ID": message.message_id,
                "Date": format_datetime(self.clock().astimezone(BERLIN)),
                "Auto-Submitted": "auto-generated",
                "Content-Language": ", ".join(mail.languages),
            },
        )

    # Marking

    def _mark_sent(self, message: Message, mail: Mail) -> _Outcome:
        """Also where it was withdrawn meanwhile: it did go out, and the row says what is true."""
        Message.objects.filter(pk=message.pk).update(
            status=Message.Status.SENT,
            sent_at=self.clock(),
            subject=mail.subject,
            body=mail.body,
            claimed_until=None,
            last_error="",
        )
        return _Outcome.SENT

    def _withdraw(self, message: Message) -> _Outcome:
        _mark(message, status=Message.Status.WITHDRAWN)
        return _Outcome.WITHDRAWN

    def _fail(self, message: Message, error: str) -> _Outcome:
        logger.warning("Message %s of kind %s has failed.", message.public_id, message.kind)
        _mark(message, status=Message.Status.FAILED, last_error=error[:300])
        return _Outcome.FAILED

    def _refused(self, message: Message, error: smtplib.SMTPRecipientsRefused) -> _Outcome:
        code, says = next(iter(error.recipients.values()))
        said = f"{code} {says.decode(errors='replace')}"
        return self._fail(message, said) if code >= 500 else self._postpone(message, said)

    def _postpone(self, message: Message, error: str) -> _Outcome:
        if message.attempts >= MOST_ATTEMPTS:
            return self._fail(message, error)
        wait = min(FIRST_RETRY * 2 ** min(message.attempts - 1, 10), LONGEST_RETRY)
        due_at = self.clock() + wait * (0.5 + self.jitter())
        _mark(message, due_at=due_at, last_error=error[:300])
        return _Outcome.POSTPONED

    def _unclaim(self, message: Message, error: OSError) -> None:
        _mark(message, attempts=message.attempts - 1, last_error=str(error)[:300])


def _mark(message: Message, **columns: Any) -> None:
    """Unless somebody else has marked it meanwhile."""
    Message.objects.pending().filter(pk=message.pk).update(claimed_until=None, **columns)


def _timed_out(error: OSError) -> bool:
    """Whether the server kept silent; smtplib reports that as a connection that was closed."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
