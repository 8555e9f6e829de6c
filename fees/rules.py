"""The vocabulary of fee rules: what a profile and the law say about fees, as frozen data.

Public: `Line`, `Position`, `Deduction`, `Reduction`, `ReferenceAmount`, `Discretion`, `Ending`,
`EndingShare`, `LateSurcharge`, `Published`, `Terms`, `Tariff`.
Amounts are EUR with two decimals. Which act of which person a rule is about is a condition on
`common.rules.Facts`; who gathers the facts names them. What only a person can know of an act is a
fact named like its line: `reissue = "loss"`, `duldung = "renewal_label"`.
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
    """What a fee is charged for. The order is the order of the lines in a notice.

    An applicant can ask for the permit, a travel document, a photo, express and direct delivery;
    every other line is asked for by the person who performs the act, and the last one is computed.
    """

    PERMIT = "permit"
    SETTLEMENT_PERMIT = "settlement_permit"
    EU_LONG_TERM = "eu_long_term"
    REISSUE = "reissue"
    SEPARATE_SHEET = "separate_sheet"
    TITLE_TRANSFER = "title_transfer"
    CONDITION_CHANGE = "condition_change"
    EXPRESS = "express"
    DIRECT_DELIVERY = "direct_delivery"
    FIKTIONSBESCHEINIGUNG = "fiktionsbescheinigung"
    CERTIFICATE = "certificate"
    DULDUNG = "duldung"
    DULDUNG_CONDITION_CHANGE = "duldung_condition_change"
    TRAVEL_DOCUMENT = "travel_document"
    TRAVEL_DOCUMENT_EXTENSION = "travel_document_extension"
    AUSWEISERSATZ = "ausweisersatz"
    DOCUMENT_CHANGE = "document_change"
    DOCUMENT_TRANSFER = "document_transfer"
    PHOTO = "photo"
    OBJECTION = "objection"
    LATE_SURCHARGE = "late_surcharge"


# Not priced by a row of the tariff: what is added is computed of what was not paid.
COMPUTED = frozenset({Line.LATE_SURCHARGE})


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


class Deduction(Dated):
    """An amount taken off the full one of the positions it names, before anything is halved."""

    code: NonEmpty
    positions: frozenset[str]
    amount: Amount
    reason: Text
    when: Condition


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


class Discretion(Dated):
    """What a person may waive or reduce with reasons; no rule ever applies it.

    Without `positions` it reaches every fee.
    """

    code: NonEmpty
    positions: frozenset[str] | None = None
    reason: Text
    when: Condition = ALWAYS


class Ending(StrEnum):
    """How an application ends without the act it was made for."""

    REFUSED = "refused"
    NOT_COMPETENT = "not_competent"
    WITHDRAWN_BEFORE_WORK = "withdrawn_before_work"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_BY_FEES_ACT = "withdrawn_by_fees_act"
    TRANSFERRED = "transferred"
    OBJECTION = "objection"


class EndingShare(Dated):
    """How much of a line's fee is due at an ending. Without `lines` it is about every line."""

    ending: Ending
    lines: frozenset[Line] | None = None
    percent: int = Field(ge=0, le=100)
    reason: Text

    def reaches(self, line: Line) -> bool:
        """Whether the share is about this line."""
        return self.lines is None or line in self.lines


class LateSurcharge(Dated):
    """The Säumniszuschlag: `percent` of the arrears per started month.

    The arrears are rounded down to full `rounded_to`; nothing is due unless they are more than
    `only_above` and late by more than `grace_days`. Amounts in EUR.
    """

    percent: int = Field(ge=0, le=100)
    rounded_to: Amount
    only_above: Amount
    grace_days: int = Field(ge=0)


class Published(Dated):
    """An amount the authority has published, for a position under a reduction (or under none)."""

    position: NonEmpty
    reduction: str | None = None
    amount: Amount
    when: Condition = ALWAYS


FeeDue = Literal["before_appointment", "at_appointment", "at_counter", "determined_at_review"]


class Terms(Dated):
    """When and how the authority takes the fee. `term_days` run from the announced notice."""

    status: Literal["fixed", "determined_at_review"] = "fixed"
    due: FeeDue
    term_days: int | None = Field(default=None, ge=1)
    methods: tuple[Literal["card", "paypal", "online", "cash", "counter_card", "transfer"], ...]


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """All fee rules of one authority that are law on one day."""

    positions: tuple[Position, ...]
    deductions: tuple[Deduction, ...]
    reductions: tuple[Reduction, ...]
    references: tuple[ReferenceAmount, ...]
    published: tuple[Published, ...]
    terms: Terms
