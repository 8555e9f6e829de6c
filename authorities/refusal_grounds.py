"""On which grounds something can be refused. Pure.

Public: `grounds_for`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from authorities.federal import Law, RefusalGround
from common.rules import in_force


def grounds_for(item: str, *, law: Law, on: date) -> Mapping[str, RefusalGround]:
    """What a permit or a travel document can be refused for on the day `on`, by code."""
    return {row.key: row for row in in_force(law.refusal_ground, on=on) if item in row.items}
