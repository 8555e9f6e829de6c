"""PostgreSQL and Redis: those that DATABASE_URL and REDIS_URL name, else our own.

Standard library only: it also runs before the virtualenv exists.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.errors import SetupError
from deploy.locks import FileLock, held, is_held
from deploy.places import CHECKOUT, VENV_PYTHON, state_dir
from deploy.processes import tail, wait_until
from deploy.programs import find_postgres

START_SECONDS = 120
STOP_SECONDS = 15
SLOTS = 32  # as many as our Redis has databases


@dataclass(frozen=True)
class Addresses:
    """Where the servers are; `slot` is a small number that no other run of this checkout has."""

    database_url: str
    owner_url: str
    redis_url: str
    slot: int


@contextmanager
def servers(environ: Mapping[str, str]) -> Iterator[Addresses]:
    """Lend both servers for the block; ours are started for the first user and end with the last.

    Raises `SetupError` if a server can neither be found nor started.
    """
    with ExitStack() as leases:
        slot = leases.enter_context(_slot())
        if environ.get("DATABASE_URL"):
            database_url, owner_url = _given_database(environ)
        else:
            postgres = leases.enter_context(_lease("postgres", choice=_choice(environ, "PG")))
            database_url, owner_url = (
                _postgres_url(postgres, role=role) for role in ("app", "owner")
            )
        redis_url = environ.get("REDIS_URL")
        if not redis_url:
            redis = leases.enter_context(_lease("redis", choice=_choice(environ, "REDIS")))
            redis_url = "redis://:{password}@{host}:{port}".format(**redis) + f"/{slot}"
        yield Addresses(
            database_url=database_url, owner_url=owner_url, redis_url=redis_url, slot=slot
        )


def wait_until_stopped() -> bool:
    """Whether our servers have ended, which takes them a moment after their last user.

    Those of tests that run beside others (`deploy.tests`) lie deeper, and count as well.
    """
    locks = list(state_dir().rglob("keeper.lock"))
    return wait_until(
        lambda: not any(is_held(lock) for lock in locks),
        seconds=STOP_SECONDS,
        every=0.1,
    )


def _given_database(environ: Mapping[str, str]) -> tuple[str, str]:
    if not environ.get("DATABASE_OWNER_URL"):
        raise SetupError(
            "DATABASE_URL is set, but DATABASE_OWNER_URL is not. Migrations and tests need the "
            "owner role; `manage.py bootstrap_database` makes both roles."
        )
    return environ["DATABASE_URL"], environ["DATABASE_OWNER_URL"]


def _choice(environ: Mapping[str, str], name: str) -> str:
    choice = environ.get(name) or "any"
    if choice not in {"any", "system", "wheel"}:
        raise SetupError(f"{name}={choice}: it may be system or wheel.")
    return choice


def _postgres_url(address: Mapping[str, Any], *, role: str) -> str:
    password = address["passwords"][role]
    return f"postgresql://titelweg_{role}:{password}@{address['host']}:{address['port']}/titelweg"


@contextmanager
def _slot() -> Iterator[int]:
    """The lowest free number: two runs at once must not share a test or Redis database."""
    folder = state_dir() / "slots"
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in range(SLOTS):
        lock = FileLock(folder / str(number))
        if lock.try_take():
            try:
                yield number
            finally:
                lock.release()
            return
    raise SetupError(f"{SLOTS} runs of this checkout are going on at once; wait for one of them.")


@contextmanager
def _lease(name: str, *, choice: str) -> Iterator[Mapping[str, Any]]:
    """Use one of our servers, starting its keeper if there is none (see deploy.keeper)."""
    folder = _folder(name, choice)
    users = FileLock(folder / "users.lock")
    users.take(shared=True)
    try:
        with held(folder / "start.lock"):
            if not _has_keeper(folder):
                _start_keeper(name, choice, folder)
        yield _address(folder)
    finally:
        users.release()
        _wait_for_the_end(folder)


def _folder(name: str, choice: str) -> Path:
    if name == "postgres":
        name = f"pg{find_postgres(choice).major}"
    folder = state_dir() / name
    folder.mkdir(mode=0o755, exist_ok=True)
    return folder


def _has_keeper(folder: Path) -> bool:
    """Whether a keeper has a server ready; one that is about to end is waited for."""
    alive, ready = folder / "keeper.lock", folder / "address.json"
    wait_until(lambda: ready.exists() or not is_held(alive), seconds=STOP_SECONDS)
    return is_held(alive)


def _start_keeper(name: str, choice: str, folder: Path) -> None:
    (folder / "address.json").unlink(missing_ok=True)
    with (folder / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(
            [VENV_PYTHON, "-m", "deploy.keeper", name, choice],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for its users; it follows them
        )
    ready = folder / "address.json"
    wait_until(lambda: ready.exists() or keeper.poll() is not None, seconds=START_SECONDS)
    if not ready.exists():
        late = f"{name} did not start in {START_SECONDS} seconds."
        raise SetupError(tail(folder / "keeper.log").removeprefix("\nerror: ") or late)


def _address(folder: Path) -> Mapping[str, Any]:
    address: Mapping[str, Any] = json.loads((folder / "address.json").read_text())
    return address


def _wait_for_the_end(folder: Path) -> None:
    """If we were the last user, the server is gone when we return."""
    users = FileLock(folder / "users.lock")
    if users.try_take():
        users.release()
        wait_until(lambda: not is_held(folder / "keeper.lock"), seconds=STOP_SECONDS)
