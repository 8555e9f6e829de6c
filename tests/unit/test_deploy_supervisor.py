"""A supervisor starts again what dies, up to a point, and then says why it gives up."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy import supervisor as module
from deploy.errors import SetupError
from deploy.processes import free_port
from deploy.supervisor import Program, Supervisor
from tests.launcher import eventually, is_alive

Making = Callable[..., Supervisor]
STAYS = [sys.executable, "-c", "import time; time.sleep(60)"]
COMPLAINS = [sys.executable, "-c", "raise SystemExit('the disk is full')"]


@pytest.fixture
def supervising(tmp_path: Path) -> Iterator[Making]:
    """Makes a supervisor of the given programs, which is stopped at the end."""
    made: list[Supervisor] = []

    def make(**programs: list[str]) -> Supervisor:
        listed = [Program(name, argv) for name, argv in programs.items()]
        made.append(Supervisor(programs=listed, environment={}, logs=tmp_path / "logs"))
        made[-1].start(*programs)
        return made[-1]

    yield make
    for supervisor in made:
        supervisor.stop()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSES", (0.01, 0.01))


def looks(supervisor: Supervisor) -> bool:
    """Look once; for polling."""
    supervisor.look()
    return False


@pytest.mark.usefixtures("impatient")
class TestLooking:
    def test_starts_again_what_was_killed(self, supervising: Making) -> None:
        supervisor = supervising(clerk=STAYS)
        first = supervisor.pids()["clerk"]
        supervisor.kill("clerk")

        def has_another() -> bool:
            supervisor.look()
            return supervisor.pids()["clerk"] != first

        assert eventually(has_another)
        assert is_alive(supervisor.pids()["clerk"])

    def test_leaves_alone_what_runs(self, supervising: Making) -> None:
        supervisor = supervising(clerk=STAYS)
        before = supervisor.pids()
        supervisor.look()
        assert supervisor.pids() == before

    def test_gives_up_on_what_keeps_dying_and_shows_its_last_words(
        self, supervising: Making
    ) -> None:
        supervisor = supervising(clerk=COMPLAINS)
        with pytest.raises(SetupError, match=r"clerk died 3 times.*\n.*the disk is full"):
            eventually(lambda: looks(supervisor))


class TestWaiting:
    def test_ends_with_the_last_words_of_what_died_at_once(self, tmp_path: Path) -> None:
        nobody = f"http://127.0.0.1:{free_port()}/healthz"
        program = Program("web", COMPLAINS, health=nobody)
        supervisor = Supervisor(programs=[program], environment={}, logs=tmp_path)
        supervisor.start("web")
        with pytest.raises(SetupError, match=r"web ended at once \(exit 1\)[^\0]*the disk is full"):
            supervisor.wait_healthy("web", seconds=20)
        supervisor.stop()

    def test_ends_when_the_time_is_over(self, tmp_path: Path) -> None:
        nobody = f"http://127.0.0.1:{free_port()}/healthz"
        program = Program("web", STAYS, health=nobody)
        supervisor = Supervisor(programs=[program], environment={}, logs=tmp_path)
        supervisor.start("web")
        with pytest.raises(SetupError, match="web does not answer"):
            supervisor.wait_healthy("web", seconds=0.2)
        supervisor.stop()


class TestStopping:
    def test_leaves_nobody(self, supervising: Making) -> None:
        supervisor = supervising(clerk=STAYS, cashier=STAYS)
        pids = supervisor.pids().values()
        supervisor.stop()
        assert not any(map(is_alive, pids))

    def test_takes_the_children_of_what_was_killed_along(
        self, supervising: Making, tmp_path: Path
    ) -> None:
        note = tmp_path / "child"
        supervisor = supervising(clerk=["sh", "-c", f"sleep 60 & echo $! > {note}; wait"])
        assert eventually(lambda: note.exists() and note.read_text() != "")
        supervisor.kill("clerk")
        assert eventually(lambda: not is_alive(int(note.read_text())))

    def test_restarting_gives_a_new_process(self, supervising: Making) -> None:
        supervisor = supervising(clerk=STAYS)
        first = supervisor.pids()["clerk"]
        supervisor.restart("clerk")
        assert not is_alive(first)
        assert is_alive(supervisor.pids()["clerk"])
