"""Questions about fees that no rule answers: a person decides, with a reason that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from cases import assessing
from cases.models import Case
from cases.states import State
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError, InvalidInput
from common.rules import Text
from fees import services as fees
from fees.assessment import AssessedLine, Assessment
from fees.endings import FeeRange
from fees.models import FeeDecision, FeeNotice

from .charging import Occasion, ask, head_for, put
from .core import enter, look, record, tidy_desk, use_case
from .onward import go_on
from .payments import settle_what_waits
from .terms import arm_reminders, is_under_way


class FeeReasonNeeded(InvalidInput):
    """What the law leaves open is decided with a reason."""

    code = "fee_reason_needed"
    sentence = _("Please give a reason for the amount.")


class AmountUnknown(DomainError):
    """A notice above the law charges the published amount or the federal one, no third."""

    code = "fee_amount_unknown"
    sentence = _("Either the published amount is charged or that of federal law.")


PUBLISHED, BY_LAW = "published", "federal"


@use_case
def give_fee_reason(
    *, reference: str, amount: str, reason: str, actor: Actor, at: datetime
) -> Case:
    """Let a notice leave that waited because it is above federal law, or charge what the law says.

    `amount` is `published` or `federal`. The case goes on where it waited for the notice.
    Raises `FeeReasonNeeded`, `AmountUnknown`.
    """
    case = enter(reference, actor=actor, action="give_fee_reason")
    look(case, "give_fee_reason")
    if amount not in {PUBLISHED, BY_LAW}:
        raise AmountUnknown
    question = case.fee_decisions.pending().get()
    _answer(question, reason=reason, actor=actor, at=at)
    assessment = assessing.of_application(case, on=local_day(at))
    if question.occasion == Occasion.REFUSAL:
        assessment = assessing.at_refusal(case, assessment, on=local_day(at))
    if amount == BY_LAW:
        assessment = assessing.at_federal_amounts(assessment)
    head = head_for(
        case, assessment, occasion=question.occasion, at=at, reason=reason.strip(), by=actor.id
    )
    record(case, "fee_question_answered", actor=actor, at=at, data={"question": question.kind})
    put(case, assessment, head, actor=actor, at=at)
    if case.state == State.IN_REVIEW and case.favourable_at is not None:
        go_on(case, actor=actor, at=at)
    tidy_desk(case, at=at)
    return case


# Ended without a decision


def settle_at_withdrawal(case: Case, *, actor: Actor, at: datetime) -> None:
    """Before substantive work nothing is due (§ 49(3) Nr. 2 AufenthV); after it a person decides.

    § 49(2) AufenthV and § 10(5) BGebG contradict each other there (docs/open-questions.md).
    """
    if any(isinstance(line, FeeRange) for line in lines_at_end(case, Occasion.WITHDRAWAL, at=at)):
        ask(case, FeeDecision.Kind.ENDING, occasion=Occasion.WITHDRAWAL, actor=actor, at=at)
    else:
        _charge_at_end(case, Occasion.WITHDRAWAL, {}, reason="", actor=actor, at=at)


def settle_at_discontinuation(case: Case, *, actor: Actor, at: datetime) -> None:
    """What was charged for the application is left, lowered or ended by a person, never by a rule.

    Where nothing was charged yet, nothing has arisen (§ 4(1) BGebG).
    """
    notice = fees.standing_notice(case)
    if notice is not None and notice.total:
        ask(case, FeeDecision.Kind.ENDING, occasion=Occasion.ENDING, actor=actor, at=at)


@use_case
def decide_fee_at_end(
    *,
    reference: str,
    amounts: Mapping[str, Decimal],
    reason: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """Decide what is due of the fees of an application that was withdrawn or discontinued.

    `amounts` by line: 0.00 for nothing, at most the full fee. A line that is not named is due as it
    favours the applicant. Raises `FeeReasonNeeded`, `AmountOutOfRange`.
    """
    case = enter(reference, actor=actor, action="decide_fee_at_end")
    look(case, "decide_fee_at_end")
    question = case.fee_decisions.pending().get()
    _answer(question, reason=reason, actor=actor, at=at)
    record(case, "fee_question_answered", actor=actor, at=at, data={"question": question.kind})
    _charge_at_end(case, question.occasion, amounts, reason=reason.strip(), actor=actor, at=at)
    settle_what_waits(case, actor=actor, at=at)
    tidy_desk(case, at=at)
    return case


def lines_at_end(case: Case, occasion: str, *, at: datetime) -> tuple[AssessedLine | FeeRange, ...]:
    """What is due of each line at the end, or between which amounts a person decides."""
    standing, assessment = _as_charged(case, at=at)
    on = standing.tariff_on if standing else local_day(at)
    if occasion == Occasion.WITHDRAWAL:
        return assessing.at_withdrawal(case, assessment, on=on)
    return assessing.at_ending(case, assessment)


def _charge_at_end(
    case: Case,
    occasion: str,
    amounts: Mapping[str, Decimal],
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    standing, assessment = _as_charged(case, at=at)
    lines = tuple(
        _decided(line, amounts, reason) if isinstance(line, FeeRange) else line
        for line in lines_at_end(case, occasion, at=at)
    )
    ended = replace(assessment, lines=lines)
    head = head_for(
        case, ended, occasion=occasion, at=at, standing=standing, reason=reason,
        by=actor.id if reason else "",
    )  # fmt: skip
    if put(case, ended, head, actor=actor, at=at) is None and standing is not None:
        _remind_of(case, standing, at=at)


def _remind_of(case: Case, notice: FeeNotice, *, at: datetime) -> None:
    """It stays as it was told; meanwhile nobody was reminded of it."""
    owed, occasion = notice.positions.outstanding().exists(), str(notice.public_id)
    if owed and notice.due_on >= local_day(at) and is_under_way(case, occasion):
        arm_reminders(case, "payment_due", on=notice.due_on, occasion=occasion, at=at)


def _as_charged(case: Case, *, at: datetime) -> tuple[FeeNotice | None, Assessment]:
    standing = fees.standing_notice(case)
    tariff_on = standing.tariff_on if standing else None
    return standing, assessing.of_application(case, on=local_day(at), tariff_on=tariff_on)


def _decided(open_line: FeeRange, amounts: Mapping[str, Decimal], reason: str) -> AssessedLine:
    amount = amounts.get(open_line.line.code.value, open_line.proposed)
    if amount:
        return open_line.decided(amount, reason=reason)
    told = Text(de=reason, en=reason)
    return replace(open_line.line, amount=amount, reason=told)


def _answer(question: FeeDecision, *, reason: str, actor: Actor, at: datetime) -> None:
    if not reason.strip():
        raise FeeReasonNeeded(pointer="/reason")
    question.decided_at, question.decided_by = at, actor.id
    question.reason = reason.strip()
    question.save(update_fields=["decided_at", "decided_by", "reason"])
