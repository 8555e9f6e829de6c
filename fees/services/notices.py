"""Fee notices: what was assessed becomes due, and is frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from fees.assessment import AppliedReduction, AssessedLine, Assessment, Conflict
from fees.ledger import cover
from fees.models import FeeNotice, FeePosition

if TYPE_CHECKING:
    from cases.models import Case, Item

Status = FeePosition.Status


class ReductionNotProven(DomainError):
    """A reduction rests on what was only stated; a notice needs the accepted proof."""

    code = "reduction_not_proven"
    sentence = _("A reduction for %(line)s has not been proven yet.")


class NothingToCharge(DomainError):
    """Everything that the assessment names has been paid already."""

    code = "nothing_to_charge"
    sentence = _("There is nothing left to charge.")


def issue_notice(
    *,
    case: Case,
    assessment: Assessment,
    items: Mapping[str, Item],
    number: str,
    announced_on: date,
    due_on: date,
    tariff_on: date,
    age_on: date,
    at: datetime,
) -> FeeNotice:
    """Charge what was assessed, line by line, with everything it was derived from.

    `items` maps a line's code to the item it belongs to. A standing notice is replaced. What was
    paid at the same amount is not charged again; at another amount, what was paid counts towards
    it. What was deferred or waived at the same amount stays so.
    Raises `ReductionNotProven`, `NothingToCharge`.
    """
    _insist_on_proof(assessment)
    before = _Before.of(case)
    lines = [line for line in assessment.lines if not before.is_paid(line, items)]
    if not lines:
        raise NothingToCharge
    before.replace(case, lines, items, at=at)
    notice = FeeNotice.objects.create(
        case=case,
        number=number,
        issued_at=at,
        announced_on=announced_on,
        due_on=due_on,
        tariff_on=tariff_on,
        age_on=age_on,
        total=sum((line.amount for line in lines), Decimal("0.00")),
    )
    for line in lines:
        _charge(notice, line, item=items.get(line.code), standing=before.like(line, items))
    cover(case)
    return notice


# The days to pay where the authority names none.
USUAL_TERM_DAYS = 10


def announce(*, notice: FeeNotice, announced_on: date, due_on: date) -> None:
    """It has been announced on this day; what it says stays, until when it is paid moves along."""
    notice.announced_on, notice.due_on = announced_on, due_on
    notice.save(update_fields=["announced_on", "due_on"])


def outstanding_notice(case: Case) -> FeeNotice | None:
    """The notice on which something is due, if there is one."""
    return (
        case.fee_notices.filter(replaced_at=None, positions__status=Status.DUE).distinct().first()
    )


def _insist_on_proof(assessment: Assessment) -> None:
    for line in assessment.lines:
        if line.reduction is not None and line.reduction.provisional:
            raise ReductionNotProven(line=str(line.label))


@dataclass(frozen=True)
class _Before:
    """What became of earlier positions, by line and item."""

    positions: Mapping[tuple[str, int | None], FeePosition]

    @staticmethod
    def of(case: Case) -> _Before:
        rows: Iterable[FeePosition] = case.fees.filter(
            status__in=[Status.DUE, Status.DEFERRED, Status.WAIVED, Status.SETTLED]
        ).order_by("pk")
        return _Before({(row.code, row.item_id): row for row in rows})

    def like(self, line: AssessedLine, items: Mapping[str, Item]) -> FeePosition | None:
        """The earlier position for the same thing at the same amount."""
        former = self._former(line, items)
        return former if former is not None and former.amount == line.amount else None

    def is_paid(self, line: AssessedLine, items: Mapping[str, Item]) -> bool:
        former = self.like(line, items)
        return former is not None and former.status == Status.SETTLED

    def replace(
        self, case: Case, lines: Iterable[AssessedLine], items: Mapping[str, Item], *, at: datetime
    ) -> None:
        """End the standing notice, its open positions, and what is now charged differently."""
        case.fee_notices.filter(replaced_at=None).update(replaced_at=at)
        case.fees.exclude(status__in=[Status.SETTLED, Status.REPLACED]).update(
            status=Status.REPLACED
        )
        charged_anew = [former.pk for line in lines if (former := self._former(line, items))]
        case.fees.filter(pk__in=charged_anew).update(status=Status.REPLACED)

    def _former(self, line: AssessedLine, items: Mapping[str, Item]) -> FeePosition | None:
        item = items.get(line.code)
        return self.positions.get((line.code.value, item.pk if item else None))


def _charge(
    notice: FeeNotice, line: AssessedLine, *, item: Item | None, standing: FeePosition | None
) -> None:
    position = FeePosition(
        case=notice.case,
        notice=notice,
        item=item,
        code=line.code.value,
        label=line.label.de,
        amount=line.amount,
        legal_basis=line.legal_basis,
        source=line.source,
        reduction=_reduction(line.reduction),
        conflict=_conflict(line.conflict),
        reason=line.reason.de,
        status=Status.DUE if line.amount else Status.NOTHING_DUE,
    )
    if standing is not None:
        position.status, position.status_reason = standing.status, standing.status_reason
        position.decided_by = standing.decided_by
    position.save()


def _reduction(reduction: AppliedReduction | None) -> dict[str, Any] | None:
    if reduction is None:
        return None
    return {
        "kind": reduction.kind,
        "code": reduction.code,
        "legal_basis": reduction.legal_basis,
        "reason": reduction.reason.de,
    }


def _conflict(conflict: Conflict | None) -> dict[str, Any] | None:
    if conflict is None:
        return None
    return {
        "line": conflict.line.value,
        "published": f"{conflict.published}",
        "federal": f"{conflict.federal}",
        "legal_basis": conflict.legal_basis,
        "since": conflict.since.isoformat(),
    }
