"""Paying online: a narrow protocol, and a client of it that speaks XBezahldienste 1.0 (FITKO).

Public: `PaymentService`, `XBezahldienste`, `configured`, `advance`, the values they exchange, and
`PaymentServiceUnavailable`, `PaymentServiceRefused`.

No row is touched here: facts go in, news come out, and whoever calls writes them down afterwards,
so that no transaction ever waits for another machine. Field names are the standard's
(docs.fitko.de/xbezahldienste), misspellings included. No fact about the person is sent.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, Protocol
from urllib.parse import quote

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from common.errors import DomainError

ORIGINATOR = "titelweg"  # the originatorId: which service asks for the money
SECONDS = 5.0  # for one answer
PAUSES = (0.2, 0.5)  # seconds between the three tries of a call
LONGEST_PURPOSE, LONGEST_TEXT = 27, 250

State = Literal["open", "paid", "failed", "cancelled"]
Method = Literal["card", "paypal", "online"]


class PaymentServiceUnavailable(DomainError):
    """No answer, or none that can be understood; it may have carried out what was asked."""

    code = "payment_service_unavailable"
    sentence = _("The payment service does not answer. Please try again in a few minutes.")


class PaymentServiceRefused(DomainError):
    """It understood and said no; `functional_code` is the standard's."""

    code = "payment_service_refused"
    sentence = _("The payment service refused (%(functional_code)s).")

    def __init__(self, *, functional_code: str) -> None:
        self.functional_code = functional_code
        super().__init__(functional_code=functional_code)


@dataclass(frozen=True, kw_only=True)
class PaymentOrder:
    """What is to be paid, in EUR. Texts may hold anything: what the standard forbids is left out.

    `end_point` names the authority whose money it is, `purpose` is what the payer's bank shows, and
    `notice_number` is the booking key (Kassenzeichen). The same `request_id` is one payment only.
    """

    request_id: str
    end_point: str
    amount: Decimal
    purpose: str
    description: str
    notice_number: str
    return_url: str
    ordered_at: datetime


@dataclass(frozen=True, kw_only=True)
class StartedPayment:
    """A transaction at the service. `redirect_url` is empty where it has ended already."""

    transaction_id: str
    redirect_url: str


@dataclass(frozen=True, kw_only=True)
class PaymentStatus:
    """How a transaction stands; `method` and `paid_at` count when it is paid."""

    transaction_id: str
    state: State
    amount: Decimal
    method: Method
    paid_at: datetime | None
    detail: str


class PaymentService(Protocol):
    """Raises `PaymentServiceUnavailable` and `PaymentServiceRefused`, nothing else."""

    def create(self, order: PaymentOrder) -> StartedPayment:
        """Start a payment; for an order placed before, the same payment again."""
        ...

    def status(self, transaction_id: str, *, end_point: str) -> PaymentStatus:
        """How the transaction stands now."""
        ...


@dataclass(frozen=True, kw_only=True)
class AttemptFacts:
    """What is known of an attempt: its order, and the transaction once there is one."""

    order: PaymentOrder
    transaction_id: str = ""


def advance(facts: AttemptFacts, service: PaymentService) -> StartedPayment | PaymentStatus:
    """Take an attempt one step on: start it, or ask how it stands. Pure HTTP, safe to repeat.

    Raises `PaymentServiceUnavailable`, `PaymentServiceRefused`.
    """
    if facts.transaction_id:
        return service.status(facts.transaction_id, end_point=facts.order.end_point)
    return service.create(facts.order)


def configured() -> XBezahldienste:
    """The payment service of this installation, from the settings."""
    return XBezahldienste(url=settings.PAYMENT_URL, token=settings.PAYMENT_TOKEN)


