"""The mail sink's hooks strike exactly between the moments they name."""

from __future__ import annotations

import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.simulators import Running, eventually, running

RANA = "rana@example.org"
ALI = "ali@example.org"

# A courier in small: sends, notes that it has read the 250, leaves, marks the mail as sent.
COURIER = """
import pathlib, smtplib, sys
port, folder, recipient = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
sys.stdin.readline()
client = smtplib.SMTP("127.0.0.1", port)
client.sendmail("abh@example.org", [recipient], "Message-ID: <m1@example.org>\\r\\n\\r\\nHallo")
(folder / "read").touch()
client.quit()
(folder / "marked").touch()
"""


@dataclass(frozen=True)
class Courier:
    """A client process that begins when told to."""

    process: subprocess.Popen[str]
    folder: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def works(self) -> int:
        """Let it send and wait for its end; the exit code."""
        self.process.communicate("go\n", timeout=10)
        return self.process.returncode

    def has(self, note: str) -> bool:
        return (self.folder / note).exists()


@contextmanager
def courier(sink: Running, folder: Path, *, to: str = RANA) -> Iterator[Courier]:
    folder.mkdir()
    command = [sys.executable, "-S", "-c", COURIER, str(sink.smtp_port), str(folder), to]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as process:
        try:
            yield Courier(process, folder)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def process() -> Iterator[Running]:
    with running("mailsink") as simulator:
        yield simulator


@pytest.fixture
def sink(process: Running) -> Running:
    process.control.post("/reset").raise_for_status()
    return process


def outcomes(sink: Running) -> list[tuple[str, dict[str, str]]]:
    return [(one["moment"], one["outcomes"]) for one in sink.control.get("/hooks").json()]


def killed(sink: Running, moment: str, pid: int) -> bool:
    """Whether the sink comes to report this kill, and only kills it is certain of."""
    reported = eventually(lambda: (moment, {str(pid): "killed"}) in outcomes(sink))
    return reported and all(one["certain"] for one in sink.control.get("/hooks").json())


def kept(sink: Running) -> list[str]:
    return [one["message_id"] for one in sink.control.get("/mails").json()]


def test_without_a_hook_the_courier_marks(sink: Running, tmp_path: Path) -> None:
    with courier(sink, tmp_path / "courier") as rana:
        assert rana.works() == 0
        assert rana.has("marked")


def test_after_accept_kills_before_the_client_can_mark_every_time(
    sink: Running, tmp_path: Path
) -> None:
    for attempt in range(5):
        with courier(sink, tmp_path / str(attempt)) as rana:
            sink.faults(after_accept={"kill": rana.pid})
            assert rana.works() == -signal.SIGKILL
            assert not rana.has("read")
            assert not rana.has("marked")
            assert killed(sink, "after_accept", rana.pid)
    assert kept(sink) == ["<m1@example.org>"] * 5


def test_after_accept_sends_the_250_before_it_kills(sink: Running, tmp_path: Path) -> None:
    with (
        courier(sink, tmp_path / "bystander") as bystander,
        smtplib.SMTP("127.0.0.1", sink.smtp_port) as client,
    ):
        sink.faults(after_accept={"kill": bystander.pid})
        client.ehlo()
        client.mail("abh@example.org")
        client.rcpt(RANA)
        client.docmd("DATA")
        client.send(b"Subject: Antrag\r\n\r\nHallo\r\n.\r\n")
        assert bystander.process.wait(timeout=5) == -signal.SIGKILL
        assert client.sock is not None
        assert client.sock.recv(1000, socket.MSG_DONTWAIT).startswith(b"250 ")


def test_before_reply_kills_while_the_client_waits_for_the_250(
    sink: Running, tmp_path: Path
) -> None:
    with courier(sink, tmp_path / "courier") as rana:
        sink.faults(before_reply={"kill": [rana.pid]})
        assert rana.works() == -signal.SIGKILL
        assert not rana.has("read")
        assert killed(sink, "before_reply", rana.pid)
    assert kept(sink) == ["<m1@example.org>"]


def test_at_next_command_kills_when_the_client_has_read_the_250_and_not_marked(
    sink: Running, tmp_path: Path
) -> None:
    with courier(sink, tmp_path / "courier") as rana:
        sink.faults(at_next_command={"kill": rana.pid})
        assert rana.works() == -signal.SIGKILL
        assert rana.has("read")
        assert not rana.has("marked")
        assert killed(sink, "at_next_command", rana.pid)
    assert kept(sink) == ["<m1@example.org>"]


