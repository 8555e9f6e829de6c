"""One request to a receiver that nobody here trusts.

Public: `post`, `Answer`, `NoAnswer`, `TOTAL_SECONDS`.

The connection is made to an address that was checked, TLS and `Host` speak of the real name, no
redirect is followed, and everything together has `TOTAL_SECONDS`: a receiver that sends one byte
every second gets no more time than one that is silent.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse

from correspondence.webhooks.addresses import Address, Target

TOTAL_SECONDS = 15.0
CONNECT_SECONDS = 5.0
BODY_READ = 4096  # bytes; what a receiver says beyond that is not even read
BODY_KEPT = 500  # characters


@dataclass(frozen=True)
class Answer:
    """What the receiver said: `excerpt` is the beginning of its body, at most 500 characters."""

    status: int
    excerpt: str
    retry_after: str | None


class NoAnswer(Exception):
    """There was none; `code` says why: connection, tls, timeout or protocol."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(code, detail)


def post(
    *,
    target: Target,
    addresses: Sequence[Address],
    body: bytes,
    headers: Mapping[str, str],
    total: float = TOTAL_SECONDS,
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """Send `body` to the first of the checked addresses that takes a connection.

    Raises `NoAnswer`. A redirect is an answer like any other.
    """
    with _connected(addresses, target.port) as plain, _Watchdog(total) as watchdog:
        try:
            with _secured(plain, target, tls, watchdog) as connection:
                return _exchange(connection, target, body, headers)
        except (OSError, HTTPException, ValueError) as error:
            raise _no_answer(error, timed_out=watchdog.barked) from error


@contextmanager
def _connected(addresses: Sequence[Address], port: int) -> Iterator[socket.socket]:
    connection = _connect(addresses, port)
    try:
        yield connection
    finally:
        connection.close()


def _connect(addresses: Sequence[Address], port: int) -> socket.socket:
    failure: OSError | None = None
    for address in addresses[:2]:
        try:
            return socket.create_connection((str(address), port), timeout=CONNECT_SECONDS)
        except OSError as error:
            failure = error
    raise _no_answer(failure or OSError("no address"), timed_out=isinstance(failure, TimeoutError))


class _Watchdog:
    """Shuts the watched connection when the time is over, so that whoever reads from it wakes."""

    def __init__(self, seconds: float) -> None:
        self.barked = False
        self._watched: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._bark)
        self._timer.daemon = True

    def __enter__(self) -> _Watchdog:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()

    def watch(self, connection: socket.socket) -> None:
        self._watched = connection
        if self.barked:
            raise TimeoutError

    def _bark(self) -> None:
        self.barked = True
        if self._watched is not None:
            try:
                # Not SSLSocket's own, which would take the session from whoever reads right now.
                socket.socket.shutdown(self._watched, socket.SHUT_RDWR)
            except OSError:
                return  # it ended by itself meanwhile


@contextmanager
def _secured(
    plain: socket.socket, target: Target, tls: ssl.SSLContext | None, watchdog: _Watchdog
) -> Iterator[socket.socket]:
    if not target.secure:
        watchdog.watch(plain)
        yield plain
        return
    context = tls or ssl.create_default_context()
    with context.wrap_socket(
        plain, server_hostname=target.host, do_handshake_on_connect=False
    ) as secured:
        watchdog.watch(secured)
        secured.do_handshake()
        yield secured


def _exchange(
    connection: socket.socket, target: Target, body: bytes, headers: Mapping[str, str]
) -> Answer:
    connection.settimeout(TOTAL_SECONDS)  # the watchdog is earlier
    http = HTTPConnection(target.host, target.port)
    http.sock = connection
    said = {"Host": target.authority, "Connection": "close", **headers}
    http.request("POST", target.path, body=body, headers=said)
    response = http.getresponse()
    return Answer(
        status=response.status,
        excerpt=_excerpt(response),
        retry_after=response.headers.get("Retry-After"),
    )


def _excerpt(response: HTTPResponse) -> str:
    """The beginning of the body. The status is the answer: a body that breaks off takes nothing
    from it."""
    try:
        read = response.read(BODY_READ)
    except (OSError, HTTPException, ValueError):
        return ""
    text = read.decode("utf-8", errors="replace")
    return "".join(sign if sign.isprintable() else " " for sign in text[:BODY_KEPT])


def _no_answer(error: Exception, *, timed_out: bool) -> NoAnswer:
    detail = str(error)[:300]
    if timed_out or isinstance(error, TimeoutError):
        return NoAnswer("timeout", detail)
    if isinstance(error, ssl.SSLError):
        return NoAnswer("tls", detail)
    return NoAnswer("connection" if isinstance(error, OSError) else "protocol", detail)
