"""Whether the process lives, and whether it can work; and what stands at no address."""

from __future__ import annotations

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
        return Response(body_of(Health(status="ok", database=None, redis=None, feed=None)))


class Readyz(OpenView):
    """The database answers, or 503.

    Redis is disposable: without it the answer is "degraded". So it is where the database was
    restored and the feed has not been told (`manage.py begin_feed_epoch`).
    """

    schema = None

    def get(self, request: Request) -> Response:
        told, redis = _ask_database(), _redis_answers()
        status = {(True, True): "ok", (None, redis): "down"}.get((told, redis), "degraded")
        health = Health(
            status=status,
            database=_word(told is not None),
            redis=_word(redis),
            feed=_word(told),
        )
        return Response(body_of(health), status=503 if told is None else 200)


_TOLD = """
SELECT (begun.system_identifier, begun.timeline) = (s.system_identifier, c.timeline_id)
  FROM cases_feedepoch begun, pg_control_system() s, pg_control_checkpoint() c
 WHERE begun.epoch = cases_feed_epoch()
"""


def _ask_database() -> bool | None:
    """Whether the newest epoch of the feed began on this server, in this history of it; None where
    the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_TOLD)
            (told,) = cursor.fetchone()
    except Error:
        return None
    return bool(told)


def _redis_answers() -> bool:
    try:
        cache.get("readyz")
    except RedisError:
        return False
    return True


def _word(answers: bool | None) -> str:  # noqa: FBT001  # the fact itself
    return "ok" if answers else "down"


class Nowhere(OpenView):
    """Every other address under /api/, for every method."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404
