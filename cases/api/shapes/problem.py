"""The shape of every refusal: a problem of RFC 9457."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from .base import Output


class FieldProblem(Output):
    """One thing that is wrong with what was sent. Members that have nothing to say are left out."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    pointer: str = Field(description="RFC 6901 pointer into the body, or `/name` of a parameter.")
    code: str
    detail: str
    requirement: str | None = Field(
        default=None, description="The code of the requirement, where a document is missing for it."
    )


class Blocker(Output):
    """A fact that would have to hold."""

    code: str
    reason: str


class Obstacle(Output):
    """Why the portal's door is closed, and how to apply instead."""

    code: str
    detail: str
    legal_basis: str


class Problem(Output):
    """Why a request was refused. `type` leads to a page that explains `code`.

    Members that have nothing to say are left out.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[FieldProblem, ...] | None = None
    state: str | None = Field(default=None, description="The case's state, where it is in the way.")
    blockers: tuple[Blocker, ...] | None = None
    obstacles: tuple[Obstacle, ...] | None = None
    quota: str | None = Field(default=None, description="Which quota is used up.")
