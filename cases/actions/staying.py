"""What continues and proves a stay while the case is open (§ 81 AufenthG)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases import stay
from cases.states import OPEN, UNDECIDED, State

from .base import CLERKS, Action

ACTIONS: tuple[Action, ...] = (
    Action(
        name="order_continuation",
        label=_("Order that the title continues"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(stay.came_late,),
    ),
    Action(
        name="revoke_continuation",
        label=_("Revoke the order that the title continues"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(stay.order_revocable,),
    ),
    Action(
        name="require_identification",
        label=_("Require identification first"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(stay.identification_not_asked,),
    ),
    Action(
        name="issue_certificate",
        label=_("Issue the Fiktionsbescheinigung"),
        states=(*OPEN, State.REFUSED),  # a refusal ends nothing before it is announced
        roles=CLERKS,
        guards=(stay.effect_certified, stay.effect_goes_on, stay.prints_stored),
    ),
    Action(
        name="record_status",
        label=_("Record a renewed status"),
        states=OPEN,
        roles=CLERKS,
        guards=(stay.own_status,),
    ),
)
