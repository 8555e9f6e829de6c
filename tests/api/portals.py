"""Portals as the tests send them: real tokens, real requests, and nobody else's scope."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from access import secrets
from access.models import Portal
from access.scope import scoped
from common.actor import Actor
from tests import sample_files

SECRET = "s3cret-of-the-portal"
ALL_SCOPES = "cases:read cases:write payments:write webhooks:write"


def token_of(portal: Portal, *, scope: str = ALL_SCOPES) -> str:
    """A bearer token as the portal gets it, by its client id and secret."""
    secrets.keep(portal, SECRET, at=timezone.now())
    form = {
        "grant_type": "client_credentials",
        "client_id": portal.application.client_id,
        "client_secret": SECRET,
        "scope": scope,
    }
    answer = Client().post("/oauth/token", form)
    assert answer.status_code == 200, answer.content
    token: str = answer.json()["access_token"]
    return token


@dataclass
class Caller:
    """A portal's program. Every POST gets a fresh Idempotency-Key where none is given."""

    token: str
    language: str = "en"
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def renew(self, portal: Portal) -> None:
        """Ask for another token, as the one before does not live long."""
        self.token = token_of(portal)

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, None, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, {"idempotency_key": str(uuid.uuid4()), **headers})

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("PATCH", path, body, headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("PUT", path, body, headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.send("DELETE", path, None, headers)

    def send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        """`body` is bytes as they are, or what is to be written as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        with scoped(Actor.SYSTEM):  # whatever the test sees, the request must open its own scope
            return self.client.generic(
                method,
                f"/api/v1{path}",
                b"" if method in {"GET", "DELETE"} else raw,
                content_type=headers.pop("content_type", "application/json"),
                headers=self._headers(headers),
            )

    def upload(
        self, content: bytes | None = None, *, name: str = "passport.pdf", **headers: str
    ) -> Any:
        """Hand over one file."""
        file = SimpleUploadedFile(name, sample_files.pdf() if content is None else content)
        with scoped(Actor.SYSTEM):
            return self.client.post(
                "/api/v1/uploads",
                {"file": file},
                headers=self._headers({"idempotency_key": str(uuid.uuid4()), **headers}),
            )

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {
            "Authorization": f"Bearer {self.token}",
            "Accept-Language": self.language,
            **named,
        }


def problem(answer: HttpResponseBase) -> dict[str, Any]:
    """The members of a problem, which every refusal is."""
    assert answer["Content-Type"] == "application/problem+json", answer.status_code
    told: dict[str, Any] = json.loads(getattr(answer, "content", b"{}"))
    assert told["status"] == answer.status_code
    assert told["type"].endswith(f"/problems/{told['code']}")
    return told


def code(answer: HttpResponseBase) -> tuple[int, str]:
    """Status and code of a refusal."""
    told = problem(answer)
    return told["status"], told["code"]
