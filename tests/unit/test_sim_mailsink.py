"""The mail sink takes mails by SMTP, shows them, and misbehaves as told."""

from __future__ import annotations

import signal
import smtplib
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.simulators import Running, running

AUTHORITY = "abh@berlin.example"
RANA = "rana@example.org"
ALI = "ali@example.org"


MESSAGE_ID = "<m1@berlin.example>"


def mail(*, to: str = RANA, subject: str = "Ihr Antrag", text: str = "Guten Tag") -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Ausländerbehörde <{AUTHORITY}>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = MESSAGE_ID
    message["Date"] = "Mon, 23 Nov 2026 09:00:00 +0100"
    message.set_content(text)
    return message


def send(sink: Running, message: EmailMessage | None = None, *, timeout: float = 5) -> None:
    with smtplib.SMTP("127.0.0.1", sink.smtp_port, timeout=timeout) as client:
        client.send_message(message or mail())


def listed(sink: Running, **query: str) -> list[dict[str, Any]]:
    answer = sink.control.get("/mails", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def subjects(sink: Running, **query: str) -> list[str]:
    return [one["subject"] for one in listed(sink, **query)]


@pytest.fixture(scope="module")
def process() -> Iterator[Running]:
    with running("mailsink") as simulator:
        yield simulator


@pytest.fixture
def sink(process: Running) -> Running:
    process.control.post("/reset").raise_for_status()
    return process


def test_a_mail_is_listed_with_envelope_headers_text_and_attachments(sink: Running) -> None:
    message = mail(subject="Bestätigung für Frau Ünal", text="Ihr Antrag ist da.\n")
    message.add_alternative("<p>Ihr Antrag ist da.</p>", subtype="html")
    message.add_attachment(
        b"%PDF-1.7", maintype="application", subtype="pdf", filename="Bestätigung.pdf"
    )
    before = datetime.now(UTC)

    send(sink, message)

    [found] = listed(sink)
    assert (found["from"], found["to"]) == (AUTHORITY, [RANA])
    assert found["subject"] == "Bestätigung für Frau Ünal"
    assert found["message_id"] == MESSAGE_ID
    assert found["date"] == message["Date"]
    assert before <= datetime.fromisoformat(found["received_at"]) <= datetime.now(UTC)
    assert found["text"].strip() == "Ihr Antrag ist da."
    assert found["html"].strip() == "<p>Ihr Antrag ist da.</p>"
    [attached] = found["attachments"]
    assert attached["filename"] == "Bestätigung.pdf"
    assert (attached["content_type"], attached["size"]) == ("application/pdf", 8)
    download = sink.control.get(attached["url"])
    assert download.content == b"%PDF-1.7"
    assert download.headers["Content-Disposition"].startswith("attachment;")
    assert sink.control.get(f"/mails/{found['id']}").json() == found


def test_the_raw_mail_is_what_was_sent_byte_by_byte(sink: Running) -> None:
    content = "Subject: Punkte\r\n\r\n.\r\n..zwei Punkte\r\nEnde ohne Zeilenende"
    with smtplib.SMTP("127.0.0.1", sink.smtp_port) as client:
        client.sendmail(AUTHORITY, [RANA], content)
    [found] = listed(sink)
    raw = sink.control.get(f"/mails/{found['id']}/raw")
    assert raw.content == content.encode() + b"\r\n"
    assert raw.headers["Content-Type"] == "message/rfc822"


def test_mails_are_found_by_recipient_subject_and_time(sink: Running) -> None:
    send(sink, mail(subject="Zahlung offen"))
    between = datetime.now(UTC).isoformat()
    send(sink, mail(subject="Termin", to=ALI))
    assert subjects(sink) == ["Zahlung offen", "Termin"]
    assert subjects(sink, to="RANA@example.org") == ["Zahlung offen"]
    assert subjects(sink, subject="termin") == ["Termin"]
    assert subjects(sink, since=between) == ["Termin"]
    assert subjects(sink, to=RANA, since=between) == []


def test_a_filter_that_cannot_be_understood_is_refused(sink: Running) -> None:
    wrong: list[dict[str, str]] = [
        {"since": "yesterday"},
        {"since": "2026-11-23T09:00:00"},
        {"recipient": RANA},
    ]
    for query in wrong:
        assert sink.control.get("/mails", params=query).status_code == 400


def test_the_page_shows_the_newest_mail_first_and_escapes_what_strangers_wrote(
    sink: Running,
) -> None:
    send(sink, mail(subject="Erste"))
    send(sink, mail(subject="Zweite <script>alert(1)</script>", text="<img src=x>"))
    page = sink.control.get("/").text
    assert page.index("Zweite") < page.index("Erste")
    assert "Simulator" in page
    newest = sink.control.get(f"/mail/{listed(sink)[-1]['id']}").text
    assert "<script>" not in page + newest
    assert "&lt;img src=x&gt;" in newest


def test_an_html_part_is_shown_where_it_can_do_nothing(sink: Running) -> None:
    message = mail()
    message.add_alternative("<script>alert(1)</script>", subtype="html")
    send(sink, message)
    number = listed(sink)[0]["id"]
    assert f'<iframe sandbox title="HTML" src="/mails/{number}/html">' in (
        sink.control.get(f"/mail/{number}").text
    )
    policy = sink.control.get(f"/mails/{number}/html").headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")


def test_what_is_not_there_is_not_found(sink: Running) -> None:
    send(sink)
    number = listed(sink)[0]["id"]
    for path in ("/mails/999", "/mails/x", "/mail/999", f"/mails/{number}/attachments/0"):
        assert sink.control.get(path).status_code == 404


def test_a_temporary_failure_is_answered_and_not_kept(sink: Running) -> None:
    sink.faults(tempfail=1)
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send(sink)
    assert listed(sink) == []
    send(sink)
    assert len(listed(sink)) == 1


def test_a_permanent_failure_is_answered_and_not_kept(sink: Running) -> None:
    sink.faults(permfail=1)
    with pytest.raises(smtplib.SMTPDataError, match="554"):
        send(sink)
    assert listed(sink) == []


def test_some_recipients_can_be_unknown(sink: Running) -> None:
    sink.faults(permfail_to=["*@nowhere.example"])
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="550"):
        send(sink, mail(to="rana@nowhere.example"))
    send(sink)
    assert [one["to"] for one in listed(sink)] == [[RANA]]


