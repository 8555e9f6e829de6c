"""Everything one can do to a case: from which states, by whom, and what must hold.

One table serves four readers: the services refuse by it, the API's `actions` and `blockers`, the
staff pages' buttons, and docs/procedure.md. It is written by phase, one file each. Where an action
moves the machine, its guards are the machine's; `guards` there are those of actions that do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cases.guards import Guard
from cases.models import Case
from cases.states import State
from common.actor import Actor

from . import (
    contesting,
    deciding,
    ending,
    filing,
    moving,
    paying,
    producing,
    reviewing,
    staying,
    visiting,
    writing,
)
from .base import BEFORE_INVITATION as BEFORE_INVITATION
from .base import CLERKS as CLERKS
from .base import DESK as DESK
from .base import Action as Action

PHASES = (
    filing,
    reviewing,
    deciding,
    paying,
    visiting,
    producing,
    staying,
    writing,
    ending,
    moving,
    contesting,
)
ACTIONS: tuple[Action, ...] = tuple(action for phase in PHASES for action in phase.ACTIONS)
BY_NAME = {action.name: action for action in ACTIONS}


@dataclass(frozen=True)
class Offered:
    """An action that starts in the present state, with what stands in its way now."""

    action: Action
    obstacles: tuple[Guard, ...]


def offered(case: Case, actor: Actor) -> Iterator[Offered]:
    """What this actor could do now, possible or not, each with its obstacles.

    Guards that several actions share are asked once.
    """
    state = State(case.state)
    asked: dict[tuple[tuple[Guard, ...], str | None], tuple[Guard, ...]] = {}
    for action in ACTIONS:
        if state in action.states and action.permitted_to(actor, case):
            conditions = (action.guards, action.transition)
            if conditions not in asked:
                asked[conditions] = tuple(action.obstacles(case))
            yield Offered(action, asked[conditions])
