"""The SMTP side: takes mails, and goes wrong as told."""

# ruff: noqa: N802 -- aiosmtpd finds its hooks and commands by these names

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import termios
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatch
from typing import Any, ClassVar

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from simulators.faults import READERS, Faults, Reader, Times
from simulators.mailsink.box import Box, Mail
from simulators.mailsink.hooks import Hook, Moment, Strikes, read_hook
from simulators.mailsink.processes import until
from simulators.program import listening_socket
from simulators.remote import Board


@dataclass
class MailFaults(Faults):
    """What the mail sink can be told to do wrong, and the hooks."""

    readers: ClassVar[Mapping[Any, Reader]] = {**READERS, Hook | None: read_hook}

    delay_seconds: float = 0.0
    tempfail: Times = field(default_factory=Times)
    permfail: Times = field(default_factory=Times)
    permfail_to: list[str] = field(default_factory=list)
    hang: Times = field(default_factory=Times)
    drop: Times = field(default_factory=Times)
    mute: bool = False
    refuse: bool = False
    before_reply: Hook | None = None
    after_accept: Hook | None = None
    at_next_command: Hook | None = None

    def hooks(self) -> list[Hook]:
        return [one for one in (self.before_reply, self.after_accept, self.at_next_command) if one]

    def take_hook(self, moment: Moment, mail: Mail) -> Hook | None:
        """The hook for this moment, once, if it is for this mail."""
        hook: Hook | None = getattr(self, moment)
        if hook is None or not hook.fits(mail):
            return None
        setattr(self, moment, None)
        return hook


class Conversation(SMTP):
    """One connection. It extends aiosmtpd by the moments at which hooks strike."""

    def __init__(self, *, box: Box, board: Board[MailFaults], strikes: Strikes) -> None:
        # Named, or every connection would look its own name up in the DNS.
        super().__init__(_Handler(self), enable_SMTPUTF8=True, hostname="mailsink.simulator")
        self._box = box
        self._board = board
        self._strikes = strikes
        self._accepted: Mail | None = None
        self._after_accept: Hook | None = None
        self._stands_still = False
        self._at_next_command: Hook | None = None

    async def _handle_client(self) -> None:
        if self._board.faults.mute:
            await self._silence()
        await super()._handle_client()

    def recipient(self, address: str, envelope: Envelope) -> str:
        """The answer to RCPT."""
        if any(fnmatch(address, pattern) for pattern in self._board.faults.permfail_to):
            return "550 5.1.1 Simulated: no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def content(self, envelope: Envelope) -> str:
        """The answer to the end of DATA, if there is to be one."""
        faults = self._board.faults
        await asyncio.sleep(faults.delay_seconds)
        if faults.tempfail.take():
            return "451 4.3.0 Simulated: try again later"
        if faults.permfail.take():
            return "554 5.6.0 Simulated: not accepted"
        if faults.hang.take():
            await self._silence()
        mail = self._keep(envelope)
        if faults.drop.take():
            self._socket_transport().abort()
            await self._silence()
        await self._before_reply(mail)
        return f"250 2.0.0 Kept as {mail.id}"

    def _keep(self, envelope: Envelope) -> Mail:
        return self._box.keep(
            bytes(envelope.original_content or b""),
            sender=envelope.mail_from or "",
            recipients=envelope.rcpt_tos,
            received_at=datetime.now(UTC),
        )

    async def _before_reply(self, mail: Mail) -> None:
        """Strike before the answer, and make ready what strikes after it."""
        faults = self._board.faults
        self._accepted = mail
        if hook := faults.take_hook("before_reply", mail):
            await self._strikes.strike(hook, moment="before_reply", mail=mail)
        self._at_next_command = faults.take_hook("at_next_command", mail)
        self._after_accept = faults.take_hook("after_accept", mail)
        if self._after_accept:
            self._stands_still = await self._strikes.prepare(self._after_accept)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        """After this the answer has been written; a process that is stopped never reads it."""
        arrived = False
        try:
            await super().smtp_DATA(arg)
            arrived = self._after_accept is not None and await until(self._everything_has_arrived)
        finally:  # what was stopped must not stay so, even where the connection was lost
            await self._strike_after_accept(certain=arrived and self._stands_still)

    async def _strike_after_accept(self, *, certain: bool) -> None:
        if self._after_accept and self._accepted:
            hook, self._after_accept = self._after_accept, None
            await self._strikes.strike(
                hook, moment="after_accept", mail=self._accepted, certain=certain
            )

    @syntax("QUIT")
    async def smtp_QUIT(self, arg: str) -> None:
        await self._next_command()
        await super().smtp_QUIT(arg)

    @syntax("RSET")
    async def smtp_RSET(self, arg: str) -> None:
        await self._next_command()
        await super().smtp_RSET(arg)

    @syntax("MAIL FROM: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_MAIL(self, arg: str | None) -> None:
        await self._next_command()
        await super().smtp_MAIL(arg)

    async def _next_command(self) -> None:
        """The client has spoken again, so it has read the answer before."""
        if self._at_next_command and self._accepted:
            hook, self._at_next_command = self._at_next_command, None
            await self._strikes.strike(hook, moment="at_next_command", mail=self._accepted)

    async def _silence(self) -> None:
        """Say nothing until the client leaves, which cancels this."""
        try:
            await asyncio.Event().wait()
        finally:
            self._writer.close()

    def _everything_has_arrived(self) -> bool:
        """Whether the other side's kernel has acknowledged all that was written (tcp(7))."""
        transport = self._socket_transport()
        descriptor = transport.get_extra_info("socket").fileno()
        if descriptor < 0:
            return False  # the client has gone, and nobody can tell any more
        unacknowledged = fcntl.ioctl(descriptor, termios.TIOCOUTQ, struct.pack("i", 0))
        return not transport.get_write_buffer_size() and unacknowledged == struct.pack("i", 0)

    def _socket_transport(self) -> asyncio.WriteTransport:
        if not isinstance(self.transport, asyncio.WriteTransport):
            raise ConnectionResetError("The client has gone.")
        return self.transport


class _Handler:
    """What aiosmtpd asks while it holds the conversation."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    async def handle_RCPT(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        return self._conversation.recipient(address, envelope)

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        return await self._conversation.content(envelope)


class SmtpPort:
    """The listening port, which can be closed and opened again."""

    def __init__(self, listening: socket.socket) -> None:
        self._address = listening.getsockname()[:2]
        self._listening: socket.socket | None = listening
        self._server: asyncio.Server | None = None

    async def open(self, *, box: Box, board: Board[MailFaults], strikes: Strikes) -> None:
        """Listen; does nothing when it does already."""
        if self._server is None:
            listening = self._listening or listening_socket(*self._address)
            self._listening = None
            self._server = await asyncio.get_running_loop().create_server(
                lambda: Conversation(box=box, board=board, strikes=strikes), sock=listening
            )

    def close(self) -> None:
        """Refuse new connections; those under way go on."""
        if self._server:
            self._server.close()
            self._server = None
