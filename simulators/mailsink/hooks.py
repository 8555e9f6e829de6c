"""Hooks: what is done to others at a chosen moment in the acceptance of one mail."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout

from simulators.faults import FaultError
from simulators.mailsink import processes
from simulators.mailsink.box import Mail

Moment = Literal["before_reply", "after_accept", "at_next_command"]
T = TypeVar("T")
SECONDS_FOR_A_CALL = ClientTimeout(total=10)


@dataclass(frozen=True)
class Hook:
    """Kill these processes, or call this address; for a mail to `to` only, where that is set."""

    pids: tuple[int, ...] = ()
    url: str = ""
    to: str = ""

    def fits(self, mail: Mail) -> bool:
        return not self.to or mail.is_for(self.to)

    def as_json(self) -> dict[str, Any]:
        action = {"kill": list(self.pids)} if self.pids else {"url": self.url}
        return action | ({"to": self.to} if self.to else {})


def read_hook(value: object) -> Hook | None:
    """A hook from JSON. Raises FaultError."""
    if value is None:
        return None
    if not isinstance(value, dict) or value.keys() - {"to"} not in ({"kill"}, {"url"}):
        raise FaultError('must be null, {"kill": …} or {"url": …}, either with "to" or without')
    to, url = value.get("to", ""), value.get("url", "")
    if not isinstance(to, str) or not isinstance(url, str):
        raise FaultError("must have texts as url and to")
    return Hook(pids=_pids(value["kill"]) if "kill" in value else (), url=url, to=to)


def _pids(value: object) -> tuple[int, ...]:
    pids = value if isinstance(value, list) else [value]
    if not pids or not all(type(pid) is int and pid > 1 for pid in pids):
        raise FaultError("must kill a process id above 1, or a list of them")
    if os.getpid() in pids:
        raise FaultError("must not kill the mail sink itself")
    return tuple(pids)


class Strikes:
    """Carries hooks out and remembers how it went.

    A strike goes on when the connection that led to it ends, as it does when the client dies.
    """

    def __init__(self) -> None:
        self.fired: list[dict[str, Any]] = []
        self._under_way: set[asyncio.Task[Any]] = set()

    async def prepare(self, hook: Hook) -> bool:
        """Hold still what will be killed, so that it sees nothing more of what comes to it.

        False when it would not stand still.
        """
        return await self._lasting(_stop(hook.pids))

    async def strike(self, hook: Hook, *, moment: Moment, mail: Mail, certain: bool = True) -> None:
        """Do what the hook says, to the end; `certain` is noted with it."""
        await self._lasting(self._strike(hook, moment, mail, certain=certain))

    async def _lasting(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _strike(self, hook: Hook, moment: Moment, mail: Mail, *, certain: bool) -> None:
        outcomes = {str(pid): await processes.kill(pid) for pid in hook.pids}
        if hook.url:
            outcomes[hook.url] = await _call(hook.url, moment, mail)
        self.fired.append(
            {
                "moment": moment,
                "mail": mail.id,
                "message_id": mail.content.message_id,
                "outcomes": outcomes,
                "certain": certain,
                "at": datetime.now(UTC).isoformat(),
            }
        )


async def _stop(pids: tuple[int, ...]) -> bool:
    return all([await processes.stop(pid) for pid in pids])


async def _call(url: str, moment: Moment, mail: Mail) -> str:
    about = {"moment": moment, "mail": mail.id, "message_id": mail.content.message_id}
    try:
        async with (
            ClientSession(timeout=SECONDS_FOR_A_CALL) as client,
            client.post(url, json=about) as answer,
        ):
            return f"answered {answer.status}"
    except (ClientError, TimeoutError, ValueError) as error:
        return f"no answer: {type(error).__name__}"
