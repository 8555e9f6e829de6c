"""A small process that owns one server and ends it when nobody uses it any more.

Who uses a server holds a *shared* lock on the folder's `users.lock`. The keeper tries again and
again to get that lock *alone*: when it does, no user is left, whether they ended or were killed,
and it stops the server. A new user waits for that, finds no keeper, and starts the next one.
The keeper itself holds `keeper.lock` as long as it lives, and writes `address.json` when its
server answers.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from deploy.errors import SetupError, run_as_program
from deploy.locks import FileLock
from deploy.postgres import Postgres
from deploy.processes import end, end_on_signals
from deploy.redis import Redis

LOOK_EVERY = 0.3
RESTARTS = 20


class Server(Protocol):
    """What a keeper can keep."""

    @property
    def folder(self) -> Path: ...

    @property
    def stop_signal(self) -> signal.Signals: ...

    def start(self, *, port: int | None) -> tuple[subprocess.Popen[bytes], int]:
        """Start on `port`, or on a free one; return when the server answers."""

    def address(self, *, port: int) -> Mapping[str, Any]:
        """What a user must know to connect."""


SERVERS: Mapping[str, Callable[[str], Server]] = {
    "postgres": Postgres.found,
    "redis": Redis.found,
}


def keep(server: Server, *, alone: FileLock) -> None:
    """Run the server until its last user is gone; one that dies is started again on its port.

    `alone` is given back before the users' lock: who gets that one must not find a keeper.
    """
    process, port = server.start(port=None)
    users = FileLock(server.folder / "users.lock")
    try:
        _publish(server, port=port)
        for _ in range(RESTARTS):
            if _last_user_left(users, process):
                return
            process, _same = server.start(port=port)
        raise SetupError(f"the server died {RESTARTS} times; see {server.folder / 'server.log'}")
    finally:
        (server.folder / "address.json").unlink(missing_ok=True)
        end(process, first=server.stop_signal, seconds=10)
        alone.release()
        users.release()


def _last_user_left(users: FileLock, process: subprocess.Popen[bytes]) -> bool:
    """Wait until the last user is gone (True) or the server has died (False)."""
    while process.poll() is None:
        time.sleep(LOOK_EVERY)
        if users.try_take():
            return True
    return False


def _publish(server: Server, *, port: int) -> None:
    address = {**server.address(port=port), "keeper": os.getpid()}
    fresh = server.folder / "address.json.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(address))
    fresh.replace(server.folder / "address.json")


def main() -> int:
    """`python -m deploy.keeper postgres|redis system|wheel|any`, started by deploy.servers."""
    end_on_signals()
    name, choice = sys.argv[1:]
    server = SERVERS[name](choice)
    alone = FileLock(server.folder / "keeper.lock")
    if not alone.try_take():
        raise SetupError(f"another keeper holds {alone.path}")
    keep(server, alone=alone)
    return 0


if __name__ == "__main__":
    run_as_program(main)
