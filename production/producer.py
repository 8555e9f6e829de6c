"""The producer of cards and travel documents, as narrow as we need it, and its HTTP client.

Public: `Producer` (the protocol), `HttpProducer`, `configured`, `OrderReport`, `ProducerNews`,
`ProducerUnavailable`, `ProducerRefused`. Plain data in and out, no rows; no call here belongs in a
transaction. The real producer is reached otherwise (XhD over OSCI): its adapter replaces
`HttpProducer` and nothing else.
"""

from __future__ import annotations

import atexit
import logging
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import quote

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError

logger = logging.getLogger(__name__)

TIMEOUT = 5.0  # seconds, for each of connecting, sending and waiting
_PAUSES = (0.1, 0.4)  # seconds before the second and the third try
_PASSING = frozenset({502, 503, 504})
_REFUSALS = frozenset({400, 409, 422})
LONGEST_ID = 64  # characters, of what the producer names: messages and orders


class ProducerUnavailable(DomainError):
    """No usable answer: out of reach, overloaded, misconfigured. What was asked may yet be done."""

    code = "producer_unavailable"
    sentence = _("The producer cannot be reached at present.")


class ProducerRefused(DomainError):
    """The producer will not take this, however often it is sent. `reason` is its code."""

    code = "producer_refused"
    sentence = _("The producer refused the order: %(reason)s.")


@dataclass(frozen=True, kw_only=True)
class OrderReport:
    """Where the producer says an order stands. Empty texts are what it did not say."""

    request_id: uuid.UUID
    producer_reference: str
    status: str
    at: datetime
    serial_number: str = ""
    rejection_code: str = ""
    rejection_text: str = ""


@dataclass(frozen=True, kw_only=True)
class ProducerNews(OrderReport):
    """A report that came as a message; the same `message_id` is the same message again."""

    message_id: str


class Producer(Protocol):
    """What the case needs of a producer. Every call may be repeated without harm.

    Each raises `ProducerUnavailable`, and `send` also `ProducerRefused`.
    """

    def send(self, *, request_id: uuid.UUID, payload: Mapping[str, Any]) -> str:
        """Place an order under our id; the producer's own reference for it."""
        ...

    def messages(self, *, mailbox: str) -> list[ProducerNews]:
        """Some of the mailbox's messages that were not acknowledged, in any order."""
        ...

    def acknowledge(self, *, message_id: str) -> None:
        """Take a message out of the mailbox; do so once what it says is safely kept."""
        ...

    def status(self, *, request_id: uuid.UUID) -> OrderReport | None:
        """Where the order stands, for when messages were lost; None if there is no such order."""
        ...


class HttpProducer:
    """The client of the protocol in docs/simulators.md.

    Cut connections and passing failures are tried three times within a second; a server that does
    not answer within `timeout` seconds is not asked again, so a call holds nobody much longer.
    """

    def __init__(self, *, url: str, token: str, timeout: float = TIMEOUT) -> None:
        self._http = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=timeout
        )

    def close(self) -> None:
        self._http.close()

    def send(self, *, request_id: uuid.UUID, payload: Mapping[str, Any]) -> str:
        answer = self._call("PUT", f"/orders/{request_id}", json=dict(payload))
        if answer.status_code in _REFUSALS:
            raise ProducerRefused(reason=_refusal_code(answer))
        try:
            return _text(_json(answer), "producerReference")
        except _MALFORMED as error:
            raise ProducerUnavailable(status=answer.status_code) from error

    def messages(self, *, mailbox: str) -> list[ProducerNews]:
        answer = self._call("GET", "/messages", params={"authority": mailbox})
        content = _json(answer)
        if not isinstance(content, list):
            raise ProducerUnavailable(status=answer.status_code)
        return [news for one in content if (news := _news(one)) is not None]

    def acknowledge(self, *, message_id: str) -> None:
        answer = self._call("POST", f"/messages/{quote(message_id, safe='')}/ack")
        if not answer.is_success and answer.status_code != 404:  # 404: it is gone, as we wish
            raise ProducerUnavailable(status=answer.status_code)

    def status(self, *, request_id: uuid.UUID) -> OrderReport | None:
        answer = self._call("GET", f"/orders/{request_id}")
        if answer.status_code == 404:
            return None
        try:
            return OrderReport(**_report(_json(answer)))
        except _MALFORMED as error:
            raise ProducerUnavailable(status=answer.status_code) from error

    def _call(self, method: str, path: str, **content: Any) -> httpx.Response:
        """One call with its repetitions; every one of ours is idempotent."""
        for pause in _PAUSES:
            try:
                answer = self._http.request(method, path, **content)
            except httpx.TimeoutException as error:
                raise ProducerUnavailable(error=type(error).__name__) from error
            except httpx.TransportError:
                time.sleep(pause)
                continue
            if answer.status_code not in _PASSING:
                return answer
            time.sleep(pause)
        return self._last_call(method, path, **content)

    def _last_call(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            return self._http.request(method, path, **content)
        except httpx.TransportError as error:
            raise ProducerUnavailable(error=type(error).__name__) from error


def configured() -> Producer:
    """The producer that `PRODUCER_URL` and `PRODUCER_TOKEN` name; its connections are kept open."""
    return _http_producer(settings.PRODUCER_URL, settings.PRODUCER_TOKEN)


@lru_cache(maxsize=4)
def _http_producer(url: str, token: str) -> HttpProducer:
    producer = HttpProducer(url=url, token=token)
    atexit.register(producer.close)
    return producer


# Reading answers

_MALFORMED = (AttributeError, KeyError, TypeError, ValueError)


def _json(answer: httpx.Response) -> Any:
    """What a successful answer holds. Raises `ProducerUnavailable` for any other."""
    if not answer.is_success:
        raise ProducerUnavailable(status=answer.status_code)
    try:
        return answer.json()
    except ValueError as error:
        raise ProducerUnavailable(status=answer.status_code) from error


def _refusal_code(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["code"])
    except _MALFORMED:
        return str(answer.status_code)


def _news(content: Any) -> ProducerNews | None:
    """One message; None for one that cannot be read, so that it does not hold back the others."""
    try:
        return ProducerNews(message_id=_text(content, "messageId"), **_report(content))
    except _MALFORMED:
        logger.warning("A message of the producer cannot be read and is left in its mailbox.")
        return None


def _text(content: Any, name: str) -> str:
    """A short text that must be there. Raises KeyError, ValueError."""
    text = str(content[name])
    if not 0 < len(text) <= LONGEST_ID:
        raise ValueError(f"{name} is too short or too long.")
    return text


def _report(content: Any) -> dict[str, Any]:
    reason = content.get("reason") or {}
    at = datetime.fromisoformat(content["at"])
    if at.tzinfo is None:
        raise ValueError("A moment without an offset is no moment.")
    return {
        "request_id": uuid.UUID(content["requestId"]),
        "producer_reference": _text(content, "producerReference"),
        "status": str(content["status"]),
        "at": at,
        "serial_number": str(content.get("serialNumber") or ""),
        "rejection_code": str(reason.get("code") or ""),
        "rejection_text": str(reason.get("text") or ""),
    }
