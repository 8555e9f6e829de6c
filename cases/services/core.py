"""How every write is written: lock the case, tell the leaf, look, move, record.

A use case is one function under `@use_case`, which opens the one durable transaction around it.
Private to the services; the doors use `cases.services`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, transaction
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django_fsm import TransitionNotAllowed
from psycopg import errors as pg

from cases import messages
from cases.actions import BY_NAME, Action
from cases.deadlines import Moment, morning
from cases.models import Case, CaseEvent, Deadline
from cases.rules import rules_of
from cases.states import CLOSED, OPEN, State, WaitingFor
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError
from fees.ledger import balance_of

P = ParamSpec("P")
R = TypeVar("R")
TRIES = 3
INTAKE = "Eingang"


class CaseUnknown(DomainError):
    """There is no such case, or not for this actor: nobody learns which."""

    code = "case_unknown"
    sentence = _("There is no case with this reference.")


class NotPermitted(DomainError):
    code = "not_permitted"
    sentence = _("Your role does not allow this action.")


class TransitionBlocked(DomainError):
    """The case is not in a state for this; `blockers` name what would have to hold."""

    code = "transition_blocked"
    sentence = _("The case is not in a state for this.")

    def __init__(self, *, state: str, action: str, blockers: list[dict[str, str]]) -> None:
        self.blockers = blockers or [_state_in_the_way(State(state), action)]
        super().__init__(state=state, action=action)


def _state_in_the_way(state: State, action: str) -> dict[str, str]:
    """Where no other fact is in the way: the state, and those in which it could be done."""
    wanted = BY_NAME.get(action)
    now = {"now": state.label}
    if wanted is None:
        return {"code": "state", "reason": str(_("The state of the case is: %(now)s.") % now)}
    states = ", ".join(str(possible.label) for possible in wanted.states)
    why = _("This can be done in the states: %(states)s. The state of the case is: %(now)s.")
    return {"code": "state", "reason": str(why % {**now, "states": states})}


class StaleVersion(DomainError):
    """The case has moved since it was read."""

    code = "stale_version"
    sentence = _("The case has changed since you read it. Please read it again.")


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """One durable transaction around the function, tried again on deadlock.

    The bare function stays reachable as `__wrapped__` for `cases.api.once`, and for nobody else.
    """

    @functools.wraps(function)
    def in_one_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        return retried(lambda: _durable(function, *args, **kwargs))

    return in_one_transaction


def _durable(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    with transaction.atomic(durable=True):
        return function(*args, **kwargs)


def retried(attempt: Callable[[], R]) -> R:
    """Run a whole transaction again when PostgreSQL chose it as a deadlock's victim."""
    for tried in range(1, TRIES + 1):
        try:
            return attempt()
        except OperationalError as error:
            victim = isinstance(error.__cause__, pg.DeadlockDetected | pg.SerializationFailure)
            if tried == TRIES or not victim:
                raise
    raise AssertionError("unreachable")


# Beat 1: lock.


def enter(reference: str, *, actor: Actor, action: str, version: str | None = None) -> Case:
    """Lock the case and make sure that this actor may do this now.

    Raises `CaseUnknown`, `StaleVersion`, `NotPermitted`, `TransitionBlocked`, in this order.
    """
    case = lock(reference, actor=actor)
    if version is not None and version != case.etag:
        raise StaleVersion(current=case.etag)
    wanted = BY_NAME[action]
    if not wanted.permitted_to(actor, case):
        raise NotPermitted(action=action)
    if case.state not in wanted.states:
        raise blocked(case, wanted)
    return case


def lock(reference: str, *, actor: Actor) -> Case:
    """The case under its row lock, by which everything about it is serialised."""
    rows = Case.objects.visible_to(actor).select_for_update(of=("self",))
    rows = rows.select_related("person", "title")
    case: Case | None = rows.filter(reference=reference).first()
    if case is None:
        raise CaseUnknown
    return case


# Beat 3: look.


