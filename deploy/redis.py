"""A Redis of our own: 127.0.0.1 only, a free port, a password, nothing kept on disk."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.errors import SetupError
from deploy.places import state_dir
from deploy.processes import Account, end, free_port, spawn, tail, unprivileged_account, wait_until
from deploy.programs import find_redis, within_reach

START_ATTEMPTS = 5
DATABASES = 32


@dataclass(frozen=True)
class Redis:
    """One server per checkout and user. Disposable: what must not be lost is in PostgreSQL."""

    folder: Path
    program: Path
    account: Account | None
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    stop_signal = signal.SIGTERM

    @classmethod
    def found(cls, choice: str) -> Redis:
        """The server for the program that `choice` (any, system, wheel) leads to."""
        program, account = find_redis(choice), unprivileged_account()
        folder = state_dir() / "redis"
        folder.mkdir(mode=0o755, exist_ok=True)
        reach = within_reach(program.parent, account=account, copies=folder / "programs")
        return cls(folder=folder, program=reach / program.name, account=account)

    def start(self, *, port: int | None) -> tuple[subprocess.Popen[bytes], int]:
        """Start and wait until it answers. Raises `SetupError` with the log's end."""
        for _ in range(START_ATTEMPTS):
            chosen = port or free_port()
            process = self._launch(chosen)
            wait_until(lambda: process.poll() is not None or self._answers(chosen), seconds=15)  # noqa: B023 -- used up within the round
            if process.poll() is None and self._answers(chosen):
                return process, chosen
            end(process, first=self.stop_signal, seconds=2)
        raise SetupError(
            f"Redis does not start:\n{tail(self._log)}\nSet REDIS_URL to go on without."
        )

    def address(self, *, port: int) -> Mapping[str, Any]:
        """Host, port and password."""
        return {"host": "127.0.0.1", "port": port, "password": self.password}

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _launch(self, port: int) -> subprocess.Popen[bytes]:
        self._log.unlink(missing_ok=True)
        return spawn(
            [str(self.program), "-"],
            environment=os.environ,
            log=self._log,
            cwd=Path("/"),
            on_parent_death=self.stop_signal,
            account=self.account,
            stdin=self._configuration(port),  # not by arguments, which every user can read
        )

    def _configuration(self, port: int) -> bytes:
        return (
            f'bind 127.0.0.1\nport {port}\nrequirepass {self.password}\nsave ""\n'
            f"appendonly no\ndatabases {DATABASES}\n"
        ).encode()

    def _answers(self, port: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as replies:
                    return [replies.readline(), replies.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False
