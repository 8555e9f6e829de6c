"""Waiting for what others do in their own time: by asking again, with a deadline.

Public: `Failed`, `eventually`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE = 0.25  # seconds between two questions


class Failed(Exception):
    """Something did not happen as it should; the sentence says what."""


def eventually(what: str, ask: Callable[[], T | None], *, within: float = 60) -> T:
    """The first answer that is not None. Raises `Failed` naming `what` after so many seconds."""
    deadline = time.monotonic() + within
    while (answer := ask()) is None:
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {within:.0f} seconds.")
        time.sleep(PAUSE)
    return answer
