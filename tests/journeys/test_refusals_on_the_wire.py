"""A refusal of what is too large arrives: ordinary clients send everything before they read."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid

import httpx
import pytest

from deploy.stack import Stack

pytestmark = pytest.mark.stack
MEGABYTE = 1024 * 1024


def token(stack: Stack) -> str:
    portal = stack.facts["portal"]
    form = {name: portal[name] for name in ("client_id", "client_secret")}
    answer = httpx.post(
        f"{stack.url}/oauth/token", data={**form, "grant_type": "client_credentials"}
    )
    return str(answer.json()["access_token"])


def sent(stack: Stack, path: str, body: bytes, content_type: str) -> tuple[int, dict[str, str]]:
    """Status and problem as Python's own client reads them."""
    headers = {
        "Authorization": f"Bearer {token(stack)}",
        "Content-Type": content_type,
        "Idempotency-Key": str(uuid.uuid4()),
    }
    request = urllib.request.Request(  # the address is the stack's
        f"{stack.url}/api/v1{path}", data=body, headers=headers, method="POST"
    )
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request, timeout=30)
    with refusal.value as answer:
        return answer.code, json.loads(answer.read())


@pytest.mark.parametrize("megabytes", [8, 30])
def test_a_file_that_is_far_too_large_is_refused_readably(stack: Stack, megabytes: int) -> None:
    file = b"%PDF-" + bytes(megabytes * MEGABYTE)
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    status, problem = sent(
        stack, "/uploads", head + file + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"
    )
    assert (status, problem["code"]) == (413, "file_too_large")


def test_a_body_that_is_far_too_large_is_refused_readably(stack: Stack) -> None:
    status, problem = sent(stack, "/cases", b" " * 5 * MEGABYTE, "application/json")
    assert (status, problem["code"]) == (413, "body_too_large")
