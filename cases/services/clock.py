"""What happens because time has passed: reminders go out, and what was missed lands on a desk.

Nothing is refused or closed here, ever. Each run locks the case and checks again what was true
when the deadline was set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from cases import messages
from cases.models import Case, Check, Deadline
from cases.rules import rules_of
from cases.states import OPEN, UNDECIDED, State
from common.actor import Actor, system_for
from common.calendar import local_day

from . import birthdays, staying
from .core import arm, call_to_desk, lock, record, use_case
from .drafts import delete_draft
from .reliefs import deferral_ends
from .visits import missed


@use_case
def run_deadline(*, deadline: Deadline, at: datetime) -> bool:
    """Do what is due, once; False where somebody was first, or it is not true any more."""
    clock = system_for(deadline.authority, sandbox=deadline.sandbox)
    case = lock(deadline.case.reference, actor=clock)
    due = case.deadlines.running().filter(pk=deadline.pk, due_at__lte=at).first()
    if due is None:
        return False
    due.done_at, due.outcome = at, "done"
    due.save(update_fields=["done_at", "outcome"])
    handle = HANDLERS.get(due.kind, _remind)
    return handle(case, due, clock, at)


Handler = Callable[[Case, Deadline, Actor, datetime], bool]


def _remind(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    """A reminder of the profile: to the applicant as a message, or to the desk."""
    rules = rules_of(case, on=local_day(at)).reminders
    rule = next((rule for rule in rules if rule.kind == due.kind), None)
    if rule is None or not messages.deadline_stands(case, rule.anchor, due.occasion):
        return False
    if rule.to == "desk":
        call_to_desk(case, at=at)
        if rule.anchor in UNTIL_RENEWED:
            arm(case, due.kind, occasion=due.occasion, due_at=at + AGAIN_AFTER)
    messages.remind(case, rule, occasion=due.occasion, at=at)
    if case.state != State.DRAFT:  # drafts have no events
        record(case, rule.kind, actor=clock, at=at, data={"occasion": due.occasion})
    return True


# A paper that ends while the stay goes on is asked for again and again, until it is renewed.
UNTIL_RENEWED = {"status_ends", "certificate_ends"}
AGAIN_AFTER = timedelta(weeks=1)


def _no_show(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    if not case.appointments.active().filter(ends_at__lte=at).exists():
        return False
    missed(case, actor=clock, at=at)
    return True


def _delete_draft(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    if case.state != State.DRAFT:
        return False
    delete_draft(case)
    return True


def _warn_of_draft(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    """A draft protects nobody; it has no events, so only the message says that it was said."""
    if case.state != State.DRAFT:
        return False
    messages.warn_of_draft(case, kind=due.kind, occasion=due.occasion, at=at)
    return True


def _stale_check(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    """An answer that has become too old has to be asked for again, until the case is decided."""
    answered = case.checks.filter(code=due.occasion, status=Check.Status.ANSWERED)
    if case.state not in UNDECIDED or not answered.update(status=Check.Status.STALE):
        return False
    call_to_desk(case, at=at)
    record(case, "check_stale", actor=clock, at=at, data={"check": due.occasion})
    return True


def _hearing_over(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    if not case.hearings.pending().filter(public_id=due.occasion).exists():
        return False
    return _to_desk(case, due, clock, at)


def _hold_review(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    return bool(case.on_hold_reason) and _to_desk(case, due, clock, at)


def _inaction_alarm(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    """Whoever has been given a decision has no claim for inaction any more (§ 75 VwGO)."""
    return case.state in UNDECIDED and _to_desk(case, due, clock, at)


def _birthday(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    """Only an open case has anything that a birthday could touch."""
    if case.state not in OPEN:
        return False
    birthdays.turn(case, due.occasion, actor=clock, at=at)
    return True


def _takes_effect(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    return staying.take_effect(case, due.occasion, actor=clock, at=at)


def _record_missing(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    return staying.record_missing(case, due.occasion, actor=clock, at=at)


def _box_not_emptied(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    in_box = case.orders.active().filter(request_id=due.occasion, status="in_box").exists()
    return bool(in_box) and _to_desk(case, due, clock, at)


def _to_desk(case: Case, due: Deadline, clock: Actor, at: datetime) -> bool:
    call_to_desk(case, at=at)
    record(case, due.kind, actor=clock, at=at, data={"occasion": due.occasion})
    return True


HANDLERS: Mapping[str, Handler] = {
    "deferral_ends": deferral_ends,
    "attendance_due": _no_show,
    "draft_deletion": _delete_draft,
    "draft_deleted_soon": _warn_of_draft,
    "check_stale": _stale_check,
    "hearing_over": _hearing_over,
    "hold_review": _hold_review,
    "inaction_alarm": _inaction_alarm,
    "box_not_emptied": _box_not_emptied,
    birthdays.KIND: _birthday,
    staying.EFFECT_KIND: _takes_effect,
    staying.RECORD_KIND: _record_missing,
}
