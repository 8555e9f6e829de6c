"""A real Celery worker that can be killed, with the child that does its work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from kombu import Queue

from config.celery import app
from tests.launcher import is_alive
from tests.simulators import ROOT, eventually

START_SECONDS = 60.0
RECOVER_SECONDS = 60.0


@dataclass
class CeleryWorker:
    """One prefork worker with one child, started when it is first needed and after each death.

    It listens on a queue of its own; the tests are its clock.
    """

    environment: Mapping[str, str]
    log: Path
    queue: str = field(default_factory=lambda: f"faults-{uuid4().hex}")
    process: subprocess.Popen[bytes] | None = None

    def tick(self, task: str) -> None:
        """Have a task run, once, as beat would."""
        self._running()
        app.send_task(task, queue=self.queue)

    def victims(self, *, parent: bool) -> list[int]:
        """The child at work, and its parent where that is to die, too."""
        process = self._running()
        assert eventually(lambda: bool(self._children()), within=START_SECONDS)
        return [*self._children(), *([process.pid] if parent else [])]

    def kill(self, *, parent: bool) -> None:
        """SIGKILL, at once."""
        victims = self.victims(parent=parent)
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        self.wait_for_death(victims)

    def wait_for_death(self, victims: list[int]) -> None:
        """Until none of them runs any more."""

        def dead() -> bool:
            if self.process is not None:
                self.process.poll()  # reaps it
            return not any(is_alive(pid) for pid in victims)

        assert eventually(dead, within=RECOVER_SECONDS)

    def end(self) -> None:
        """End what runs, and forget what waits in the queue."""
        if self.process is not None:
            children = self._children()
            self.process.kill()
            self.process.wait()
            for pid in filter(is_alive, children):
                os.kill(pid, signal.SIGKILL)
            with app.connection_for_write() as broker:
                Queue(self.queue, channel=broker.default_channel).delete()

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.process = self._start()
        return self.process

    def _start(self) -> subprocess.Popen[bytes]:
        celery = [str(Path(sys.executable).with_name("celery")), "-A", "config", "worker"]
        options = ["-Q", self.queue, "-n", f"{self.queue}@%h", "--concurrency", "1", "-l", "info"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                [*celery, *options, *quiet],
                cwd=ROOT,
                env=dict(self.environment),
                stdout=log,
                stderr=log,
            )
        ready = eventually(
            lambda: b" ready." in self.log.read_bytes() or process.poll() is not None,
            within=START_SECONDS,
        )
        assert ready, self.log.read_text()
        assert process.poll() is None, self.log.read_text()
        return process

    def _children(self) -> list[int]:
        """Those of the worker that run; a child that was killed is a zombie for a while."""
        if self.process is None or self.process.poll() is not None:
            return []
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [pid for pid in map(int, listed.split()) if is_alive(pid)]
