"""How a simulator runs: its command line, its socket, its line when it is ready."""

from __future__ import annotations

import argparse
import json
import socket

from aiohttp import web


def arguments(name: str, stands_for: str) -> argparse.ArgumentParser:
    """A command line with the options that all simulators have."""
    parser = argparse.ArgumentParser(
        prog=f"python -m simulators.{name}", description=f"A simulator of {stands_for}."
    )
    parser.add_argument("--host", default="127.0.0.1")
    return parser


def listening_socket(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError when it is taken.

    Answers go out at once: asyncio sees to that only for sockets it made itself, and an answer
    in several small parts would wait 40 ms for the client's delayed acknowledgement.
    """
    listening = socket.create_server((host, port))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def listen(host: str, port: int) -> socket.socket:
    """A listening socket for the command line: exits with a sentence when the port is taken."""
    try:
        return listening_socket(host, port)
    except OSError as error:
        raise SystemExit(f"Cannot listen on {host}:{port}: {error.strerror}.") from error


def port_of(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def serve(app: web.Application, *, listening: socket.socket, name: str, **more: object) -> None:
    """Answer HTTP on this socket until SIGINT or SIGTERM.

    Whoever waits for the ready line may call at once: the socket listens already.
    """
    host = listening.getsockname()[0]
    ready = {"name": name, "url": f"http://{host}:{port_of(listening)}", **more}

    async def announce(_: web.Application) -> None:
        print(f"ready {json.dumps(ready)}", flush=True)

    app.on_startup.append(announce)
    # A client that leaves ends its call: this is how calls that hang on purpose come to an end.
    web.run_app(
        app,
        sock=listening,
        print=lambda *_: None,
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=0.5,
    )
