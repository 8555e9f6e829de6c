"""How many may do something heavy at once in one process; who finds no place in time is refused.

Public: `Room`, `NoRoom`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError


class NoRoom(DomainError):
    """All places stayed taken as long as anybody should wait."""

    code = "no_room"
    sentence = _("Too many files are being handed in right now. Please repeat in a moment.")


@dataclass(frozen=True)
class Room:
    """So many places for the threads of this process; one waits `patience` seconds for a place."""

    places: int
    patience: float
    _free: BoundedSemaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_free", BoundedSemaphore(self.places))

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place for the length of the block. Raises `NoRoom`."""
        if not self._free.acquire(timeout=self.patience):
            raise NoRoom
        try:
            yield
        finally:
            self._free.release()
