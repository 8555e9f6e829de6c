"""Where a case belongs next: the order of the steps, which the authority's profile sets.

Private to the services: `go_on`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min

from cases.guards import biometrics_attended, favourably_checked, something_due
from cases.models import Case
from cases.rules import rules_of
from cases.sequence import decided_last, paid_first
from cases.states import State
from common.actor import Actor
from common.calendar import local_day

from .core import call_to_desk, move, record


@dataclass(frozen=True)
class Leg:
    """A move of the machine, where it leads, and the event it is."""

    transition: str
    to: State
    event: str


PAY = Leg("await_payment", State.AWAITING_PAYMENT, "payment_awaited")
COME = Leg("invite_to_biometrics", State.AWAITING_BIOMETRICS, "invited_to_biometrics")
REVIEW = Leg("return_to_review", State.IN_REVIEW, "review_resumed")
DECIDE = Leg("await_decision", State.AWAITING_DECISION, "decision_awaited")


def go_on(case: Case, *, actor: Actor, at: datetime) -> None:
    """After the favourable check, a visit or money: to where the case now belongs.

    Where it is there already, or can be decided where it is, somebody looks at it.
    """
    if _notice_waits(case, at=at):
        call_to_desk(case, at=at)
        return
    leg = _next(case)
    if case.state == leg.to or (leg is DECIDE and _decided_here(case)):
        call_to_desk(case, at=at)
        return
    move(case, leg.transition, at=at, due=_pay_by(case, at=at) if leg is PAY else None)
    record(case, leg.event, actor=actor, at=at)


def _notice_waits(case: Case, *, at: datetime) -> bool:
    """Whether what is to be paid in advance is not known yet: a team lead has to give a reason."""
    in_advance = rules_of(case, on=local_day(at)).terms.due == "before_appointment"
    return in_advance and case.fee_decisions.pending().exists()


def _next(case: Case) -> Leg:
    """Advance payment, visit, whatever else is due, decision: the first that is not done yet.

    Whoever has an appointment keeps it, also where something has become due meanwhile.
    """
    attended, due = biometrics_attended(case), something_due(case)
    if attended and not favourably_checked(case):
        return REVIEW
    if due and paid_first(case) and not case.appointments.active().exists():
        return PAY
    if not attended:
        return COME
    return PAY if due else DECIDE


def _decided_here(case: Case) -> bool:
    """Where the check came first, nothing is left to wait for after the visit."""
    return bool(case.state == State.AWAITING_BIOMETRICS and not decided_last(case))


def _pay_by(case: Case, *, at: datetime) -> date:
    """The first day on which something outstanding is due; today, where that is over."""
    first: date = case.fees.outstanding().aggregate(first=Min("due_on"))["first"]
    return max(first, local_day(at))
