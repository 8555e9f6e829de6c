"""Which fees a named person may waive or reduce with reasons. Pure; nothing is applied here.

Public: `OfferedWaiver`, `offered_waivers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from common.rules import Facts, Text
from fees.assessment import AssessedLine
from fees.rules import Discretion, Line


@dataclass(frozen=True, kw_only=True)
class OfferedWaiver:
    """A line that could be waived or reduced, by which paragraph and for what reason.

    `up_to`: what would be given up at most, in EUR.
    """

    line: Line
    code: str
    legal_basis: str
    reason: Text
    up_to: Decimal


def offered_waivers(
    lines: Iterable[AssessedLine], *, facts: Facts, discretions: Iterable[Discretion]
) -> tuple[OfferedWaiver, ...]:
    """Everything that could be waived of these lines; what is free already is not offered.

    §§ 52(6), 52(7), 53(1) second half and 53(2) AufenthV, as far as the situation allows them.
    """
    fitting = [row for row in discretions if row.when.holds(facts)]
    return tuple(
        OfferedWaiver(
            line=line.code,
            code=row.code,
            legal_basis=row.legal_basis,
            reason=row.reason,
            up_to=line.amount,
        )
        for line in lines
        for row in fitting
        if line.amount and (row.positions is None or line.position in row.positions)
    )
