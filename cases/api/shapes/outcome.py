"""What is decided in a case and what is done against it, as its portal reads it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from cases.appeals import SETS_A_TERM, appeal_against
from cases.models import Case, Item, Rechtsbehelf
from cases.picture import ConditionSeen, ItemSeen, RefusalSeen, RemedySeen
from cases.states import State
from production.models import Order, Product

from .base import Output, word

INTENDED, NOT_DECIDED = "intended", "not_decided"
UNDECIDED_ENDS = (State.WITHDRAWN, State.DISCONTINUED)


class Condition(Output):
    """What goes with a title (Nebenbestimmung), as it stands on the card."""

    code: str
    text: str
    legal_basis: str


class AppealOpen(Output):
    """What the letter of a refusal names: an objection or a claim, where, and its last day."""

    kind: Annotated[str, word(SETS_A_TERM)]
    body: str
    address: str
    until: date


class RefusalTold(Output):
    """A refusal whose letter has left; it counts as announced on `announced_on`.

    `notice`: what its letter says about the remedy, in its own words (German).
    """

    announced_on: date
    remedy: AppealOpen
    notice: str


class ItemState(Output):
    """The permit, or a travel document.

    A grant takes effect when the product is handed over; until then it is `intended`, and neither
    its days nor its conditions are told. `not_decided`: the procedure ended before. `refusal` is
    null until its letter has left and the day on which it counts is known.
    """

    id: str
    kind: Annotated[str, word(Item.Kind)]
    type: str | None
    decision: Annotated[str, word((*Item.Decision, INTENDED, NOT_DECIDED))]
    valid_from: date | None
    valid_until: date | None
    conditions: tuple[Condition, ...]
    product: Annotated[str, word(Product)] | None
    product_status: Annotated[str, word(Order.Status)] | None
    refusal: RefusalTold | None


class Remedy(Output):
    """An objection, a claim or an urgent motion, and what the law makes of it.

    `in_time` is null for what has no period; `outcome` is null while it is open.
    """

    id: str
    kind: Annotated[str, word(Rechtsbehelf.Kind)]
    against: Annotated[str, word(Rechtsbehelf.Against)]
    received_at: datetime
    body: str
    in_time: bool | None
    suspensive: bool
    why: str
    legal_basis: str
    outcome: Annotated[str, word(Rechtsbehelf.Outcome)] | None


def item_of(row: ItemSeen, *, case: Case) -> ItemState:
    """One item of the case, in the active language."""
    decision = _decision(row, case)
    shown = decision == Item.Decision.GRANTED
    return ItemState(
        id=row.id,
        kind=row.kind,
        type=row.subtype or None,
        decision=decision,
        valid_from=row.valid_from if shown else None,
        valid_until=row.valid_until if shown else None,
        conditions=tuple(map(_condition, row.conditions)) if shown else (),
        product=row.product,
        product_status=row.product_status,
        refusal=_refusal(case, row.refusal) if row.refusal else None,
    )


def _decision(row: ItemSeen, case: Case) -> str:
    """What was decided, as far as it counts."""
    if row.decision == Item.Decision.GRANTED and row.product_status != Order.Status.HANDED_OVER:
        return INTENDED
    if row.decision == Item.Decision.PENDING and case.state in UNDECIDED_ENDS:
        return NOT_DECIDED
    return row.decision


def _refusal(case: Case, row: RefusalSeen) -> RefusalTold:
    appeal = appeal_against(case, row)
    return RefusalTold(
        announced_on=row.told_on,
        remedy=AppealOpen(
            kind=appeal.kind,
            body=str(appeal.body),
            address=appeal.address,
            until=appeal.until,
        ),
        notice=row.remedy,
    )


def _condition(row: ConditionSeen) -> Condition:
    return Condition(**row.model_dump())


def remedy_of(row: RemedySeen, *, language: str) -> Remedy:
    """One remedy in German, or in English where `language` says so."""
    return Remedy(
        id=row.id,
        kind=row.kind,
        against=row.against,
        received_at=row.received_at,
        body=row.body,
        in_time=row.effect["in_time"],
        suspensive=row.effect["suspensive"],
        why=row.effect["why"]["en" if language.startswith("en") else "de"],
        legal_basis=row.effect["legal_basis"],
        outcome=row.outcome or None,
    )
