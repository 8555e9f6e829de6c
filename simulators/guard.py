"""What stands before every protocol call of an HTTP service: its faults, then its token."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from aiohttp import web

from simulators.faults import ServiceFaults
from simulators.remote import Board, Problem

S = TypeVar("S", bound=ServiceFaults)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guarded(
    handler: Handler, *, board: Board[S], token: str, members: Mapping[int, Mapping[str, str]]
) -> Handler:
    """The handler behind the faults and the token.

    `members` are the further members of the problem answered with 401, 403 and 503.
    """

    async def call(request: web.Request) -> web.StreamResponse:
        faults = board.faults
        await asyncio.sleep(faults.delay_seconds)
        if faults.unavailable.take():
            return _unavailable(members[503])
        if faults.hang.take():
            await asyncio.Event().wait()
        _authorize(request, token=token, members=members)
        response = await handler(request)
        if request.method in {"POST", "PUT"} and faults.drop.take():
            _cut(request)
        return response

    return call


def _unavailable(members: Mapping[str, str]) -> web.Response:
    response = Problem(503, "The service is not available at the moment.", **members).response()
    response.headers["Retry-After"] = "1"
    return response


def _authorize(
    request: web.Request, *, token: str, members: Mapping[int, Mapping[str, str]]
) -> None:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer":
        raise Problem(401, "A bearer token is needed.", **members[401])
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise Problem(403, "This token is not valid here.", **members[403])


def _cut(request: web.Request) -> None:
    """Reset the connection: the work is done, and the client does not learn of it."""
    if request.transport is not None:
        request.transport.abort()
