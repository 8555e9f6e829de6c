"""Holding a case's row from another connection, and seeing who waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection


@contextmanager
def case_locked(reference: str) -> Iterator[psycopg.Connection]:
    """Somebody else has the case locked, as the application role, until the block ends."""
    there = connection.settings_dict
    with psycopg.connect(
        host=there["HOST"],
        port=there["PORT"],
        dbname=there["NAME"],
        user=there["USER"],
        password=there["PASSWORD"],
    ) as other:
        other.execute("SELECT set_config('titelweg.authorities', 'berlin', false)")
        other.execute("SELECT set_config('titelweg.sandbox', 'f', false)")
        other.execute("SELECT id FROM cases_case WHERE reference = %s FOR UPDATE", [reference])
        yield other
        other.rollback()


def is_waited_for() -> bool:
    """Whether some process of this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
