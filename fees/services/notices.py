"""Fee notices: what was assessed becomes due and is frozen. One is replaced, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from fees.assessment import AppliedReduction, AssessedLine, Assessment, Conflict
from fees.ledger import balance_of, cover
from fees.models import FeeNotice, FeePosition

if TYPE_CHECKING:
    from cases.models import Case, Item

Status = FeePosition.Status


class ReductionNotProven(DomainError):
    """A reduction rests on what was only stated; a notice needs the accepted proof."""

    code = "reduction_not_proven"
    sentence = _("A reduction for %(line)s has not been proven yet.")


class NothingToCharge(DomainError):
    """The assessment names nothing."""

    code = "nothing_to_charge"
    sentence = _("There is nothing left to charge.")


class NoticeStands(DomainError):
    """One notice counts for an act; another one has to replace it."""

    code = "fee_notice_stands"
    sentence = _("A fee notice has been issued for this already.")


class NothingChanged(DomainError):
    """The same lines at the same amounts: there is nothing to tell anybody."""

    code = "fees_unchanged"
    sentence = _("Assessed anew, the fees stay the same.")


@dataclass(frozen=True, kw_only=True)
class NoticeHead:
    """What stands above the lines of a notice.

    `act` names what the notice is about where that is not the application itself. `reason` is why
    a person set these amounts, `reason_by` who; `oral` that it was told at the counter
    (§ 69(1) S. 2 AufenthG).
    """

    number: str
    announced_on: date
    due_on: date
    tariff_on: date
    age_on: date
    occasion: str = FeeNotice.Occasion.APPROVAL
    act: str = ""
    oral: bool = False
    reason: str = ""
    reason_by: str = ""


def issue_notice(
    *,
    case: Case,
    assessment: Assessment,
    items: Mapping[str, Item],
    head: NoticeHead,
    at: datetime,
) -> FeeNotice:
    """Charge what was assessed, line by line, with everything it was derived from.

    `items` maps a line's code to the item it belongs to. What was paid too much counts towards it.
    Raises `ReductionNotProven`, `NothingToCharge`, `NoticeStands`.
    """
    _insist_on_proof(assessment)
    if not assessment.lines:
        raise NothingToCharge
    if standing_notice(case, act=head.act) is not None:
        raise NoticeStands
    notice = _write(case, assessment, head, replaces=None, at=at)
    for line in assessment.lines:
        _charge(notice, line, item=items.get(line.code), former=None)
    cover(case)
    return notice


def replace_notice(
    *,
    notice: FeeNotice,
    assessment: Assessment,
    items: Mapping[str, Item],
    head: NoticeHead,
    at: datetime,
) -> FeeNotice:
    """Put another notice in the place of one that stands; the former one stays readable.

    What was paid is carried over: at the same amount it stays paid, at another one it counts
    towards it, and what is too much becomes credit. What was waived or deferred at the same amount
    stays so. Raises `ReductionNotProven`, `NothingChanged`.
    """
    _insist_on_proof(assessment)
    former = {_key(row.code, row.item_id): row for row in notice.positions.all()}
    if _amounts_of(former) == _amounts(assessment.lines, items):
        raise NothingChanged
    notice.replaced_at = at
    notice.save(update_fields=["replaced_at"])
    notice.positions.update(status=Status.REPLACED)
    notice.case.fee_reliefs.proposed().filter(position__notice=notice).update(dropped_at=at)
    new = _write(notice.case, assessment, head, replaces=notice, at=at)
    for line in assessment.lines:
        before = former.get(_key_of(line, items))
        _charge(new, line, item=items.get(line.code), former=before)
    cover(notice.case, first=new)
    return new


# The days to pay where the authority names none (§ 14 BGebG).
USUAL_TERM_DAYS = 10


def announce(*, notice: FeeNotice, announced_on: date, due_on: date) -> None:
    """It has been announced on this day; what it says stays, until when it is paid moves along."""
    notice.announced_on, notice.due_on = announced_on, due_on
    notice.save(update_fields=["announced_on", "due_on"])
    notice.positions.filter(due_on__lt=due_on).update(due_on=due_on)


def outstanding_notice(case: Case) -> FeeNotice | None:
    """The notice to be paid first, if something is missing on any."""
    first = case.fees.outstanding().select_related("notice").order_by("due_on", "notice").first()
    return first.notice if first and balance_of(case).missing else None


def standing_notice(case: Case, *, act: str = "") -> FeeNotice | None:
    """The notice that counts for an act; without one, for the application."""
    return case.fee_notices.filter(act=act, replaced_at=None).first()


def _insist_on_proof(assessment: Assessment) -> None:
    for line in assessment.lines:
        if line.reduction is not None and line.reduction.provisional:
            raise ReductionNotProven(line=str(line.label))


Key = tuple[str, int | None]


def _key(code: str, item: int | None) -> Key:
    return code, item


def _key_of(line: AssessedLine, items: Mapping[str, Item]) -> Key:
    item = items.get(line.code)
    return _key(line.code.value, item.pk if item else None)


def _amounts_of(former: Mapping[Key, FeePosition]) -> dict[Key, object]:
    return {key: row.amount for key, row in former.items()}


def _amounts(lines: Iterable[AssessedLine], items: Mapping[str, Item]) -> dict[Key, object]:
    return {_key_of(line, items): line.amount for line in lines}


def _write(
    case: Case,
    assessment: Assessment,
    head: NoticeHead,
    *,
    replaces: FeeNotice | None,
    at: datetime,
) -> FeeNotice:
    notice: FeeNotice = FeeNotice.objects.create(
        case=case, issued_at=at, total=assessment.total, replaces=replaces, **vars(head)
    )
    return notice


def _charge(
    notice: FeeNotice, line: AssessedLine, *, item: Item | None, former: FeePosition | None
) -> None:
    position = FeePosition(
        case=notice.case,
        notice=notice,
        item=item,
        act=notice.act,
        due_on=notice.due_on,
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
    if former is not None and former.amount == line.amount and former.status in CARRIED_OVER:
        position.status, position.status_reason = former.status, former.status_reason
        position.decided_by, position.settled_at = former.decided_by, former.settled_at
    position.save()


CARRIED_OVER = {Status.SETTLED, Status.WAIVED, Status.DEFERRED}


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
