"""The whole system on this machine: servers, simulators, web, workers and beat.

`make up` runs it in the foreground; tests borrow one with `running_stack`.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deploy import bootstrap
from deploy.environment import product_environment
from deploy.errors import SetupError, run_as_program
from deploy.lineup import CLOCKWORK, PORTAL, SIMULATORS, Lineup, Ports, without_owner
from deploy.locks import FileLock
from deploy.places import CHECKOUT, RUN
from deploy.processes import end_on_signals, tail
from deploy.roles import drop_database, fresh_database, with_database
from deploy.servers import Addresses, servers
from deploy.supervisor import Supervisor, kill_leftovers

LOOK_EVERY = 0.5
MARKER = "TITELWEG_STACK"


@dataclass(frozen=True)
class Stack:
    """A running system. What tests use: `url`, `facts`, `supervisor`, `manage`."""

    lineup: Lineup
    environment: Mapping[str, str]
    supervisor: Supervisor

    @property
    def url(self) -> str:
        """Where the product answers."""
        return self.lineup.url("web")

    @property
    def folder(self) -> Path:
        """Logs, mails, blobs and stack.json of this stack."""
        return self.lineup.folder

    @property
    def facts(self) -> dict[str, Any]:
        """What stack.json says: addresses, demo logins, process ids."""
        demo = json.loads((self.folder / "demo.json").read_text())
        return {
            "url": self.url,
            "admin": f"{self.url}/admin/",
            "docs": f"{self.url}/api/docs",
            "mail": self.lineup.url("mail"),
            "payment": self.lineup.url("payment"),
            "producer": self.lineup.url("producer"),
            "application": self.lineup.url(PORTAL),
            "portal": demo["portal"],
            "sandbox": demo["sandbox"],
            "staff": demo["staff"],
            "database_url": self.environment["DATABASE_URL"],
            "owner_database_url": self.environment["DATABASE_OWNER_URL"],
            "redis_url": self.environment["REDIS_URL"],
            "pids": {"launcher": os.getpid(), **self.supervisor.pids()},
        }

    def manage(self, *arguments: str) -> str:
        """Run a management command as the stack's own; return what it printed.

        Raises `SetupError` with the end of its output if it fails.
        """
        log = self.supervisor.log(arguments[0])
        with log.open("wb") as output:
            done = subprocess.run(
                [sys.executable, "manage.py", *arguments],
                cwd=CHECKOUT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            raise SetupError(f"manage.py {shlex.join(arguments)} failed:\n{tail(log, lines=40)}")
        return log.read_text()

    def bring_up(self, *, demo_data: bool) -> None:
        """Start everything in order; when it returns, the web answers and stack.json is written."""
        self.supervisor.start(*SIMULATORS)
        _step("tables", lambda: self.manage("migrate", "--database=owner", "--no-input"))
        self.supervisor.start("web")  # gets ready meanwhile
        demo_file = str(self.folder / "demo.json")
        _step("demo accounts", lambda: self.manage("demo_accounts", "--write", demo_file))
        self.supervisor.wait_healthy(*SIMULATORS)
        if demo_data:
            _step("demo data", lambda: self.manage("demo_data"))
        self.supervisor.start(*CLOCKWORK)  # after the demo data, whose clock is another
        self.supervisor.start(PORTAL)
        _step("web, workers, beat, portal", lambda: self.supervisor.wait_healthy("web", PORTAL))
        self.write_facts()

    def write_facts(self) -> None:
        """Write stack.json, readable by this user only: it holds passwords."""
        fresh = self.folder / "stack.json.new"
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(self.facts, indent=2) + "\n")
        fresh.replace(self.folder / "stack.json")


@contextmanager
def running_stack(
    *,
    database: str,
    folder: Path,
    demo_data: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Stack]:
    """A stack for tests on free ports, with a fresh database that is dropped at the end.

    `database` begins the database's name; a number follows, so that two runs do not collide.

    Nothing restarts by itself: `stack.supervisor.kill("worker")` and `.restart("worker")` are the
    test's to call. `environment` overrides what the product is told, e.g. `TICK_SECONDS`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kill_leftovers(_marker(folder))
    with servers(os.environ) as addresses:
        owner_url, name = addresses.owner_url, f"{database}_{addresses.slot}"
        fresh_database(owner_url=owner_url, name=name)
        stack = _stack(_in_database(addresses, name), Ports.free(), folder, environment or {})
        try:
            with _stopped_afterwards(stack):
                stack.bring_up(demo_data=demo_data)
                yield stack
        finally:
            drop_database(owner_url=owner_url, name=name)


