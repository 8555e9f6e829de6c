"""Starting and ending processes so that none outlives the one that started it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import pwd
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from deploy.errors import SetupError

_PR_SET_PDEATHSIG = 1
IS_LINUX = platform.system() == "Linux"
_LIBC = ctypes.CDLL(None) if IS_LINUX else None


@dataclass(frozen=True)
class Account:
    """A user of the operating system as whom a server runs."""

    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """As whom servers run: `nobody` if we are root, which PostgreSQL refuses; else None."""
    if os.getuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise SetupError(
            "As root the database server runs as the user 'nobody', who does not exist here. "
            "Run as an ordinary user, or set DATABASE_URL to a server of your own."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def spawn(
    argv: Sequence[str],
    *,
    environment: Mapping[str, str],
    log: Path,
    cwd: Path,
    on_parent_death: signal.Signals,
    account: Account | None = None,
    stdin: bytes = b"",
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, its output going to the end of `log`.

    On Linux it gets `on_parent_death` when the calling thread's process dies, even by SIGKILL.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            argv,
            env=dict(environment),
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_in_child(account=account, on_parent_death=on_parent_death),
        )
    assert process.stdin is not None  # noqa: S101 -- a pipe was asked for above
    try:
        process.stdin.write(stdin)
        process.stdin.close()
    except BrokenPipeError:
        pass  # it has died already; whoever waits for it says so with the log's end
    return process


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: let the kernel send `death_signal` when the parent dies (Linux only)."""
    return _in_child(account=None, on_parent_death=death_signal)


def end(process: subprocess.Popen[bytes], *, first: signal.Signals, seconds: float) -> None:
    """Ask the process to end with `first`; after `seconds` kill its whole group, and reap it."""
    if process.poll() is None:
        process.send_signal(first)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    kill_group(process.pid)
    process.wait()


def kill_group(leader: int) -> None:
    """Kill what is left of the process group that `leader` began."""
    # Nobody is left, or (macOS) only zombies are.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def end_on_signals() -> None:
    """Let SIGTERM and SIGHUP unwind the stack as Ctrl-C does, so that every `finally` runs.

    SIGINT is listened to again, too: a shell lets what it starts in the background ignore it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)


def command_line(pid: int) -> str:
    """The command line of a running process, or "" if there is none."""
    if IS_LINUX:
        try:
            return (
                Path(f"/proc/{pid}/cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode(errors="replace")
            )
        except OSError:
            return ""
    listing = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listing.stdout.strip()


def wait_until(condition: Callable[[], bool], *, seconds: float, every: float = 0.02) -> bool:
    """Poll until the condition holds; False if `seconds` pass first."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(every)
    return True


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on, and that no connection will be given.

    The kernel draws the near ends of connections from 32768 upwards; one of those could be taken
    before our server listens.
    """
    while True:
        port = 10_000 + secrets.randbelow(22_000)
        if is_free(port):
            return port


def is_free(port: int) -> bool:
    """Whether one could listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def tail(log: Path, *, lines: int = 25) -> str:
    """The last lines of a log file, or "" if there is none."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _in_child(*, account: Account | None, on_parent_death: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def prepare() -> None:
        if account is not None:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
        if _LIBC is not None:  # after setuid, which clears it
            _LIBC.prctl(_PR_SET_PDEATHSIG, on_parent_death)
            if os.getppid() != parent:  # the parent died before we could ask
                os._exit(1)

    return prepare


def _leave(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)
