"""Fee notices: for the application, for acts beside it, and anew where something has changed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases import assessing
from cases.deadlines import Term
from cases.models import Case, Item
from cases.states import State
from common.actor import Actor, Role
from common.calendar import local_day
from common.errors import DomainError
from fees import services as fees
from fees.assessment import Assessment
from fees.ledger import balance_of
from fees.models import FeeDecision, FeeNotice
from fees.rules import Line
from fees.services import NoticeHead

from .core import (
    call_to_desk,
    disarm,
    enter,
    look,
    record,
    tidy_desk,
    use_case,
)
from .payments import settle_what_waits
from .terms import arm_reminders, goes_on_paper, term_for

Occasion = FeeNotice.Occasion
# What was assessed because the case had ended is assessed anew when it is taken up again.
OF_AN_END = {Occasion.REFUSAL, Occasion.WITHDRAWAL, Occasion.ENDING}


class NoticeAboveLaw(DomainError):
    """A published amount is above federal law: a team lead charges it with a reason, or nobody."""

    code = "notice_above_law"
    sentence = _("The published amount for %(lines)s is above federal law.")


class ReassessmentNeedsReason(DomainError):
    """Whoever is told another amount is told why."""

    code = "reassessment_needs_reason"
    sentence = _("Please give a reason for assessing the fees anew.")


class LineUnknown(DomainError):
    code = "fee_line_unknown"
    sentence = _("The tariff knows no act “%(line)s”.")


class NoSurcharge(DomainError):
    """Not late enough, or too little (§ 16 BGebG)."""

    code = "no_late_surcharge"
    sentence = _("Nothing is added for late payment of this notice.")


# The application


def charge(
    case: Case,
    *,
    actor: Actor,
    at: datetime,
    occasion: str = Occasion.APPROVAL,
    due_on: date | None = None,
    oral: bool = False,
) -> FeeNotice | None:
    """Issue the application's notice where there is none yet; the tariff is frozen on this day.

    `due_on` is the day on which it is paid at the counter, where the usual term does not count;
    `oral` that it is told there (§ 69(1) S. 2 AufenthG). An amount above federal law waits for a
    team lead (`give_fee_reason`): then there is no notice yet, and None.
    """
    if case.received_at is None or case.fee_decisions.pending().exists():
        return None
    standing = fees.standing_notice(case)
    if standing is not None and (standing.occasion not in OF_AN_END or occasion in OF_AN_END):
        return None
    assessment = assessing.of_application(case, on=local_day(at))
    if _above_law(assessment):
        ask(case, FeeDecision.Kind.ABOVE_LAW, occasion=occasion, at=at, actor=actor)
        return None
    head = head_for(case, assessment, occasion=occasion, at=at, due_on=due_on, oral=oral)
    return put(case, assessment, head, actor=actor, at=at)


def charge_at_refusal(case: Case, *, actor: Actor, at: datetime) -> FeeNotice | None:
    """Refused, an application costs as much as granted (§ 49(2) AufenthV); nothing where only
    jurisdiction or capacity was lacking (§ 49(3) Nr. 1 AufenthV). What was not made is not charged.
    """
    set_aside_questions(case, by=actor, at=at)
    standing = fees.standing_notice(case)
    tariff_on = standing.tariff_on if standing else None
    assessment = assessing.of_application(case, on=local_day(at), tariff_on=tariff_on)
    ended = assessing.at_refusal(case, assessment, on=tariff_on or local_day(at))
    if standing is None and _above_law(ended):
        ask(case, FeeDecision.Kind.ABOVE_LAW, occasion=Occasion.REFUSAL, at=at, actor=actor)
        return None
    head = head_for(case, ended, occasion=Occasion.REFUSAL, at=at, standing=standing)
    return put(case, ended, head, actor=actor, at=at)


def put(
    case: Case, assessment: Assessment, head: NoticeHead, *, actor: Actor, at: datetime
) -> FeeNotice | None:
    """Issue a notice, or put it in the place of the standing one; None where nothing changes.

    Nothing is issued where nothing was charged before and nothing is due.
    """
    items = _items(case, assessment)
    former = fees.standing_notice(case, act=head.act)
    if former is None:
        if not assessment.total and head.occasion in OF_AN_END:
            return None
        notice = fees.issue_notice(case=case, assessment=assessment, items=items, head=head, at=at)
    else:
        try:
            notice = fees.replace_notice(
                notice=former, assessment=assessment, items=items, head=head, at=at
            )
        except fees.NothingChanged:
            return None
        disarm(case, at=at, occasion=str(former.public_id))
    _announce(case, notice, actor=actor, at=at)
    return notice


def _items(case: Case, assessment: Assessment) -> Mapping[str, Item]:
    """The lines that belong to an item of the application; acts beside it belong to none."""
    by_kind = {item.kind: item for item in case.items.all()}
    of = {Line.PERMIT: "permit", Line.TRAVEL_DOCUMENT: "travel_document"}
    asked = {line.code: of.get(line.code, "permit") for line in assessment.lines}
    return {code: by_kind[kind] for code, kind in asked.items() if kind in by_kind}


def _above_law(assessment: Assessment) -> list[str]:
    return [conflict.line.value for conflict in assessment.conflicts if conflict.above_law]


def head_for(
    case: Case,
    assessment: Assessment,
    *,
    occasion: str,
    at: datetime,
    act: str = "",
    due_on: date | None = None,
    oral: bool = False,
    standing: FeeNotice | None = None,
    reason: str = "",
    by: str = "",
) -> NoticeHead:
    """The head of the next notice. A notice that replaces one keeps the day of its tariff."""
    term = _term(case, assessment, at=at, due_on=due_on, oral=oral)
    return NoticeHead(
        number=f"{case.reference}-G{case.fee_notices.count() + 1}",
        announced_on=term.announced_on,
        due_on=term.until,
        tariff_on=standing.tariff_on if standing else local_day(at),
        age_on=assessing.age_on(case),
        occasion=occasion,
        act=act,
        oral=oral,
        reason=reason,
        reason_by=by,
    )


def _term(
    case: Case, assessment: Assessment, *, at: datetime, due_on: date | None, oral: bool
) -> Term:
    days = assessment.terms.term_days or fees.USUAL_TERM_DAYS
    usual = term_for(case, days=days, at=at)
    announced = local_day(at) if oral else usual.announced_on
    return Term(announced_on=announced, until=max(due_on or usual.until, announced))


def _announce(case: Case, notice: FeeNotice, *, actor: Actor, at: datetime) -> None:
    balance = balance_of(case)
    facts = {
        "notice": str(notice.public_id),
        "number": notice.number,
        "total": f"{notice.total}",
        "due_on": f"{notice.due_on}",
        "occasion": notice.occasion,
        "missing": f"{balance.missing}",
        "surplus": f"{balance.surplus}",
    }
    if notice.positions.outstanding().exists() and (notice.oral or not goes_on_paper(case)):
        occasion = str(notice.public_id)
        arm_reminders(case, "payment_due", on=notice.due_on, occasion=occasion, at=at)
    if notice.difference is None:
        record(case, "fee_notice_issued", actor=actor, at=at, data=facts)
    else:
        changed = {**facts, "difference": f"{notice.difference}"}
        record(case, "fees_reassessed", actor=actor, at=at, data=changed)
    if balance.surplus:
        call_to_desk(case, at=at)


def ask(case: Case, kind: str, *, occasion: str, actor: Actor, at: datetime) -> None:
    """Lay a question about the fee on a desk, where no rule answers it."""
    set_aside_questions(case, by=actor, at=at)
    FeeDecision.objects.create(case=case, kind=kind, occasion=occasion, asked_at=at)
    call_to_desk(case, at=at)
    record(case, "fee_question_asked", actor=actor, at=at, data={"question": kind})


OVERTAKEN = "overtaken by the course of the case"


def set_aside_questions(case: Case, *, by: Actor, at: datetime) -> None:
    """What was asked before is not the question any more."""
    case.fee_decisions.pending().update(
        decided_at=at, decided_by=by.id or str(by.kind), reason=OVERTAKEN
    )


# Assessed anew


@use_case
def reassess_fee(*, reference: str, reason: str, actor: Actor, at: datetime) -> Case:
    """Assess the application anew, by what is proven now and the tariff of the standing notice.

    A new notice replaces it and states the difference; what was paid is carried over, and what is
    too much is offered as a refund. After a refusal it stays a matter of § 49(2) AufenthV. Raises
    `ReassessmentNeedsReason`, `NothingChanged`, `NoticeAboveLaw` for anybody but a team lead.
    """
    case = enter(reference, actor=actor, action="reassess_fee")
    look(case, "reassess_fee")
    if not reason.strip():
        raise ReassessmentNeedsReason
    standing = case.fee_notices.get(act="", replaced_at=None)
    assessment = assessing.of_application(case, on=local_day(at), tariff_on=standing.tariff_on)
    occasion = Occasion.REASSESSMENT
    if case.state == State.REFUSED or standing.occasion == Occasion.REFUSAL:
        assessment = assessing.at_refusal(case, assessment, on=standing.tariff_on)
        occasion = Occasion.REFUSAL
    _insist_on_lead(assessment, actor, case)
    head = head_for(
        case, assessment, occasion=occasion, at=at, standing=standing,
        reason=reason.strip(), by=actor.id,
    )  # fmt: skip
    if put(case, assessment, head, actor=actor, at=at) is None:
        raise fees.NothingChanged
    settle_what_waits(case, actor=actor, at=at)
    tidy_desk(case, at=at)
    return case


def offer_reassessment(case: Case, *, actor: Actor, at: datetime) -> None:
    """Lay the case on a desk where the fees would be others by what is proven now."""
    standing = fees.standing_notice(case)
    if standing is None or standing.occasion in OF_AN_END:
        return
    now = assessing.of_application(case, on=local_day(at), tariff_on=standing.tariff_on)
    if now.total == standing.total:
        return
    call_to_desk(case, at=at)
    data = {"difference": f"{now.total - standing.total}"}
    record(case, "reassessment_offered", actor=actor, at=at, data=data)


def _insist_on_lead(assessment: Assessment, actor: Actor, case: Case) -> None:
    above = _above_law(assessment)
    if above and not actor.holds(Role.TEAM_LEAD, at=case.authority):
        raise NoticeAboveLaw(lines=", ".join(above))


# Acts beside the application


@use_case
def charge_position(
    *,
    reference: str,
    line: str,
    facts: Mapping[str, str],
    reason: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """Charge one act beside the application by its line of the tariff, on a notice of its own.

    `facts` say what only who performs it knows (`{"reissue": "loss"}`); exemptions apply.
    Raises `LineUnknown`, `NoPosition`, `NoticeAboveLaw`.
    """
    case = enter(reference, actor=actor, action="charge_position")
    if line not in set(Line):
        raise LineUnknown(line=line)
    act = f"act-{uuid.uuid4().hex}"
    charge_act(case, Line(line), act=act, facts=facts, reason=reason, actor=actor, at=at)
    return case


def charge_certificate(
    case: Case, *, certificate: str, actor: Actor, at: datetime
) -> FeeNotice | None:
    """Charge a Fiktionsbescheinigung (§ 47(1) Nr. 8 AufenthV), once for each `certificate`."""
    return charge_act(
        case, Line.FIKTIONSBESCHEINIGUNG, act=f"certificate-{certificate}", actor=actor, at=at
    )


def charge_act(
    case: Case,
    line: Line,
    *,
    act: str,
    actor: Actor,
    at: datetime,
    facts: Mapping[str, str] = assessing.NOTHING_STATED,
    reason: str = "",
) -> FeeNotice | None:
    """Issue the notice of an act, once for each `act`; also where nothing is due, it says why."""
    if fees.standing_notice(case, act=act) is not None:
        return None
    assessment = assessing.of_act(case, line, on=local_day(at), facts=facts)
    _insist_on_lead(assessment, actor, case)
    head = head_for(
        case, assessment, occasion=Occasion.ACT, at=at, act=act, reason=reason,
        by=actor.id if reason else "",
    )  # fmt: skip
    return put(case, assessment, head, actor=actor, at=at)


@use_case
def charge_late_payment(*, reference: str, notice: int, actor: Actor, at: datetime) -> Case:
    """Charge the Säumniszuschlag of an overdue notice (§ 16 BGebG), as it stands today.

    Charged again later, a new notice replaces the one before. Raises `NoSurcharge`.
    """
    case = enter(reference, actor=actor, action="charge_late_payment")
    late = case.fee_notices.filter(pk=notice, replaced_at=None).exclude(act__startswith=LATE)
    row = late.first()
    line = assessing.surcharge_line(row, on=local_day(at)) if row else None
    if row is None or line is None:
        raise NoSurcharge
    terms = assessing.of_application(case, on=local_day(at)).terms
    assessment = Assessment(lines=(line,), terms=terms)
    act = f"{LATE}{row.public_id.hex}"
    head = head_for(case, assessment, occasion=Occasion.LATE, at=at, act=act)
    if put(case, assessment, head, actor=actor, at=at) is None:
        raise NoSurcharge
    return case


LATE = "late-"
