"""The launcher lends PostgreSQL and Redis, and no killed run stops the next one."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.errors import SetupError
from deploy.programs import find_postgres
from tests.launcher import Checkout, checkout, eventually, is_alive, kill

WHO = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print(*connection.execute(
        "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone())
"""
VERSION = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print(connection.info.server_version // 10000)
"""
LONG = ["--", sys.executable, "-c", "import time; print('lent', flush=True); time.sleep(120)"]


def has_installed_postgres() -> bool:
    try:
        find_postgres("system")
    except SetupError:
        return False
    return True


@pytest.fixture(
    params=[
        pytest.param(
            "system",
            marks=pytest.mark.skipif(
                not has_installed_postgres(), reason="no PostgreSQL is installed on this machine"
            ),
        ),
        "wheel",
    ],
    scope="module",
)
def programs(request: pytest.FixtureRequest) -> str:
    """Both kinds of server programs."""
    return str(request.param)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    with checkout(tmp_path_factory.mktemp("checkout")) as here:
        yield here


def postgres_folder(place: Checkout) -> Path:
    """The folder of the server that was used last."""
    return max(place.state.glob("pg*"), key=lambda folder: (folder / "keeper.log").stat().st_mtime)


def postmaster(place: Checkout) -> int:
    return int((postgres_folder(place) / "cluster/data/postmaster.pid").read_text().split()[0])


def keeper(place: Checkout) -> int:
    return int(json.loads((postgres_folder(place) / "address.json").read_text())["keeper"])


@contextmanager
def borrowing(place: Checkout, programs: str) -> Iterator[subprocess.Popen[str]]:
    """A run that has its servers and keeps them for the block."""
    with place.start("run", *LONG, PG=programs) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "lent\n"
        try:
            yield run
        finally:
            run.terminate()


def is_ready_again(place: Checkout, *, but: int) -> bool:
    """Whether another postmaster than the dead one has written that it is ready."""
    pid_file = postgres_folder(place) / "cluster/data/postmaster.pid"
    lines = pid_file.read_text().splitlines() if pid_file.exists() else []
    return len(lines) > 7 and int(lines[0]) != but and lines[7].strip() == "ready"


class TestACommand:
    def test_is_lent_the_application_role_which_row_level_security_binds(
        self, place: Checkout, programs: str
    ) -> None:
        assert place.python(WHO, PG=programs) == "titelweg_app False False"

    def test_gets_the_wheel_or_the_installed_server_as_asked(
        self, place: Checkout, programs: str
    ) -> None:
        assert place.python(VERSION, PG=programs) == str(find_postgres(programs).major)

    def test_is_lent_a_redis_that_asks_for_its_password(self, place: Checkout) -> None:
        told = place.python(
            "import os, redis\n"
            "url = os.environ['REDIS_URL']\n"
            "print(redis.Redis.from_url(url).ping())\n"
            "try: redis.Redis(port=int(url.rsplit(':')[-1].split('/')[0])).ping()\n"
            "except redis.AuthenticationError: print('refused')"
        )
        assert told.split() == ["True", "refused"]

    def test_leaves_with_its_own_exit_code(self, place: Checkout) -> None:
        assert place.run("run", "--", "sh", "-c", "exit 7").returncode == 7

    def test_that_does_not_exist_is_named(self, place: Checkout) -> None:
        done = place.run("run", "--", "no-such-program")
        assert done.returncode == 1
        assert "no-such-program" in done.stdout
        assert "Traceback" not in done.stdout

    def test_leaves_no_server_behind(self, place: Checkout, programs: str) -> None:
        with borrowing(place, programs):
            server = postmaster(place)
        assert not is_alive(server)

    def test_is_lent_the_servers_that_are_named_already(self, place: Checkout) -> None:
        told = place.python(
            "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])",
            DATABASE_URL="postgresql://somewhere/else",
            DATABASE_OWNER_URL="postgresql://owner@somewhere/else",
            REDIS_URL="redis://somewhere/5",
        )
        assert told == "postgresql://somewhere/else redis://somewhere/5"

    def test_is_refused_a_named_server_without_its_owner(self, place: Checkout) -> None:
        done = place.run("run", "--", "true", DATABASE_URL="postgresql://somewhere/else")
        assert done.returncode == 1
        assert "DATABASE_OWNER_URL" in done.stdout

    def test_is_refused_an_unknown_kind_of_server(self, place: Checkout) -> None:
        assert "PG=oracle" in place.run("run", "--", "true", PG="oracle").stdout


class TestTwoCommandsAtOnce:
    def test_share_the_server_but_neither_test_database_nor_redis_database(
        self, place: Checkout, programs: str
    ) -> None:
        with borrowing(place, programs):
            server = postmaster(place)
            told = place.python(
                "from os import environ\n"
                "print(environ['TITELWEG_TEST_SUFFIX'], environ['REDIS_URL'][-2:])",
                PG=programs,
            )
            assert told == "_1 /1"
            assert is_alive(server)
        assert not is_alive(server)


class TestAfterSIGKILL:
    def test_of_a_run_its_servers_end(self, place: Checkout, programs: str) -> None:
        with borrowing(place, programs) as run:
            server = postmaster(place)
            kill(run.pid)
        assert eventually(lambda: not is_alive(server))

    def test_of_run_and_keeper_the_next_run_works(self, place: Checkout, programs: str) -> None:
        with borrowing(place, programs) as run:
            kill(keeper(place), run.pid)
        assert place.python(WHO, PG=programs)

    def test_of_everything_the_next_run_works(self, place: Checkout, programs: str) -> None:
        with borrowing(place, programs) as run:
            kill(keeper(place), postmaster(place), run.pid)
        assert place.python(WHO, PG=programs)

    def test_of_the_server_alone_it_comes_back_on_its_port(
        self, place: Checkout, programs: str
    ) -> None:
        with borrowing(place, programs):
            address = (postgres_folder(place) / "address.json").read_text()
            first = postmaster(place)
            kill(first)
            assert eventually(lambda: is_ready_again(place, but=first))
            assert (postgres_folder(place) / "address.json").read_text() == address

    def test_a_stale_pid_file_that_names_somebody_else_harms_nobody(
        self, place: Checkout, programs: str
    ) -> None:
        place.python(WHO, PG=programs)
        with subprocess.Popen(["sleep", "60"]) as bystander:
            pid_file = postgres_folder(place) / "cluster/data/postmaster.pid"
            pid_file.write_text(f"{bystander.pid}\n")
            assert place.python(WHO, PG=programs)
            assert bystander.poll() is None
            bystander.kill()


class TestAsRoot:
    @pytest.mark.skipif(os.getuid() != 0, reason="this machine's user is not root")
    def test_the_server_runs_as_nobody_even_from_a_private_folder(
        self, place: Checkout, programs: str
    ) -> None:
        place.folder.chmod(0o700)
        with borrowing(place, programs):
            owner = Path(f"/proc/{postmaster(place)}").stat().st_uid
        assert owner == pwd.getpwnam("nobody").pw_uid
        assert place.folder.stat().st_mode & 0o777 == 0o700
