"""The vocabulary of fee rules: what a profile and the law say about fees, as frozen data.

Public: `Line`, `Position`, `Reduction`, `ReferenceAmount`, `Published`, `Terms`, `Tariff`.
Amounts are EUR with two decimals. Which act of which person a rule is about is a condition on
`common.rules.Facts`; who gathers the facts names them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from common.rules import ALWAYS, Condition, Dated, NonEmpty, Text

Amount = Annotated[Decimal, Field(ge=0, decimal_places=2, max_digits=8)]


class Line(StrEnum):
    """What a fee is charged for. The order is the order of the lines in a notice."""

    PERMIT = "permit"
    REISSUE = "reissue"
    EXPRESS = "express"
    DIRECT_DELIVERY = "direct_delivery"
    FIKTIONSBESCHEINIGUNG = "fiktionsbescheinigung"
    TRAVEL_DOCUMENT = "travel_document"
    PHOTO = "photo"


class Position(Dated):
    """One row of the federal tariff. `key` is stable and is what reductions name.

    `reason` is the sentence that explains the full amount to the person who pays it.
    """

    key: NonEmpty
    line: Line
    label: Text
    reason: Text
    amount: Amount
    when: Condition = ALWAYS


class ReferenceAmount(Dated):
    """An amount of another tariff that the fee law refers to ("so much as an identity card")."""

    tariff: NonEmpty
    amount: Amount
    when: Condition = ALWAYS


class Reduction(Dated):
    """A row of the table of exemptions and reductions; it reaches the positions it names, no more.

    `exempt`: nothing is due. `half`: half the amount is due. `tariff`: the amount of the tariff
    named in `reference` is due instead.
    """

    code: NonEmpty
    kind: Literal["exempt", "half", "tariff"]
    positions: frozenset[str]
    reason: Text
    when: Condition
    reference: str | None = None


class Published(Dated):
    """An amount the authority has published, for a position under a reduction (or under none)."""

    position: NonEmpty
    reduction: str | None = None
    amount: Amount
    when: Condition = ALWAYS


class Terms(Dated):
    """When and how the authority takes the fee. `term_days` run from the announced notice."""

    status: Literal["fixed", "determined_at_review"] = "fixed"
    due: Literal["before_appointment", "at_appointment", "at_counter", "determined_at_review"]
    term_days: int | None = Field(default=None, ge=1)
    methods: tuple[Literal["card", "paypal", "online", "cash", "counter_card", "transfer"], ...]


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """All fee rules of one authority that are law on one day."""

    positions: tuple[Position, ...]
    reductions: tuple[Reduction, ...]
    references: tuple[ReferenceAmount, ...]
    published: tuple[Published, ...]
    terms: Terms
