"""How often a race is run, how it is kept close, and how it is told what came of it."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

LONG = os.environ.get("LONG") == "1"
STEP = 0.002  # seconds
EVERY = 50  # rounds between two lines of progress


@dataclass
class Balance:
    """Two racers kept where either may win: who won a round starts a little later in the next."""

    lead: float = 0.0

    @property
    def delays(self) -> tuple[float, float]:
        """Seconds by which the first and the second racer start late."""
        return max(0.0, self.lead), max(0.0, -self.lead)

    def first_won(self, *, first: bool) -> None:
        self.lead += STEP if first else -STEP


@dataclass
class Rounds:
    """The rounds of one test, and what came of each; `tell` gets a line now and then."""

    tell: Callable[[str], None]
    outcomes: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)

    def run(self, *, short: int, long: int = 200) -> Iterator[int]:
        """The numbers of the rounds: `long` of them with LONG=1, otherwise `short`."""
        total = long if LONG else short
        for number in range(1, total + 1):
            yield number
            if number % EVERY == 0 or number == total:
                self._report(number, total)

    def _report(self, number: int, total: int) -> None:
        seconds = time.monotonic() - self.began
        counts = ", ".join(f"{what}: {times}" for what, times in sorted(self.outcomes.items()))
        self.tell(f"{number}/{total} rounds in {seconds:.0f} s; {counts}")
