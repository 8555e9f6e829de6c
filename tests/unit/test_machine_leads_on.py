"""The machine has no dead end: from every state a way leads to an end, for whoever's turn it is."""

from __future__ import annotations

import pytest

from cases.actions import ACTIONS
from cases.models import Case
from cases.services.core import WAITS_FOR
from cases.states import CLOSED, OPEN, REOPENABLE, State, WaitingFor
from common.actor import ActorKind

# What moves the machine beside the actions that name their transition: the services behind them.
MOVED_BY = {
    "request_documents": {"request_documents"},
    "continue_review": {"decide_on_file", "decide_requirement", "hand_in"},
    "announce_refusal": {"announce_refusal"},
    "end_hearing": {"end_hearing"},
    "await_payment": {"approve", "invite", "record_attendance", "reuse_biometrics"},
    "invite_to_biometrics": {"approve", "invite", "record_payment", "waive_fee", "start_payment"},
    "await_decision": {
        "approve", "record_payment", "waive_fee", "start_payment", "record_attendance",
        "reuse_biometrics",
    },
    "return_to_review": {"return_to_review", "record_attendance", "reuse_biometrics"},
    "order_products": {"grant"},
    "announce_pickup": {"check_product"},
    "complete": {"hand_over", "record_fetched", "take_producer_news"},
    "refuse": {"confirm_refusal"},
    "withdraw": {"confirm_withdrawal"},
    "discontinue": {"confirm_closure"},
    "transfer": {"confirm_closure"},
}  # fmt: skip
STAFF = "authority"


def transitions(state: State) -> set[tuple[str, State]]:
    """Name and target of everything that starts in the state."""
    case = Case(state=state)
    return {
        (found.name, State(found.target))
        for found in case.get_all_state_transitions()
        if found.source == state
    }


def actions_of(transition: str) -> set[str]:
    named = {action.name for action in ACTIONS if action.transition == transition}
    return named | MOVED_BY.get(transition, set())


def may_be_done(transition: str, state: State, *, by: str) -> bool:
    """Whether one of the actions behind it is open in that state to them."""
    wanted = actions_of(transition)
    open_here = [one for one in ACTIONS if one.name in wanted and state in one.states]
    if by == STAFF:
        return any(action.roles for action in open_here)
    kinds = {
        "applicant": {ActorKind.PORTAL, ActorKind.APPLICANT},
        "producer": {ActorKind.SYSTEM},
    }[by]
    return any(not kinds.isdisjoint(action.by) for action in open_here)


def leads_to(state: State) -> set[State]:
    """Every state that can be reached, by transitions with an action behind them."""
    reached, ahead = {state}, [state]
    while ahead:
        here = ahead.pop()
        for transition, target in transitions(here):
            possible = any(may_be_done(transition, here, by=who) for who in (STAFF, "applicant"))
            possible = possible or may_be_done(transition, here, by="producer")
            if possible and target not in reached:
                reached.add(target)
                ahead.append(target)
    return reached


def test_every_state_is_reached_from_a_draft() -> None:
    assert leads_to(State.DRAFT) == set(State)


@pytest.mark.parametrize("state", [State.DRAFT, *OPEN, *REOPENABLE])
def test_from_every_state_a_case_can_still_be_collected(state: State) -> None:
    assert State.COLLECTED in leads_to(state)


@pytest.mark.parametrize("state", OPEN)
def test_staff_can_take_every_open_case_further(state: State) -> None:
    """Whoever's turn it is may never act: then somebody at the authority can."""
    onward = {name for name, target in transitions(state) if target not in CLOSED}
    onward |= {name for name, target in transitions(state) if target == State.COLLECTED}
    assert any(may_be_done(name, state, by=STAFF) for name in onward)


# What those whose turn it is do themselves: for an appointment they book and come.
THEIR_STEP = {
    State.AWAITING_DOCUMENTS: "hand_in",
    State.HEARING: "hand_in",
    State.AWAITING_PAYMENT: "start_payment",
    State.AWAITING_BIOMETRICS: "book_appointment",
    State.READY_FOR_PICKUP: "book_appointment",
    State.IN_PRODUCTION: "take_producer_news",
}


@pytest.mark.parametrize("state", WAITS_FOR)
def test_whoever_a_state_waits_for_has_a_step_of_their_own(state: State) -> None:
    wanted = THEIR_STEP[state]
    action = next(one for one in ACTIONS if one.name == wanted)
    kind = ActorKind.SYSTEM if WAITS_FOR[state] == WaitingFor.PRODUCER else ActorKind.PORTAL
    assert state in action.states
    assert kind in action.by


def test_no_transition_is_without_an_action() -> None:
    every = {found.name for found in Case().get_all_state_transitions()}
    assert {name for name in every if not actions_of(name)} == set()
