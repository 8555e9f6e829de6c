"""The simulators as test equipment: real processes on free ports, ended with the test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx

ROOT = Path(__file__).parents[1]
Name = Literal["mailsink", "payment", "producer"]


@dataclass(frozen=True)
class Running:
    """A simulator that answers.

    `protocol` calls it as the product does, with the token; `control` is the remote control,
    without one. `smtp_port` is the mail sink's, 0 elsewhere.
    """

    url: str
    token: str
    pid: int
    smtp_port: int
    protocol: httpx.Client
    control: httpx.Client

    def kill(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def faults(self, **faults: Any) -> None:
        """Switch on exactly these faults; none ends them all."""
        self.control.put("/faults", json=faults).raise_for_status()


@contextmanager
def running(
    name: Name, *, token: str = "simulated", options: tuple[str, ...] = ()
) -> Iterator[Running]:
    """Start a simulator with further command line options; raises RuntimeError with its output
    when it is not ready within ten seconds."""
    ports = ("--smtp-port", "0", "--http-port", "0") if name == "mailsink" else ("--port", "0")
    credentials = () if name == "mailsink" else ("--token", token)
    command = [sys.executable, "-m", f"simulators.{name}", *ports, *credentials, *options]
    with (
        tempfile.TemporaryDirectory() as folder,
        _process(command, output := Path(folder) / "output") as process,
    ):
        ready = _ready(process, output)
        url = ready["url"]
        with (
            httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as protocol,
            httpx.Client(base_url=url) as control,
        ):
            smtp_port = ready.get("smtp_port", 0)
            yield Running(url, token, process.pid, smtp_port, protocol, control)


def eventually(holds: Callable[[], bool], *, within: float = 5.0) -> bool:
    """Whether it comes true within so many seconds."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@contextmanager
def _process(command: list[str], output: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process, which writes to a file of its own: a pipe nobody reads would stop it."""
    with output.open("wb") as written:
        process = subprocess.Popen(command, cwd=ROOT, stdout=written, stderr=written)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ready(process: subprocess.Popen[bytes], output: Path) -> dict[str, Any]:
    def announced() -> list[str]:
        lines = output.read_text().splitlines(keepends=True)
        return [line for line in lines if line.startswith("ready ") and line.endswith("\n")]

    eventually(lambda: process.poll() is not None or bool(announced()), within=10)
    for line in announced():
        ready: dict[str, Any] = json.loads(line.removeprefix("ready "))
        return ready
    raise RuntimeError(f"The simulator did not start.\n{output.read_text()}")
