"""A repeated `POST` gets the first answer again, and its effect happens once.

Public: `once`, `Answer`, `KeyReused`.

The key, the effect and the answer are written in one transaction, so a crash leaves all or nothing.
An equal request in flight waits on the unique index for the first to end, at most as long as the
role's `lock_timeout`; then it gets 409 and Retry-After. A refusal rolls everything back, key
included: refused input is not stored. The bare use case (`__wrapped__`) is run here and nowhere
else, because a durable transaction cannot be nested.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from access.models import IdempotencyKey, Portal
from cases.services import retried
from common.errors import DomainError

from .auth import portal_of
from .parsers import object_sent
from .preconditions import idempotency_key

Result = TypeVar("Result")
_CLAIM = (
    f"INSERT INTO {IdempotencyKey._meta.db_table} (portal_id, key, digest, headers, created_at)"  # noqa: S608  # the name is the model's
    " VALUES (%s, %s, %s, '{}', %s) ON CONFLICT (portal_id, key) DO NOTHING RETURNING id"
)


class KeyReused(DomainError):
    """The same key came before with another request."""

    code = "idempotency_key_reused"
    sentence = _("This Idempotency-Key was used for another request.")


@dataclass(frozen=True)
class Answer:
    """What goes back to the portal; `body` is a JSON object."""

    body: Mapping[str, Any]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        return Response(self.body, status=self.status, headers=dict(self.headers))


def once(
    request: Request,
    use_case: Callable[..., Result],
    *,
    answer: Callable[[Result], Answer],
    at: datetime,
    **arguments: Any,
) -> Answer:
    """Run `use_case(at=at, **arguments)` for this request's key, or give the first answer again.

    `answer` makes the answer from the result, within the same transaction. Raises `KeyMissing`,
    `KeyMalformed`, `KeyReused`, and what the use case raises.
    """
    key = _Key(portal_of(request), idempotency_key(request), _digest(request), at)
    bare: Callable[..., Result] = getattr(use_case, "__wrapped__", use_case)
    return retried(lambda: _in_one_transaction(key, lambda: answer(bare(at=at, **arguments))))


@dataclass(frozen=True)
class _Key:
    portal: Portal
    key: str
    digest: bytes
    at: datetime


def _in_one_transaction(key: _Key, run: Callable[[], Answer]) -> Answer:
    with transaction.atomic(durable=True):
        row = _claim(key)
        if row is None:
            return _first_answer(key)
        made = run()
        IdempotencyKey.objects.filter(pk=row).update(
            status=made.status, headers=dict(made.headers), body=made.body
        )
        return made


def _claim(key: _Key) -> int | None:
    """The id of a new row for the key; None where the key was used. Waits for one in flight."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [key.portal.pk, key.key, key.digest, key.at])
        row = cursor.fetchone()
    return row[0] if row else None


def _first_answer(key: _Key) -> Answer:
    first = IdempotencyKey.objects.get(portal=key.portal, key=key.key)
    if bytes(first.digest) != key.digest or first.status is None or first.body is None:
        raise KeyReused
    return Answer(body=first.body, status=first.status, headers=first.headers)


def _digest(request: Request) -> bytes:
    """What makes two requests equal: method, address and content, not spelling or headers."""
    said = [request.method, request.get_full_path(), _content(object_sent(request))]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()


def _content(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _told(value) for name, value in data.items()}


def _told(value: object) -> object:
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]
