"""`make up` runs everything, keeps it running, and leaves nothing behind, however it ends.

The launcher and the simulators are the real ones; the product is a stand-in of a few lines.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.processes import free_port
from tests.launcher import Checkout, checkout, eventually, is_alive, kill

MANAGE = """
import json, os, sys
print("manage.py", *sys.argv[1:])
if sys.argv[1] == "migrate":
    assert "titelweg_owner" in os.environ["DATABASE_OWNER_URL"]
if sys.argv[1] == "demo_accounts":
    accounts = {"sandbox": {}, "portal": {"client_id": "portal", "client_secret": "secret"},
                "staff": {"clerk": {"user": "clerk.berlin", "password": "open sesame"}}}
    with open(sys.argv[3], "w") as file:
        json.dump(accounts, file)
"""
WSGI = """
import json, os
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"access_token": "a token", "environment": dict(os.environ)}).encode()]
"""
CELERY = """
import os
from celery import Celery
app = Celery("stand-in", broker=os.environ["REDIS_URL"])
"""
PROGRAMS = {"mail", "payment", "producer", "web", "worker", "webhooks", "beat", "portal"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    with checkout(tmp_path_factory.mktemp("stack")) as here:
        (here.folder / "manage.py").write_text(MANAGE)
        (here.folder / "config").mkdir()
        (here.folder / "config" / "__init__.py").touch()
        (here.folder / "config" / "wsgi.py").write_text(WSGI)
        (here.folder / "config" / "celery.py").write_text(CELERY)
        yield here


@contextmanager
def running(place: Checkout, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`make up` on a free port, once it says that it runs."""
    with place.start("stack", *arguments, PORT=str(free_port())) as up:
        assert up.stdout is not None
        said = []
        for line in iter(up.stdout.readline, ""):
            said.append(line)
            if "Titelweg runs" in line:
                break
        try:
            assert "Titelweg runs" in said[-1], "".join(said)
            yield up
        finally:
            up.terminate()


def program(place: Checkout, name: str) -> int:
    return int(place.stack_facts()["pids"][name])


def program_that_took_over(place: Checkout, module: str, *, but: int) -> bool:
    """Whether another process of that command line runs for this checkout."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        pid = int(entry.parent.name)
        try:
            command, environment = entry.read_bytes(), (entry.parent / "environ").read_bytes()
        except OSError:
            continue
        if pid != but and module.encode() in command and bytes(place.folder) in environment:
            return True
    return False


@pytest.fixture(scope="class")
def stack(place: Checkout) -> Iterator[Checkout]:
    """A checkout whose stack runs."""
    with running(place):
        yield place


class TestWhileItRuns:
    def test_every_program_is_alive_and_says_where(self, stack: Checkout) -> None:
        facts = stack.stack_facts()
        assert facts["staff"]["clerk"]["user"] == "clerk.berlin"
        assert facts["portal"]["client_id"] == "portal"
        assert set(facts["pids"]) == PROGRAMS | {"launcher"}
        assert all(is_alive(pid) for pid in facts["pids"].values())
        for name in ("mail", "payment", "producer"):
            with urllib.request.urlopen(f"{facts[name]}/healthz") as reply:
                assert reply.status == 200

    def test_the_file_with_passwords_is_its_users_alone(self, stack: Checkout) -> None:
        mode = (stack.folder / ".run" / "stack.json").stat().st_mode
        assert mode & 0o777 == 0o600

    def test_the_web_does_not_know_the_owners_password(self, stack: Checkout) -> None:
        facts = stack.stack_facts()
        with urllib.request.urlopen(facts["url"]) as reply:
            environment = json.load(reply)["environment"]
        assert environment["DATABASE_URL"] == facts["database_url"]
        assert environment["PAYMENT_URL"] == facts["payment"]
        assert "DATABASE_OWNER_URL" not in environment

    def test_a_second_one_is_refused(self, stack: Checkout) -> None:
        second = stack.run("stack", PORT=str(free_port()))
        assert second.returncode == 1
        assert "runs already" in second.stdout
        assert is_alive(program(stack, "web"))

    def test_it_hands_out_a_token(self, stack: Checkout) -> None:
        assert stack.run("bearer").stdout == "a token\n"

    def test_a_program_that_is_killed_is_replaced(self, stack: Checkout) -> None:
        worker = program(stack, "worker")
        kill(worker)
        assert eventually(lambda: program_that_took_over(stack, "worker", but=worker))


class TestEnding:
    def test_by_make_down_leaves_nothing(self, place: Checkout) -> None:
        with running(place):
            pids = place.stack_facts()["pids"].values()
            assert place.run("down").stdout == "The stack has ended.\n"
        assert not any(map(is_alive, pids))
        assert not (place.folder / ".run" / "stack.json").exists()

    def test_by_ctrl_c_leaves_nothing(self, place: Checkout) -> None:
        with running(place) as up:
            pids = place.stack_facts()["pids"].values()
            up.send_signal(signal.SIGINT)
            assert up.wait(30) == 130
        assert not any(map(is_alive, pids))

    def test_by_sigkill_takes_everything_along_and_does_not_stop_the_next(
        self, place: Checkout
    ) -> None:
        with running(place) as up:
            pids = place.stack_facts()["pids"].values()
            up.kill()
            assert eventually(lambda: not any(map(is_alive, pids)))
        with running(place):
            assert place.stack_facts()["pids"]["launcher"] != up.pid


class TestWhileNothingRuns:
    def test_there_is_nothing_to_end(self, place: Checkout) -> None:
        assert place.run("down").stdout == "No stack was running.\n"

    def test_there_is_no_token(self, place: Checkout) -> None:
        assert "No stack is running" in place.run("bearer").stdout

    def test_a_taken_port_is_refused_and_the_way_out_named(self, place: Checkout) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = place.run("stack", PORT=str(port))
        assert done.returncode == 1
        assert f"Port {port} is taken" in done.stdout
        assert "PORT=" in done.stdout


class TestAfterwards:
    def test_a_command_runs_once_everything_answers(self, place: Checkout) -> None:
        with running(place, "--then", "touch .run/came"):
            assert eventually(lambda: (place.folder / ".run" / "came").exists())

    def test_a_command_that_fails_ends_everything_loudly(self, place: Checkout) -> None:
        done = place.run("stack", "--then", "false", PORT=str(free_port()))
        assert done.returncode == 1
        assert "false failed" in done.stdout
        assert not (place.folder / ".run" / "stack.json").exists()


class TestReset:
    def test_forgets_data_and_keys(self, place: Checkout) -> None:
        keys = "import os; print(os.environ['SECRET_KEY'])"
        first = place.python(keys)
        assert place.python(keys) == first
        assert place.run("down", "--reset").returncode == 0
        assert place.python(keys) != first

    def test_leaves_a_server_of_ones_own_alone(self, place: Checkout) -> None:
        done = place.run("down", "--reset", DATABASE_URL="postgresql://somewhere/else")
        assert done.returncode == 1
        assert "yours to delete" in done.stdout
