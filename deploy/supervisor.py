"""Runs a handful of programs, each with a log of its own, and keeps them running.

One that dies is started again with growing pauses; one that keeps dying ends everything, loudly.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.errors import SetupError
from deploy.places import CHECKOUT
from deploy.processes import end, kill_group, spawn, tail, wait_until

PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds before the 1st, 2nd ... new start
FORGIVEN_AFTER = 60.0  # seconds of life, after which earlier deaths no longer count
STOP_SECONDS = 8


@dataclass(frozen=True)
class Program:
    """One program of a stack; `health` is a URL that answers 200 when it is ready."""

    name: str
    argv: Sequence[str]
    health: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Running:
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0
    start_again_at: float | None = None


@dataclass
class Supervisor:
    """Programs under one environment, printing to `logs/NAME.log`.

    To be used from one thread: on Linux the kernel ends the programs with the thread that began
    them.
    """

    programs: Sequence[Program]
    environment: Mapping[str, str]
    logs: Path
    _running: dict[str, _Running] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        """Start the named programs, their logs emptied."""
        self.logs.mkdir(parents=True, exist_ok=True)
        for name in names:
            self.log(name).write_bytes(b"")
            self._running[name] = _Running(self._spawn(name), started=time.monotonic())

    def wait_healthy(self, *names: str, seconds: float = 60) -> None:
        """Wait until the named programs answer.

        Raises `SetupError` with the log's end if one dies first or does not answer in time.
        """
        deadline = time.monotonic() + seconds
        for name in names:
            while not self._is_healthy(name):
                self._refuse_dead(name)
                if time.monotonic() > deadline:
                    raise self._failure(name, f"does not answer after {seconds:.0f} seconds")
                time.sleep(0.05)

    def look(self) -> None:
        """Start again what has died and whose pause is over; call it once in a while.

        Raises `SetupError` with the log's end when a program has died too often.
        """
        for name, running in self._running.items():
            if running.process.poll() is None:
                continue
            if running.start_again_at is None:
                self._note_death(name, running)
            elif time.monotonic() >= running.start_again_at:
                running.process = self._spawn(name)
                running.started, running.start_again_at = time.monotonic(), None

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the program and all its children, and wait until it is dead."""
        process = self._running[name].process
        os.killpg(process.pid, number)
        process.wait()
        kill_group(process.pid)

    def restart(self, *names: str) -> None:
        """Start the named programs again, ending them first if they run; their logs go on."""
        for name in names:
            running = self._running[name]
            end(running.process, first=signal.SIGTERM, seconds=STOP_SECONDS)
            self._running[name] = _Running(self._spawn(name), started=time.monotonic())

    def stop(self) -> None:
        """Ask all of them to end, last started first, and leave none alive."""
        leaving = dict(reversed(self._running.items()))
        for running in leaving.values():
            if running.process.poll() is None:
                running.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for name, running in leaving.items():
            end(running.process, first=signal.SIGTERM, seconds=max(0, deadline - time.monotonic()))
            if running.process.returncode == -signal.SIGKILL:
                print(
                    f"{name} did not end within {STOP_SECONDS} seconds and was killed", flush=True
                )
        self._running.clear()

    def pids(self) -> dict[str, int]:
        """The process id of each program."""
        return {name: running.process.pid for name, running in self._running.items()}

    def log(self, name: str) -> Path:
        """Where the program prints to."""
        return self.logs / f"{name}.log"

    def _program(self, name: str) -> Program:
        return next(program for program in self.programs if program.name == name)

    def _spawn(self, name: str) -> subprocess.Popen[bytes]:
        program = self._program(name)
        return spawn(
            program.argv,
            environment={**self.environment, **program.environment},
            log=self.log(name),
            cwd=CHECKOUT,
            on_parent_death=signal.SIGTERM,
        )

    def _note_death(self, name: str, running: _Running) -> None:
        kill_group(running.process.pid)
        if time.monotonic() - running.started > FORGIVEN_AFTER:
            running.deaths = 0
        if running.deaths >= len(PAUSES):
            raise self._failure(name, f"died {running.deaths + 1} times")
        running.start_again_at = time.monotonic() + PAUSES[running.deaths]
        running.deaths += 1
        print(f"{name} died (exit {running.process.returncode}); starting it again", flush=True)

    def _refuse_dead(self, name: str) -> None:
        code = self._running[name].process.poll()
        if code is not None:
            raise self._failure(name, f"ended at once (exit {code})")

    def _is_healthy(self, name: str) -> bool:
        health = self._program(name).health
        return health is None or answers(health)

    def _failure(self, name: str, what: str) -> SetupError:
        return SetupError(f"{name} {what}. The end of {self.log(name)}:\n{tail(self.log(name))}")


def answers(url: str) -> bool:
    """Whether a GET on the URL gives 200 within two seconds."""
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:  # noqa: S310 -- our own http URLs
            return bool(reply.status == 200)
    except urllib.error.HTTPError as refusal:
        refusal.close()  # it is the answer, and holds the connection
        return False
    except OSError:
        return False


def kill_leftovers(marker: str) -> None:
    """Kill processes of this user whose environment holds `marker`: a killed run's (Linux).

    Returns when they are gone, and so are their ports. Elsewhere they have to be ended by hand;
    they would show as ports that are taken.
    """
    wait_until(lambda: not _kill_those_found(marker), seconds=STOP_SECONDS)


def _kill_those_found(marker: str) -> bool:
    """Whether there were any; what has been killed has an empty environment at once."""
    found = [
        int(entry.parent.name)
        for entry in Path("/proc").glob("[0-9]*/environ")
        if _environment_holds(entry, marker)
    ]
    for pid in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return bool(found)


def _environment_holds(entry: Path, marker: str) -> bool:
    try:
        return marker.encode() in entry.read_bytes().split(b"\0")
    except OSError:  # it ended meanwhile, or belongs to somebody else
        return False
