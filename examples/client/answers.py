"""Reading answers over HTTP, and failing loudly where one is not what was asked for."""

from __future__ import annotations

from typing import Any

import httpx

from .patience import Failed

SHOWN = 600  # characters of a wrong answer


def expect(response: httpx.Response, *statuses: int) -> httpx.Response:
    """The response, if it has one of the statuses (default: any 2xx). Raises `Failed`."""
    if response.status_code in statuses or (not statuses and response.is_success):
        return response
    request = response.request
    raise Failed(
        f"{request.method} {request.url} answered {response.status_code}:\n{response.text[:SHOWN]}"
    )


def json_of(response: httpx.Response) -> Any:
    """The JSON of a successful answer. Raises `Failed`."""
    return expect(response).json()
