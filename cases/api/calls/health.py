"""Whether the process lives, and whether it can work; and what stands at no address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import Error, connection
from django.http import Http404
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.doors import OpenView
from cases.api.shapes.answers import Health
from cases.api.shapes.base import body_of


class Healthz(OpenView):
    """The process answers; nothing else is asked."""

    schema = None

    def get(self, request: Request) -> Response:
        return Response(body_of(Health(status="ok", database=None, redis=None)))


class Readyz(OpenView):
    """The database answers, or 503. Redis is disposable: without it the answer is "degraded"."""

    schema = None

    def get(self, request: Request) -> Response:
        database, redis = _answers(_ask_database, Error), _answers(_ask_redis, RedisError)
        status = {(True, True): "ok", (True, False): "degraded"}.get((database, redis), "down")
        health = Health(status=status, database=_word(database), redis=_word(redis))
        return Response(body_of(health), status=200 if database else 503)


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    cache.get("readyz")


def _answers(ask: Callable[[], None], failure: type[Exception]) -> bool:
    try:
        ask()
    except failure:
        return False
    return True


def _word(answers: object) -> str:
    return "ok" if answers else "down"


class Nowhere(OpenView):
    """Every other address under /api/, for every method."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404
