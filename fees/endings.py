"""What is due when an application ends without the act it was made for. Pure; amounts in EUR.

Public: `on_refusal`, `on_lack_of_competence`, `on_withdrawal_before_work`,
`on_withdrawal_after_work`, `FeeRange`, `after_transfer`, `on_objection`, `AmountOutOfRange`,
`AmountNeedsReason`.

All take the lines as they were assessed, exemptions and halves included, and the rows of the law's
table `ending` that hold on the day that counts. `performed` names the lines that have been done
already (a photo that was taken): they stay as they are. Parts of a cent are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput
from common.rules import Text
from fees.assessment import CENT, AssessedLine, NoPosition
from fees.rules import Ending, EndingShare, Line

NOTHING_PERFORMED: frozenset[Line] = frozenset()


class AmountOutOfRange(InvalidInput):
    """The amount decided is not one that either reading of the law allows."""

    code = "fee_amount_out_of_range"
    sentence = _("The amount must be more than 0.00 EUR and at most %(highest)s EUR.")


class AmountNeedsReason(InvalidInput):
    """Where the law leaves the amount to a person, the person says why."""

    code = "fee_amount_needs_reason"
    sentence = _("Please give a reason for the amount.")


def on_refusal(
    lines: Iterable[AssessedLine],
    *,
    endings: Sequence[EndingShare],
    performed: frozenset[Line] = NOTHING_PERFORMED,
) -> tuple[AssessedLine, ...]:
    """The processing fee: as much as the act would have cost (§ 49(2) AufenthV).

    A refused travel document costs its fee as well; for unlimited titles it is half (§ 49(1)). What
    is not made for lack of a grant (express, delivery) is not charged.
    """
    return _ended(Ending.REFUSED, lines, endings, performed)


def on_lack_of_competence(
    lines: Iterable[AssessedLine],
    *,
    endings: Sequence[EndingShare],
    performed: frozenset[Line] = NOTHING_PERFORMED,
) -> tuple[AssessedLine, ...]:
    """Nothing, where refused only for lack of jurisdiction or capacity (§ 49(3) Nr. 1 AufenthV)."""
    return _ended(Ending.NOT_COMPETENT, lines, endings, performed)


def on_withdrawal_before_work(
    lines: Iterable[AssessedLine],
    *,
    endings: Sequence[EndingShare],
    performed: frozenset[Line] = NOTHING_PERFORMED,
) -> tuple[AssessedLine, ...]:
    """Nothing, where withdrawn before substantive work began (§ 49(3) Nr. 2 AufenthV)."""
    return _ended(Ending.WITHDRAWN_BEFORE_WORK, lines, endings, performed)


@dataclass(frozen=True, kw_only=True)
class FeeRange:
    """An amount that a person decides on: more than 0.00, at most `highest`.

    § 49(2) AufenthV demands the full processing fee, § 10(5) BGebG at most 75 percent; which of
    them goes first is open (docs/open-questions.md). `proposed` is the amount that favours the
    applicant.
    """

    line: AssessedLine
    highest: Decimal
    proposed: Decimal
    legal_basis: str
    reason: Text

    def decided(self, amount: Decimal, *, reason: str) -> AssessedLine:
        """The line at the amount a person has decided on.

        Raises `AmountOutOfRange`, `AmountNeedsReason`.
        """
        if not 0 < amount <= self.highest:
            raise AmountOutOfRange(pointer="/amount", highest=self.highest)
        if not reason.strip():
            raise AmountNeedsReason(pointer="/reason")
        told = Text(de=reason.strip(), en=reason.strip())
        return _at(self.line, amount, legal_basis=self.legal_basis, reason=told)

    def undecided(self) -> AssessedLine:
        """The line as it stands until a person decides: at the amount proposed."""
        return _at(self.line, self.proposed, legal_basis=self.legal_basis, reason=self.reason)


def on_withdrawal_after_work(
    lines: Iterable[AssessedLine],
    *,
    endings: Sequence[EndingShare],
    performed: frozenset[Line] = NOTHING_PERFORMED,
) -> tuple[AssessedLine | FeeRange, ...]:
    """A range for each line on which the two rules differ; the line itself where nothing is due."""
    asked = list(lines)
    in_full = _ended(Ending.WITHDRAWN, asked, endings, performed)
    return tuple(
        after if before.code in performed or not after.amount else _range(before, after, endings)
        for before, after in zip(asked, in_full, strict=True)
    )


def after_transfer(
    lines: Iterable[AssessedLine],
    *,
    endings: Sequence[EndingShare],
    charged_elsewhere: frozenset[Line],
) -> tuple[AssessedLine, ...]:
    """What the authority that takes over charges: nothing for what was charged (§ 49(4) AufenthV).

    What is asked for only now is charged as ever.
    """
    asked = list(lines)
    new = frozenset(line.code for line in asked) - charged_elsewhere
    return _ended(Ending.TRANSFERRED, asked, endings, new)


def on_objection(
    refused: Iterable[AssessedLine], *, endings: Sequence[EndingShare]
) -> tuple[AssessedLine, ...]:
    """The fee of an objection to a refusal: half of each act's fee (§ 51(1) Nr. 1 AufenthV).

    One line for each; nothing for an act that is free.
    """
    return tuple(
        replace(line, code=Line.OBJECTION)
        for line in _ended(Ending.OBJECTION, refused, endings, NOTHING_PERFORMED)
        if line.amount
    )


def _ended(
    ending: Ending,
    lines: Iterable[AssessedLine],
    endings: Sequence[EndingShare],
    performed: frozenset[Line],
) -> tuple[AssessedLine, ...]:
    return tuple(
        line if line.code in performed else _share(line, _row(ending, line, endings))
        for line in lines
    )


def _row(ending: Ending, line: AssessedLine, endings: Iterable[EndingShare]) -> EndingShare:
    for row in endings:
        if row.ending is ending and row.reaches(line.code):
            return row
    raise NoPosition(line=line.code.value)


def _share(line: AssessedLine, row: EndingShare) -> AssessedLine:
    """The line at its share; what was free stays free by its own paragraph."""
    if not line.amount:
        return line
    return _at(line, _part(line, row), legal_basis=row.legal_basis, reason=row.reason)


def _range(before: AssessedLine, in_full: AssessedLine, endings: Iterable[EndingShare]) -> FeeRange:
    lower = _row(Ending.WITHDRAWN_BY_FEES_ACT, before, endings)
    return FeeRange(
        line=before,
        highest=in_full.amount,
        proposed=min(in_full.amount, _part(before, lower)),
        legal_basis=f"{in_full.legal_basis}; {lower.legal_basis}",
        reason=lower.reason,
    )


def _part(line: AssessedLine, row: EndingShare) -> Decimal:
    return (line.amount * row.percent / 100).quantize(CENT, rounding=ROUND_DOWN)


def _at(line: AssessedLine, amount: Decimal, *, legal_basis: str, reason: Text) -> AssessedLine:
    return replace(line, amount=amount, legal_basis=legal_basis, reason=reason)
