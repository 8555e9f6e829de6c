"""What the sandbox is told, and what it shows."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from cases.sandbox import Target
from common.inputs import Input
from correspondence import mails
from correspondence.models import Message

from .base import Output


class Advance(Input):
    """How far: to a state, or one step."""

    to: Target | None = Field(
        default=None, description="Until this state; without it until the state is another."
    )


class MailShown(Output):
    """A mail as it would have reached the applicant."""

    id: str
    kind: str
    to: str
    language: str
    due_at: datetime
    subject: str
    body: str


class MailList(Output):
    items: tuple[MailShown, ...]


def mail_of(message: Message) -> MailShown:
    """The mail that the courier makes of this message."""
    made = mails.compose(kind=message.kind, language=message.language, data=message.data)
    return MailShown(
        id=str(message.public_id),
        kind=message.kind,
        to=message.recipient,
        language=message.language,
        due_at=message.due_at,
        subject=made.subject,
        body=made.body,
    )
