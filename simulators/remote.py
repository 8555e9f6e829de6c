"""The remote control that every simulator has: health, faults, reset."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from aiohttp import web

from simulators.faults import Faults

F = TypeVar("F", bound=Faults)


class Problem(Exception):
    """A refusal that becomes `application/problem+json` (RFC 9457) with further members."""

    def __init__(self, status: int, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.members = members

    def response(self) -> web.Response:
        title = HTTPStatus(self.status).phrase
        body = {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail}
        return web.json_response(
            body | self.members, status=self.status, content_type="application/problem+json"
        )


@web.middleware
async def problems(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer what the handlers refuse."""
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response()


async def read_json(request: web.Request) -> Any:
    """The body, with exact decimals. Raises ValueError when it is no JSON in UTF-8."""
    return json.loads((await request.read()).decode(), parse_float=Decimal)


async def _no_effect(_: Any) -> None:
    """Most faults act only when their moment comes."""


class Board(Generic[F]):
    """The faults of one simulator, as they stand.

    `apply` is called with new faults before they count; it may refuse them with FaultError.
    """

    def __init__(
        self, kind: type[F], *, apply: Callable[[F], Awaitable[None]] = _no_effect
    ) -> None:
        self._kind = kind
        self._apply = apply
        self.faults = kind()

    async def replace(self, body: object) -> None:
        """Switch to exactly these faults. Raises FaultError, and then nothing has changed."""
        faults = self._kind.parse(body)
        await self._apply(faults)
        self.faults = faults


def control_routes(board: Board[F], *, name: str, forget: Callable[[], None]) -> list[web.RouteDef]:
    """`/healthz`, `/faults` and `/reset`; `forget` drops what the simulator remembers."""

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"name": name, "simulator": True})

    async def show(_: web.Request) -> web.Response:
        return web.json_response(board.faults.as_json())

    async def replace(request: web.Request) -> web.Response:
        try:
            await board.replace(json.loads(await request.read()))
        except ValueError as error:
            raise Problem(422, str(error)) from error
        return await show(request)

    async def reset(_: web.Request) -> web.Response:
        await board.replace({})
        forget()
        return web.Response(status=204)

    return [
        web.get("/healthz", health),
        web.get("/faults", show),
        web.put("/faults", replace),
        web.post("/reset", reset),
    ]
