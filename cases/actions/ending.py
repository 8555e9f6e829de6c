"""Ends without a decision, and taking a case up again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.guards import Guard
from cases.states import OPEN, REOPENABLE, UNDECIDED
from common.actor import ActorKind

from .base import CLERKS, LEADS, PORTAL, Action
from .shared import merged

closure_to_confirm = Guard(
    "no_proposed_closure",
    _("No closure has been proposed."),
    lambda case: case.closures.proposed().exists(),
)
withdrawal_announced = Guard(
    "no_announced_withdrawal",
    _("No withdrawal has been announced."),
    lambda case: case.withdrawals.announced().exists(),
)
not_merged = Guard(
    "merged",
    _("The case has been merged with another; that merge is undone instead."),
    lambda case: not merged(case),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        name="announce_withdrawal",
        label=_("Announce the withdrawal"),
        states=UNDECIDED,
        roles=CLERKS,
        by=PORTAL,
    ),
    Action(
        name="confirm_withdrawal",
        label=_("Confirm the withdrawal"),
        states=UNDECIDED,
        by=frozenset({ActorKind.APPLICANT}),
        guards=(withdrawal_announced,),
    ),
    Action(
        name="confirm_withdrawal_on_paper",
        label=_("Record a withdrawal confirmed on paper"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(withdrawal_announced,),
    ),
    Action(
        name="propose_closure",
        label=_("Propose to close without a decision"),
        states=OPEN,
        roles=CLERKS,
    ),
    Action(
        name="confirm_closure",
        label=_("Confirm the closure"),
        states=OPEN,
        roles=LEADS,
        guards=(closure_to_confirm,),
    ),
    Action(
        name="drop_closure",
        label=_("Drop the proposed closure"),
        states=OPEN,
        roles=CLERKS,
        guards=(closure_to_confirm,),
    ),
    Action(
        name="reopen",
        label=_("Reopen"),
        states=REOPENABLE,
        roles=LEADS,
        transition="reopen",
        guards=(not_merged,),
    ),
)
