"""Who acts: a member of staff, a portal, the person themselves by a link, or the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar


class ActorKind(StrEnum):
    STAFF = "staff"
    PORTAL = "portal"
    APPLICANT = "applicant"
    SYSTEM = "system"


class Role(StrEnum):
    """What a person is trusted with at one authority."""

    CLERK = "clerk"
    TEAM_LEAD = "team_lead"
    CASHIER = "cashier"
    FRONT_DESK = "front_desk"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class Actor:
    """`id` is public (a UUID); `roles` maps each authority the actor may see to its roles there."""

    kind: ActorKind
    id: str = ""
    label: str = ""
    roles: Mapping[str, frozenset[Role]] = field(default_factory=lambda: MappingProxyType({}))
    sandbox: bool = False

    SYSTEM: ClassVar[Actor]

    @property
    def authorities(self) -> tuple[str, ...]:
        return tuple(sorted(self.roles))

    def holds(self, role: Role, *, at: str) -> bool:
        """Whether the actor holds `role` at the authority `at`."""
        return role in self.roles.get(at, frozenset())


Actor.SYSTEM = Actor(kind=ActorKind.SYSTEM, label="Titelweg")


def system_for(authority: str, *, sandbox: bool) -> Actor:
    """The clock, acting within one authority."""
    return Actor(
        kind=ActorKind.SYSTEM, label="Titelweg", roles={authority: frozenset()}, sandbox=sandbox
    )
