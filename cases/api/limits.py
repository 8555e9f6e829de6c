"""How much a portal may ask of us: calls a minute, new cases and uploaded bytes a day.

Public: `PortalThrottle`, `spend`, `Budget`, `Quota`, `QuotaReached`, `headers_of`.

Counted in the cache, which is disposable: while it is away, nobody is held up. Days are those of
Europe/Berlin; a window of calls begins with the minute.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from access.models import Portal
from common.calendar import local_day, start_of_day
from common.errors import DomainError

from .auth import Access

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which itself imports what the settings name

logger = logging.getLogger(__name__)
MINUTE = 60
MEGABYTE = 1_000_000


class Quota(StrEnum):
    """What is counted. Each is named like the portal's field that limits it."""

    REQUESTS = "requests_per_minute"
    CASES = "cases_per_day"
    UPLOADS = "upload_megabytes_per_day"


class QuotaReached(DomainError):
    """More than was agreed with this portal; `wait` seconds from now it may go on."""

    code = "throttled"
    sentence = _("The quota of this portal is used up: %(quota)s, %(limit)s.")

    def __init__(self, *, quota: str, limit: int, wait: int) -> None:
        self.quota, self.wait = quota, wait
        super().__init__(quota=quota, limit=limit)


@dataclass(frozen=True)
class Budget:
    """How much of a quota is left, and in how many seconds it is whole again."""

    quota: Quota
    limit: int
    window: int
    used: int
    resets_in: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)

    def insist(self) -> None:
        """Raise `QuotaReached` where more was used than there is."""
        if self.used > self.limit:
            raise QuotaReached(quota=self.quota, limit=self.limit, wait=self.resets_in)


class PortalThrottle(BaseThrottle):
    """One budget of calls per portal, whatever its tokens."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the call; the budget is kept for the answer's headers. Raises `QuotaReached`."""
        if isinstance(request.auth, Access):
            budget = _calls(request.auth.portal, at=timezone.now())
            setattr(request, KEPT, budget)
            budget.insist()
        return True


KEPT = "budget_of_calls"


def headers_of(request: Request) -> dict[str, str]:
    """The budget of calls as `RateLimit` fields have it (draft-ietf-httpapi-ratelimit-headers)."""
    budget: Budget | None = getattr(request, KEPT, None)
    if budget is None:
        return {}
    name = f'"{budget.quota}"'
    return {
        "RateLimit-Policy": f"{name};q={budget.limit};w={budget.window}",
        "RateLimit": f"{name};r={budget.left};t={budget.resets_in}",
    }


def spend(portal: Portal, quota: Quota, *, amount: int = 1, at: datetime) -> None:
    """Count what has just been done against the day's quota.

    Called within the transaction of what was done, so that a refusal undoes it, and a repeated
    request, which does nothing, costs nothing. `amount` is bytes for uploads. Raises
    `QuotaReached`.
    """
    day = local_day(at)
    wait = math.ceil((start_of_day(day + timedelta(days=1)) - at).total_seconds())
    unit = MEGABYTE if quota is Quota.UPLOADS else 1
    used = _counted(f"{quota}-{portal.pk}-{day}", amount, lives=wait)
    limit: int = getattr(portal, quota)
    Budget(quota, limit, 24 * 60 * MINUTE, math.ceil(used / unit), wait).insist()


def _calls(portal: Portal, *, at: datetime) -> Budget:
    minute, second = divmod(int(at.timestamp()), MINUTE)
    used = _counted(f"calls-{portal.pk}-{minute}", 1, lives=MINUTE)
    limit = portal.requests_per_minute
    return Budget(Quota.REQUESTS, limit, MINUTE, used, MINUTE - second)


def _counted(key: str, amount: int, *, lives: int) -> int:
    """The sum under this key with `amount` added; 0 while nothing can be counted."""
    try:
        cache.add(key, 0, timeout=lives)
        return cache.incr(key, amount)
    except (RedisError, ValueError) as error:  # ValueError: it ended between the two commands
        logger.warning("nothing is counted: %s", error)
        return 0
