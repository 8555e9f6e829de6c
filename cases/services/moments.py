"""When the fee notice is issued, where it does not wait for the favourable check.

Private to the services: `Moment`, `charge_on`. What the notice says is a matter of `charging`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from cases.assessing import PROOFS
from cases.models import Case
from common.actor import Actor
from common.calendar import local_day
from documents.models import Requirement

from .charging import charge
from .core import profile_of


class Moment(StrEnum):
    """Before the favourable check, at which a notice is issued in any case."""

    INVITATION = "invitation"
    VISIT = "visit"


# At which of them the fee is told, by the authority's terms.
TOLD: Mapping[str, frozenset[Moment]] = {
    "before_appointment": frozenset({Moment.INVITATION}),
    "at_appointment": frozenset({Moment.INVITATION, Moment.VISIT}),
    "at_counter": frozenset({Moment.VISIT}),
}


def charge_on(moment: Moment, case: Case, *, actor: Actor, at: datetime) -> None:
    """Issue the notice if this is its moment, or leave it to the favourable check.

    It is left where the fee hangs on a proof that nobody has looked at yet (who is free of it is
    asked for nothing first).
    """
    terms = profile_of(case).on(local_day(at)).terms
    if moment not in TOLD.get(terms.due, frozenset()) or _hangs_on_proof(case):
        return
    if moment is Moment.VISIT:  # paid there and then, and told by word of mouth as well
        charge(case, actor=actor, at=at, due_on=local_day(at), oral=True)
    else:
        charge(case, actor=actor, at=at)


def _hangs_on_proof(case: Case) -> bool:
    """Whether the applicant has stated what would reduce the fee, and its proof is not decided."""
    undecided = case.requirements.filter(
        code__in=[code for fact, code in PROOFS.items() if case.situation.get(fact)],
        status__in=[Requirement.Status.OPEN, Requirement.Status.HANDED_IN],
    )
    return undecided.exists()
