"""Which programs make up a stack, on which ports, and what they are told."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from deploy.errors import SetupError
from deploy.processes import free_port, is_free
from deploy.supervisor import Program

HOST = "127.0.0.1"
POOL = "6"  # connections per web worker; Celery closes a pool after every task, so it has none
TICK_SECONDS = "3"  # the demo's clock: who watches does not want to wait half a minute

SIMULATORS = ("mail", "payment", "producer")
CLOCKWORK = ("worker", "webhooks", "beat")
SECRETS = (
    "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MASTER_KEY", "PAYMENT_TOKEN", "PRODUCER_TOKEN",
)  # fmt: skip
PORTAL = "portal"  # the reference portal: a client of the product, in a process of its own


@dataclass(frozen=True)
class Ports:
    """Where each program listens on 127.0.0.1."""

    web: int
    mail: int
    smtp: int
    payment: int
    producer: int
    portal: int

    @classmethod
    def free(cls) -> Ports:
        """As many ports that nobody listens on."""
        return cls(*(free_port() for _ in fields(cls)))

    @classmethod
    def beginning_at(cls, port: int) -> Ports:
        """The web at `port`, the others at the next ones where those are free.

        Raises `SetupError` if `port` is taken.
        """
        if not is_free(port):
            raise SetupError(
                f"Port {port} is taken by another program; try make up PORT={port + 100}"
            )
        others = (port + offset for offset in range(1, len(fields(cls))))
        return cls(port, *(other if is_free(other) else free_port() for other in others))


@dataclass(frozen=True)
class Lineup:
    """The programs of one stack and the tokens they know each other by."""

    ports: Ports
    folder: Path
    payment_token: str = field(default_factory=lambda: secrets.token_hex(24))
    producer_token: str = field(default_factory=lambda: secrets.token_hex(24))

    def url(self, name: str) -> str:
        """Where a program answers over HTTP; `name` is a field of `Ports`."""
        return f"http://{HOST}:{getattr(self.ports, name)}"

    def environment(self) -> dict[str, str]:
        """What the product is told about its surroundings."""
        return {
            "PUBLIC_URL": self.url("web"),
            "ALLOWED_HOSTS": f"{HOST},localhost",
            "EMAIL_URL": f"smtp://{HOST}:{self.ports.smtp}",
            "BLOB_DIR": str(self.folder / "blobs"),
            "PAYMENT_URL": self.url("payment"),
            "PAYMENT_TOKEN": self.payment_token,
            "PRODUCER_URL": self.url("producer"),
            "PRODUCER_TOKEN": self.producer_token,
            "TICK_SECONDS": TICK_SECONDS,
            "PYTHONUNBUFFERED": "1",
        }

    def programs(self) -> list[Program]:
        """Simulators first: the product's set-up may already speak to them."""
        return [
            self._mail(),
            self._payment(),
            self._producer(),
            self._web(),
            *self._clockwork(),
            self._portal(),
        ]

    def _mail(self) -> Program:
        return self._simulator(
            "mail",
            "mailsink",
            *("--smtp-port", str(self.ports.smtp), "--http-port", str(self.ports.mail)),
            *("--store", str(self.folder / "mails")),
        )

    def _payment(self) -> Program:
        options = ("--port", str(self.ports.payment), "--token", self.payment_token)
        return self._simulator("payment", "payment", *options)

    def _producer(self) -> Program:
        options = ("--port", str(self.ports.producer), "--token", self.producer_token)
        return self._simulator("producer", "producer", *options)

    def _simulator(self, name: str, module: str, *options: str) -> Program:
        argv = [sys.executable, "-m", f"simulators.{module}", *options]
        return Program(name, argv, health=f"{self.url(name)}/healthz")

    def _web(self) -> Program:
        options = ("--interface", "wsgi", "--host", HOST, "--port", str(self.ports.web))
        argv = [_script("granian"), *options, "--workers", "2", "--respawn-failed-workers"]
        return Program(
            "web",
            [*argv, "config.wsgi:application"],
            health=f"{self.url('web')}/healthz",
            environment={"DATABASE_POOL": POOL},
        )

    def _portal(self) -> Program:
        """It is told of the product what any portal is told: an address and its credentials."""
        options = ("--interface", "wsgi", "--host", HOST, "--port", str(self.ports.portal))
        return Program(
            PORTAL,
            [_script("granian"), *options, "--workers", "1", "examples.portal.wsgi:application"],
            health=f"{self.url(PORTAL)}/healthz",
            environment=dict.fromkeys(SECRETS, "")
            | {
                "TITELWEG_URL": self.url("web"),
                "PORTAL_CREDENTIALS": str(self.folder / "demo.json"),
                "PORTAL_URL": self.url(PORTAL),
                "PORTAL_FOLDER": str(self.folder / "portal"),
                "PORTAL_ENV": "development",
            },
        )

    def _clockwork(self) -> list[Program]:
        schedule = str(self.folder / "beat-schedule")
        return [
            self._worker("worker", queue="celery"),
            self._worker("webhooks", queue="webhooks"),
            Program("beat", [*_celery(), "beat", "-s", schedule, "-l", "info"]),
        ]

    def _worker(self, name: str, *, queue: str) -> Program:
        options = ("-Q", queue, "-n", f"{name}@%h", "--concurrency", "2", "-l", "info")
        quiet = ("--without-gossip", "--without-mingle")  # they have nothing to tell each other
        return Program(name, [*_celery(), "worker", *options, *quiet])


def without_owner(environment: Mapping[str, str]) -> dict[str, str]:
    """Web and workers never learn the password of the role that may change tables."""
    return {name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"}


def _celery() -> list[str]:
    return [_script("celery"), "-A", "config"]


def _script(name: str) -> str:
    return os.fspath(Path(sys.executable).with_name(name))
