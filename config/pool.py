"""What happens to a database connection on its way back into the pool."""

from __future__ import annotations

from typing import Any

import psycopg


def forget_scope(connection: psycopg.Connection[Any]) -> None:
    """Take the scope off the connection, whatever the request before did or failed to do.

    `access.scoped` takes it back itself; this is for the day somebody forgets to use it.
    """
    connection.execute("RESET titelweg.authorities")
    connection.execute("RESET titelweg.sandbox")
    connection.commit()
