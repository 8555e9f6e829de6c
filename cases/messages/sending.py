"""Queueing one e-mail about a case."""

from __future__ import annotations

from datetime import datetime

from cases.models import Case
from correspondence import services as correspondence

from . import facts
from .mails import Mail


def send(case: Case, mail: Mail, *, at: datetime) -> None:
    """Put the mail into the outbox, once per occasion; nobody without an address is written to."""
    if recipient := facts.recipient_of(case):
        correspondence.queue(
            case=case,
            kind=mail.kind,
            occasion=mail.occasion,
            recipient=recipient,
            language=case.person.language,
            data={**facts.base(case, at), **mail.data},
            due_at=at,
            at=at,
        )
