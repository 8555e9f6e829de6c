"""Magic family names: what becomes of a sandbox case of somebody who is called so.

Public: `Script`, `SCRIPTS`, `script_of`. docs/sandbox.md lists the names; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cases.models import Case

Payment = Literal["paid", "failed", "cancelled", "slow", "unavailable"]


@dataclass(frozen=True, kw_only=True)
class Script:
    """How the simulated people behave. Without a magic name nobody acts before `advance` is called.

    `acts`: the authority and the producer do their next step by themselves, seconds later.
    """

    acts: bool = False
    asks_for_documents: bool = False
    refuses: bool = False
    rejects_order: bool = False
    payment: Payment = "paid"


ORDINARY = Script()
SCRIPTS: Mapping[str, Script] = {
    "Test-Approved": Script(acts=True),
    "Test-Documents": Script(acts=True, asks_for_documents=True),
    "Test-Refused": Script(acts=True, refuses=True),
    "Test-Card-Rejected": Script(acts=True, rejects_order=True),
    "Test-Payment-Failed": Script(acts=True, payment="failed"),
    "Test-Payment-Cancelled": Script(acts=True, payment="cancelled"),
    "Test-Payment-Slow": Script(acts=True, payment="slow"),
    "Test-Payment-Unavailable": Script(acts=True, payment="unavailable"),
}


def script_of(case: Case) -> Script:
    """What is played in this case."""
    return SCRIPTS.get(case.person.family_name, ORDINARY)
