"""A bare WSGI program: sends the recorded statements, answers how many rows each gave."""

from __future__ import annotations

import json
import os
import pickle
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg

from tests.load.raw.recording import Recording

RECORDINGS: dict[str, tuple[Recording, str]] = pickle.loads(
    Path(os.environ["RECORDINGS"]).read_bytes()
)
OF_THREAD = threading.local()


def application(
    environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    """`POST /submit`, `GET /read/<reference>`, `GET /list`."""
    _slash, name, reference = f"{environ['PATH_INFO']}/".split("/")[:3]
    if name == "healthz":
        start_response("200 OK", [])
        return [b"ok"]
    recording, asked_then = RECORDINGS[name]
    known = {asked_then: reference} if reference else {}
    found = [len(rows) for rows in recording.replay(_connection(), known)]
    status = "200 OK" if recording.is_like(found) else "500 Other Rows Than Recorded"
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(found).encode()]


def _connection() -> psycopg.Connection[Any]:
    if not hasattr(OF_THREAD, "connection"):
        OF_THREAD.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    connection: psycopg.Connection[Any] = OF_THREAD.connection
    return connection
