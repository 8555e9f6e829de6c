"""What is to be paid, line by line, and why. Pure: no database, no clock.

Public: `FeeQuestion`, `assess`, `Assessment`, `AssessedLine`, `AppliedReduction`, `Conflict`,
`NoPosition`, `FederalAmount`, `federal_amount`.

For each line asked for, the first fitting row of the federal tariff counts, less what § 45b
AufenthV takes off it, then the first row of the table of exemptions and reductions that names the
position and fits. What the authority has published for that position under that reduction is what
it charges; where federal law says another amount on that day, the line carries the conflict. An
exemption always applies, published or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from common.rules import Facts, Text, first_hit
from fees.rules import (
    Deduction,
    Line,
    Position,
    Published,
    Reduction,
    ReferenceAmount,
    Tariff,
    Terms,
)

CENT = Decimal("0.01")
FREE = Decimal("0.00")
FEDERAL = "federal"


@dataclass(frozen=True, kw_only=True)
class FeeQuestion:
    """Whose acts are to be priced: the lines asked for, and the facts the rules ask about.

    `unproven` names those facts that a person has only stated. A reduction that rests on one of
    them is provisional, and `for_notice()` leaves it out.
    """

    lines: frozenset[Line]
    facts: Facts
    unproven: frozenset[str] = field(default_factory=frozenset)

    def for_notice(self) -> FeeQuestion:
        """The question as a notice may ask it: what is only stated does not count."""
        return replace(self, facts=self.facts.without(self.unproven), unproven=frozenset())


class NoPosition(DomainError):
    """The tariff has no row for this act; a gap in the data, never a free act."""

    code = "no_fee_position"
    sentence = _("The tariff says nothing about %(line)s in this situation.")


@dataclass(frozen=True, kw_only=True)
class AppliedReduction:
    """Why less than the full amount is due; `kind` as in `fees.rules.Reduction`."""

    kind: str
    code: str
    legal_basis: str
    reason: Text
    provisional: bool


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Page and law differ: the published amount is charged, the federal one stood since `since`."""

    line: Line
    published: Decimal
    federal: Decimal
    legal_basis: str
    since: date

    @property
    def above_law(self) -> bool:
        """More is charged than the law allows: the notice waits for a reason."""
        return self.published > self.federal


@dataclass(frozen=True, kw_only=True)
class AssessedLine:
    """One line: EUR, the row of the tariff it comes from, and a sentence that explains it.

    `source` says whose amount it is: the page it was published on, or "federal".
    """

    code: Line
    position: str
    label: Text
    amount: Decimal
    legal_basis: str
    reduction: AppliedReduction | None
    reason: Text
    source: str
    conflict: Conflict | None


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """All lines of one question, on one day's rules."""

    lines: tuple[AssessedLine, ...]
    terms: Terms

    @property
    def total(self) -> Decimal:
        """The sum of all lines in EUR."""
        return sum((line.amount for line in self.lines), FREE)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Where the published amounts differ from federal law, in the order of the lines."""
        return tuple(line.conflict for line in self.lines if line.conflict is not None)


def assess(question: FeeQuestion, tariff: Tariff) -> Assessment:
    """Price every line asked for. Raises `NoPosition` where the tariff has no row for one."""
    asked = [line for line in Line if line in question.lines]
    return Assessment(
        lines=tuple(_assess_line(line, question, tariff) for line in asked), terms=tariff.terms
    )


def _assess_line(line: Line, question: FeeQuestion, tariff: Tariff) -> AssessedLine:
    position = first_hit([row for row in tariff.positions if row.line is line], question.facts)
    if position is None:
        raise NoPosition(line=line.value)
    facts = question.facts
    deduction = first_hit(_naming(position, tariff.deductions), facts)
    reduction = first_hit(_naming(position, tariff.reductions), facts)
    if deduction is not None:
        position = _less(position, deduction)
    federal = federal_amount(position, reduction, facts=facts, references=tariff.references)
    # What a page says of the full fee says nothing of one that is lowered by § 45b.
    published = None if deduction else _published(position, reduction, question, tariff)
    return AssessedLine(
        code=line,
        position=position.key,
        label=position.label,
        amount=published.amount if published else federal.amount,
        legal_basis=position.legal_basis,
        reduction=_applied(reduction, question) if reduction else None,
        reason=reduction.reason if reduction else position.reason,
        source=published.source if published else FEDERAL,
        conflict=_conflict(line, published, federal) if published else None,
    )


ReachingRow = TypeVar("ReachingRow", Deduction, Reduction)


def _naming(position: Position, rows: Iterable[ReachingRow]) -> list[ReachingRow]:
    return [row for row in rows if position.key in row.positions]


def _less(position: Position, deduction: Deduction) -> Position:
    """The position at its lower amount, never below nothing."""
    return position.model_copy(
        update={
            "amount": max(position.amount - deduction.amount, FREE),
            "legal_basis": f"{position.legal_basis} i. V. m. {deduction.legal_basis}",
            "reason": deduction.reason,
        }
    )


@dataclass(frozen=True, kw_only=True)
class FederalAmount:
    """What federal law says is due, in EUR; by which paragraph, and since when."""

    amount: Decimal
    legal_basis: str
    since: date


def federal_amount(
    position: Position,
    reduction: Reduction | None,
    *,
    facts: Facts,
    references: Iterable[ReferenceAmount],
) -> FederalAmount:
    """The amount of a position under a reduction, or the full one.

    Raises `NoPosition` where the reduction refers to a tariff that says nothing of the situation.
    """
    if reduction is None:
        return _amount_of(position, position.amount)
    if reduction.kind == "exempt":
        return _amount_of(reduction, FREE)
    if reduction.kind == "half":
        half = (position.amount / 2).quantize(CENT, rounding=ROUND_HALF_UP)
        return _amount_of(position, half, reduction.legal_basis)
    rows = [row for row in references if row.tariff == reduction.reference]
    reference = first_hit(rows, facts)
    if reference is None:
        raise NoPosition(line=position.line.value)
    return _amount_of(reference, reference.amount)


def _amount_of(
    row: Position | Reduction | ReferenceAmount, amount: Decimal, legal_basis: str = ""
) -> FederalAmount:
    return FederalAmount(
        amount=amount, legal_basis=legal_basis or row.legal_basis, since=row.valid_from
    )


def _published(
    position: Position, reduction: Reduction | None, question: FeeQuestion, tariff: Tariff
) -> Published | None:
    """What the authority published for this position under this reduction. Exemptions are law."""
    if reduction is not None and reduction.kind == "exempt":
        return None
    code = reduction.code if reduction else None
    return first_hit(
        [row for row in tariff.published if row.position == position.key and row.reduction == code],
        question.facts,
    )


def _applied(reduction: Reduction, question: FeeQuestion) -> AppliedReduction:
    without_stated = question.facts.without(question.unproven)
    return AppliedReduction(
        kind=reduction.kind,
        code=reduction.code,
        legal_basis=reduction.legal_basis,
        reason=reduction.reason,
        provisional=not reduction.when.holds(without_stated),
    )


def _conflict(line: Line, published: Published, federal: FederalAmount) -> Conflict | None:
    if published.amount == federal.amount:
        return None
    return Conflict(
        line=line,
        published=published.amount,
        federal=federal.amount,
        legal_basis=federal.legal_basis,
        since=federal.since,
    )
