"""Where an authority's published amounts differ from federal law on a day. Pure.

Public: `TariffConflict`, `tariff_conflicts`.

Only what is published can differ: where a page is silent, federal law is charged, and an exemption
that a page does not name applies all the same. An authority that charges federal law has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Literal

from authorities.facts import MAJORITY
from authorities.federal import Law
from authorities.schema import Profile
from authorities.tariff import tariff_on
from common.rules import ALWAYS, NOT, Clause, Condition, Facts, NoRuleInForce, Range
from fees.assessment import federal_amount
from fees.rules import Position, Published, Reduction, Tariff

AGES = range(121)
FULL = "full"


@dataclass(frozen=True, kw_only=True)
class TariffConflict:
    """One published amount and the federal one it differs from, in EUR.

    `reduction` is the one the amount is for, or `full`; `ages` the completed years for which both
    hold, first and last. `since` is the day from which federal law says so.
    """

    authority: str
    position: str
    reduction: str
    ages: tuple[int, int]
    published: Decimal
    federal: Decimal
    legal_basis: str
    since: date

    @property
    def direction(self) -> Literal["below", "above"]:
        """Whether less or more is charged than federal law says."""
        return "below" if self.published < self.federal else "above"


def tariff_conflicts(
    profiles: Iterable[Profile], *, law: Law, on: date
) -> tuple[TariffConflict, ...]:
    """All conflicts of these authorities on a day; none of one whose profile has no such day."""
    return tuple(
        conflict for profile in profiles for conflict in _of_profile(profile, law=law, on=on)
    )


def _of_profile(profile: Profile, *, law: Law, on: date) -> Iterator[TariffConflict]:
    try:
        tariff = tariff_on(profile, law=law, on=on)
    except NoRuleInForce:
        return
    for row in tariff.published:
        for position in tariff.positions:
            if position.key == row.position:
                yield from _of_row(profile.key, row, position, tariff)


def _of_row(
    authority: str, row: Published, position: Position, tariff: Tariff
) -> Iterator[TariffConflict]:
    """One conflict for every run of ages with the same federal amount."""
    reduction = _reduction(row.reduction, position, tariff) if row.reduction else None
    if row.reduction and reduction is None:
        return
    conditions = (position.when, reduction.when if reduction else ALWAYS)
    told = [
        (age, federal_amount(position, reduction, facts=facts, references=tariff.references))
        for age, facts in _people(row.when)
        if all(_may_hold(condition, facts) for condition in conditions)
    ]
    for federal, run in groupby(told, key=lambda pair: pair[1]):
        ages = [age for age, _ in run]
        if federal.amount != row.amount:
            yield TariffConflict(
                authority=authority,
                position=position.key,
                reduction=row.reduction or FULL,
                ages=(ages[0], ages[-1]),
                published=row.amount,
                federal=federal.amount,
                legal_basis=federal.legal_basis,
                since=federal.since,
            )


def _reduction(code: str, position: Position, tariff: Tariff) -> Reduction | None:
    named = (row for row in tariff.reductions if row.code == code)
    return next((row for row in named if position.key in row.positions), None)


def _people(when: Condition) -> Iterator[tuple[int, Facts]]:
    """Somebody of every age for whom the amount is published."""
    for age in AGES:
        people = [_somebody(clause, age) for clause in when.root]
        if (somebody := next((facts for facts in people if when.holds(facts)), None)) is not None:
            yield age, somebody


def _somebody(clause: Clause, age: int) -> Facts:
    """A person of that age who has everything else that the clause asks for."""
    words = {
        name: frozenset(asked)
        for name, asked in clause.root.items()
        if not isinstance(asked, Range) and not name.startswith(NOT)
    }
    minor = frozenset({"yes" if age < MAJORITY else "no"})
    return Facts(words={**words, "minor": minor}, numbers={"age": age})


def _may_hold(condition: Condition, facts: Facts) -> bool:
    """Whether nothing that is known of the person speaks against it."""
    known = {*facts.words, *facts.numbers}
    return any(
        Clause({name: asked for name, asked in clause.root.items() if name in known}).holds(facts)
        for clause in condition.root
    )