def look(case: Case, action: str) -> None:
    """Raise `TransitionBlocked` where a guard of the action does not hold."""
    wanted = BY_NAME[action]
    if wanted.obstacles(case):
        raise blocked(case, wanted)


def blocked(case: Case, action: Action) -> TransitionBlocked:
    reasons = [{"code": g.code, "reason": str(g.reason)} for g in action.obstacles(case)]
    return TransitionBlocked(state=case.state, action=action.name, blockers=reasons)


# Beat 4: move.


def move(
    case: Case,
    transition: str,
    *,
    at: datetime,
    due: date | None = None,
    also: Sequence[str] = (),
) -> None:
    """Let the machine move, and put the case on the desk it now belongs to.

    `due` is the day on which somebody must look again, where a Frist of its own says so; `also`
    names what else was set on the case and is to be saved with it. Raises `TransitionBlocked`.
    """
    try:
        getattr(case, transition)()
    except TransitionNotAllowed:
        reasons = [{"code": g.code, "reason": str(g.reason)} for g in case.blockers(transition)]
        raise TransitionBlocked(state=case.state, action=transition, blockers=reasons) from None
    place_on_desk(case, at=at, due=due)
    case.closed_at = at if case.state in CLOSED else None
    if case.state in CLOSED:  # a pause has nothing left to hold up
        case.on_hold_reason, case.on_hold_review_at = "", None
    case.save(update_fields=["state", "closed_at", *HOLD_FIELDS, *DESK_FIELDS, *also])


HOLD_FIELDS = ("on_hold_reason", "on_hold_review_at")
DESK_FIELDS = ("waiting_for", "next_due_at", "team", "updated_at")
WAITS_FOR = {
    State.AWAITING_DOCUMENTS: WaitingFor.APPLICANT,
    State.HEARING: WaitingFor.APPLICANT,
    State.AWAITING_PAYMENT: WaitingFor.APPLICANT,
    State.AWAITING_BIOMETRICS: WaitingFor.APPLICANT,
    State.IN_PRODUCTION: WaitingFor.PRODUCER,
    State.READY_FOR_PICKUP: WaitingFor.APPLICANT,
}


def place_on_desk(case: Case, *, at: datetime, due: date | None = None) -> None:
    """Whose turn it is, and by when somebody looks again; set on the instance only."""
    case.updated_at = at
    if case.state in CLOSED or case.state == State.DRAFT:
        case.waiting_for, case.next_due_at = WaitingFor.NOBODY, None
        return
    case.waiting_for = WAITS_FOR.get(State(case.state), WaitingFor.AUTHORITY)
    case.team = case.team or INTAKE
    case.next_due_at = morning(due) if due else _usual_due(case, at)
    if _letter_waits(case):
        case.waiting_for, case.next_due_at = WaitingFor.AUTHORITY, at


def _letter_waits(case: Case) -> bool:
    """Whether it is our turn: what sets a Frist is made on paper and has not left the house."""
    if case.portal_id is not None:
        return False
    return case.letters.to_send().filter(kind__in=messages.SET_A_FRIST).exists()


def call_to_desk(case: Case, *, at: datetime) -> None:
    """It is the authority's turn, now: something was missed, came in, or needs a person."""
    case.waiting_for, case.next_due_at, case.updated_at = WaitingFor.AUTHORITY, at, at
    case.team = case.team or INTAKE
    case.save(update_fields=list(DESK_FIELDS))


def give_turn_back(case: Case, *, called_at: datetime, at: datetime) -> None:
    """Where a case has lain on the desk since then for one thing alone, and that is done.

    It waits again for whoever its state waits for, until a booked appointment where there is one.
    """
    if case.state not in OPEN or case.next_due_at != called_at:
        return
    booked = case.appointments.active().order_by("starts_at").first()
    place_on_desk(case, at=at, due=booked.day if booked else None)
    case.save(update_fields=list(DESK_FIELDS))


