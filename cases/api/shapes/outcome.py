"""What is decided in a case and what is done against it, as its portal reads it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from cases.models import Item, Rechtsbehelf
from cases.picture import ConditionSeen, ItemSeen, RemedySeen
from production.models import Order, Product

from .base import Output, word

INTENDED = "intended"


class Condition(Output):
    """What goes with a title (Nebenbestimmung), as it stands on the card."""

    code: str
    text: str
    legal_basis: str


class ItemState(Output):
    """The permit, or a travel document.

    A grant takes effect when the product is handed over; until then it is `intended`, and neither
    its days nor its conditions are told.
    """

    id: str
    kind: Annotated[str, word(Item.Kind)]
    type: str | None
    decision: Annotated[str, word((*Item.Decision, INTENDED))]
    valid_from: date | None
    valid_until: date | None
    conditions: tuple[Condition, ...]
    product: Annotated[str, word(Product)] | None
    product_status: Annotated[str, word(Order.Status)] | None


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


def item_of(row: ItemSeen) -> ItemState:
    """One item."""
    decision = row.decision
    if decision == Item.Decision.GRANTED and row.product_status != Order.Status.HANDED_OVER:
        decision = INTENDED
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
