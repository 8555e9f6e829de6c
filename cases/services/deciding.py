"""Refusing: the hearing, the grounds that were heard, and four eyes on the refusal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from authorities.refusal_grounds import grounds_for
from cases import messages
from cases.deadlines import Term
from cases.models import Case, Hearing, Item, Refusal
from cases.rules import rules_of
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError

from .charging import charge_at_refusal
from .core import (
    call_to_desk,
    disarm,
    end_waiting,
    enter,
    look,
    move,
    record,
    tidy_desk,
    use_case,
)
from .review import ReasonNeeded
from .terms import arm_end_of_hearing, goes_on_paper, is_under_way, term_for
from .visits import drop_appointments


class ItemUnknown(DomainError):
    code = "item_unknown"
    sentence = _("This case has no item of the kind %(item)s.")


class ItemDecided(DomainError):
    code = "item_decided"
    sentence = _("This item has been decided.")


class HearingNeeded(DomainError):
    """No refusal without a completed hearing, or a reasoned decision to do without (§ 28 VwVfG)."""

    code = "hearing_needed"
    sentence = _("A refusal needs a completed hearing, or a reason why there was none.")


class SecondPersonNeeded(DomainError):
    code = "second_person_needed"
    sentence = _("Whoever proposed it cannot confirm it: a second person has to.")


class GroundUnknown(DomainError):
    code = "ground_unknown"
    sentence = _("On the ground “%(ground)s” this cannot be refused.")


class GroundNotHeard(DomainError):
    """The applicant could say nothing about a ground that was never announced (§ 28 VwVfG)."""

    code = "ground_not_heard"
    sentence = _(
        "These grounds were not part of a hearing: %(grounds)s. Hear the applicant about them, or"
        " give the reason why not."
    )


AUSWEISERSATZ = {
    "code": "ausweisersatz",
    "detail": (
        "Der Reiseausweis wurde abgelehnt: ob ein Ausweisersatz auszustellen ist, wird von Amts"
        " wegen geprüft. Mit der Erteilung des Titels wird darüber entschieden."
    ),
    "legal_basis": "§ 55 Abs. 1 S. 2 AufenthV",
}


# The hearing


@use_case
def announce_refusal(
    *,
    reference: str,
    item: str,
    codes: Collection[str],
    grounds: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """Tell the applicant what is intended and why, and give time for a statement (§ 28 VwVfG).

    `codes` are the grounds announced: on no other can the item be refused after this hearing.
    Raises `GroundUnknown`, `ReasonNeeded`, `ItemUnknown`, `ItemDecided`.
    """
    case = enter(reference, actor=actor, action="announce_refusal")
    look(case, "announce_refusal")
    subject = _pending_item(case, item)
    heard = _known_grounds(item, codes, at=at)
    if not grounds.strip():
        raise ReasonNeeded
    term = term_for_statement(case, at=at)
    hearing = Hearing.objects.create(
        case=case,
        item=subject,
        ground_codes=heard,
        grounds=grounds,
        announced_at=at,
        due_on=term.until,
    )
    if not goes_on_paper(case):
        arm_end_of_hearing(case, hearing)
    move(case, "announce_refusal", at=at, due=term.until)
    facts = {"hearing": str(hearing.public_id), "item": item, "due_on": f"{term.until}"}
    record(case, "refusal_announced", actor=actor, at=at, data=facts)
    return case


def term_for_statement(case: Case, *, at: datetime) -> Term:
    """The Frist that the announcement of a refusal sets if it is made now."""
    return term_for(case, days=rules_of(case, on=local_day(at)).desk.hearing_days, at=at)


def _known_grounds(item: str, codes: Collection[str], *, at: datetime) -> list[str]:
    """The codes in order, each once; the law of the day says which there are."""
    known = grounds_for(item, law=authorities.law(), on=local_day(at))
    if not codes:
        raise ReasonNeeded
    for code in codes:
        if code not in known:
            raise GroundUnknown(ground=code)
    return sorted(set(codes))


@use_case
def record_statement(*, reference: str, statement: str, actor: Actor, at: datetime) -> Case:
    """File what the applicant says; the period may be over, it is looked at all the same."""
    case = enter(reference, actor=actor, action="record_statement")
    look(case, "record_statement")
    hearing = case.hearings.pending().get()
    hearing.statement = "\n\n".join(filter(None, [hearing.statement, statement]))
    hearing.statement_at = at
    hearing.save(update_fields=["statement", "statement_at"])
    call_to_desk(case, at=at)
    data = {"hearing": str(hearing.public_id)}
    record(case, "statement_recorded", actor=actor, at=at, data=data)
    return case


@use_case
def end_hearing(*, reference: str, evaluation: str, actor: Actor, at: datetime) -> Case:
    """Evaluate what was said, or that nothing was said in time, and go back to review.

    Raises `HearingNeeded` while the period runs and no statement has come.
    """
    case = enter(reference, actor=actor, action="end_hearing")
    look(case, "end_hearing")
    hearing = case.hearings.pending().get()
    if hearing.statement_at is None and _still_runs(case, hearing, at=at):
        raise HearingNeeded
    if not evaluation.strip():
        raise ReasonNeeded
    _close(hearing, evaluation=evaluation, by=actor.id, at=at)
    disarm(case, at=at, occasion=str(hearing.public_id))
    move(case, "end_hearing", at=at)
    record(case, "hearing_ended", actor=actor, at=at, data={"hearing": str(hearing.public_id)})
    return case


def _still_runs(case: Case, hearing: Hearing, *, at: datetime) -> bool:
    """Before its letter has left the house, a period has not even begun."""
    if not is_under_way(case, str(hearing.public_id)):
        return True
    return hearing.due_on is not None and local_day(at) <= hearing.due_on


def _close(hearing: Hearing, *, evaluation: str, by: str, at: datetime) -> None:
    hearing.evaluation, hearing.closed_at, hearing.closed_by = evaluation, at, by
    hearing.save(update_fields=["evaluation", "closed_at", "closed_by"])


# The refusal


@use_case
def propose_refusal(
    *,
    reference: str,
    item: str,
    codes: Collection[str],
    legal_basis: str,
    grounds: str,
    actor: Actor,
    at: datetime,
    hearing_waived: str = "",
) -> Case:
    """Propose to refuse an item on grounds that were heard; `hearing_waived` says why one was not.

    The remedy notice is the authority's of this day. Raises `HearingNeeded`, `GroundNotHeard`,
    `GroundUnknown`, `ReasonNeeded`, `ItemUnknown`, `ItemDecided`.
    """
    case = enter(reference, actor=actor, action="propose_refusal")
    look(case, "propose_refusal")
    subject = _pending_item(case, item)
    if not grounds.strip() or not legal_basis.strip():
        raise ReasonNeeded
    named = _known_grounds(item, codes, at=at)
    hearing = _hearing_for(subject, named, waived=hearing_waived, by=actor.id, at=at)
    refusal = Refusal.objects.create(
        case=case,
        item=subject,
        hearing=hearing,
        ground_codes=named,
        legal_basis=legal_basis,
        grounds=grounds,
        remedy=messages.remedy_notice(case, at),
        proposed_at=at,
        proposed_by=actor.id,
    )
    call_to_desk(case, at=at)
    facts = {"refusal": str(refusal.public_id), "item": item}
    record(case, "refusal_proposed", actor=actor, at=at, data=facts)
    return case


def _hearing_for(item: Item, codes: list[str], *, waived: str, by: str, at: datetime) -> Hearing:
    if waived.strip():
        return _waive_hearing(item, codes, why=waived, by=by, at=at)
    return _hearing_on(codes, item, at=at)


def _hearing_on(codes: Collection[str], item: Item, *, at: datetime) -> Hearing:
    """The last evaluated hearing, where all of them together covered the grounds.

    One that was broken off or done without counts for nothing new.
    """
    evaluated = item.hearings.exclude(evaluation="").order_by("closed_at")
    last = evaluated.last()
    if last is None:
        raise HearingNeeded
    missing = set(codes).difference(*(hearing.ground_codes for hearing in evaluated))
    if missing:
        known = grounds_for(item.kind, law=authorities.law(), on=local_day(at))
        raise GroundNotHeard(grounds=", ".join(str(known[code].label) for code in sorted(missing)))
    return last


def _waive_hearing(item: Item, codes: list[str], *, why: str, by: str, at: datetime) -> Hearing:
    return Hearing.objects.create(
        case=item.case,
        item=item,
        ground_codes=codes,
        grounds="",
        waived_reason=why,
        closed_at=at,
        closed_by=by,
    )


@use_case
def confirm_refusal(*, reference: str, actor: Actor, at: datetime) -> Case:
    """The second pair of eyes. The item is refused; the case only when nothing else is left.

    Who is refused a Reiseausweis may be due an Ausweisersatz without asking (§ 55(1) AufenthV).
    The fee stays due also after a refusal (§ 49(2) AufenthV). Raises `SecondPersonNeeded`.
    """
    case = enter(reference, actor=actor, action="confirm_refusal")
    look(case, "confirm_refusal")
    refusal = case.refusals.get(confirmed_at=None, dropped_at=None)
    if refusal.proposed_by == actor.id:
        raise SecondPersonNeeded
    refusal.confirmed_at, refusal.confirmed_by = at, actor.id
    refusal.save(update_fields=["confirmed_at", "confirmed_by"])
    item = refusal.item
    item.decision, item.decided_at = Item.Decision.REFUSED, at
    item.decided_by = actor.id
    item.save(update_fields=["decision", "decided_at", "decided_by"])
    facts = {"refusal": str(refusal.public_id), "item": item.kind}
    record(case, "item_refused", actor=actor, at=at, data=facts)
    if not case.items.exclude(decision=Item.Decision.REFUSED).exists():
        _close_refused(case, actor=actor, at=at)
    elif item.kind == Item.Kind.TRAVEL_DOCUMENT:
        case.findings = [*case.findings, AUSWEISERSATZ]
        case.save(update_fields=["findings"])
    return case


def _close_refused(case: Case, *, actor: Actor, at: datetime) -> None:
    charge_at_refusal(case, actor=actor, at=at)
    drop_appointments(case, actor=actor, at=at)
    end_waiting(case, at=at)
    move(case, "refuse", at=at)
    record(case, "refused", actor=actor, at=at)
    tidy_desk(case, at=at)


@use_case
def drop_refusal(*, reference: str, reason: str, actor: Actor, at: datetime) -> Case:
    """Take a proposed refusal back. Raises `ReasonNeeded`."""
    case = enter(reference, actor=actor, action="drop_refusal")
    look(case, "drop_refusal")
    if not reason.strip():
        raise ReasonNeeded
    refusal = case.refusals.get(confirmed_at=None, dropped_at=None)
    refusal.dropped_at = at
    refusal.save(update_fields=["dropped_at"])
    dropped = {"code": "refusal_dropped", "detail": reason, "legal_basis": ""}
    case.findings = [*case.findings, dropped]
    case.save(update_fields=["findings"])
    facts = {"refusal": str(refusal.public_id)}
    record(case, "refusal_dropped", actor=actor, at=at, data=facts)
    return case


def _pending_item(case: Case, kind: str) -> Item:
    item = case.items.filter(kind=kind).first()
    if item is None:
        raise ItemUnknown(item=kind)
    if item.decision != Item.Decision.PENDING:
        raise ItemDecided
    return item
