"""File locks that the kernel gives back when their holder dies, however it dies.

Nothing here asks whether a process id is alive: ids are used again, locks are not.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """An advisory lock on a file, held until `release` or the end of this process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def take(self, *, shared: bool = False) -> None:
        """Wait for the lock."""
        self._lock(fcntl.LOCK_SH if shared else fcntl.LOCK_EX)

    def try_take(self, *, seconds: float = 0) -> bool:
        """Take the lock alone if that is possible within `seconds`; say whether it was."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self._lock(fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(0.05)
            else:
                return True

    def release(self) -> None:
        """Give the lock back; does nothing if it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _lock(self, operation: int) -> None:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, operation)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor


def is_held(path: Path) -> bool:
    """Whether any process holds the lock on `path` at this moment."""
    lock = FileLock(path)
    if not lock.try_take():
        return True
    lock.release()
    return False


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for the lock on `path` and hold it inside the block."""
    lock = FileLock(path)
    lock.take()
    try:
        yield
    finally:
        lock.release()
