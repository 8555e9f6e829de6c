"""How the OpenAPI document is made from the calls; a call says the rest by `described`.

Public: `PortalSchema`, `PortalScheme`, `described`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from drf_spectacular.contrib.pydantic import PydanticExtension
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from pydantic import BaseModel
from pydantic.json_schema import model_json_schema

from access.models import HOOKS, SANDBOX
from common.inputs import Input

from .auth import PAY, READ, WRITE
from .doors import PortalView
from .preconditions import ETAG_PATTERN, KEY_PATTERN
from .problems import MEDIA_TYPE
from .shapes.problem import Problem

F = TypeVar("F", bound=Callable[..., Any])
JSON, PDF, CALENDAR = "application/json", "application/pdf", "text/calendar"

ANYWHERE = (400, 401, 403, 404, 406, 429, 500, 503)
WITH_BODY = (413, 415, 422)
WITH_KEY = (409, 422, 428)
WITH_VERSION = (409, 412, 428)
KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": KEY_PATTERN},
    OpenApiParameter.HEADER,
    required=True,
    description="A new one (best a UUID) for every new request, the same for its repetition.",
)
VERSION = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": ETAG_PATTERN},
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the case as it was read.",
)


class PortalScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped there
    """Client credentials; each call names the scope it needs."""

    target_class = "cases.api.auth.PortalAuthentication"
    name = "portal"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        scopes = {
            READ: "Read own cases",
            WRITE: "Open, change, file and withdraw cases",
            PAY: "Start payments",
            HOOKS: "Set up webhooks",
            SANDBOX: "Move sandbox cases on, and read their mails",
        }
        flow = {"tokenUrl": "/oauth/token", "scopes": scopes}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        view = auto_schema.view
        needed = [view.needs(auto_schema.method)] if isinstance(view, PortalView) else []
        return {self.name: needed}


class Shapes(PydanticExtension):  # type: ignore[no-untyped-call]  # untyped there
    """What is taken and what is answered are two shapes: null in an optional field is taken only.

    What a portal has told and is answered again has a name of its own, with all its parts.
    """

    target_class = "pydantic.BaseModel"
    match_subclasses = True
    priority = 1

    def get_name(self, auto_schema: AutoSchema, direction: str) -> str:
        name: str = super().get_name(auto_schema, direction)  # type: ignore[no-untyped-call]
        return self._names(direction).format(model=name)

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        names = self._names(direction)
        shape = model_json_schema(
            self.target,
            ref_template=f"#/components/schemas/{names}",
            mode="validation" if direction == "request" else "serialization",
        )
        for name, part in shape.pop("$defs", {}).items():
            self._register(auto_schema, names.format(model=name), part)
        return shape

    def _names(self, direction: str) -> str:
        answers_what_is_taken = direction == "response" and issubclass(self.target, Input)
        return "Told{model}" if answers_what_is_taken else "{model}"

    def _register(self, auto_schema: AutoSchema, name: str, shape: dict[str, Any]) -> None:
        part = ResolvedComponent(  # type: ignore[no-untyped-call]  # untyped there
            name=name, type=ResolvedComponent.SCHEMA, object=name, schema=shape
        )
        auto_schema.registry.register_on_missing(part)


class PortalSchema(AutoSchema):
    """Takes the query parameters from the shape by which the view refuses all others."""

    def get_override_parameters(self) -> list[Any]:
        if self.method != "GET" or not isinstance(self.view, PortalView):
            return []
        shape = self.view.parameters
        told = model_json_schema(shape, mode="validation")
        required = told.get("required", ())
        return [
            OpenApiParameter(
                name,
                _plain(schema),
                OpenApiParameter.QUERY,
                required=name in required,
                description=schema.get("description", ""),
            )
            for name, schema in told.get("properties", {}).items()
        ]


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is said elsewhere in a parameter; null is said by leaving it out."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    first = kinds[0] if kinds else schema
    return {k: v for k, v in first.items() if k not in {"title", "description", "default"}}


def described(  # each is one fact about a call
    operation: str,
    *,
    tag: str,
    summary: str,
    answer: type[BaseModel] | None,
    status: int = 200,
    creates: bool = False,
    takes: Any = None,
    keyed: bool = False,
    versioned: bool = False,
    gives_version: bool = False,
    refuses: tuple[int, ...] = (),
    also: str | None = None,
    example: Mapping[str, Any] | None = None,
) -> Callable[[F], F]:
    """What the document says about a call beside what the view itself says.

    `answer` None: it answers without a body; `creates`: 201 where it made something new; `keyed`:
    it needs an Idempotency-Key; `versioned`: it needs If-Match; `also`: a second media type of its
    answer; `example`: a request that is answered so (`examples.py`). Every refusal it knows is
    listed with the shape of a problem.
    """
    answers = _answers(answer, status, also=also) | (_answers(answer, 201) if creates else {})
    more = (
        *(WITH_BODY if takes is not None else ()),
        *(WITH_KEY if keyed else ()),
        *(WITH_VERSION if versioned else ()),
        *refuses,
    )
    version_given = [_answer_header("ETag", status)] if gives_version else []
    return extend_schema(
        operation_id=operation,
        tags=[tag],
        summary=summary,
        request=takes,
        responses=answers | _problems(*more),
        parameters=[KEY] * keyed + [VERSION] * versioned + version_given,
        examples=[_example(summary, example)] if example else [],
    )


def described_file(operation: str, *, tag: str, summary: str) -> Callable[[F], F]:
    """The same about a call that gives a PDF."""
    responses: dict[Any, Any] = {(200, PDF): _given(OpenApiTypes.BINARY, 200)}
    return extend_schema(
        operation_id=operation,
        tags=[tag],
        summary=summary,
        request=None,
        responses=responses | _problems(),
    )


def _example(summary: str, request: Mapping[str, Any]) -> OpenApiExample:
    return OpenApiExample(summary, value=request, request_only=True)


def _answers(
    shape: type[BaseModel] | None, status: int, *, also: str | None = None
) -> dict[Any, Any]:
    """The answer as JSON, and as a file of another media type where there is one."""
    if shape is None:
        return {status: _given(None, status)}
    file = {} if also is None else {(status, also): _given(OpenApiTypes.BINARY, status)}
    return {(status, JSON): _given(shape, status)} | file


def _given(shape: Any, status: int) -> OpenApiResponse:
    return OpenApiResponse(shape, description=HTTPStatus(status).phrase)


def _problems(*more: int) -> dict[Any, Any]:
    """Every refusal of a call, each with the shape of a problem."""
    return {
        (status, MEDIA_TYPE): OpenApiResponse(Problem, description=HTTPStatus(status).phrase)
        for status in sorted({*ANYWHERE, *more})
    }


def _answer_header(name: str, status: int) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        str,
        OpenApiParameter.HEADER,
        response=[status],
        description="The version of the case, for If-Match.",
    )
