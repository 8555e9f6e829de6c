"""The scope: which authorities' rows the database shows for the length of one request or task.

Public: `scoped`, `ScopeInTransaction`. Row-level security reads the two settings made here; no
scope means no rows (docs/decisions/0003-row-level-security.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from common.actor import Actor

# What was set is read before it is replaced: a materialized query is evaluated first.
_EXCHANGE = (
    "WITH former AS MATERIALIZED ("
    " SELECT coalesce(current_setting('titelweg.authorities', true), '') AS authorities,"
    " coalesce(current_setting('titelweg.sandbox', true), '') AS sandbox)"
    " SELECT former.authorities, former.sandbox,"
    " set_config('titelweg.authorities', %s, false), set_config('titelweg.sandbox', %s, false)"
    " FROM former"
)
_SET = (
    "SELECT set_config('titelweg.authorities', %s, false),"
    " set_config('titelweg.sandbox', %s, false)"
)


class ScopeInTransaction(RuntimeError):
    """A scope was opened inside a transaction, whose rollback would bring the old one back."""


@contextmanager
def scoped(actor: Actor) -> Iterator[None]:
    """Show only rows of the actor's authorities (and sandbox or not) until the block ends.

    Opened outside any transaction; the former scope returns on exit, also after an error.
    """
    if connection.in_atomic_block and not settings.UNDER_TEST:
        raise ScopeInTransaction
    before = _exchange(",".join(actor.authorities), "t" if actor.sandbox else "f")
    try:
        yield
    finally:
        if connection.connection is not None:
            _set(*before)


def _exchange(authorities: str, sandbox: str) -> tuple[str, str]:
    """Set the scope and answer the former one, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_EXCHANGE, [authorities, sandbox])
        former_authorities, former_sandbox, *_set = cursor.fetchone()
    return former_authorities, former_sandbox


def _set(authorities: str, sandbox: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, [authorities, sandbox])