def test_a_hanging_server_takes_everything_and_never_answers(sink: Running) -> None:
    sink.faults(hang=1)
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(sink, timeout=0.3)
    assert listed(sink) == []
    send(sink)
    assert len(listed(sink)) == 1


def test_a_dropped_connection_leaves_the_client_in_doubt_about_a_kept_mail(sink: Running) -> None:
    sink.faults(drop=1)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(sink)
    send(sink)
    first, second = listed(sink)
    assert first["message_id"] == second["message_id"] == MESSAGE_ID


def test_a_mute_server_accepts_the_connection_and_never_greets(sink: Running) -> None:
    sink.faults(mute=True)
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(sink, timeout=0.3)
    sink.faults()
    send(sink)


def test_a_refusing_server_cannot_be_reached_until_it_is_back(sink: Running) -> None:
    sink.faults(refuse=True)
    with pytest.raises(ConnectionRefusedError):
        send(sink)
    sink.faults(refuse=True)
    sink.faults()
    send(sink)
    assert len(listed(sink)) == 1


def test_a_slow_server_answers_late(sink: Running) -> None:
    sink.faults(delay_seconds=0.3)
    begun = time.monotonic()
    send(sink)
    assert time.monotonic() - begun >= 0.3


def test_a_large_mail_with_long_lines_arrives_whole(sink: Running) -> None:
    message = mail()
    message.add_attachment(b"\x00" * 7_000_000, maintype="image", subtype="png", filename="a.png")
    send(sink, message)
    assert listed(sink)[0]["attachments"][0]["size"] == 7_000_000


def test_an_smtp_connection_survives_commands_that_do_not_exist(sink: Running) -> None:
    with socket.create_connection(("127.0.0.1", sink.smtp_port)) as connection:
        lines = connection.makefile("rwb", buffering=0)
        assert lines.readline().startswith(b"220")
        lines.write(b"NONSENSE\r\n")
        assert lines.readline().startswith(b"500")
        lines.write(b"QUIT\r\n")
        assert lines.readline().startswith(b"221")


@pytest.mark.parametrize(
    "content",
    [
        b"Content-Type: text/plain; charset=x-unknown\r\n\r\nHallo",
        b"Message-ID: <<>\r\nSubject: Best\xe4tigung\r\n\r\nHallo",
        b"Content-Type: multipart/mixed\r\n\r\nHallo",
        b"",
    ],
)
def test_a_mail_that_breaks_the_rules_of_mail_is_kept_and_can_be_read(
    sink: Running, content: bytes
) -> None:
    with smtplib.SMTP("127.0.0.1", sink.smtp_port) as client:
        client.sendmail(AUTHORITY, [RANA], content)
    number = listed(sink, to=RANA)[0]["id"]
    assert sink.control.get(f"/mail/{number}").status_code == 200
    assert sink.control.get(f"/mails/{number}/raw").content.strip() == content.strip()


def test_mails_can_be_cleared(sink: Running) -> None:
    send(sink)
    assert sink.control.delete("/mails").status_code == 204
    assert listed(sink) == []


def test_kept_mails_are_there_after_a_violent_end(tmp_path: Path) -> None:
    options = ("--store", str(tmp_path / "mails"))
    with running("mailsink", options=options) as sink:
        send(sink, mail(subject="Früher"))
        [kept] = listed(sink)
        sink.kill(signal.SIGKILL)
    with running("mailsink", options=options) as sink:
        assert listed(sink) == [kept]
        send(sink, mail(subject="Später"))
        assert [one["id"] for one in listed(sink)] == [1, 2]
        sink.control.delete("/mails")
    assert list((tmp_path / "mails").iterdir()) == []


def test_without_a_folder_nothing_outlives_the_process() -> None:
    with running("mailsink") as sink:
        send(sink)
    with running("mailsink") as sink:
        assert listed(sink) == []
