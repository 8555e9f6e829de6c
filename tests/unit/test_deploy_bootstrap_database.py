"""`manage.py bootstrap_database` makes roles and database once, or says who has to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.launcher import NOT_PASSED_ON, ROOT, checkout

DATABASE = "a_place_of_its_own"


@dataclass(frozen=True)
class Server:
    """A server of one's own: our launcher's, seen as its superuser sees it."""

    app_url: str
    owner_url: str
    admin_url: str

    def bootstrap(self, *options: str, admin_url: str) -> subprocess.CompletedProcess[str]:
        """Run the command for a database that is not there yet."""
        environment = {name: v for name, v in os.environ.items() if name not in NOT_PASSED_ON}
        return subprocess.run(
            [sys.executable, "manage.py", "bootstrap_database", *options],
            cwd=ROOT,
            env={
                **environment,
                "DATABASE_URL": self.app_url,
                "DATABASE_OWNER_URL": self.owner_url,
                "DATABASE_ADMIN_URL": admin_url,
                "SECRET_KEY": "a key for this test",
                "MASTER_KEY": "A" * 43 + "=",
            },
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with checkout(tmp_path_factory.mktemp("server")) as place:
        lent = "import os, sys; print(os.environ['DATABASE_OWNER_URL'], flush=True); input()"
        with subprocess.Popen(
            [sys.executable, "-m", "deploy.run", "--", sys.executable, "-c", lent],
            cwd=place.folder,
            env={name: v for name, v in os.environ.items() if name not in NOT_PASSED_ON},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as run:
            assert run.stdout is not None
            owner_url = run.stdout.readline().strip()
            kept = next(place.state.glob("pg*/passwords.json"))
            yield seen_as_superuser(owner_url, json.loads(kept.read_text()))
            run.communicate("\n")


def seen_as_superuser(url: str, passwords: dict[str, str]) -> Server:
    place = urlsplit(url).netloc.rpartition("@")[2]
    return Server(
        app_url=f"postgresql://titelweg_app:{passwords['app']}@{place}/{DATABASE}",
        owner_url=f"postgresql://titelweg_owner:{passwords['owner']}@{place}/{DATABASE}",
        admin_url=f"postgresql://titelweg_admin:{passwords['admin']}@{place}/postgres",
    )


def ask(url: str, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(question.encode()).fetchall()


def test_a_superuser_gets_everything_and_may_ask_twice(server: Server) -> None:
    for _ in range(2):
        done = server.bootstrap(admin_url=server.admin_url)
        assert done.returncode == 0, done.stderr
    extensions = {name for (name,) in ask(server.owner_url, "SELECT extname FROM pg_extension")}
    assert {"btree_gist", "pg_trgm", "unaccent"} <= extensions
    assert ask(server.app_url, "SELECT current_setting('statement_timeout')") == [("30s",)]


def test_only_seeker_and_backup_look_past_row_level_security(server: Server) -> None:
    rights = ask(
        server.admin_url,
        "SELECT rolname, rolbypassrls, rolcanlogin, rolsuper FROM pg_roles "
        "WHERE rolname LIKE 'titelweg_%' AND rolname <> 'titelweg_admin' ORDER BY rolname",
    )
    assert rights == [
        ("titelweg_app", False, True, False),
        ("titelweg_backup", True, False, False),
        ("titelweg_owner", False, True, False),
        ("titelweg_seeker", True, False, False),
    ]


def test_somebody_with_less_rights_is_told_what_a_superuser_must_run(server: Server) -> None:
    owner = server.owner_url.replace(DATABASE, "titelweg")
    done = server.bootstrap(admin_url=owner)
    assert done.returncode == 1
    assert "bootstrap_database --print-sql | psql" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_superusers_address_it_says_what_to_set(server: Server) -> None:
    done = server.bootstrap(admin_url="")
    assert done.returncode == 1
    assert "DATABASE_ADMIN_URL is not set" in done.stderr


def test_the_sql_can_be_printed_for_whoever_may_run_it(server: Server) -> None:
    done = server.bootstrap("--print-sql", admin_url="")
    assert done.returncode == 0
    assert "CREATE ROLE" in done.stdout
    assert f"\\connect {DATABASE}" in done.stdout
    assert str(urlsplit(server.app_url).password) in done.stdout


def test_other_roles_than_ours_are_refused(server: Server) -> None:
    swapped = Server(server.owner_url, server.owner_url, server.admin_url)
    done = swapped.bootstrap(admin_url=server.admin_url)
    assert done.returncode == 1
    assert "must be titelweg_app" in done.stderr
