"""What all answers have in common.

Public: `Output`, `body_of`.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Output(BaseModel):
    """Frozen, with all its fields in every answer, null where there is nothing to say."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


def body_of(shape: BaseModel) -> dict[str, Any]:
    """The JSON object of an answer: amounts and days as texts."""
    return shape.model_dump(mode="json")
