"""What goes with a title: whether work is allowed, where to live, what ends it. Pure.

Public: `ProposedCondition`, `propose`.

The law of the day of decision counts. A proposal attaches nothing: a person confirms it, words it
anew or leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from authorities.federal import Law
from authorities.legal_bases import LegalBasis, parse
from common.rules import Facts, Text, first_hit, in_force


@dataclass(frozen=True, kw_only=True)
class ProposedCondition:
    """A Nebenbestimmung or note. `code` is stable; `to_check` is what a person looks at first.

    `kind`: `by_law` holds written down or not, `imposed` is a decision of its own, `note` tells.
    """

    code: str
    kind: Literal["by_law", "imposed", "note"]
    text: Text
    to_check: Text | None
    legal_basis: str
    source: str


def propose(
    facts: Facts, *, law: Law, on: date, bound_to: str | None = None
) -> tuple[ProposedCondition, ...]:
    """The conditions of a title granted on the day `on`, in the order of the law's table.

    `bound_to` names the Land that the authority, as its practice, binds people to who live on
    benefits (§ 12(2) S. 2 AufenthG); None where it has no such practice. Each code comes once.
    """
    told = facts.stating(
        **_employment(facts, law), residence_condition="no" if bound_to is None else "yes"
    )
    rows = in_force(law.condition, on=on)
    found = (
        first_hit([row for row in rows if row.code == code], told)
        for code in dict.fromkeys(row.code for row in rows)
    )
    return tuple(
        ProposedCondition(
            code=row.code,
            kind=row.kind,
            text=row.text.filled(land=bound_to),
            to_check=row.to_check,
            legal_basis=row.legal_basis,
            source=row.source,
        )
        for row in found
        if row is not None
    )


def _employment(facts: Facts, law: Law) -> dict[str, str]:
    """What the statute says of work under the basis sought; nothing where it is not one thing."""
    answers = {basis.employment for basis in _sought(facts, law.basis)}
    return {"employment": answers.pop()} if len(answers) == 1 else {}


def _sought(facts: Facts, bases: Iterable[LegalBasis]) -> list[LegalBasis]:
    """The basis sought; where only a larger part of the law was named, all that lie in it."""
    known, sought = list(bases), facts.words.get("sought", frozenset())
    exact = [basis for basis in known if basis.key in sought]
    if exact or not sought:
        return exact
    narrowest = max(sought, key=len)
    return [basis for basis in known if narrowest in parse(basis.key).enclosing]
