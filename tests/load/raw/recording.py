"""A call's statements as they were recorded, and how to send them again about other rows.

Public: `Step`, `Recording`, `Result`, `fresh`.
"""

from __future__ import annotations

import os
import secrets
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import psycopg

Result = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Step:
    """One statement: its parameters, what it gave, and whether it ran within a transaction."""

    sql: str
    parameters: Sequence[Any] | None
    rows: Result
    in_transaction: bool


@dataclass(frozen=True)
class Recording:
    """The statements of one call. `changing`: the values that differ from call to call."""

    steps: Sequence[Step]
    changing: frozenset[Any]

    def replay(
        self, connection: psycopg.Connection[Any], known: dict[Any, Any]
    ) -> Iterator[Result]:
        """Send all statements; yields the rows of each.

        `known` says what stands in the place of a recorded value. What the database answers in
        the place of one is learnt on the way; any other changing value is made anew.
        """
        for together, steps in groupby(self.steps, key=lambda step: step.in_transaction):
            if not together:
                yield from self._sent(connection, steps, known)
                continue
            with connection.transaction():
                yield from self._sent(connection, steps, known)

    def is_like(self, found: Sequence[int]) -> bool:
        """Whether those statements found rows that did so when they were recorded."""
        return [bool(step.rows) for step in self.steps] == [many > 0 for many in found]

    def _sent(
        self, connection: psycopg.Connection[Any], steps: Iterator[Step], known: dict[Any, Any]
    ) -> Iterator[Result]:
        for step in steps:
            parameters = self._now(step.parameters, known) if step.parameters else None
            cursor = connection.execute(step.sql, parameters, prepare=True)
            rows = cursor.fetchall() if cursor.description else []
            self._learn(step.rows, rows, known)
            yield rows

    def _now(self, recorded: Any, known: dict[Any, Any]) -> Any:
        if isinstance(recorded, list | tuple):
            return [self._now(value, known) for value in recorded]
        if not _is_plain(recorded) or recorded not in self.changing:
            return recorded
        if recorded not in known:
            known[recorded] = fresh(recorded)
        return known[recorded]

    def _learn(self, recorded: Result, rows: Result, known: dict[Any, Any]) -> None:
        for row_then, row in zip(recorded, rows, strict=False):
            for then, value in zip(row_then, row, strict=True):
                if _is_plain(then) and then in self.changing:
                    known.setdefault(then, value)


def changing_of(steps: Sequence[Step], others: Sequence[Step]) -> frozenset[Any]:
    """The values of parameters that differ between two recordings of one kind of call."""
    assert [step.sql for step in steps] == [step.sql for step in others], "not the same statements"
    pairs = zip(steps, others, strict=True)
    return frozenset(
        value for one, other in pairs for value in _differing(one.parameters, other.parameters)
    )


def _differing(one: Any, other: Any) -> Iterator[Any]:
    if isinstance(one, list | tuple):
        for value, other_value in zip(one, other, strict=True):
            yield from _differing(value, other_value)
    elif _is_plain(one) and one != other:
        yield one


def _is_plain(value: object) -> bool:
    return type(value) in {int, str, bytes, uuid.UUID, datetime}


def fresh(recorded: Any) -> Any:
    """Another value of the same kind: random, of the same length; for an instant, now."""
    match recorded:
        case str():
            return secrets.token_hex(len(recorded))[: len(recorded)]
        case bytes():
            return os.urandom(len(recorded))
        case uuid.UUID():
            return uuid.uuid4()
        case datetime():
            return datetime.now(UTC)
    return recorded
