"""When the fee notice is issued, where it does not wait for the favourable check.

Private to the services: `Moment`, `charge_on`, `pay_by_visit`. What the notice says is a matter of
`charging`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from cases.assessing import PROOFS
from cases.models import Case
from cases.rules import rules_of
from common.actor import Actor
from common.calendar import local_day
from documents.models import Requirement
from fees import services as fees

from .charging import charge
from .terms import arm_reminders, is_under_way


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
    terms = rules_of(case, on=local_day(at)).terms
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


# Where the money is brought along.
PAID_THERE = frozenset({"at_appointment", "at_counter"})


def pay_by_visit(case: Case, day: date, *, at: datetime) -> None:
    """Who pays at the visit has until its day; nobody is told before that it is overdue."""
    notice = fees.standing_notice(case)
    if notice is None or day <= notice.due_on or not notice.positions.outstanding().exists():
        return
    if rules_of(case, on=notice.tariff_on).terms.due not in PAID_THERE:
        return
    fees.announce(notice=notice, announced_on=notice.announced_on, due_on=day)
    occasion = str(notice.public_id)
    if is_under_way(case, occasion):
        arm_reminders(case, "payment_due", on=day, occasion=occasion, at=at)
