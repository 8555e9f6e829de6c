"""Where a case belongs next: the order of the steps, which the authority's profile sets.

Private to the services: `go_on`.
"""

from __future__ import annotations

from datetime import datetime

from cases.models import Case
from cases.states import State
from common.actor import Actor
from common.calendar import local_day

from .core import move, profile_of, record


def go_on(case: Case, *, actor: Actor, at: datetime) -> None:
    """After the favourable check or a payment: to where the case now belongs."""
    rules = profile_of(case).on(local_day(at))
    outstanding = case.fees.outstanding().exists()
    if outstanding and rules.terms.due == "before_appointment":
        if case.state == State.IN_REVIEW:
            notice = case.fee_notices.get(replaced_at=None)
            move(case, "await_payment", at=at, due=notice.due_on)
            record(case, "payment_awaited", actor=actor, at=at)
        return
    if case.attendances.filter(originals_seen=True, photo_taken=True).exists():
        move(case, "await_decision", at=at)
        record(case, "decision_awaited", actor=actor, at=at)
        return
    move(case, "invite_to_biometrics", at=at)
    record(case, "invited_to_biometrics", actor=actor, at=at)