@pytest.mark.parametrize("command", ["RSET", "MAIL FROM:<abh@example.org>", "QUIT"])
def test_each_command_that_may_follow_a_mail_is_a_next_command(
    sink: Running, tmp_path: Path, command: str
) -> None:
    with courier(sink, tmp_path / "bystander") as bystander:
        client = smtplib.SMTP("127.0.0.1", sink.smtp_port)
        sink.faults(at_next_command={"kill": bystander.pid})
        client.sendmail("abh@example.org", [RANA], "Subject: Antrag\r\n\r\nHallo")
        assert bystander.process.poll() is None
        client.docmd(command)
        assert bystander.process.wait(timeout=5) == -signal.SIGKILL
        client.close()


def test_several_processes_die_together(sink: Running, tmp_path: Path) -> None:
    with courier(sink, tmp_path / "child") as child, courier(sink, tmp_path / "parent") as parent:
        sink.faults(after_accept={"kill": [child.pid, parent.pid]})
        assert child.works() == -signal.SIGKILL
        assert parent.process.wait(timeout=5) == -signal.SIGKILL


def test_a_hook_strikes_once(sink: Running, tmp_path: Path) -> None:
    with courier(sink, tmp_path / "first") as first:
        sink.faults(after_accept={"kill": first.pid})
        first.works()
    assert sink.control.get("/faults").json()["after_accept"] is None
    with courier(sink, tmp_path / "second") as second:
        assert second.works() == 0


def test_a_hook_for_one_recipient_leaves_other_mails_alone(sink: Running, tmp_path: Path) -> None:
    with (
        courier(sink, tmp_path / "ali", to=ALI) as ali,
        courier(sink, tmp_path / "rana", to=RANA) as rana,
    ):
        hook = {"kill": [ali.pid, rana.pid], "to": RANA}
        sink.faults(after_accept=hook)
        assert ali.works() == 0
        assert sink.control.get("/faults").json()["after_accept"] == hook
        assert rana.works() == -signal.SIGKILL


def test_a_process_that_has_gone_is_reported_and_the_mail_accepted(
    sink: Running, tmp_path: Path
) -> None:
    with courier(sink, tmp_path / "gone") as gone:
        gone.works()
    sink.faults(after_accept={"kill": gone.pid})
    with courier(sink, tmp_path / "courier") as rana:
        assert rana.works() == 0
    assert eventually(
        lambda: outcomes(sink) == [("after_accept", {str(gone.pid): "no such process"})]
    )


@pytest.mark.parametrize("moment", ["before_reply", "after_accept", "at_next_command"])
def test_a_hook_can_call_an_address(sink: Running, tmp_path: Path, moment: str) -> None:
    with running("payment") as called, courier(sink, tmp_path / "courier") as rana:
        called.faults(hang=3)
        sink.faults(**{moment: {"url": f"{called.url}/reset"}})
        assert rana.works() == 0
        assert eventually(
            lambda: outcomes(sink) == [(moment, {f"{called.url}/reset": "answered 204"})]
        )
        assert called.control.get("/faults").json()["hang"] == 0


def test_an_address_that_does_not_answer_does_not_hold_up_the_mail(
    sink: Running, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    sink.faults(before_reply={"url": closed})
    with courier(sink, tmp_path / "courier") as rana:
        assert rana.works() == 0
    [(_, told)] = outcomes(sink)
    assert told[closed].startswith("no answer")


def test_a_hook_that_makes_no_sense_is_refused(sink: Running) -> None:
    wrong: list[Any] = [
        {"kill": 1},
        {"kill": -1},
        {"kill": 0},
        {"kill": []},
        {"kill": True},
        {"kill": "4711"},
        {"kill": sink.pid},
        {"kill": 4711, "url": "http://127.0.0.1/"},
        {"url": 1},
        {"to": RANA},
        {},
        "kill",
    ]
    for hook in wrong:
        answer = sink.control.put("/faults", json={"after_accept": hook})
        assert answer.status_code == 422, hook
    assert sink.control.get("/faults").json()["after_accept"] is None


def test_a_sink_that_others_can_reach_kills_nobody() -> None:
    with running("mailsink", options=("--host", "0.0.0.0")) as sink:
        answer = sink.control.put("/faults", json={"after_accept": {"kill": 4711}})
        assert answer.status_code == 422
        assert "loopback" in answer.json()["detail"]
