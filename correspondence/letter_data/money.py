"""Letters about fees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .letter import LetterData
from .parts import FeePosition


@dataclass(frozen=True, kw_only=True)
class FeeNotice(LetterData):
    """Sets the fee. The sum is that of the positions; `remedy` is the authority's own notice.

    `processing_waits` says that nothing goes on before payment. One that `replaces` another (its
    number) says how much `more` or `less` is due, what was `paid`, and why. `missing` is what is
    still to be paid, where that is not the sum. Raises ValueError where nothing is charged and
    nothing replaced: then there is no notice.
    """

    template = "fee_notice"

    applied_for: str
    positions: tuple[FeePosition, ...]
    due_on: date
    ways: tuple[str, ...]
    remedy: str
    processing_waits: bool
    reason: str = ""
    replaces: str = ""
    more: Decimal | None = None
    less: Decimal | None = None
    paid: Decimal | None = None
    missing: Decimal | None = None
    refund: Decimal | None = None
    total: Decimal = field(init=False)

    def __post_init__(self) -> None:
        total = sum((position.amount for position in self.positions), Decimal(0))
        if total <= 0 and not self.replaces:
            raise ValueError("A fee notice asks for money.")
        object.__setattr__(self, "total", total)


@dataclass(frozen=True, kw_only=True)
class FeeMessage(LetterData):
    """What has been decided about a fee beside its amount: waived, deferred, to be given back."""

    template = "fee_message"

    applied_for: str
    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Receipt(LetterData):
    """A Quittung for money that was paid at the counter."""

    template = "receipt"

    amount: Decimal
    paid_at: datetime
    method: str
    number: str
    notice: str
