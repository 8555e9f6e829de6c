"""The protocol calls of the payment service, and the remote control that pays."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from simulators.faults import ServiceFaults, Times
from simulators.guard import guarded
from simulators.payment.ledger import FINAL, METHODS, Ledger, Transaction, information
from simulators.payment.request import IDENTIFIER, check
from simulators.remote import Board, Problem, read_json

REFUSALS = {
    401: {"functionalCode": "FORBIDDEN"},
    403: {"functionalCode": "FORBIDDEN"},
    503: {"functionalCode": "UNSPECIFIED"},
}


@dataclass
class PaymentFaults(ServiceFaults):
    """What the payment service can be told to do wrong."""

    initial_polls: Times = field(default_factory=Times)
    repeat_answers: Times = field(default_factory=Times)
    unknown_endpoints: list[str] = field(default_factory=list)
    required_booking_data: list[str] = field(default_factory=list)


class PaymentService:
    """XBezahldienste 1.0 over a ledger. `public` is the payer's address of this service."""

    def __init__(self, *, public: str) -> None:
        self.board = Board(PaymentFaults)
        self.ledger = Ledger()
        self.public = public
        self._last_answers: dict[str, dict[str, Any]] = {}

    def forget(self) -> None:
        self.ledger.forget()
        self._last_answers.clear()

    def routes(self, *, token: str) -> list[web.RouteDef]:
        def protocol(handler: Any) -> Any:
            return guarded(handler, board=self.board, token=token, members=REFUSALS)

        return [
            web.post("/paymenttransaction/{originator}/{end_point}", protocol(self.create)),
            web.get("/paymenttransaction/{originator}/{end_point}/{id}", protocol(self.answer)),
            web.get("/status/{originator}/{end_point}", protocol(self.status)),
            web.get("/drive", self.overview),
            web.post("/drive/{id}", self.drive),
        ]

    async def create(self, request: web.Request) -> web.Response:
        originator, end_point = self._addressed(request)
        body = await _body(request)
        check(body, required_booking_data=self.board.faults.required_booking_data)
        transaction = Transaction(originator, end_point, body)
        self.ledger.place(transaction)
        return self._answered(request, transaction)

    async def answer(self, request: web.Request) -> web.Response:
        transaction = self.ledger.find(request.match_info["id"])
        if self._addressed(request) != (transaction.originator, transaction.end_point):
            raise Problem(404, "There is no such transaction.", functionalCode="UNSPECIFIED")
        faults = self.board.faults
        if faults.repeat_answers.take():
            return _json(self._last_answers[transaction.id])
        if faults.initial_polls.take():
            transaction = replace(transaction, outcome=None)
        return self._answered(request, transaction)

    async def status(self, request: web.Request) -> web.Response:
        self._addressed(request)
        return Problem(200, "The configuration can be used.").response()

    async def overview(self, _: web.Request) -> web.Response:
        return _json([_summary(transaction) for transaction in self.ledger])

    async def drive(self, request: web.Request) -> web.Response:
        command = await _body(request)
        status, method = command.get("status"), command.get("method", "CREDITCARD")
        if status not in FINAL or method not in METHODS:
            says = f"status is one of {', '.join(FINAL)}, method one of {', '.join(METHODS)}."
            raise Problem(422, says, functionalCode="VALIDATION_ERROR")
        ended = self.ledger.finish(
            request.match_info["id"],
            status=status,
            method=method,
            detail=command.get("detail"),
            at=datetime.now(UTC),
        )
        return _json(self._transaction(request, ended))

    def _addressed(self, request: web.Request) -> tuple[str, str]:
        """Originator and end point, or the Problem that there is no such configuration."""
        named = (request.match_info["originator"], request.match_info["end_point"])
        well_formed = all(re.fullmatch(IDENTIFIER, one, re.ASCII) for one in named)
        if not well_formed or named[1] in self.board.faults.unknown_endpoints:
            says = "There is no configuration for this originator and end point."
            raise Problem(400, says, functionalCode="NO_VALID_ORIGINATOR_OR_ENDPOINT")
        return named

    def _answered(self, request: web.Request, transaction: Transaction) -> web.Response:
        answer = self._transaction(request, transaction)
        self._last_answers[transaction.id] = answer
        return _json(answer)

    def _transaction(self, request: web.Request, transaction: Transaction) -> dict[str, Any]:
        base = str(request.url.origin())
        return {
            "paymentInformation": information(transaction, base=base, public=self.public),
            "paymentRequest": transaction.request,
        }


def _summary(transaction: Transaction) -> dict[str, Any]:
    return {
        "transactionId": transaction.id,
        "originatorId": transaction.originator,
        "endPointId": transaction.end_point,
        "status": transaction.status,
        "grosAmount": transaction.request["grosAmount"],
    }


async def _body(request: web.Request) -> Any:
    try:
        body = await read_json(request)
    except ValueError as error:
        raise Problem(400, "This is not JSON.", functionalCode="VALIDATION_ERROR") from error
    if not isinstance(body, dict):
        raise Problem(400, "This is no JSON object.", functionalCode="VALIDATION_ERROR")
    return body


_dumps: Callable[[Any], str] = json.JSONEncoder(default=float).encode


def _json(body: Any) -> web.Response:
    """Amounts were read as exact decimals; JSON knows numbers only."""
    return web.json_response(body, dumps=_dumps)
