"""`make bench`: measure, print the tables, write docs/bench.md. Fails on any wrong answer."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from deploy.errors import SetupError, run_as_program
from deploy.places import CHECKOUT
from deploy.processes import end_on_signals
from deploy.stack import running_stack

from .contenders import contenders
from .rounds import Plan, Turn
from .run import bench

PAGE = CHECKOUT / "docs" / "bench.md"


def main() -> int:
    """The environment may say how much: BENCH_CASES, BENCH_ROUNDS, BENCH_SECONDS."""
    end_on_signals()
    plan = Plan(rounds=int(_number("BENCH_ROUNDS", 12)), seconds=_number("BENCH_SECONDS", 2))
    with (
        tempfile.TemporaryDirectory() as folder,
        running_stack(database="titelweg_bench", folder=Path(folder), demo_data=True) as stack,
        contenders(stack, cases=int(_number("BENCH_CASES", 5_000))) as here,
    ):
        report = bench(here, plan, watch=_told)
    if wrong := report.wrong():
        raise SetupError(f"{len(wrong)} wrong answers, the first: {wrong[0]}")
    print(f"\n{report.tables()}\n")
    PAGE.write_text(report.page(on=datetime.now(ZoneInfo("Europe/Berlin")).date()))
    return 0


def _number(name: str, default: float) -> float:
    try:
        return float(os.environ.get(name) or default)
    except ValueError:
        raise SetupError(f"{name} must be a number.") from None


def _told(turns: Iterator[Turn]) -> Iterator[Turn]:
    """Say after each turn how it went."""
    for turn in turns:
        what = f"round {turn.round}" if turn.round else "warm-up"
        print(f"  {what}: {turn.workload} by {turn.contender}, {turn.rate:.0f}/s", flush=True)
        yield turn


if __name__ == "__main__":
    run_as_program(main)
