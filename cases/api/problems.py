"""Every refusal as a problem of RFC 9457, in the language of the request.

Public: `handle` (for REST framework), `refusal_of`. A rule that said no tells
why; what was not foreseen tells nothing but that it is our fault, and is logged.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from psycopg import errors as pg
from rest_framework import exceptions as rest
from rest_framework.views import APIView

from cases.services import TransitionBlocked
from cases.services.filing import FilingBarred
from common.errors import DomainError, InvalidInput
from common.inputs import InputProblem, InvalidBody
from common.room import NoRoom

from .auth import ScopeMissing
from .limits import QuotaReached
from .parameters import ParametersWrong
from .shapes.problem import Blocker, FieldProblem, Obstacle, Problem
from .statuses import STATUS, TITLES

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
SHORTLY = {"Retry-After": "1"}


@dataclass(frozen=True)
class Refusal:
    """What is said about an exception: code, sentence, headers, and further members."""

    code: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """The answer to whatever a view raised; REST framework's `EXCEPTION_HANDLER`."""
    if isinstance(error, rest.UnsupportedMediaType):
        return problem_response(_wrong_type(context["view"]))
    return problem_response(refusal_of(error))


def problem_response(refusal: Refusal) -> HttpResponse:
    """A refusal on the wire."""
    status = STATUS[refusal.code]
    problem = Problem(
        type=f"{settings.PUBLIC_URL}/problems/{refusal.code}",
        title=str(TITLES[status]),
        status=status,
        detail=refusal.detail,
        code=refusal.code,
        **refusal.more,
    )
    body = problem.model_dump_json(exclude_none=True)
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE, headers=refusal.headers)


@singledispatch
def refusal_of(error: Exception) -> Refusal:
    """What is said about `error`; each kind of exception has its own answer below."""
    logger.error("unexpected %s", type(error).__name__, exc_info=error)
    return Refusal("internal_error", _("Something went wrong on our side. It has been noted."))


# What rules said


@refusal_of.register
def _domain(error: DomainError) -> Refusal:
    status = STATUS[error.code]
    if status >= 500:
        logger.error("%s: %s", error.code, error.params)
    return Refusal(error.code, str(error), SHORTLY if status == 503 else {})


@refusal_of.register
def _no_room(error: NoRoom) -> Refusal:
    """Not ours to mend in a second: what fills the room may take twenty."""
    logger.warning("%s", error.code)
    return Refusal(error.code, str(error), {"Retry-After": "5"})


@refusal_of.register
def _invalid_input(error: InvalidInput) -> Refusal:
    found = FieldProblem(pointer=error.pointer, code=error.code, detail=str(error))
    return Refusal(error.code, str(error), more={"errors": (found,)})


@refusal_of.register(InvalidBody)
@refusal_of.register(ParametersWrong)
def _fields(error: InvalidBody | ParametersWrong) -> Refusal:
    return Refusal(error.code, str(error), more={"errors": _field_problems(error.errors)})


def _field_problems(found: tuple[InputProblem, ...]) -> tuple[FieldProblem, ...]:
    return tuple(
        FieldProblem(
            pointer=one.pointer,
            code=one.code,
            detail=str(one.detail),
            requirement=one.requirement,
        )
        for one in found
    )


@refusal_of.register
def _blocked(error: TransitionBlocked) -> Refusal:
    blockers = tuple(Blocker.model_validate(blocker) for blocker in error.blockers)
    more = {"state": error.params["state"], "blockers": blockers}
    return Refusal(error.code, str(error), more=more)


@refusal_of.register
def _barred(error: FilingBarred) -> Refusal:
    obstacles = tuple(
        Obstacle(code=one.code, detail=str(one.detail), legal_basis=one.legal_basis)
        for one in error.obstacles
    )
    return Refusal(error.code, str(error), more={"obstacles": obstacles})


@refusal_of.register
def _scope(error: ScopeMissing) -> Refusal:
    challenge = f'Bearer error="insufficient_scope", scope="{error.params["scope"]}"'
    return Refusal(error.code, str(error), {"WWW-Authenticate": challenge})


@refusal_of.register
def _quota(error: QuotaReached) -> Refusal:
    return Refusal(
        error.code, str(error), {"Retry-After": str(error.wait)}, more={"quota": error.quota}
    )


# What HTTP, the framework and the database say


@refusal_of.register(rest.NotAuthenticated)
@refusal_of.register(rest.AuthenticationFailed)
def _unauthenticated(error: rest.APIException) -> Refusal:
    challenge = 'Bearer realm="titelweg"'
    if isinstance(error, rest.AuthenticationFailed):
        challenge += ', error="invalid_token"'
    text = _("This call needs a bearer token that is valid now, from /oauth/token.")
    return Refusal("not_authenticated", text, {"WWW-Authenticate": challenge})


FRAMEWORK_CODES = {
    400: "malformed_request",
    403: "not_permitted",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    415: "unsupported_media_type",
}


@refusal_of.register
def _framework(error: rest.APIException) -> Refusal:
    return Refusal(FRAMEWORK_CODES.get(error.status_code, "internal_error"), str(error.detail))


def _wrong_type(view: APIView) -> Refusal:
    """What came is of no type that the call takes; it says which those are."""
    wanted = " / ".join(str(parser.media_type) for parser in view.parser_classes)
    text = _("This call takes a body of the type %(wanted)s; say so in the header Content-Type.")
    return Refusal("unsupported_media_type", text % {"wanted": wanted})


@refusal_of.register
def _method(error: rest.MethodNotAllowed) -> Refusal:
    return Refusal("method_not_allowed", str(error.detail))


@refusal_of.register
def _not_found(error: Http404) -> Refusal:
    return Refusal("not_found", _("There is nothing at this address."))


@refusal_of.register
def _suspicious(error: SuspiciousOperation) -> Refusal:
    return Refusal("malformed_request", _("The request cannot be read."))


@refusal_of.register
def _too_big(error: RequestDataTooBig) -> Refusal:
    return Refusal("body_too_large", _("The request is too large."))


@refusal_of.register(OperationalError)
@refusal_of.register(InterfaceError)
def _database(error: OperationalError | InterfaceError) -> Refusal:
    """Somebody holds a lock for long, or the database is out of reach."""
    if isinstance(error.__cause__, pg.LockNotAvailable):
        text = _("Somebody else is working on this right now. Please repeat in a moment.")
        return Refusal("busy", text, SHORTLY)
    logger.error("database: %s", error, exc_info=error)
    return Refusal("unavailable", _("This is not available right now."), {"Retry-After": "5"})
