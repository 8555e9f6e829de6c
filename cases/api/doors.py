"""The door every call comes in by: who asks, in which scope, at which instant.

Public: `PortalView`, `OpenView`, `NoParameters`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from access.models import Portal
from access.scope import scoped
from common.actor import Actor
from common.inputs import Input

from .auth import portal_of
from .limits import headers_of
from .parameters import refuse_unknown
from .parsers import object_sent


class NoParameters(Input):
    """A call without query parameters."""


class _View(APIView):
    """`parameters` are those of GET; no other method has any."""

    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    parameters: ClassVar[type[Input]] = NoParameters
    at: datetime

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """One clock for the whole request; parameters that nobody reads are refused."""
        super().initial(request, *args, **kwargs)
        self.at = timezone.now()
        read = self.parameters if request.method in {"GET", "HEAD"} else NoParameters
        refuse_unknown(read, request.query_params)


class OpenView(_View):
    """A call that needs no token and sees no row of a case."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()


class PortalView(_View):
    """A call of a portal: it runs, and its answer is built, within the portal's scope.

    `scopes` names what a token needs for each method.
    """

    scopes: ClassVar[Mapping[str, str]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Close the scope whatever happens in between."""
        with ExitStack() as self._scope:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._scope.enter_context(scoped(self.actor))

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Every answer says how many calls are left."""
        told = super().finalize_response(request, response, *args, **kwargs)
        for name, value in headers_of(request).items():
            told[name] = value
        return told

    def needs(self, method: str | None) -> str:
        """The scope that this method needs. Raises `MethodNotAllowed`."""
        needed = self.scopes.get("GET" if method == "HEAD" else method or "")
        if needed is None:
            raise MethodNotAllowed(method or "")
        return needed

    @property
    def portal(self) -> Portal:
        """Who asks."""
        return portal_of(self.request)

    @property
    def sent(self) -> dict[str, Any]:
        """The body's JSON object. Raises `InvalidBody` for anything else."""
        return object_sent(self.request)

    @property
    def actor(self) -> Actor:
        return self.portal.actor()