@dataclass(frozen=True, kw_only=True)
class XBezahldienste:
    """A client of one payment service. Every call opens and closes its own connection.

    The standard has no idempotency key. A repeated order is answered `PAYMENT_EXISTS`; then the
    transaction is asked for under the request id, which a service may use as transaction id
    (docs/simulators.md, "How a client recovers"). So all calls can be repeated.
    """

    url: str
    token: str = field(repr=False)
    seconds: float = SECONDS
    pause: Callable[[float], None] = time.sleep

    def create(self, order: PaymentOrder) -> StartedPayment:
        """Start a payment, or find the one that an earlier call has started."""
        try:
            answer = self._call("POST", quote(order.end_point, safe=""), body=_request(order))
        except PaymentServiceRefused as refusal:
            if refusal.functional_code != "PAYMENT_EXISTS":
                raise
            answer = self._the_one_that_exists(order, refusal)
        known = answer.payment_information
        return StartedPayment(
            transaction_id=known.transaction_id, redirect_url=known.transaction_redirect_url or ""
        )

    def status(self, transaction_id: str, *, end_point: str) -> PaymentStatus:
        """How the transaction stands; the amount is the one that was ordered."""
        answer = self._ask(transaction_id, end_point)
        known = answer.payment_information
        return PaymentStatus(
            transaction_id=known.transaction_id,
            state=_STATES[known.status],
            amount=answer.payment_request.gros_amount,
            method=_METHODS.get(known.payment_method or "", "online"),
            paid_at=known.transaction_timestamp,
            detail=known.status_detail or "",
        )

    def _the_one_that_exists(self, order: PaymentOrder, refusal: PaymentServiceRefused) -> _Answer:
        """The transaction under our request id, unless it is about something else."""
        answer = self._ask(order.request_id, order.end_point)
        theirs, ours = answer.payment_request, _request(order)
        same = (
            theirs.request_id == ours["requestId"]
            and theirs.gros_amount == order.amount
            and theirs.purpose == ours["purpose"]
        )
        if not same:
            raise refusal
        return answer

    def _ask(self, transaction_id: str, end_point: str) -> _Answer:
        return self._call("GET", f"{quote(end_point, safe='')}/{quote(transaction_id, safe='')}")

    def _call(self, verb: str, path: str, *, body: Mapping[str, Any] | None = None) -> _Answer:
        for seconds in PAUSES:
            try:
                return _understood(self._send(verb, path, body))
            except PaymentServiceUnavailable:
                self.pause(seconds)
        return _understood(self._send(verb, path, body))

    def _send(self, verb: str, path: str, body: Mapping[str, Any] | None) -> httpx.Response:
        address = f"{self.url.rstrip('/')}/paymenttransaction/{ORIGINATOR}/{path}"
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            return httpx.request(verb, address, json=body, headers=headers, timeout=self.seconds)
        except httpx.HTTPError as error:
            raise PaymentServiceUnavailable from error


# What is sent


def _request(order: PaymentOrder) -> dict[str, Any]:
    amount, description = float(order.amount), _text(order.description) or None
    item = {
        "id": "fees",
        "description": description,
        "taxRate": 0,
        "quantity": 1,
        "totalNetAmount": amount,
        "totalTaxAmount": 0,
        "singleNetAmount": amount,
        "singleTaxAmount": 0,
        "bookingData": {"kassenzeichen": _text(order.notice_number)},
    }
    return {
        "requestId": order.request_id,
        "requestTimestamp": order.ordered_at.isoformat(),
        "currency": "EUR",
        "grosAmount": amount,
        "purpose": _plain(order.purpose)[:LONGEST_PURPOSE],
        "description": description,
        "redirectUrl": order.return_url,
        "items": [item],
    }


def _plain(text: str) -> str:
    """What a purpose may hold: ASCII letters, digits, `_`, `-` and blanks."""
    return re.sub(r"[^\w\s-]", "-", text, flags=re.ASCII)


def _text(text: str) -> str:
    """What a description may hold: also umlauts, commas and dots; no `§`, `/`, `:` or brackets."""
    allowed = re.sub(r"[^A-Za-z0-9_\s,.\u00C0-\u017F-]", " ", text)
    return " ".join(allowed.split())[:LONGEST_TEXT]


# What is answered

_STATES: Mapping[str, State] = MappingProxyType(
    {"INITIAL": "open", "PAYED": "paid", "FAILED": "failed", "CANCELED": "cancelled"}
)
_METHODS: Mapping[str, Method] = MappingProxyType({"CREDITCARD": "card", "PAYPAL": "paypal"})


class _Wire(BaseModel):
    """A part of an answer; what we do not know is passed over."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel)


class _Information(_Wire):
    transaction_id: str = Field(min_length=1, max_length=44)
    transaction_redirect_url: str | None = Field(default=None, max_length=2082)
    transaction_timestamp: datetime | None = None
    payment_method: str | None = None
    status_detail: str | None = None
    status: Literal["INITIAL", "PAYED", "FAILED", "CANCELED"]


class _Request(_Wire):
    request_id: str
    gros_amount: Decimal
    purpose: str


class _Answer(_Wire):
    payment_information: _Information
    payment_request: _Request


class _Refusal(BaseModel):
    """A problem+json body as far as it decides something."""

    functionalCode: str = "UNSPECIFIED"  # noqa: N815  # the standard's name


def _understood(response: httpx.Response) -> _Answer:
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise PaymentServiceUnavailable
    try:
        if response.is_error:
            refusal = _Refusal.model_validate_json(response.content)
            raise PaymentServiceRefused(functional_code=refusal.functionalCode)
        return _Answer.model_validate_json(response.content)
    except ValidationError as error:
        raise PaymentServiceUnavailable from error
