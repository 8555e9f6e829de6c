"""How often a portal may call. Public: `PortalThrottle`.

Counted in the cache, which is disposable: while it is away, nobody is held up.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from .auth import Access

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which itself imports what the settings name

logger = logging.getLogger(__name__)


class PortalThrottle(SimpleRateThrottle):
    """One budget per portal, whatever its tokens; `DEFAULT_THROTTLE_RATES` names it."""

    scope = "portal"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        access: Any = request.auth
        return f"calls-of-portal-{access.portal.pk}" if isinstance(access, Access) else None

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except RedisError as error:
            logger.warning("calls are not counted: %s", error)
            return True
