"""Decisions: the hearing before a refusal, four eyes on it, and the grant that is the order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from cases import deadlines, messages
from cases.application import application_of
from cases.models import Case, Hearing, Item, Refusal
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError

from .charging import charge
from .core import (
    arm,
    call_to_desk,
    disarm,
    enter,
    look,
    move,
    profile_of,
    record,
    tidy_desk,
    use_case,
)
from .ordering import place_orders
from .review import ReasonNeeded
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


class ValidityWrong(DomainError):
    code = "validity_wrong"
    sentence = _("%(item)s: the last day must lie after the first, and not before today.")


@dataclass(frozen=True, kw_only=True)
class Validity:
    """First and last day of what is granted, and why, where a person departs from the proposal."""

    valid_from: date
    valid_until: date
    reason: str = ""


# The hearing


@use_case
def announce_refusal(
    *, reference: str, item: str, grounds: str, actor: Actor, at: datetime
) -> Case:
    """Tell the applicant what is intended and why, and give time for a statement (§ 28 VwVfG)."""
    case = enter(reference, actor=actor, action="announce_refusal")
    look(case, "announce_refusal")
    subject = _pending_item(case, item)
    if not grounds.strip():
        raise ReasonNeeded
    profile = profile_of(case)
    term = deadlines.by_mail(
        local_day(at), days=profile.on(local_day(at)).desk.hearing_days, land=profile.land
    )
    hearing = Hearing.objects.create(
        case=case, item=subject, grounds=grounds, announced_at=at, due_on=term.until
    )
    arm(case, "hearing_over", occasion=str(hearing.public_id), due_at=_after(term.until))
    move(case, "announce_refusal", at=at, due=term.until)
    facts = {"hearing": str(hearing.public_id), "item": item, "due_on": f"{term.until}"}
    record(case, "refusal_announced", actor=actor, at=at, data=facts)
    return case


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
    still_running = hearing.due_on is not None and local_day(at) <= hearing.due_on
    if still_running and hearing.statement_at is None:
        raise HearingNeeded
    if not evaluation.strip():
        raise ReasonNeeded
    _close(hearing, evaluation=evaluation, by=actor.id, at=at)
    disarm(case, at=at, occasion=str(hearing.public_id))
    move(case, "end_hearing", at=at)
    record(case, "hearing_ended", actor=actor, at=at, data={"hearing": str(hearing.public_id)})
    return case


def _close(hearing: Hearing, *, evaluation: str, by: str, at: datetime) -> None:
    hearing.evaluation, hearing.closed_at, hearing.closed_by = evaluation, at, by
    hearing.save(update_fields=["evaluation", "closed_at", "closed_by"])


# The refusal


@use_case
def propose_refusal(
    *,
    reference: str,
    item: str,
    legal_basis: str,
    grounds: str,
    actor: Actor,
    at: datetime,
    hearing_waived: str = "",
) -> Case:
    """Propose to refuse an item after its hearing; `hearing_waived` says why there was none.

    The remedy notice is the authority's of this day. Raises `HearingNeeded`, `ItemDecided`.
    """
    case = enter(reference, actor=actor, action="propose_refusal")
    look(case, "propose_refusal")
    subject = _pending_item(case, item)
    if not grounds.strip() or not legal_basis.strip():
        raise ReasonNeeded
    hearing = _hearing_for(case, subject, waived=hearing_waived, actor=actor, at=at)
    refusal = Refusal.objects.create(
        case=case,
        item=subject,
        hearing=hearing,
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


def _hearing_for(case: Case, item: Item, *, waived: str, actor: Actor, at: datetime) -> Hearing:
    """The evaluated one; one that was broken off or done without counts for nothing new."""
    completed = item.hearings.exclude(evaluation="").order_by("-closed_at").first()
    if completed is not None:
        return completed
    if not waived.strip():
        raise HearingNeeded
    return Hearing.objects.create(
        case=case,
        item=item,
        grounds="",
        waived_reason=waived,
        closed_at=at,
        closed_by=actor.id,
    )


@use_case
def confirm_refusal(*, reference: str, actor: Actor, at: datetime) -> Case:
    """The second pair of eyes. The item is refused; the case only when nothing else is left.

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
    return case


def _close_refused(case: Case, *, actor: Actor, at: datetime) -> None:
    charge(case, actor=actor, at=at)
    drop_appointments(case, actor=actor, at=at)
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


# The grant


@use_case
def grant(
    *, reference: str, validities: Mapping[str, Validity], actor: Actor, at: datetime
) -> Case:
    """Grant what is not refused and order it: the grant is recorded when the order is placed.

    `validities` by item kind; where one is missing, the proposal counts.
    Raises `TransitionBlocked`, `ValidityWrong`.
    """
    case = enter(reference, actor=actor, action="grant")
    look(case, "grant")
    drop_appointments(case, actor=actor, at=at)
    proposed = propose_validities(case, at=at)
    granted = []
    for item in case.items.pending().order_by("kind"):
        chosen = validities.get(item.kind) or proposed[item.kind]
        _grant(item, chosen, by=actor.id, at=at)
        granted.append({"item": item.kind, "valid_until": f"{item.valid_until}"})
    place_orders(case, at=at)
    move(case, "order_products", at=at)
    record(case, "granted", actor=actor, at=at, data={"items": granted})
    record(case, "products_ordered", actor=actor, at=at, data=_ordered_facts(case))
    return case


def propose_validities(case: Case, *, at: datetime) -> dict[str, Validity]:
    """From today, as long as the law, the passport and the wish allow; the reasons name them."""
    today, application = local_day(at), application_of(case)
    passport = case.person.identity_documents.filter(kind="passport").first()
    title = authorities.propose_title(
        application,
        on=today,
        starts_on=today,
        passport_valid_until=passport.valid_until if passport else None,
    )
    proposals = {"permit": title}
    if case.items.filter(kind=Item.Kind.TRAVEL_DOCUMENT).exists():
        proposals["travel_document"] = authorities.propose_travel_document(
            application, on=today, starts_on=today, title_valid_until=title.valid_until
        )
    return {
        kind: Validity(
            valid_from=proposal.valid_from,
            valid_until=proposal.valid_until,
            reason=f"{proposal.limits[0].reason.de} ({proposal.limits[0].legal_basis})",
        )
        for kind, proposal in proposals.items()
    }


def _grant(item: Item, validity: Validity, *, by: str, at: datetime) -> None:
    if validity.valid_until <= max(validity.valid_from, local_day(at)):
        raise ValidityWrong(item=item.get_kind_display())
    item.decision, item.decided_at, item.decided_by = Item.Decision.GRANTED, at, by
    item.valid_from, item.valid_until = validity.valid_from, validity.valid_until
    item.validity_reason = validity.reason
    item.save(
        update_fields=[
            "decision",
            "decided_at",
            "decided_by",
            "valid_from",
            "valid_until",
            "validity_reason",
        ]
    )


def _ordered_facts(case: Case) -> dict[str, object]:
    return {"orders": [str(order.request_id) for order in case.orders.active().order_by("id")]}


def _pending_item(case: Case, kind: str) -> Item:
    item = case.items.filter(kind=kind).first()
    if item is None:
        raise ItemUnknown(item=kind)
    if item.decision != Item.Decision.PENDING:
        raise ItemDecided
    return item


def _after(day: date) -> datetime:
    """The morning after a period has run out."""
    return deadlines.morning(date.fromordinal(day.toordinal() + 1))
