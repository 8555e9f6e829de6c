"""One request to a receiver that nobody here trusts, over real sockets."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from ipaddress import IPv4Address, ip_network
from pathlib import Path

import pytest

from correspondence.webhooks.addresses import Policy, target
from correspondence.webhooks.sending import BODY_KEPT, Answer, NoAnswer, post
from tests.receiver import Receiver, Reply, certificate, receiver

HERE = IPv4Address("127.0.0.1")
POLICY = Policy(networks=(ip_network("127.0.0.0/8"),), plain_http=True, ports=None)


@pytest.fixture
def portal() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def send(url: str, *, tls: ssl.SSLContext | None = None, total: float = 5.0) -> Answer:
    return post(
        target=target(url, policy=POLICY),
        addresses=(HERE,),
        body=b'{"type": "submitted"}',
        headers={"Content-Type": "application/json", "webhook-id": "1"},
        tls=tls,
        total=total,
    )


def test_the_receiver_gets_what_was_sent(portal: Receiver) -> None:
    assert send(portal.url) == Answer(status=204, excerpt="", retry_after=None)
    (request,) = portal.received
    assert request.path == "/hooks?for=titelweg"
    assert request.body == b'{"type": "submitted"}'
    assert request.headers["host"] == portal.url.split("/")[2]


def test_the_connection_goes_to_the_checked_address_and_speaks_of_the_real_name(
    portal: Receiver,
) -> None:
    """The name does not even resolve: nobody asks for it a second time."""
    send(portal.url.replace("127.0.0.1", "hooks.invalid"))
    assert portal.received[0].headers["host"].startswith("hooks.invalid:")


def test_a_redirect_is_not_followed(portal: Receiver) -> None:
    portal.answers(Reply(status=307, headers={"Location": portal.url}))
    assert send(portal.url).status == 307
    assert len(portal.received) == 1


def test_of_a_huge_body_a_little_is_kept(portal: Receiver) -> None:
    portal.answers(Reply(status=500, body=b"x" * 20_000_000))
    assert send(portal.url).excerpt == "x" * BODY_KEPT


def test_what_cannot_be_printed_is_not_kept(portal: Receiver) -> None:
    portal.answers(Reply(status=400, body=b"no\x00pe\xff\r\n\x1b[31m"))
    assert send(portal.url).excerpt == "no pe\ufffd   [31m"


def test_how_long_to_wait_is_told(portal: Receiver) -> None:
    portal.answers(Reply(status=429, headers={"Retry-After": "120"}))
    assert send(portal.url).retry_after == "120"


def test_a_silent_receiver_has_a_limited_time(portal: Receiver) -> None:
    portal.answers(Reply(silent_for=20))
    began = time.monotonic()
    with pytest.raises(NoAnswer) as failed:
        send(portal.url, total=0.3)
    assert failed.value.code == "timeout"
    assert time.monotonic() - began < 3


def test_a_body_that_comes_in_drops_takes_no_longer_and_leaves_the_status(
    portal: Receiver,
) -> None:
    portal.answers(Reply(status=200, body=b"x" * 1000, drip=0.1))
    began = time.monotonic()
    assert send(portal.url, total=0.4).status == 200
    assert time.monotonic() - began < 3


def test_nobody_listening_is_no_answer() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NoAnswer) as failed:
        send(f"http://127.0.0.1:{port}/")
    assert failed.value.code == "connection"


def test_who_speaks_no_http_gives_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        server.settimeout(5)
        with pytest.raises(NoAnswer) as failed:
            _send_to_a_babbler(url, server)
    assert failed.value.code == "protocol"


def _send_to_a_babbler(url: str, server: socket.socket) -> None:
    def babble() -> None:
        connection, _address = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"220 smtp ready\r\n\r\n")

    thread = threading.Thread(target=babble)
    thread.start()
    try:
        send(url)
    finally:
        thread.join()


def test_a_certificate_for_the_name_is_believed(tmp_path: Path) -> None:
    server, trusting = certificate(tmp_path, name="hooks.example.org")
    with receiver(tls=server) as portal:
        answer = send(portal.url.replace("127.0.0.1", "hooks.example.org"), tls=trusting)
        assert answer.status == 204


def test_a_certificate_for_another_name_is_not(tmp_path: Path) -> None:
    server, trusting = certificate(tmp_path, name="somebody.example.org")
    with receiver(tls=server) as portal, pytest.raises(NoAnswer) as failed:
        send(portal.url.replace("127.0.0.1", "hooks.example.org"), tls=trusting)
    assert failed.value.code == "tls"
    assert portal.received == []


def test_a_certificate_of_an_unknown_authority_is_not(tmp_path: Path) -> None:
    server, _trusting = certificate(tmp_path, name="127.0.0.1")
    with receiver(tls=server) as portal, pytest.raises(NoAnswer) as failed:
        send(portal.url)
    assert failed.value.code == "tls"


def test_a_handshake_that_never_comes_has_a_limited_time(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as mute,
        pytest.raises(NoAnswer) as failed,
    ):
        send(f"https://127.0.0.1:{mute.getsockname()[1]}/", total=0.3)
    assert failed.value.code == "timeout"
