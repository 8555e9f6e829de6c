"""Roles and databases on a server, by the SQL of `access/bootstrap.sql`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, LiteralString
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from deploy.places import CHECKOUT

DATABASE = "titelweg"
BOOTSTRAP_SQL = CHECKOUT / "access" / "bootstrap.sql"


def prepare_server(address: Mapping[str, Any]) -> None:
    """Make the roles and the database on a server of ours, or bring them up to date."""
    passwords = address["passwords"]
    admin = {
        "host": address["host"],
        "port": address["port"],
        "user": "titelweg_admin",
        "password": passwords["admin"],
    }
    with psycopg.connect(**admin, dbname="postgres", autocommit=True) as connection:
        roles = _section("roles").format(
            owner_password=passwords["owner"], app_password=passwords["app"]
        )
        connection.execute(roles)
        _create_database(connection, DATABASE)
    with psycopg.connect(**admin, dbname=DATABASE, autocommit=True) as connection:
        connection.execute(_section("inside"))


def fresh_database(*, owner_url: str, name: str) -> str:
    """Make an empty database in the place of one of that name; return its owner's URL."""
    drop_database(owner_url=owner_url, name=name)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        _create_database(connection, name)
    url = with_database(owner_url, name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_section("inside"))
    return url


def drop_database(*, owner_url: str, name: str) -> None:
    """Drop a database of the owner's with everybody who is connected to it."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def with_database(url: str, name: str) -> str:
    """The same server, role and password, another database."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _create_database(connection: psycopg.Connection[Any], name: str) -> None:
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount == 0:
        connection.execute(_section("database").format(database=sql.Identifier(name)))


def _section(name: str) -> sql.SQL:
    """One section of the SQL file; the whole file is ours, hence literal to psycopg's types."""
    text: Any = BOOTSTRAP_SQL.read_text()
    literal: LiteralString = text
    return sql.SQL(literal.split(f"-- section: {name}\n")[1].split("-- section: ")[0])
