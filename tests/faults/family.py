"""What a process and all that it began take of the machine, as Linux tells it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
BETWEEN_LOOKS = 0.02  # seconds
MEGABYTE = 1024 * 1024


@dataclass
class Peak:
    """The most that was seen at one look: bytes of memory, and processes of one program."""

    memory: int = 0
    processes: int = 0


@contextmanager
def watched(pid: int, *, program: str) -> Iterator[Peak]:
    """The peak of the process with all below it, until the block ends.

    `program` is a part of the command lines whose processes are counted.
    """
    peak, over = Peak(), threading.Event()

    def look() -> None:
        while not over.wait(BETWEEN_LOOKS):
            family = members(pid)
            peak.memory = max(peak.memory, memory(family))
            running = sum(program in command_line(one) for one in family)
            peak.processes = max(peak.processes, running)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def members(pid: int) -> list[int]:
    """The process and all below it that run."""
    below = [int(child) for child in _children(pid)]
    return [pid, *(one for child in below for one in members(child))]


def memory(pids: Sequence[int]) -> int:
    """What they hold together, in bytes; what several share is counted for each."""
    return sum(_resident(pid) for pid in pids)


def command_line(pid: int) -> str:
    return _told(pid, "cmdline").replace("\0", " ")


def _children(pid: int) -> list[str]:
    """Of all its threads."""
    try:
        threads = list((PROC / str(pid) / "task").iterdir())
    except OSError:
        return []
    return [child for one in threads for child in _told(pid, f"task/{one.name}/children").split()]


def _resident(pid: int) -> int:
    lines = [line for line in _told(pid, "status").splitlines() if line.startswith("VmRSS:")]
    return sum(int(line.split()[1]) * 1024 for line in lines)


def _told(pid: int, name: str) -> str:
    """A file of /proc; empty where the process has ended."""
    try:
        return (PROC / str(pid) / name).read_text()
    except OSError:
        return ""
