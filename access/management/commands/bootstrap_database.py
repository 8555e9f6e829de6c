"""Make the roles and the database on a PostgreSQL server of one's own, once, as its superuser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from psycopg import sql

BOOTSTRAP_SQL = Path(__file__).resolve().parents[2] / "bootstrap.sql"
ROLES = {"default": "titelweg_app", "owner": "titelweg_owner"}


class Command(BaseCommand):
    """Runs `access/bootstrap.sql`, or prints it for whoever may.

    Passwords and the database's name are those of DATABASE_URL and DATABASE_OWNER_URL;
    DATABASE_ADMIN_URL names a superuser of the same server and is read by this command alone.
    """

    help = "Make the database roles and the database (needs DATABASE_ADMIN_URL, a superuser)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --print-sql."""
        parser.add_argument(
            "--print-sql",
            action="store_true",
            help="print the SQL, passwords included, instead of running it",
        )

    def handle(self, *_args: object, print_sql: bool, **_options: object) -> None:
        """Run or print; running twice changes nothing.

        Raises `CommandError` that says what to do where settings or rights do not suffice.
        """
        parts = _filled_in()
        if print_sql:
            self.stdout.write(_script(parts))
            return
        _run(_admin_url(), parts)
        self.stdout.write(f"Roles and database {_database()} are in place. Next: migrate.")


def _filled_in() -> dict[str, sql.Composed]:
    """The three sections of the file with our names and passwords in them."""
    for alias, role in ROLES.items():
        if settings.DATABASES[alias]["USER"] != role:
            raise CommandError(
                f"The role in {'DATABASE_URL' if alias == 'default' else 'DATABASE_OWNER_URL'} "
                f"must be {role}."
            )
    names = {
        "owner_password": sql.Literal(settings.DATABASES["owner"]["PASSWORD"]),
        "app_password": sql.Literal(settings.DATABASES["default"]["PASSWORD"]),
        "database": sql.Identifier(_database()),
    }
    return {name: sql.SQL(text).format(**names) for name, text in _sections().items()}


def _sections() -> dict[str, LiteralString]:
    text: Any = BOOTSTRAP_SQL.read_text(encoding="utf-8")
    literal: LiteralString = text  # the file is ours, as good as written here
    parts = [part.split("\n", 1) for part in literal.split("-- section: ")[1:]]
    return {part[0]: part[1] for part in parts}


def _script(parts: dict[str, sql.Composed]) -> str:
    """For psql: the database's own section comes after a change of connection."""
    roles, database, inside = (parts[name].as_string() for name in ("roles", "database", "inside"))
    return f"{roles}\n{database}\n\\connect {_database()}\n{inside}"


def _run(admin_url: str, parts: dict[str, sql.Composed]) -> None:
    try:
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(parts["roles"])
            known = "SELECT FROM pg_database WHERE datname = %s"
            if connection.execute(known, [_database()]).rowcount == 0:
                connection.execute(parts["database"])
        with psycopg.connect(admin_url, dbname=_database(), autocommit=True) as connection:
            connection.execute(parts["inside"])
    except psycopg.errors.InsufficientPrivilege as error:
        raise CommandError(
            f"The role of DATABASE_ADMIN_URL may not do this ({error.diag.message_primary}). "
            "BYPASSRLS can be given by superusers only. Let one run:\n"
            "  manage.py bootstrap_database --print-sql | psql -d postgres -v ON_ERROR_STOP=1"
        ) from error
    except psycopg.OperationalError as error:
        raise CommandError(f"DATABASE_ADMIN_URL: {error}") from error


def _admin_url() -> str:
    url = os.environ.get("DATABASE_ADMIN_URL")
    if not url:
        raise CommandError(
            "DATABASE_ADMIN_URL is not set: postgresql://superuser:password@host:port/postgres. "
            "Without one, --print-sql prints what a superuser has to run."
        )
    return url


def _database() -> str:
    return str(settings.DATABASES["default"]["NAME"])
