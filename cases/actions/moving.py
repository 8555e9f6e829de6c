"""Cases that go to another authority, come from one, or are one with another."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.guards import Guard
from cases.states import UNDECIDED, State

from .base import CLERKS, LEADS, Action
from .shared import FILED, merged

merge_to_confirm = Guard(
    "no_proposed_merge",
    _("No merge has been proposed."),
    lambda case: case.merges.proposed().exists(),
)
no_merge_proposed = Guard(
    "merge_proposed",
    _("A merge has been proposed; it is to be confirmed or dropped first."),
    lambda case: not merge_to_confirm(case),
)
nothing_to_pay_here = Guard(
    "fee_charged_here",
    _("A fee has been charged in this case: merge the other case into this one."),
    lambda case: not case.fee_notices.filter(replaced_at=None, total__gt=0).exists(),
)
nothing_ordered_here = Guard(
    "stay_proven_here",
    _("A continuation was ordered or certified in this case: merge the other case into this one."),
    lambda case: (
        not case.fortgeltungsanordnungen.standing().exists()
        and not case.fiktionsbescheinigungen.standing().exists()
    ),
)
nothing_charged = Guard(
    "fee_charged",
    _("A fee has been charged here already."),
    lambda case: not case.fee_notices.exists(),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        name="propose_transfer",
        label=_("Propose a transfer to another authority"),
        states=UNDECIDED,
        roles=CLERKS,
    ),
    Action(
        name="keep_case",
        label=_("Keep the case with the other authority's consent"),
        states=UNDECIDED,
        roles=CLERKS,
    ),
    Action(
        name="take_over",
        label=_("Take over from another authority"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(nothing_charged,),
    ),
    Action(
        name="propose_merge",
        label=_("Merge with another case"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(no_merge_proposed, nothing_to_pay_here, nothing_ordered_here),
    ),
    Action(
        name="confirm_merge",
        label=_("Confirm the merge"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(merge_to_confirm, nothing_to_pay_here, nothing_ordered_here),
    ),
    Action(
        name="drop_merge",
        label=_("Drop the proposed merge"),
        states=FILED,  # or it would stand for ever once the case has been decided
        roles=CLERKS,
        guards=(merge_to_confirm,),
    ),
    Action(
        name="undo_merge",
        label=_("Undo the merge"),
        states=(State.DISCONTINUED,),
        roles=LEADS,
        guards=(merged,),
    ),
)
