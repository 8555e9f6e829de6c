"""The people of a sandbox authority: one for each role, in no table of accounts.

Public: `staff`, `applicant`.
"""

from __future__ import annotations

import uuid

from common.actor import Actor, ActorKind, Role

_OURS = uuid.UUID("5b6f6c1e-6a2f-4b8e-9a54-7f0f1d5f0a11")


def staff(role: Role, *, authority: str) -> Actor:
    """The one member of simulated staff with this role; two roles are two people."""
    return Actor(
        kind=ActorKind.STAFF,
        id=str(uuid.uuid5(_OURS, f"{authority}:{role}")),
        label=f"Sandbox: {role}",
        roles={authority: frozenset({role})},
        sandbox=True,
    )


def applicant(*, authority: str) -> Actor:
    """Whoever the case is about, as known by the link in a mail."""
    return Actor(kind=ActorKind.APPLICANT, roles={authority: frozenset()}, sandbox=True)
