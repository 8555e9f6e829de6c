"""The protocol calls of the producer, its page, and the remote control."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from aiohttp import web

from simulators.guard import guarded
from simulators.pages import both, page, table
from simulators.producer.line import (
    DELIVERED,
    NEXT,
    REJECTED,
    RETURNED,
    Line,
    Mailbox,
    ProducerFaults,
)
from simulators.producer.order import Reason, check, reason
from simulators.remote import Board, Problem, read_json

REFUSALS = {
    401: {"code": "unauthorized"},
    403: {"code": "forbidden"},
    503: {"code": "unavailable"},
}
TARGETS = (*NEXT.values(), REJECTED, DELIVERED, RETURNED)
TICK = 0.05


class ProducerService:
    """The narrow protocol over a production line that takes a step each `step_seconds`."""

    def __init__(self, *, step_seconds: float) -> None:
        self.board = Board(ProducerFaults)
        self._mailbox = Mailbox(self.board)
        self._line = Line(self.board, self._mailbox)
        self._step = timedelta(seconds=step_seconds)

    def forget(self) -> None:
        self._line.forget()
        self._mailbox.forget()

    def routes(self, *, token: str) -> list[web.RouteDef]:
        def protocol(handler: Any) -> Any:
            return guarded(handler, board=self.board, token=token, members=REFUSALS)

        return [
            web.put("/orders/{id}", protocol(self.place)),
            web.get("/orders/{id}", protocol(self.order)),
            web.get("/messages", protocol(self.messages)),
            web.post("/messages/{id}/ack", protocol(self.acknowledge)),
            web.get("/", self.page),
            web.get("/drive", self.overview),
            web.post("/drive/{id}", self.drive),
            web.post("/advance", self.advance),
        ]

    async def run(self, _: web.Application) -> AsyncIterator[None]:
        """Keep the line moving while the program runs; with no step time it stands still."""
        moving = asyncio.create_task(self._move()) if self._step else None
        yield
        if moving:
            moving.cancel()

    async def _move(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._line.advance(at=datetime.now(UTC), after=self._step)

    async def place(self, request: web.Request) -> web.Response:
        request_id = request.match_info["id"]
        if not re.fullmatch(r"[\w-]{1,64}", request_id, re.ASCII):
            errors = [{"pointer": "", "detail": "requestId must be 1 to 64 of letters and digits"}]
            raise Problem(422, "The request id is malformed.", code="malformed", errors=errors)
        content = await _body(request)
        check(content)
        order = self._line.place(request_id, content, at=datetime.now(UTC))
        answer = {"requestId": order.request_id, "producerReference": order.reference}
        return web.json_response(answer, status=202)

    async def order(self, request: web.Request) -> web.Response:
        return web.json_response(self._line.find(request.match_info["id"]).as_json())

    async def messages(self, request: web.Request) -> web.Response:
        authority, limit = request.query.get("authority", ""), request.query.get("limit", "50")
        if not authority or not limit.isdecimal() or not 1 <= int(limit) <= 200:
            raise Problem(422, "authority is needed, and limit is 1 to 200.", code="malformed")
        return web.json_response(self._mailbox.waiting(authority=authority, limit=int(limit)))

    async def acknowledge(self, request: web.Request) -> web.Response:
        self._mailbox.acknowledge(request.match_info["id"])
        return web.Response(status=204)

    async def overview(self, _: web.Request) -> web.Response:
        return web.json_response([order.as_json() for order in self._line])

    async def advance(self, request: web.Request) -> web.Response:
        self._line.advance(at=datetime.now(UTC))
        return await self.overview(request)

    async def drive(self, request: web.Request) -> web.Response:
        command = await _body(request)
        to = command.get("to") if isinstance(command, dict) else None
        if to not in TARGETS:
            raise Problem(422, f"to is one of {', '.join(TARGETS)}.", code="malformed")
        because = _reason(command.get("reason"))
        at = datetime.now(UTC)
        order = self._line.drive(request.match_info["id"], to=to, because=because, at=at)
        return web.json_response(order.as_json())

    async def page(self, _: web.Request) -> web.Response:
        rows = [
            [
                escape(order.request_id),
                escape(order.content["authority"]),
                escape(order.content["product"]),
                escape(order.status),
                escape(order.serial_number or (order.reason.text if order.reason else "")),
            ]
            for order in reversed(list(self._line))
        ]
        heads = [both("Bestellung", "Order"), both("Behörde", "Authority")]
        heads += [both("Produkt", "Product"), "Status", both("Seriennummer", "Serial number")]
        return page(title="Kartenhersteller", body=table(heads, rows))


def _reason(given: Any) -> Reason | None:
    """The reason in a command to reject; its text is the usual one where none is given."""
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("code"), str):
        raise Problem(422, "reason is an object with a code.", code="malformed")
    usual = reason(given["code"])
    return Reason(usual.code, str(given.get("text") or usual.text))


async def _body(request: web.Request) -> Any:
    try:
        return await read_json(request)
    except ValueError as error:
        raise Problem(422, "This is not JSON.", code="malformed", errors=[]) from error
