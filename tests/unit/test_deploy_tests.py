"""`make test` runs two halves side by side, and fails where either does."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from deploy.tests import BESIDE
from tests.launcher import Checkout, checkout, eventually

TESTS = """
import os
import pytest

@pytest.mark.stack
def test_with_a_stack(capsys):
    with capsys.disabled():
        print("stacks:", os.environ["DATABASE_URL"])
    assert {stacks}

def test_without(capsys):
    with capsys.disabled():
        print("others:", os.environ["DATABASE_URL"])
    assert {others}
"""
SETTINGS = "[pytest]\nmarkers = stack: needs the whole stack\n"
SERVERS_ENDED = """
from deploy import servers
servers.STOP_SECONDS = 1
print(servers.wait_until_stopped())
"""
HOLD = ["--", sys.executable, "-c", "import time; print('lent', flush=True); time.sleep(120)"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    with checkout(tmp_path_factory.mktemp("checkout")) as here:
        (here.folder / "pytest.ini").write_text(SETTINGS)
        yield here


def write_tests(place: Checkout, *, stacks: bool = True, others: bool = True) -> None:
    test = place.folder / "test_halves.py"
    test.write_text(TESTS.format(stacks=stacks, others=others))


def database_of(half: str, output: str) -> str:
    (address,) = [line.partition(": ")[2] for line in output.splitlines() if f"{half}: " in line]
    return address


def test_each_half_has_servers_of_its_own(place: Checkout) -> None:
    write_tests(place)
    done = place.run("tests")
    assert done.returncode == 0, done.stdout
    assert database_of("stacks", done.stdout) != database_of("others", done.stdout)


@pytest.mark.parametrize("failing", ["stacks", "others"])
def test_a_half_that_fails_fails_the_whole_and_is_told(place: Checkout, failing: str) -> None:
    write_tests(place, **{failing: False})
    done = place.run("tests")
    assert done.returncode == 1
    assert done.stdout.count("1 failed") == done.stdout.count("1 passed") == 1


def test_what_is_asked_for_runs_alone(place: Checkout) -> None:
    write_tests(place, stacks=False)
    done = place.run("tests", "-k", "without")
    assert (done.returncode, "stacks: " in done.stdout) == (0, False)


def test_servers_in_use_by_the_other_half_are_seen(place: Checkout) -> None:
    beside = str(place.state / BESIDE)
    with place.start("run", *HOLD, XDG_STATE_HOME=beside) as half:
        try:
            assert half.stdout is not None
            assert half.stdout.readline() == "lent\n"
            assert ended(place) == "False"
        finally:
            half.terminate()
    assert eventually(lambda: ended(place) == "True")


def ended(place: Checkout) -> str:
    return place.ask(SERVERS_ENDED)
