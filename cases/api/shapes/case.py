"""A case as its portal reads it: everything a progress page needs in one answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from appointments.models import Booking
from cases.actions import ACTIONS, Action
from cases.counting_days import deadlines
from cases.models import Case
from cases.offers import Blocked, blocked, possible
from cases.outlook import next_step
from cases.picture import BookingSeen, Picture, RelativeSeen
from cases.states import State, WaitingFor
from common.actor import ActorKind
from common.calendar import local_day

from .appointment import Appointment, appointment_seen
from .base import Output, word
from .effect import LegalEffectStated, effect_of
from .fees import FeeState, fees_of
from .outcome import ItemState, Remedy, item_of, remedy_of
from .papers import DocumentLine, RequirementState, document_of, requirements_of

NOBODY = "nobody"
TURNS = (*WaitingFor, NOBODY)
OF_PORTALS = [action.name for action in ACTIONS if ActorKind.PORTAL in action.by]


class CaseLine(Output):
    """One case of the list."""

    reference: str
    authority: str
    kind: Annotated[str, word(Case.Kind)]
    state: Annotated[str, word(State)]
    state_label: str
    waiting_for: Annotated[str, word(TURNS)]
    received_at: datetime | None
    updated_at: datetime


class CaseList(Output):
    """A page of cases, those changed longest ago first."""

    items: tuple[CaseLine, ...]
    next: str | None


class Step(Output):
    """What is next: a sentence for the applicant, whose turn it is, and until when."""

    code: str
    text: str
    whose_turn: Annotated[str, word(TURNS)]
    due_at: datetime | None


class ActionOffered(Output):
    """Something the portal can do now."""

    name: Annotated[str, word(OF_PORTALS)]
    label: str


class ActionBlocked(Output):
    """Something the portal could do in this state, and the fact that is in the way.

    What there is nothing to do it to (no fee to pay, no appointment to move) is left out.
    """

    action: Annotated[str, word(OF_PORTALS)]
    code: str
    reason: str


class DayThatCounts(Output):
    """Until the end of the day `on`, that is before the instant `at`."""

    code: str
    text: str
    on: date
    at: datetime


class Relative(Output):
    """One case of a family. `relation`: what its person is to the sponsor; null where not told."""

    reference: str
    relation: Annotated[str, word(Case.Relation)] | None
    state: Annotated[str, word(State)]
    state_label: str


class FamilyState(Output):
    """Who has filed together, this case among them: each decided and charged on its own."""

    persons: tuple[Relative, ...]


class CaseFull(Output):
    """A case."""

    reference: str
    authority: str
    kind: Annotated[str, word(Case.Kind)]
    legal_basis: str
    state: Annotated[str, word(State)]
    state_label: str
    opened_at: datetime
    received_at: datetime | None
    updated_at: datetime
    draft_expires_at: datetime | None
    next_step: Step
    actions: tuple[ActionOffered, ...]
    blockers: tuple[ActionBlocked, ...]
    deadlines: tuple[DayThatCounts, ...]
    requirements: tuple[RequirementState, ...]
    documents: tuple[DocumentLine, ...]
    items: tuple[ItemState, ...]
    fees: FeeState | None
    appointments: tuple[Appointment, ...]
    legal_effect: LegalEffectStated | None
    remedies: tuple[Remedy, ...]
    family: FamilyState | None
    withdrawal_announced: bool
    on_hold: bool


def line_of(case: Case) -> CaseLine:
    """One line of the list."""
    return CaseLine(
        reference=case.reference,
        authority=case.authority,
        kind=case.kind,
        state=case.state,
        state_label=str(State(case.state).label),
        waiting_for=case.waiting_for or NOBODY,
        received_at=case.received_at,
        updated_at=case.updated_at,
    )


def case_of(seen: Picture, *, language: str, at: datetime) -> CaseFull:
    """The whole case at this moment, in the active language, which `language` names."""
    case = seen.case
    return CaseFull(
        reference=case.reference,
        authority=case.authority,
        kind=case.kind,
        legal_basis=case.legal_basis,
        state=case.state,
        state_label=str(State(case.state).label),
        opened_at=case.opened_at,
        received_at=case.received_at,
        updated_at=case.updated_at,
        draft_expires_at=case.draft_expires_at,
        next_step=_step(seen, at=at),
        actions=_actions(possible(seen, at=at)),
        blockers=_blockers(blocked(seen, at=at)),
        deadlines=_deadlines(seen, at=at),
        requirements=requirements_of(seen),
        documents=tuple(document_of(row) for row in seen.documents),
        items=tuple(item_of(row, case=case) for row in seen.items),
        fees=fees_of(seen),
        appointments=tuple(appointment_seen(row) for row in _shown(seen.appointments)),
        legal_effect=(
            effect_of(seen, language=language, on=local_day(at)) if case.legal_effect else None
        ),
        remedies=tuple(remedy_of(row, language=language) for row in seen.remedies),
        family=_family(seen.relatives) if seen.relatives else None,
        withdrawal_announced=seen.withdrawal_announced,
        on_hold=bool(case.on_hold_reason),
    )


def _step(seen: Picture, *, at: datetime) -> Step:
    step = next_step(seen, on=local_day(at))
    return Step(code=step.code, text=str(step.text), whose_turn=step.whose_turn, due_at=step.due_at)


def _deadlines(seen: Picture, *, at: datetime) -> tuple[DayThatCounts, ...]:
    return tuple(
        DayThatCounts(code=due.code, text=str(due.text), on=due.on, at=due.at)
        for due in deadlines(seen, on=local_day(at))
    )


def _actions(actions: tuple[Action, ...]) -> tuple[ActionOffered, ...]:
    return tuple(ActionOffered(name=action.name, label=str(action.label)) for action in actions)


def _blockers(found: tuple[Blocked, ...]) -> tuple[ActionBlocked, ...]:
    return tuple(
        ActionBlocked(action=one.action.name, code=one.code, reason=str(one.reason))
        for one in found
    )


def _family(rows: tuple[RelativeSeen, ...]) -> FamilyState:
    return FamilyState(
        persons=tuple(
            Relative(
                reference=row.reference,
                relation=row.relation or None,
                state=row.state,
                state_label=str(State(row.state).label),
            )
            for row in rows
        )
    )


def _shown(bookings: tuple[BookingSeen, ...]) -> tuple[BookingSeen, ...]:
    return tuple(row for row in bookings if row.status != Booking.Status.CANCELLED)
