"""What all answers have in common.

Public: `Output`, `LocalTime`, `word`, `body_of`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

# The format "time" of JSON Schema asks for an offset, which opening hours do not have.
LocalTime = Annotated[
    time, WithJsonSchema({"type": "string", "pattern": r"^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$"})
]


class Output(BaseModel):
    """Frozen, with all its fields in every answer, null where there is nothing to say."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


def word(known: Iterable[str]) -> Any:
    """What the document says of a text that is one of these words today.

    It is no enumeration: version 1 grows, and a portal has to read past a word it does not know.
    """
    today = ", ".join(f"`{it}`" for it in known if it)
    return Field(description=f"Today one of {today}; more may come.")


def body_of(shape: BaseModel) -> dict[str, Any]:
    """The JSON object of an answer: amounts and days as texts."""
    return shape.model_dump(mode="json")
