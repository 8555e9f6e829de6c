"""What filing an application does to the stay (§ 81 AufenthG). Pure.

Public: `LegalEffect`, `legal_effect`.

The effect is computed and stated, never conditional. It begins with receipt and ends when the
decision becomes effective, not when the case is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from authorities.federal import EffectKind, Law
from common.rules import Facts, NoRuleInForce, Text, first_hit, in_force


@dataclass(frozen=True, kw_only=True)
class LegalEffect:
    """The effect, the sentence of law it rests on, and a sentence that says why."""

    code: str
    kind: EffectKind
    until: str | None
    employment: str
    legal_basis: str
    why: Text


def legal_effect(facts: Facts, *, law: Law, on: date) -> LegalEffect:
    """The effect of an application received on the day `on`, by the law of that day.

    With the fact `ordered` a clerk's order under § 81(4) S. 3 counts.
    Raises `NoRuleInForce` where the law's table has no row for the day.
    """
    row = first_hit(in_force(law.effect, on=on), facts)
    if row is None:
        raise NoRuleInForce(on=on.isoformat())
    return LegalEffect(
        code=row.code,
        kind=row.kind,
        until=row.until,
        employment=row.employment,
        legal_basis=row.legal_basis,
        why=row.why,
    )
