"""The three that are compared, each behind the product's own server, on the same PostgreSQL.

Public: `Contender`, `Field`, `contenders`.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from deploy.places import CHECKOUT
from deploy.processes import free_port
from deploy.stack import Stack
from deploy.supervisor import Program, Supervisor

PRODUCT, BASELINE, RAW = "product", "baseline", "raw"
WSGI = {BASELINE: "tests.load.baseline.wsgi:application", RAW: "tests.load.raw.wsgi:application"}
NO_LIMITS = (
    "UPDATE access_portal SET requests_per_minute = 10000000, cases_per_day = 10000000;"
    "UPDATE oauth2_provider_accesstoken SET expires = expires + interval '1 day'"
)
# Keys of different tables shall never be equal by chance: a recording tells them by their value.
KEYS_APART = """
SELECT setval(format('%I.%I', schemaname, sequencename), 1000000 * row_number() OVER ())
  FROM pg_sequences WHERE schemaname = 'public' AND sequencename LIKE '%\\_id\\_seq'
"""


@dataclass(frozen=True)
class Contender:
    """One of the three, and the port at which it answers."""

    name: str
    port: int


@dataclass(frozen=True)
class Field:
    """Everybody who takes part, the portal's token, the cases to read, and what there is."""

    contenders: Sequence[Contender]
    token: str
    references: Sequence[str]
    cases: int
    postgres: str


@contextmanager
def contenders(stack: Stack, *, cases: int) -> Iterator[Field]:
    """Baseline and raw beside the stack's web, each with so many cases; they end with the block.

    Worker and beat rest: what follows a filing later is no part of it. Takes a stack with demo
    data.
    """
    for name in ("worker", "beat"):
        stack.supervisor.kill(name, signal.SIGTERM)
    stack.manage("seed", "--cases", str(cases), "--authority", "berlin")
    folder = stack.folder / "bench"
    folder.mkdir()
    token = _token(stack)
    _as_owner(stack, NO_LIMITS, KEYS_APART)
    environment = _environment(stack, folder)
    _run(environment, "config.settings", "tests.load.bench.recorder", str(folder), token)
    _run(environment, "tests.load.baseline.settings", "tests.load.baseline.fill")
    ports = {name: free_port() for name in WSGI}
    programs = [_program(stack, name, port) for name, port in ports.items()]
    supervisor = Supervisor(programs=programs, environment=environment, logs=folder)
    try:
        supervisor.start(*WSGI)
        supervisor.wait_healthy(*WSGI)
        yield Field(
            contenders=[
                Contender(PRODUCT, stack.lineup.ports.web),
                *(Contender(name, port) for name, port in ports.items()),
            ],
            token=token,
            references=json.loads((folder / "references.json").read_text()),
            cases=cases,
            postgres=_postgres_version(stack),
        )
    finally:
        supervisor.stop()


def _token(stack: Stack) -> str:
    form = {"grant_type": "client_credentials", **stack.facts["portal"]}
    answer = httpx.post(f"{stack.url}/oauth/token", data=form).raise_for_status()
    token: str = answer.json()["access_token"]
    return token


def _as_owner(stack: Stack, *statements: str) -> None:
    with psycopg.connect(stack.facts["owner_database_url"]) as owner:
        for statement in statements:
            owner.execute(statement)


def _environment(stack: Stack, folder: Path) -> dict[str, str]:
    return {
        **stack.environment,
        "BASELINE_DATABASE_URL": stack.facts["owner_database_url"],
        "BASELINE_FOLDER": str(folder / "letters"),
        "GIVEN": str(folder / "given.json"),
        "RECORDINGS": str(folder / "recordings"),
    }


def _run(environment: Mapping[str, str], settings: str, module: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.load.with_django", module, *arguments],
        cwd=CHECKOUT,
        env={**environment, "DJANGO_SETTINGS_MODULE": settings},
        check=True,
    )


def _program(stack: Stack, name: str, port: int) -> Program:
    """As the product's web is started, with as many workers, but another program in it."""
    web = next(program for program in stack.supervisor.programs if program.name == "web")
    instead = {str(stack.lineup.ports.web): str(port), "config.wsgi:application": WSGI[name]}
    argv = [instead.get(word, word) for word in web.argv]
    return Program(name, argv, health=f"http://127.0.0.1:{port}/healthz")


def _postgres_version(stack: Stack) -> str:
    with psycopg.connect(stack.facts["owner_database_url"]) as owner:
        return f"{owner.info.server_version // 10_000}"
