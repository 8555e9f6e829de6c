"""Racers in separate processes, started at the same instant against the same rows."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.simulators import ROOT

GET_READY = 0.02  # seconds between the order and the starting instant


@dataclass(frozen=True)
class Act:
    """One of `tests.faults.acts.ACTS` with its arguments; `delay` seconds after the start."""

    name: str
    arguments: Mapping[str, Any]
    delay: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What one racer was told: acknowledged with a result, or refused with a code and reasons."""

    act: str
    acknowledged: bool = False
    result: Any = None
    refusal: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    blockers: Sequence[str] = ()


@dataclass(frozen=True)
class Crew:
    """The racers; there must be as many as acts in a race."""

    processes: Sequence[subprocess.Popen[str]]

    def race(self, *acts: Act) -> list[Outcome]:
        """Let each act be done by a process of its own; an unexpected error fails the test."""
        start = time.monotonic() + GET_READY
        racers = list(zip(self.processes[: len(acts)], acts, strict=True))
        for process, act in racers:
            told = {"act": act.name, "arguments": dict(act.arguments), "start": start + act.delay}
            _write(process, told)
        return [_outcome(act.name, _read(process)) for process, act in racers]


@contextmanager
def crew(size: int, *, environment: Mapping[str, str], log: Path) -> Iterator[Crew]:
    """So many racers, ready; what they log goes to `log`. They end with the block."""
    with ExitStack() as stack:
        output = stack.enter_context(log.open("w"))
        processes = [stack.enter_context(_process(environment, output)) for _ in range(size)]
        for process in processes:
            assert _read(process) == {"ready": True}
        yield Crew(processes)


@contextmanager
def _process(environment: Mapping[str, str], log: Any) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.worker"],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _write(process: subprocess.Popen[str], told: dict[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(told) + "\n")
    process.stdin.flush()


def _read(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"a racer ended with {process.wait()}; its log says why"
    answer: dict[str, Any] = json.loads(line)
    return answer


def _outcome(act: str, answer: dict[str, Any]) -> Outcome:
    assert "crash" not in answer, f"{act} crashed:\n{answer['crash']}"
    return Outcome(act, **answer)
