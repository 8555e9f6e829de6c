"""The world around Titelweg, as its simulators play it: mailbox, payer, producer, an employer.

Public: `Mailbox`, `Mail`, `pay`, `Employer`.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

import httpx
import pypdf

from .answers import expect, json_of
from .patience import eventually

CODE = re.compile(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}\b")


@dataclass(frozen=True)
class Mail:
    """One mail: its subject, and where it can be read."""

    subject: str
    address: str


@dataclass
class Mailbox:
    """What one person has got, read from the mail sink; each mail is told once."""

    url: str
    owner: str
    _seen: set[str] = field(default_factory=set)

    @property
    def heard(self) -> bool:
        """Whether anything came yet."""
        return bool(self._seen)

    def new(self, *, at_least: int) -> list[Mail]:
        """The mails that came since the last question, once there are so many."""

        def ask() -> list[dict[str, Any]] | None:
            mails = json_of(httpx.get(f"{self.url}/mails", params={"to": self.owner}))
            unread = [mail for mail in mails if mail["id"] not in self._seen]
            return unread if len(unread) >= at_least else None

        unread = eventually(f"{at_least} new mail(s) to {self.owner}", ask)
        self._seen.update(mail["id"] for mail in unread)
        return [Mail(mail["subject"], f"{self.url}/mail/{mail['id']}") for mail in unread]


def pay(page: str) -> None:
    """Pay at the payer's page, by card, and do not believe where it leads back to."""
    expect(httpx.get(page))
    expect(httpx.post(page, data={"action": "pay", "method": "CREDITCARD"}), 303)


@dataclass(frozen=True)
class Employer:
    """Somebody who is shown the paper and wants to know."""

    url: str

    def address_on(self, paper: bytes) -> str:
        """Where the code printed on the paper is checked."""
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
        found = CODE.search(text)
        return f"{self.url}/verify/{found.group() if found else 'no-code-on-the-paper'}"

    def check(self, address: str) -> dict[str, Any]:
        """What the confirmation says today."""
        said: dict[str, Any] = json_of(
            httpx.get(address, headers={"Accept": "application/json", "Accept-Language": "en"})
        )
        return said
