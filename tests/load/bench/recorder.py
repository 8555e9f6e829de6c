"""Asks the product in this process: what it says to PostgreSQL, and what the law makes of a case.

Runs in the stack's environment: `python -m tests.load.with_django tests.load.bench.recorder FOLDER
TOKEN`. Writes into the folder: `recordings` (see `tests.load.raw`), `given.json` (see
`tests.load.baseline`), and `references.json`, the cases to read.
"""

from __future__ import annotations

import json
import pickle
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from psycopg.types.json import Jsonb

from access.scope import scoped
from cases.messages.letters import confirmation
from cases.models import Case
from cases.states import State
from common.actor import system_for
from tests.api.applications import filed
from tests.load.raw.recording import Recording, Step, changing_of

RECENTLY = timedelta(days=10)  # so that few payments are overdue
Call = Callable[[], dict[str, Any]]


def main(folder: Path, token: str) -> None:
    """Record, then write the files."""
    connection.settings_dict["OPTIONS"]["server_side_binding"] = True  # or nothing is prepared
    asked = _Asked(token)
    read = _alike([asked.read(reference) for reference in asked.waiting_for_money()])
    one, other, *_others = references = [case["reference"] for case in read]
    recordings = {
        "submit": (_recorded(asked.file, asked.file), ""),
        "read": (_recorded(lambda: asked.read(one), lambda: asked.read(other)), one),
        "list": (_recorded(asked.page, asked.page), ""),
    }
    (folder / "recordings").write_bytes(pickle.dumps(recordings))
    (folder / "references.json").write_text(json.dumps(references))
    given = _given(asked.file(), read)
    (folder / "given.json").write_text(json.dumps(given, default=str))


def _alike(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copies, which have no files, to whose applicants the same is said: not the overdue ones."""
    copies = [case for case in cases if not case["documents"]]
    said = Counter(case["next_step"]["text"] for case in copies).most_common(1)[0][0]
    return [case for case in copies if case["next_step"]["text"] == said]


class _Asked:
    """The product, by Django's own client: what is not in the statements is of no matter here."""

    def __init__(self, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "de"}
        self._client = Client(SERVER_NAME="127.0.0.1", headers=headers)

    def file(self) -> dict[str, Any]:
        key = {"Idempotency-Key": str(uuid.uuid4())}
        answer = self._client.post(
            "/api/v1/cases", json.dumps(filed()), content_type="application/json", headers=key
        )
        return self._told(answer, 201)

    def read(self, reference: str) -> dict[str, Any]:
        return self._told(self._client.get(f"/api/v1/cases/{reference}"), 200)

    def page(self, query: str = "limit=50") -> dict[str, Any]:
        return self._told(self._client.get(f"/api/v1/cases?{query}"), 200)

    def waiting_for_money(self) -> list[str]:
        since = f"{datetime.now(UTC) - RECENTLY:%Y-%m-%dT%H:%M:%SZ}"
        asked = f"limit=50&state=awaiting_payment&authority=berlin&updated_since={since}"
        cases = self.page(asked)["items"]
        return [case["reference"] for case in cases]

    def _told(self, answer: Any, status: int) -> dict[str, Any]:
        assert answer.status_code == status, answer.content
        told: dict[str, Any] = answer.json()
        return told


def _recorded(call: Call, another: Call) -> Recording:
    """Two calls of one kind; the second shows which values change."""
    call()  # what is looked up once in a process is no part of it
    first, second = _steps_of(call), _steps_of(another)
    return Recording(steps=first, changing=changing_of(first, second))


def _steps_of(call: Call) -> list[Step]:
    with _listening() as steps:
        call()
    return steps


@contextmanager
def _listening() -> Iterator[list[Step]]:
    steps: list[Step] = []

    def listen(execute: Any, sql: str, parameters: Any, many: Any, context: Any) -> Any:
        within = connection.in_atomic_block
        outcome = execute(sql, parameters, many, context)
        steps.append(Step(sql, _plain(parameters), _rows(context["cursor"].cursor), within))
        return outcome

    with connection.execute_wrapper(listen):
        yield steps


def _rows(cursor: Any) -> list[tuple[Any, ...]]:
    """What the statement gave, read ahead of its reader."""
    if not cursor.description:
        return []
    rows = [tuple(_plain(value) for value in row) for row in cursor.fetchall()]
    if rows:
        cursor.scroll(0, mode="absolute")
    return rows


def _plain(value: Any) -> Any:
    """Without Django's own kinds of value, so that it can be kept and sent again."""
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Jsonb):
        return Jsonb(json.loads(json.dumps(value.obj, default=str)))
    for kind in (bool, int, str):
        if isinstance(value, kind):
            return kind(value)
    return bytes(value) if isinstance(value, memoryview | bytes) else value


def _given(new: dict[str, Any], known: list[dict[str, Any]]) -> dict[str, Any]:
    """What an ordinary developer would have to be told."""
    said = ("next_step", "actions", "blockers", "deadlines")
    states = {case["state"]: {name: case[name] for name in said} for case in (new, known[0])}
    rows = [row for case in (new, *known) for row in case["requirements"]]
    return {
        **_stored(new["reference"]),
        "by_state": states,
        "state_labels": {state.value: str(state.label) for state in State},
        "forms": {row["code"]: row["forms"] for row in rows},
        "fees_due": known[0]["fees"]["due"],
    }


def _stored(reference: str) -> dict[str, Any]:
    with scoped(system_for("berlin", sandbox=False)):
        case = Case.objects.get(reference=reference)
        assert case.received_at is not None
        return {
            "case": _values(
                case, "profile_version legal_effect findings team waiting_for next_due_at"
            ),
            "requirements": _all(
                case.requirements, "code label required original_needed alternatives"
            ),
            "checks": _all(case.checks, "code label legal_basis status"),
            "deadlines": _all(case.deadlines, "kind occasion due_at"),
            "event": _values(case.events.get(), "kind data"),
            "message": _values(case.messages.get(), "kind occasion data"),
            "letter": _values(case.letters.get(), "kind occasion title way announced_on"),
            "confirmation": confirmation(case, case.received_at).data(),
        }


def _all(rows: Any, names: str) -> list[dict[str, Any]]:
    return [_values(row, names) for row in rows.order_by("id")]


def _values(row: Any, names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names.split()}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
