"""The mails that were accepted, in memory and, if wanted, in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from simulators.remote import Problem


@dataclass(frozen=True)
class Attachment:
    """A part of a mail that is a file of its own."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Content:
    """What the bytes of a mail say."""

    message_id: str = ""
    subject: str = ""
    date: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Mail:
    """One accepted mail: its envelope, its bytes and what they say."""

    id: int
    sender: str
    recipients: tuple[str, ...]
    received_at: datetime
    raw: bytes
    content: Content

    def is_for(self, recipient: str) -> bool:
        return recipient.casefold() in {one.casefold() for one in self.recipients}

    def as_json(self) -> dict[str, Any]:
        content = self.content
        return {
            "id": self.id,
            "message_id": content.message_id,
            "from": self.sender,
            "to": list(self.recipients),
            "subject": content.subject,
            "date": content.date,
            "received_at": self.received_at.isoformat(),
            "text": content.text,
            "html": content.html,
            "attachments": [
                {
                    "filename": one.filename,
                    "content_type": one.content_type,
                    "size": len(one.content),
                    "url": f"/mails/{self.id}/attachments/{index}",
                }
                for index, one in enumerate(content.attachments)
            ],
        }


def read(raw: bytes) -> Content:
    """What a mail says; one that breaks the rules of mail is shown as it is."""
    try:
        return _read(BytesParser(EmailMessage, policy=policy.default).parsebytes(raw))
    except (LookupError, ValueError):  # what the parser stumbles over: charsets, broken headers
        return Content(text=raw.decode("latin-1"))


def _read(message: EmailMessage) -> Content:
    return Content(
        message_id=str(message.get("Message-ID", "")),
        subject=str(message.get("Subject", "")),
        date=str(message.get("Date", "")),
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(_attachments(message)),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for part in message.iter_attachments():
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else part.as_bytes()
        yield Attachment(part.get_filename() or "", part.get_content_type(), content)


class Box:
    """All mails, oldest first. With a folder, it begins with those kept there before."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._mails: dict[int, Mail] = {}
        self._last = 0
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            self._fill_from(folder)

    def __iter__(self) -> Iterator[Mail]:
        return iter(self._mails.values())

    def keep(
        self, raw: bytes, *, sender: str, recipients: Iterable[str], received_at: datetime
    ) -> Mail:
        """Take a mail in; it is in the list, and in the folder, when this returns."""
        self._last += 1
        mail = Mail(self._last, sender, tuple(recipients), received_at, raw, read(raw))
        if self._folder:
            _write(mail, self._folder)
        self._mails[mail.id] = mail
        return mail

    def find(self, id: str) -> Mail:
        """Raises Problem 404."""
        if not id.isdecimal() or int(id) not in self._mails:
            raise Problem(404, "There is no such mail.")
        return self._mails[int(id)]

    def clear(self) -> None:
        """Forget all mails; their numbers are not given again."""
        if self._folder:
            for path in [*self._folder.glob("*.json"), *self._folder.glob("*.eml")]:
                path.unlink()
        self._mails.clear()

    def _fill_from(self, folder: Path) -> None:
        for path in sorted(folder.glob("*.json")):
            mail = _load(path)
            self._mails[mail.id] = mail
            self._last = max(self._last, mail.id)


def _write(mail: Mail, folder: Path) -> None:
    """The content first: a mail without its envelope is not there."""
    envelope = {
        "id": mail.id,
        "sender": mail.sender,
        "recipients": mail.recipients,
        "received_at": mail.received_at.isoformat(),
    }
    path = folder / f"{mail.id:06d}.eml"
    path.write_bytes(mail.raw)
    path.with_suffix(".json").write_text(json.dumps(envelope))


def _load(path: Path) -> Mail:
    envelope = json.loads(path.read_text())
    raw = path.with_suffix(".eml").read_bytes()
    return Mail(
        id=envelope["id"],
        sender=envelope["sender"],
        recipients=tuple(envelope["recipients"]),
        received_at=datetime.fromisoformat(envelope["received_at"]),
        raw=raw,
        content=read(raw),
    )
