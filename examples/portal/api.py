"""The one connection of this process to Titelweg, and keys for what must happen once.

Public: `api`, `key_of`.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from functools import cache
from typing import Any

from django.utils.translation import get_language

from examples.client.titelweg import Titelweg
from examples.client.transport import Connection

from .surroundings import Surroundings


def api() -> Titelweg:
    """The calls, answering in the language of the page that is being made."""
    return Titelweg(_connection(), language=get_language() or "de")


@cache
def _connection() -> Connection:
    around = Surroundings.read()
    client_id, client_secret = around.client()
    return Connection(around.titelweg, client_id=client_id, client_secret=client_secret)


def key_of(nonce: str, *told: Any) -> str:
    """The Idempotency-Key of a request: the same for the same content from the same page.

    `nonce` belongs to the session's application, so that nobody else's request has this key. A
    double click or a reload sends the same again and gets the first answer again.
    """
    content = json.dumps([nonce, *told], sort_keys=True, default=str)
    return str(uuid.UUID(bytes=hashlib.sha256(content.encode()).digest()[:16], version=4))
