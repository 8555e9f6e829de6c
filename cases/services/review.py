"""Review: taking a case, looking at documents and checks, asking for more, the favourable check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from access.models import Portal, User
from authorities import service as authorities
from cases.actions import CLERKS
from cases.application import application_of
from cases.assessing import needs_period
from cases.deadlines import Term
from cases.models import Case, Check
from cases.rules import profile_of, rules_of
from cases.states import State
from common.actor import Actor
from common.calendar import local_day, next_working_day
from common.errors import DomainError, InvalidInput
from documents import services as documents
from documents.models import Document, Nachforderung, Requirement
from documents.services import HandIn

from .charging import charge, offer_reassessment
from .core import DESK_FIELDS as DESK_FIELDS
from .core import (
    arm,
    call_to_desk,
    disarm,
    enter,
    look,
    move,
    place_on_desk,
    record,
    use_case,
)
from .onward import go_on
from .terms import arm_reminders, goes_on_paper, is_under_way, term_for


class RequirementUnknown(DomainError):
    code = "requirement_unknown_here"
    sentence = _("This case has no requirement with the code %(requirement)s.")


class ProofPeriodNeeded(InvalidInput):
    """A proof frees from a fee only while it is current (§ 53(1) AufenthV)."""

    code = "proof_period_needed"
    sentence = _("Please say until when the proof counts: it frees from fees only while it does.")


class CheckUnknown(DomainError):
    code = "check_unknown"
    sentence = _("This case has no check with the code %(check)s.")


class ReasonNeeded(DomainError):
    code = "reason_needed"
    sentence = _("Please give a reason.")


class NothingAskedFor(DomainError):
    code = "nothing_asked_for"
    sentence = _("Please say exactly what is missing.")


class DeadlineOnlyLater(DomainError):
    code = "deadline_only_later"
    sentence = _("A deadline can only be extended; it ends on %(due_on)s.")


class PersonUnknown(DomainError):
    code = "person_unknown"
    sentence = _("There is no such person at this authority.")


@use_case
def begin_review(*, reference: str, actor: Actor, at: datetime) -> Case:
    """Take a case: whoever takes it is responsible for it. Raises `TransitionBlocked`."""
    case = enter(reference, actor=actor, action="begin_review")
    case.responsible = User.objects.filter(public_id=actor.id).first()
    case.substantive_at = case.substantive_at or at
    case.save(update_fields=["responsible", "substantive_at"])
    move(case, "begin_review", at=at)
    record(case, "review_begun", actor=actor, at=at)
    return case


@use_case
def assign(*, reference: str, to: str, actor: Actor, at: datetime) -> Case:
    """Make somebody responsible who works on cases of this authority; `to` is the user name.

    Raises `PersonUnknown`.
    """
    case = enter(reference, actor=actor, action="assign")
    person = User.objects.filter(
        username=to,
        is_active=True,
        memberships__authority=case.authority,
        memberships__role__in=CLERKS,
    ).first()
    if person is None:
        raise PersonUnknown(person=to)
    case.responsible, case.updated_at = person, at
    case.save(update_fields=["responsible", "updated_at"])
    record(case, "assigned", actor=actor, at=at, data={"to": str(person.public_id)})
    return case


@use_case
def decide_requirement(
    *,
    reference: str,
    requirement: str,
    verdict: str,
    reason: str,
    actor: Actor,
    at: datetime,
    proof_from: date | None = None,
    proof_until: date | None = None,
) -> Case:
    """Accept or reject what was handed in, or find it not needed.

    What frees from a fee is accepted for the days for which it counts; where a notice has been
    issued without it, assessing anew is offered.
    `verdict` is `accepted`, `rejected` or `not_needed`; the last two need a reason. When nothing
    is left of what was asked for, the case goes back to review by itself.
    Raises `RequirementUnknown`, and what `documents.services` raises.
    """
    case = enter(reference, actor=actor, action="decide_requirement")
    row = _requirement(case, requirement)
    if verdict == Requirement.Status.ACCEPTED:
        if needs_period(requirement) and proof_until is None:
            raise ProofPeriodNeeded(pointer="/proof_until")
        period = {"proof_from": proof_from, "proof_until": proof_until}
        documents.accept(requirement=row, by=actor.id, at=at, **period)
    elif verdict == Requirement.Status.REJECTED:
        documents.reject(requirement=row, reason=reason, by=actor.id, at=at)
    else:
        documents.mark_not_needed(requirement=row, reason=reason, by=actor.id, at=at)
    facts = {"requirement": requirement, "verdict": row.status}
    record(case, "requirement_decided", actor=actor, at=at, data=facts)
    if needs_period(requirement):
        offer_reassessment(case, actor=actor, at=at)
    end_when_answered(case, at=at)
    return case


@use_case
def answer_check(
    *,
    reference: str,
    check: str,
    status: str,
    finding: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """Record what became of a required check: asked, answered, stale, blocked, or not needed.

    Raises `CheckUnknown`; `ReasonNeeded` where it is found not needed without one.
    """
    case = enter(reference, actor=actor, action="answer_check")
    row = case.checks.filter(code=check).first()
    if row is None:
        raise CheckUnknown(check=check)
    if status == Check.Status.NOT_NEEDED and not reason.strip():
        raise ReasonNeeded
    _settle_check(row, status=status, finding=finding, reason=reason, by=actor.id, at=at)
    _watch_age(case, row, at=at)
    data = {"check": check, "status": status, "finding": finding}
    record(case, "check_recorded", actor=actor, at=at, data=data)
    return case


def _settle_check(
    row: Check, *, status: str, finding: str, reason: str, by: str, at: datetime
) -> None:
    settled = status in {Check.Status.ANSWERED, Check.Status.NOT_NEEDED}
    row.status, row.reason = status, reason
    row.finding = finding if status == Check.Status.ANSWERED else ""
    row.asked_at = row.asked_at or (at if status == Check.Status.ASKED else None)
    row.settled_at, row.settled_by = (at, by) if settled else (None, "")
    row.save()


def _watch_age(case: Case, check: Check, *, at: datetime) -> None:
    """An answer ages by the law of its day; before the decision an old one does not count."""
    disarm(case, at=at, occasion=check.code)
    rules = {
        row.key: row for row in authorities.required_checks(application_of(case), on=local_day(at))
    }
    rule = rules.get(check.code)
    if check.status == Check.Status.ANSWERED and rule is not None and rule.stale_after_days:
        stale_at = at + timedelta(days=rule.stale_after_days)
        arm(case, "check_stale", occasion=check.code, due_at=stale_at)


@use_case
def request_documents(
    *, reference: str, asked: Mapping[str, str], actor: Actor, at: datetime
) -> Case:
    """Ask for exactly named things until a day (§ 82(1) S. 3 AufenthG).

    `asked` maps requirement codes to what exactly is missing. An open request is replaced by the
    new one. Raises `NothingAskedFor`, `TransitionBlocked`.
    """
    case = enter(reference, actor=actor, action="request_documents")
    look(case, "request_documents")
    if not asked or not all(text.strip() for text in asked.values()):
        raise NothingAskedFor
    if open_one := case.nachforderungen.pending().first():
        documents.close(nachforderung=open_one, outcome=Nachforderung.Outcome.REPLACED, at=at)
        disarm(case, at=at, occasion=str(open_one.public_id))
    nachforderung = _ask(case, asked, at=at)
    facts = {
        "nachforderung": str(nachforderung.public_id),
        "due_on": f"{nachforderung.due_on}",
        "requirements": sorted(asked),
    }
    if case.state == State.IN_REVIEW:
        move(case, "request_documents", at=at, due=nachforderung.due_on)
    record(case, "documents_requested", actor=actor, at=at, data=facts)
    return case


def term_for_documents(case: Case, *, at: datetime) -> Term:
    """The Frist that a request for documents sets if it is made now."""
    return term_for(case, days=rules_of(case, on=local_day(at)).desk.nachforderung_days, at=at)


def _ask(case: Case, asked: Mapping[str, str], *, at: datetime) -> Nachforderung:
    term = term_for_documents(case, at=at)
    nachforderung = documents.ask(
        case=case, asked=asked, announced_on=term.announced_on, due_on=term.until, at=at
    )
    if not goes_on_paper(case):
        _arm_nachforderung(case, nachforderung, at=at)
    return nachforderung


def _arm_nachforderung(case: Case, nachforderung: Nachforderung, *, at: datetime) -> None:
    occasion = str(nachforderung.public_id)
    arm_reminders(case, "nachforderung_due", on=nachforderung.due_on, occasion=occasion, at=at)


@use_case
def extend_nachforderung(*, reference: str, due_on: date, actor: Actor, at: datetime) -> Case:
    """Give more time (§ 31(7) VwVfG), also after the deadline has passed.

    A day that is no working day gives way to the next one (§ 31(3) S. 1 VwVfG).
    Raises `DeadlineOnlyLater`.
    """
    case = enter(reference, actor=actor, action="extend_nachforderung")
    look(case, "extend_nachforderung")
    nachforderung = case.nachforderungen.pending().get()
    due_on = next_working_day(due_on, land=profile_of(case).land)
    if due_on <= max(nachforderung.due_on, local_day(at)):
        raise DeadlineOnlyLater(due_on=f"{nachforderung.due_on:%d.%m.%Y}")
    documents.extend(nachforderung=nachforderung, due_on=due_on)
    if is_under_way(case, str(nachforderung.public_id)):
        _arm_nachforderung(case, nachforderung, at=at)
    place_on_desk(case, at=at, due=due_on)
    case.save(update_fields=list(DESK_FIELDS))
    facts = {"nachforderung": str(nachforderung.public_id), "due_on": f"{due_on}"}
    record(case, "nachforderung_extended", actor=actor, at=at, data=facts)
    return case


@use_case
def decide_on_file(*, reference: str, actor: Actor, at: datetime) -> Case:
    """Go on with what there is, after the deadline or because a person finds it enough."""
    case = enter(reference, actor=actor, action="decide_on_file")
    nachforderung = case.nachforderungen.pending().first()
    if nachforderung is not None:
        documents.close(nachforderung=nachforderung, outcome=Nachforderung.Outcome.LAPSED, at=at)
        disarm(case, at=at, occasion=str(nachforderung.public_id))
    move(case, "continue_review", at=at)
    record(case, "review_continued_on_file", actor=actor, at=at)
    return case


@use_case
def hand_in(
    *, reference: str, hand_ins: Sequence[HandIn], portal: Portal, actor: Actor, at: datetime
) -> Case:
    """Hand in files of a portal for requirements or an open Nachforderung.

    When everything asked for has come, the case goes back to review by itself.
    """
    case = enter(reference, actor=actor, action="hand_in")
    rules = rules_of(case, on=local_day(at))
    new = documents.attach(
        case=case, portal=portal, hand_ins=hand_ins, file_rules=rules.files, at=at
    )
    return _taken_in(case, new, actor=actor, at=at)


@use_case
def hand_in_by_staff(
    *,
    reference: str,
    requirement: str,
    content: bytes,
    filename: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """File what came by post or at the counter under a requirement.

    Raises `RequirementUnknown`, and the refusals of `documents.services.hand_in_by_staff`.
    """
    case = enter(reference, actor=actor, action="hand_in")
    new = documents.hand_in_by_staff(
        case=case,
        requirement=_requirement(case, requirement),
        content=content,
        filename=filename,
        at=at,
    )
    return _taken_in(case, [new], actor=actor, at=at)


def _taken_in(case: Case, new: list[Document], *, actor: Actor, at: datetime) -> Case:
    facts = {"documents": [str(document.public_id) for document in new]}
    record(case, "documents_handed_in", actor=actor, at=at, data=facts)
    if case.nachforderungen.pending().exists():
        end_when_answered(case, at=at)
    else:
        call_to_desk(case, at=at)
    return case


def end_when_answered(case: Case, *, at: datetime) -> None:
    """Back to review once nothing asked for is left; only what has come is thanked for."""
    nachforderung = case.nachforderungen.pending().first()
    if nachforderung is None or not documents.everything_handed_in(nachforderung):
        return
    came = nachforderung.positions.filter(
        requirement__documents__handed_in_at__gte=nachforderung.requested_at
    ).exists()
    outcome = Nachforderung.Outcome.ANSWERED if came else Nachforderung.Outcome.MOOT
    documents.close(nachforderung=nachforderung, outcome=outcome, at=at)
    disarm(case, at=at, occasion=str(nachforderung.public_id))
    move(case, "continue_review", at=at)
    kind = "nachforderung_answered" if came else "review_continued_on_file"
    facts = {"nachforderung": str(nachforderung.public_id)}
    record(case, kind, actor=Actor.SYSTEM, at=at, data=facts)


@use_case
def approve(*, reference: str, actor: Actor, at: datetime) -> Case:
    """The internal favourable check. Not a grant: what is due becomes due, then the invitation.

    Raises `TransitionBlocked`.
    """
    case = enter(reference, actor=actor, action="approve")
    look(case, "approve")
    case.favourable_at = at
    case.save(update_fields=["favourable_at"])
    record(case, "favourably_checked", actor=actor, at=at)
    charge(case, actor=actor, at=at)
    go_on(case, actor=actor, at=at)
    return case


def _requirement(case: Case, code: str) -> Requirement:
    row = case.requirements.filter(code=code).first()
    if row is None:
        raise RequirementUnknown(requirement=code)
    return row
