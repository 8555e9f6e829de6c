"""A real web server with two workers, and a portal's program that calls it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from django.utils import timezone

from access import secrets
from access.models import Portal
from deploy.processes import free_port
from tests.launcher import eventually
from tests.simulators import ROOT

START_SECONDS = 60.0
ANSWER_SECONDS = 30.0
SECRET = "secret-of-the-portal"


@dataclass(frozen=True)
class Web:
    """A running server: its address, and the process that began its workers."""

    url: str
    pid: int


@contextmanager
def web_server(environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """The address of the product as `make up` serves it."""
    with web_process(environment, log) as web:
        yield web.url


@contextmanager
def web_process(environment: Mapping[str, str], log: Path) -> Iterator[Web]:
    """The same with its process."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    granian = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
    options = ["--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    more = {"DATABASE_POOL": "6", "PUBLIC_URL": url}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*granian, *options, "config.wsgi:application"],
            cwd=ROOT,
            env={**environment, **more},
            stdout=output,
            stderr=output,
        )
    try:
        assert eventually(lambda: _answers(url), seconds=START_SECONDS), log.read_text()
        yield Web(url, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").is_success
    except httpx.TransportError:
        return False


@dataclass(frozen=True)
class PortalProgram:
    """Calls the API with a token of its own."""

    client: httpx.Client

    def file(self, application: Mapping[str, Any], *, key: str) -> httpx.Response:
        """File an application under an Idempotency-Key."""
        return self.client.post("/api/v1/cases", json=application, headers={"Idempotency-Key": key})

    def upload(self, content: bytes, *, key: str) -> httpx.Response:
        """Hand in a file under an Idempotency-Key."""
        files = {"file": ("scan.pdf", content)}
        return self.client.post("/api/v1/uploads", files=files, headers={"Idempotency-Key": key})


@contextmanager
def portal_program(url: str, portal: Portal, *, connections: int) -> Iterator[PortalProgram]:
    """With a token that the server gave for the portal's id and secret."""
    secrets.keep(portal, SECRET, at=timezone.now())
    portal.requests_per_minute = 1_000_000
    portal.save(update_fields=["requests_per_minute"])
    form = {
        "grant_type": "client_credentials",
        "client_id": portal.application.client_id,
        "client_secret": SECRET,
        "scope": "cases:read cases:write",
    }
    answer = httpx.post(f"{url}/oauth/token", data=form, timeout=ANSWER_SECONDS)
    assert answer.is_success, answer.text
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    limits = httpx.Limits(max_connections=connections)
    with httpx.Client(base_url=url, headers=bearer, timeout=ANSWER_SECONDS, limits=limits) as http:
        yield PortalProgram(http)
