"""Stopping and killing other processes, each with certainty about when it has happened."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
PATIENCE = 2.0  # seconds; the kernel needs far less than a millisecond


async def stop(pid: int) -> bool:
    """Send SIGSTOP; true when no thread of the process runs any more.

    A process that is not there or not ours is left to `kill` to report.
    """
    try:
        os.kill(pid, signal.SIGSTOP)
    except (ProcessLookupError, PermissionError):
        return True
    return await until(lambda: _threads(pid) <= set("TtZX"))


async def kill(pid: int) -> str:
    """Send SIGKILL and wait for the end. Says how it went."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return "no such process"
    except PermissionError:
        return "not permitted"
    ended = await until(lambda: _threads(pid) <= set("ZX"))
    return "killed" if ended else "sent SIGKILL, but it lives on"


async def until(holds: Callable[[], bool]) -> bool:
    """Wait for something that comes in no time; false when it does not."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.0005)
    return True


def _threads(pid: int) -> set[str]:
    """The states of all its threads (proc(5)); none when it has gone, even while we look."""
    states = set()
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in (PROC / str(pid) / "task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):
                states.add((thread / "stat").read_text().rpartition(")")[2].split()[0])
    return states
