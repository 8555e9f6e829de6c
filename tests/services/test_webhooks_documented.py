"""The receiver of docs/api.md, run as it stands there."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from access.scope import scoped
from correspondence.models import WebhookAttempt
from tests import cast
from tests.receiver import Receiver
from tests.simulators import eventually
from tests.webhooks import Clock, happens, subscribed

pytestmark = pytest.mark.django_db(transaction=True)


def program() -> str:
    page = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"```python\n(from http\.server.*?)```", page, flags=re.DOTALL)
    return str(found)


@contextmanager
def running(*, port: int, secret: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PORT": str(port), "SECRET": secret}
    with subprocess.Popen(
        [sys.executable, "-c", program()],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert eventually(lambda: answers(port), within=10)
            yield process
        finally:
            process.kill()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_it_is_short() -> None:
    assert len([line for line in program().splitlines() if line.strip()]) <= 15


def test_it_takes_what_is_signed_and_says_what_came(transactional_db: None) -> None:
    portal, port = cast.portal(), free_port()
    with scoped(portal.actor()):
        subscription = subscribed(portal, Receiver(url=f"http://127.0.0.1:{port}/"))
        subscription.clock = Clock(now=datetime.now(UTC))
        event = happens(case := cast.case(by=portal))
        with running(port=port, secret=subscription.secret) as process:
            assert eventually(lambda: subscription.round() == 1, within=30)
            assert process.stdout is not None
            assert process.stdout.readline() == f"{event} documents_handed_in {case.reference}\n"
        assert WebhookAttempt.objects.get().status == 204
    connections.close_all()
