"""What an action is, and whose: roles of staff and kinds of actor."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from cases.guards import Guard
from cases.models import Case
from cases.states import State
from common.actor import Actor, ActorKind, Role

CLERKS = frozenset({Role.CLERK, Role.TEAM_LEAD})
LEADS = frozenset({Role.TEAM_LEAD})
DESK = frozenset({Role.CLERK, Role.TEAM_LEAD, Role.FRONT_DESK})
CASH = frozenset({Role.CASHIER, Role.TEAM_LEAD})
NOBODY: frozenset[Role] = frozenset()
# At filing, or when papers are brought.
BEFORE_INVITATION = (State.SUBMITTED, State.IN_REVIEW, State.AWAITING_DOCUMENTS)
PORTAL = frozenset({ActorKind.PORTAL})
PORTAL_AND_CLOCK = frozenset({ActorKind.PORTAL, ActorKind.SYSTEM})
CLOCK = frozenset({ActorKind.SYSTEM})


@dataclass(frozen=True, kw_only=True)
class Action:
    """`by` names the kinds of actor beside staff; `transition` the machine's, where it moves."""

    name: str
    label: str | Promise
    states: tuple[State, ...]
    roles: frozenset[Role] = NOBODY
    by: frozenset[ActorKind] = frozenset()
    transition: str | None = None
    guards: tuple[Guard, ...] = ()

    def obstacles(self, case: Case) -> list[Guard]:
        """What stands in the way now; costs the guards' queries."""
        own = [guard for guard in self.guards if not guard(case)]
        return own + (case.blockers(self.transition) if self.transition else [])

    def permitted_to(self, actor: Actor, case: Case) -> bool:
        """Whether this actor may do it at all, whatever state the case is in."""
        if actor.kind is not ActorKind.STAFF:
            return actor.kind in self.by
        return not self.roles.isdisjoint(actor.roles.get(case.authority, frozenset()))
