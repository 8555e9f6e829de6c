"""Duplicates: two applications of one person become one, and what was wrongly merged is parted.

The earliest receipt wins, so a merge never costs anybody the effect of an application (§ 81
AufenthG). Both cases are locked, in the order of their keys.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.models import Case, Closure, Merge
from cases.rules import rules_of
from cases.states import UNDECIDED
from common.actor import Actor, ActorKind
from common.calendar import local_day
from common.errors import DomainError
from documents import services as documents

from .charging import offer_reassessment
from .closing import leave_nothing_standing
from .core import (
    CaseUnknown,
    call_to_desk,
    enter,
    lock,
    look,
    move,
    rearm,
    record,
    tidy_desk,
    use_case,
)
from .deciding import SecondPersonNeeded
from .receipt import receipt_facts, take_as_received
from .review import ReasonNeeded, end_when_answered


class MergeNotPossible(DomainError):
    code = "merge_not_possible"
    sentence = _(
        "Only two undecided applications at the same authority can be merged, and neither may be"
        " about to be merged with a third."
    )


class LaterMergeStands(DomainError):
    """Receipts are given back in the order in which they were taken over."""

    code = "later_merge_stands"
    sentence = _("Another case was merged later: please undo that merge first.")


@use_case
def propose_merge(*, reference: str, into: str, reason: str, actor: Actor, at: datetime) -> Case:
    """Say that this application is the same as the one that goes on under the reference `into`.

    Merged at once where the authority wants no second pair of eyes for it.
    Raises `CaseUnknown`, `ReasonNeeded`, `MergeNotPossible`, `TransitionBlocked`.
    """
    leading = _both(reference, into, actor=actor)
    case = enter(reference, actor=actor, action="propose_merge")
    look(case, "propose_merge")
    if not reason.strip():
        raise ReasonNeeded
    _insist_on_mergeable(case, leading)
    merge = Merge.objects.create(
        case=case, into=leading, reason=reason, proposed_at=at, proposed_by=actor.id
    )
    call_to_desk(case, at=at)
    record(case, "merge_proposed", actor=actor, at=at, data=_names(merge))
    if "merge" not in rules_of(case, on=local_day(at)).four_eyes.acts:
        _merge(merge, actor=actor, at=at)
    return case


@use_case
def confirm_merge(*, reference: str, actor: Actor, at: datetime) -> Case:
    """The second pair of eyes; from now on there is one application.

    Raises `SecondPersonNeeded`, `MergeNotPossible`.
    """
    leading = _both(reference, _other(reference, actor=actor), actor=actor)
    case = enter(reference, actor=actor, action="confirm_merge")
    look(case, "confirm_merge")
    merge = case.merges.proposed().get()
    if merge.proposed_by == actor.id:
        raise SecondPersonNeeded
    _insist_on_mergeable(case, leading)
    merge.case, merge.into = case, leading
    _merge(merge, actor=actor, at=at)
    return case


@use_case
def drop_merge(*, reference: str, actor: Actor, at: datetime) -> Case:
    """Take back what was only proposed."""
    case = enter(reference, actor=actor, action="drop_merge")
    look(case, "drop_merge")
    merge = case.merges.proposed().get()
    _undo(merge, by=actor.id, at=at)
    record(case, "merge_dropped", actor=actor, at=at, data=_names(merge))
    return case


@use_case
def undo_merge(*, reference: str, reason: str, actor: Actor, at: datetime) -> Case:
    """Part what was wrongly merged: both applications go on, each with its own receipt.

    Raises `ReasonNeeded`, `LaterMergeStands`.
    """
    leading = _both(reference, _other(reference, actor=actor), actor=actor)
    case = enter(reference, actor=actor, action="undo_merge")
    look(case, "undo_merge")
    if not reason.strip():
        raise ReasonNeeded
    merge = case.merges.standing().get()
    if leading.merged_cases.standing().latest("merged_at", "id") != merge:
        raise LaterMergeStands
    _undo(merge, by=actor.id, at=at)
    _give_back(merge, case, leading, actor=actor, at=at)
    case.closures.filter(dropped_at=None).update(dropped_at=at)
    note = {"code": "reopened", "detail": reason, "legal_basis": ""}
    case.favourable_at, case.findings = None, [*case.findings, note]
    case.save(update_fields=["favourable_at", "findings"])
    rearm(case)
    move(case, "reopen", at=at)
    record(case, "parted", actor=actor, at=at, data=_names(merge))
    return case


def _both(reference: str, other: str, *, actor: Actor) -> Case:
    """Lock both cases, always in the same order; the other one. Raises `CaseUnknown`."""
    visible = Case.objects.visible_to(actor).filter(reference__in=[reference, other])
    in_order = visible.order_by("id").values_list("reference", flat=True)
    locked = {found: lock(found, actor=actor) for found in list(in_order)}
    if reference not in locked or other not in locked:
        raise CaseUnknown
    return locked[other]


def _other(reference: str, *, actor: Actor) -> str:
    """With which case this one is merged, or proposed to be; its own where there is none."""
    visible = Case.objects.visible_to(actor).filter(reference=reference)
    open_ones = Merge.objects.filter(case__in=visible, undone_at=None)
    return open_ones.values_list("into__reference", flat=True).first() or reference


def _insist_on_mergeable(case: Case, leading: Case) -> None:
    same_house = (case.authority, case.sandbox) == (leading.authority, leading.sandbox)
    taken = leading.merges.filter(undone_at=None).exists()
    among_them = case.merged_cases.filter(undone_at=None).exists()
    if case == leading or not same_house or taken or among_them or leading.state not in UNDECIDED:
        raise MergeNotPossible


def _names(merge: Merge) -> dict[str, str]:
    return {"case": merge.case.reference, "into": merge.into.reference}


# Merging


def _merge(merge: Merge, *, actor: Actor, at: datetime) -> None:
    merge.receipt_before, merge.merged_at, merge.merged_by = merge.into.received_at, at, actor.id
    merge.save(update_fields=["receipt_before", "merged_at", "merged_by"])
    documents.carry_over(source=merge.case, target=merge.into, at=at)
    _end_duplicate(merge, actor=actor, at=at)
    _go_on_with(merge, actor=actor, at=at)


def _end_duplicate(merge: Merge, *, actor: Actor, at: datetime) -> None:
    """The duplicate ends without a decision; the effect of the application goes on with the other.

    Where one person may do it alone, the closure is the consequence, and nobody's own.
    """
    case = merge.case
    second = actor.id if actor.id != merge.proposed_by else str(ActorKind.SYSTEM)
    case.closures.proposed().update(dropped_at=at)
    Closure.objects.create(
        case=case,
        reason=Closure.Reason.DUPLICATE,
        note=merge.reason,
        proposed_at=merge.proposed_at,
        proposed_by=merge.proposed_by,
        confirmed_at=at,
        confirmed_by=second,
    )
    leave_nothing_standing(case, actor=actor, at=at)
    move(case, "discontinue", at=at)
    data = {"reason": Closure.Reason.DUPLICATE.value, **_names(merge)}
    record(case, "discontinued", actor=actor, at=at, data=data)
    tidy_desk(case, at=at)


def _go_on_with(merge: Merge, *, actor: Actor, at: datetime) -> None:
    case, leading = merge.case, merge.into
    call_to_desk(leading, at=at)
    record(leading, "case_merged", actor=actor, at=at, data=_names(merge))
    if case.received_at and leading.received_at and case.received_at < leading.received_at:
        proof = {"code": "receipt", "detail": _proof(merge), "legal_basis": ""}
        leading.findings = [*leading.findings, proof]
        take_as_received(leading, case.received_at, at=at)
        record(leading, "receipt_corrected", actor=actor, at=at, data=receipt_facts(leading))
        offer_reassessment(leading, actor=actor, at=at)
    end_when_answered(leading, at=at)


def _proof(merge: Merge) -> str:
    """By what the receipt is proven: the application that came first."""
    return f"{merge.case.reference}: {merge.reason}"


# Parting


def _undo(merge: Merge, *, by: str, at: datetime) -> None:
    merge.undone_at, merge.undone_by = at, by
    merge.save(update_fields=["undone_at", "undone_by"])


def _give_back(merge: Merge, case: Case, leading: Case, *, actor: Actor, at: datetime) -> None:
    """The other application loses what was not its own; what has been decided on stays a file."""
    if leading.state not in UNDECIDED:
        return
    documents.take_back(source=case, target=leading)
    call_to_desk(leading, at=at)
    record(leading, "merge_undone", actor=actor, at=at, data=_names(merge))
    if merge.receipt_before is None or leading.received_at != case.received_at:
        return
    leading.findings = [note for note in leading.findings if note["detail"] != _proof(merge)]
    take_as_received(leading, merge.receipt_before, at=at)
    record(leading, "receipt_given_back", actor=actor, at=at, data=receipt_facts(leading))
    offer_reassessment(leading, actor=actor, at=at)
