"""Slows down whoever guesses codes: only misses count, so a genuine code is never held up by many.

The count lives in the cache, which is disposable: while it is away, nobody is held up (a code has
80 random bits, so guessing is hopeless with or without it).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

T = TypeVar("T")
logger = logging.getLogger(__name__)
WINDOW_SECONDS = 60
MISSES_ALLOWED = 20  # per window and address; an office behind one address mistypes, too


def is_exhausted(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this address has missed too often in the running minute."""
    key = _key(request, at)
    return _or_else(0, lambda: int(cache.get(key, 0))) >= MISSES_ALLOWED


def count_miss(request: HttpRequest, *, at: datetime) -> None:
    """Remember that this address named a code that does not exist."""
    key = _key(request, at)
    _or_else(0, lambda: _increase(key))


def address_of(request: HttpRequest) -> str:
    """The client's address: as the outermost of our own proxies saw it, or the connection's."""
    proxies = settings.TRUSTED_PROXIES
    told = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(told) >= proxies:
        return told[-proxies].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _increase(key: str) -> int:
    cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    return int(cache.incr(key))


def _key(request: HttpRequest, at: datetime) -> str:
    return f"misses:{address_of(request)}:{int(at.timestamp()) // WINDOW_SECONDS}"


def _or_else(default: T, ask: Callable[[], T]) -> T:
    try:
        return ask()
    except RedisError as error:
        logger.warning("The cache does not answer, so misses are not counted: %s", error)
        return default