def up(*, port: int, then: str, environ: Mapping[str, str]) -> int:
    """Run the stack until a signal comes, after the command `then` if one is given.

    Raises `SetupError` if the port is taken, a stack runs already, a program keeps dying, or
    `then` fails.
    """
    began = time.monotonic()
    RUN.mkdir(exist_ok=True)
    with _only_one(), servers(environ) as addresses:
        kill_leftovers(_marker(RUN))  # before the ports are looked at: they may hold them
        stack = _stack(addresses, Ports.beginning_at(port), RUN, _tuned(environ))
        with _stopped_afterwards(stack):
            stack.bring_up(demo_data=True)
            _announce(stack.facts, seconds=time.monotonic() - began)
            if then:
                _run_then(then, stack)
            while True:
                stack.supervisor.look()
                time.sleep(LOOK_EVERY)


def _stack(addresses: Addresses, ports: Ports, folder: Path, overrides: Mapping[str, str]) -> Stack:
    lineup = Lineup(ports=ports, folder=folder)
    environment = {
        **os.environ,
        **product_environment(addresses, os.environ),
        **lineup.environment(),
        **overrides,
        MARKER: str(folder),
    }
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    programs = lineup.programs()
    supervisor = Supervisor(programs=programs, environment=without_owner(environment), logs=logs)
    return Stack(lineup=lineup, environment=environment, supervisor=supervisor)


def _in_database(addresses: Addresses, name: str) -> Addresses:
    return replace(
        addresses,
        database_url=with_database(addresses.database_url, name),
        owner_url=with_database(addresses.owner_url, name),
    )


def _marker(folder: Path) -> str:
    """What the environment of every process of the stack in this folder holds."""
    return f"{MARKER}={folder}"


@contextmanager
def _stopped_afterwards(stack: Stack) -> Iterator[None]:
    """End everything of this stack's when the block ends, however it does."""
    try:
        yield
    finally:
        stack.supervisor.stop()
        kill_leftovers(_marker(stack.folder))
        (stack.folder / "stack.json").unlink(missing_ok=True)


def _tuned(environ: Mapping[str, str]) -> dict[str, str]:
    """What a person may set for `make up`; everything else the stack decides."""
    return {name: environ[name] for name in ("TICK_SECONDS",) if name in environ}


@contextmanager
def _only_one() -> Iterator[None]:
    lock = FileLock(RUN / "stack.lock")
    if not lock.try_take():
        raise SetupError("A stack of this checkout runs already. `make down` ends it.")
    try:
        (RUN / "stack.pid").write_text(str(os.getpid()))
        yield
    finally:
        lock.release()


def _step(name: str, work: Callable[[], object]) -> None:
    began = time.monotonic()
    print(f"  {name} ...", end="", flush=True)
    work()
    print(f" {time.monotonic() - began:.1f} s", flush=True)


def _run_then(command: str, stack: Stack) -> None:
    done = subprocess.run(
        shlex.split(command), cwd=CHECKOUT, env=dict(stack.environment), check=False
    )
    if done.returncode:
        raise SetupError(f"{command} failed (exit {done.returncode}).")


def _announce(facts: Mapping[str, Any], *, seconds: float) -> None:
    print(f"\nTitelweg runs (ready in {seconds:.1f} s). Ctrl-C ends it.\n")
    for name in ("url", "application", "admin", "docs", "mail", "payment", "producer"):
        print(f"  {name:<11} {facts[name]}")
    print("\n  demo logins of the admin (development only)")
    for role, login in facts["staff"].items():
        print(f"  {role:<22} {login['user']:<28} {login['password']}")
    print("\n  The demo portal's credentials and all of this: .run/stack.json; logs: .run/logs/\n")
    sys.stdout.flush()


def main() -> int:
    """`PORT=8000 python -m deploy.stack [--then COMMAND]`."""
    end_on_signals()
    parser = argparse.ArgumentParser(prog="python -m deploy.stack")
    parser.add_argument("--then", default="", help="a command to run once everything answers")
    arguments = parser.parse_args()
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit():
        raise SetupError(f"PORT={port}: it must be a number.")
    bootstrap.ensure()
    return up(port=int(port), then=arguments.then, environ=os.environ)


if __name__ == "__main__":
    run_as_program(main)
