"""How the generated client speaks HTTP: tokens, languages, refusals.

Public: `Connection`, `Transport`, `Answer`, `File`, `Refused`, `Unreachable`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx

T = TypeVar("T")
File = tuple[str, bytes, str]  # name, content, media type
EARLY = 30  # seconds before its end at which a token is replaced
TIMEOUT = 30  # seconds; a POST waits up to 5 s for an equal one in flight


class Unreachable(Exception):
    """No answer came, or one that is none of this API's. Repeat later, with the same key."""


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong with what was sent; `pointer` as in RFC 6901."""

    pointer: str
    code: str
    detail: str


class Refused(Exception):
    """The API said no, as a problem of RFC 9457. Decide by `code`, show `detail`."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(problem["detail"])
        self.status = int(problem["status"])
        self.code = str(problem["code"])
        self.detail = str(problem["detail"])
        found = problem.get("errors") or ()
        self.errors = tuple(Wrong(row["pointer"], row["code"], row["detail"]) for row in found)
        self.reasons = tuple(str(row["reason"]) for row in problem.get("blockers") or ())
        self.obstacles = tuple(str(row["detail"]) for row in problem.get("obstacles") or ())


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What came, and the ETag of the case where the call gives one."""

    body: T
    version: str


@dataclass
class Connection:
    """The server, and the credentials that never leave this process. Threads may share it."""

    url: str
    client_id: str
    client_secret: str = field(repr=False)

    def __post_init__(self) -> None:
        self._http = httpx.Client(base_url=self.url, timeout=TIMEOUT)
        self._lock = threading.Lock()
        self._token, self._good_until = "", 0.0

    def send(self, method: str, path: str, **told: Any) -> httpx.Response:
        """One request with a token. Raises `Unreachable`."""
        headers = {**told.pop("headers", {}), "Authorization": f"Bearer {self._current_token()}"}
        return self._exchange(method, path, headers=headers, **told)

    def _exchange(self, method: str, path: str, **told: Any) -> httpx.Response:
        try:
            return self._http.request(method, path, **told)
        except httpx.HTTPError as error:
            raise Unreachable(str(error)) from error

    def _current_token(self) -> str:
        with self._lock:
            if time.monotonic() > self._good_until:
                self._renew()
            return self._token

    def _renew(self) -> None:
        credentials = {"client_id": self.client_id, "client_secret": self.client_secret}
        form = {"grant_type": "client_credentials", **credentials}
        answer = self._exchange("POST", "/oauth/token", data=form)
        if not answer.is_success:
            raise Unreachable(f"no token: {answer.status_code}")
        told = answer.json()
        self._token = str(told["access_token"])
        self._good_until = time.monotonic() + int(told["expires_in"]) - EARLY


@dataclass(frozen=True)
class Transport:
    """What every generated call is made of; `language` is that of the texts in the answers."""

    connection: Connection
    language: str = "de"

    def _json(self, method: str, path: str, **told: Any) -> Answer[Any]:
        answer = self._sent(method, path, accept="application/json", **told)
        body = answer.json() if answer.content else None
        return Answer(body, answer.headers.get("ETag", ""))

    def _file(self, method: str, path: str, *, accept: str, **told: Any) -> Answer[bytes]:
        answer = self._sent(method, path, accept=accept, **told)
        return Answer(answer.content, answer.headers.get("ETag", ""))

    def _sent(
        self,
        method: str,
        path: str,
        *,
        accept: str,
        headers: Mapping[str, str] | None = None,
        **told: Any,
    ) -> httpx.Response:
        """Raises `Refused` where the answer is a problem, `Unreachable` where there is none."""
        asked = {"Accept": accept, "Accept-Language": self.language, **(headers or {})}
        answer = self.connection.send(method, path, headers=asked, **told)
        if answer.is_success:
            return answer
        if "problem+json" in answer.headers.get("Content-Type", ""):
            raise Refused(answer.json())
        raise Unreachable(f"{method} {path}: {answer.status_code}")


def part(value: str) -> str:
    """A value as one part of a path, whatever it holds."""
    return quote(value, safe="")


def given(**parameters: str | int | None) -> dict[str, str]:
    """The query parameters that have a value; `from_` stands for `from`."""
    return {name.rstrip("_"): str(v) for name, v in parameters.items() if v is not None}