def tidy_desk(case: Case, *, at: datetime) -> None:
    """A closed case lies on a desk as long as something of it is left to do, and no longer.

    That is a letter of its end that has not left the house (a refusal has no effect before), money
    (see `_money_left_to_do`), or a remedy that is open. An open case is left alone.
    """
    if case.state not in CLOSED:
        return
    unsent = case.letters.to_send().filter(created_at__gte=case.closed_at)
    money = _money_left_to_do(case, at=at)
    if unsent.exists() or money or case.rechtsbehelfe.pending().exists():
        call_to_desk(case, at=at)
    else:
        place_on_desk(case, at=at)
        case.save(update_fields=list(DESK_FIELDS))


def _money_left_to_do(case: Case, *, at: datetime) -> bool:
    """Overdue, not decided, to be confirmed, paid too much, or not paid back yet."""
    return bool(
        case.fees.outstanding().filter(due_on__lt=local_day(at)).exists()
        or case.fee_decisions.pending().exists()
        or case.fee_reliefs.proposed().exists()
        or case.refunds.filter(paid_at=None).exists()
        or balance_of(case).surplus
    )


def _usual_due(case: Case, at: datetime) -> datetime:
    days = rules_of(case, on=local_day(at)).desk.due_days[case.state]
    return morning(local_day(at) + timedelta(days=days))


# Beat 5: record.


def record(
    case: Case, kind: str, *, actor: Actor, at: datetime, data: Mapping[str, Any] | None = None
) -> CaseEvent:
    """Write the event, chained by the database, and the messages that follow from it."""
    event = CaseEvent.objects.create(
        case=case,
        kind=kind,
        state=case.state,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        data=dict(data or {}),
    )
    case.version = event.seq
    if at > case.updated_at:  # who asks what has changed since is told of every event
        case.updated_at = at
        case.save(update_fields=["updated_at"])
    messages.follow(case, event)
    if kind in messages.BY_LETTER and case.state in OPEN and _letter_waits(case):
        call_to_desk(case, at=at)
    return event


# Deadlines.


def arm(case: Case, kind: str, *, occasion: str, due_at: datetime) -> None:
    """Set a deadline, or move it where it stands under the same kind and occasion."""
    arm_all(case, [Moment(kind, occasion, due_at)])


def arm_all(case: Case, moments: Iterable[Moment]) -> None:
    """Arm each of them, in one statement; of two of one kind and occasion the later named counts.

    One that is done runs again.
    """
    rows = {(moment.kind, moment.occasion): moment for moment in moments}
    Deadline.objects.bulk_create(
        (
            Deadline(
                case=case,
                authority=case.authority,
                sandbox=case.sandbox,
                kind=moment.kind,
                occasion=moment.occasion,
                due_at=moment.due_at,
            )
            for moment in rows.values()
        ),
        update_conflicts=True,
        unique_fields=["case", "kind", "occasion"],
        update_fields=["due_at", "done_at", "outcome"],
    )


def disarm(case: Case, *, at: datetime, occasion: str) -> None:
    """What a deadline hung on has happened or is gone; nothing will be sent about it any more."""
    case.deadlines.running().filter(occasion=occasion).update(done_at=at, outcome="moot")


def end_waiting(case: Case, *, at: datetime) -> None:
    """A draft or a procedure is over, and with it what it waited for; what outlives it stays armed.

    That is money that is owed, the day on which a decision that has left the house counts, and the
    end of a certificate that still proves something.
    """
    over = case.deadlines.running()
    for outliving in (
        case.fee_notices.filter(replaced_at=None),
        case.fee_reliefs.all(),
        case.letters.all(),
        case.fiktionsbescheinigungen.standing(),
    ):
        over = over.exclude(occasion__in=_occasions(outliving))
    over.update(done_at=at, outcome="moot")


def _occasions(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The public ids as deadlines name them, within the statement that asks."""
    return rows.values_list(Cast("public_id", CharField()), flat=True)


def rearm(case: Case) -> None:
    """What the end of a case made moot runs again; when it is due, what it hangs on is asked."""
    ended = case.deadlines.filter(outcome="moot", done_at=case.closed_at)
    ended.update(done_at=None, outcome="")
