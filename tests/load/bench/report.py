"""Figures and ratios as a page in Markdown.

Public: `Report`.
"""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .contenders import BASELINE, PRODUCT, RAW
from .rounds import CLIENTS, Turn
from .workloads import WORKLOADS

PAGE = Path(__file__).with_name("page.md")
CONTENDERS = (PRODUCT, BASELINE, RAW)
COMPARED = ((PRODUCT, BASELINE), (PRODUCT, RAW), (BASELINE, RAW))


@dataclass(frozen=True)
class Ratio:
    """How often one answers while the other answers once: the median round, and the extremes."""

    median: float
    least: float
    most: float


@dataclass(frozen=True)
class Figures:
    """Answers a second, and milliseconds within which so many in a hundred answers come."""

    answers: int
    rate: float
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True)
class Report:
    """The counted turns, and what they were taken on."""

    turns: Sequence[Turn]
    cases: int
    seconds: float
    postgres: str

    @property
    def rounds(self) -> int:
        return max(turn.round for turn in self.turns)

    def wrong(self) -> list[str]:
        """Each wrong answer, with who gave it."""
        return [
            f"{turn.contender} {turn.workload}: {what}"
            for turn in self.turns
            for what in turn.wrong
        ]

    def figures(self, contender: str, workload: str) -> Figures:
        own = self._of(contender, workload)
        times = sorted(time * 1000 for turn in own for time in turn.times)
        p50, p95, p99 = (statistics.quantiles(times, n=100)[n - 1] for n in (50, 95, 99))
        rate = statistics.median(turn.rate for turn in own)
        return Figures(answers=len(times), rate=rate, p50=p50, p95=p95, p99=p99)

    def ratio(self, one: str, other: str, workload: str) -> Ratio:
        pairs = zip(self._of(one, workload), self._of(other, workload), strict=True)
        found = [mine.rate / theirs.rate for mine, theirs in pairs]
        return Ratio(statistics.median(found), min(found), max(found))

    def tables(self) -> str:
        """The ratios, then the figures behind them."""
        return "\n".join([*self._ratios(), "", *self._figures()])

    def page(self, *, on: date) -> str:
        """docs/bench.md."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        return PAGE.read_text().format(
            on=on,
            cores=len(os.sched_getaffinity(0)),
            memory=round(memory),
            postgres=self.postgres,
            python=platform.python_version(),
            cases=f"{self.cases:,}",
            rounds=self.rounds,
            seconds=f"{self.seconds:g}",
            clients=CLIENTS,
            tables=self.tables(),
        )

    def _of(self, contender: str, workload: str) -> list[Turn]:
        wanted = (contender, workload)
        return [turn for turn in self.turns if (turn.contender, turn.workload) == wanted]

    def _ratios(self) -> Iterator[str]:
        yield (
            "| answers a second, as a ratio | "
            + " | ".join(f"{a} : {b}" for a, b in COMPARED)
            + " |"
        )
        yield "|---|" + "---|" * len(COMPARED)
        for workload in WORKLOADS:
            found = [self.ratio(*pair, workload.name) for pair in COMPARED]
            cells = [f"**{of.median:.2f}** ({of.least:.2f}–{of.most:.2f})" for of in found]
            yield f"| {workload.title} | " + " | ".join(cells) + " |"

    def _figures(self) -> Iterator[str]:
        yield "| | | answers | a second | p50 ms | p95 ms | p99 ms |"
        yield "|---|---|---|---|---|---|---|"
        for workload in WORKLOADS:
            for name in CONTENDERS:
                of = self.figures(name, workload.name)
                yield (
                    f"| {workload.title} | {name} | {of.answers} | {of.rate:.0f} |"
                    f" {of.p50:.1f} | {of.p95:.1f} | {of.p99:.1f} |"
                )
