"""What is asked of each contender, and how its answer is known to be right.

Public: `Request`, `Workload`, `WORKLOADS`, `facts`.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.api.applications import filed

PAGE = 50
API = "/api/v1/cases"
APPLICATION = json.dumps(filed()).encode()
# What no two filed cases have in common.
OWN = {"reference", "id", "opened_at", "received_at", "updated_at"}


@dataclass(frozen=True)
class Request:
    """One request; `marks` is what the answer's text must hold, and how often."""

    method: str
    path: str
    status: int
    mark: bytes = b""
    times: int = 0
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def is_right(self, status: int, answer: bytes) -> bool:
        """Whether this is the answer to the request, at a glance: the clock does not wait."""
        return status == self.status and (not self.mark or answer.count(self.mark) == self.times)


@dataclass(frozen=True)
class Workload:
    """A hot path: as a portal asks for it, and as the bare statements are asked for.

    Both take the reference of a case. `left_out`: what differs between two equal answers.
    """

    name: str
    title: str
    by_api: Callable[[str], Request]
    bare: Callable[[str], Request]
    left_out: frozenset[str] = frozenset()


def _submit(_reference: str) -> Request:
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    mark = b'"state":"submitted"'
    return Request("POST", API, 201, mark, 1, body=APPLICATION, headers=headers)


def _read(reference: str) -> Request:
    return Request("GET", f"{API}/{reference}", 200, f'"reference":"{reference}"'.encode(), 1)


def _list(_reference: str) -> Request:
    return Request("GET", f"{API}?limit={PAGE}", 200, b'"reference":', PAGE)


WORKLOADS = (
    Workload(
        "submit", "file a case", _submit, lambda _: Request("POST", "/submit", 200), frozenset(OWN)
    ),
    Workload(
        "read", "read one case", _read, lambda reference: Request("GET", f"/read/{reference}", 200)
    ),
    Workload(
        "list",
        f"list {PAGE} own cases",
        _list,
        lambda _: Request("GET", "/list", 200),
        frozenset({"next"}),
    ),
)


def facts(told: Any, left_out: frozenset[str]) -> Any:
    """An answer without what differs from case to case, its instants in one spelling."""
    if isinstance(told, dict):
        return {name: facts(told[name], left_out) for name in sorted(told.keys() - left_out)}
    if isinstance(told, list):
        return [facts(part, left_out) for part in told]
    return _instant(told) if isinstance(told, str) and "T" in told else told


def _instant(told: str) -> object:
    try:
        return datetime.fromisoformat(told).timestamp()
    except ValueError:
        return told
