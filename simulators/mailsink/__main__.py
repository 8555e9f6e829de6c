"""`python -m simulators.mailsink --smtp-port N --http-port M [--store DIR]`"""

from __future__ import annotations

from collections.abc import AsyncIterator
from ipaddress import ip_address
from pathlib import Path

from aiohttp import web

from simulators.faults import FaultError
from simulators.mailsink import processes
from simulators.mailsink.box import Box
from simulators.mailsink.hooks import Strikes
from simulators.mailsink.smtp import MailFaults, SmtpPort
from simulators.mailsink.web import Reader
from simulators.program import arguments, listen, port_of, serve
from simulators.remote import Board, control_routes, problems


class MailSink:
    """Box, port and faults together. Only on a loopback address does it kill processes."""

    def __init__(self, *, port: SmtpPort, store: Path | None, may_kill: bool) -> None:
        self.box = Box(store)
        self.strikes = Strikes()
        self.board = Board(MailFaults, apply=self._apply)
        self._port = port
        self._may_kill = may_kill

    def forget(self) -> None:
        self.box.clear()
        self.strikes.fired.clear()

    async def run(self, _: web.Application) -> AsyncIterator[None]:
        await self._open()
        yield
        self._port.close()

    async def _apply(self, faults: MailFaults) -> None:
        if any(hook.pids for hook in faults.hooks()) and not self._may_kill:
            raise FaultError("Killing needs Linux and a mail sink on a loopback address.")
        if faults.refuse:
            self._port.close()
        else:
            await self._open()

    async def _open(self) -> None:
        await self._port.open(box=self.box, board=self.board, strikes=self.strikes)


def main() -> None:
    parser = arguments("mailsink", "a mail server; nothing is delivered, everything can be read")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--store", type=Path, help="a folder that keeps the mails between runs")
    given = parser.parse_args()
    smtp = listen(given.host, given.smtp_port)
    http = listen(given.host, given.http_port)
    may_kill = ip_address(http.getsockname()[0]).is_loopback and processes.PROC.is_dir()
    sink = MailSink(port=SmtpPort(smtp), store=given.store, may_kill=may_kill)
    app = web.Application(middlewares=[problems])
    app.cleanup_ctx.append(sink.run)
    app.add_routes(Reader(sink.box, sink.strikes).routes())
    app.add_routes(control_routes(sink.board, name="mailsink", forget=sink.forget))
    serve(app, listening=http, name="mailsink", smtp_port=port_of(smtp))


main()
