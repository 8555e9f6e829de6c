"""What is done against a decision."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.after_refusal import permit_refused
from cases.guards import Guard

from .base import CLERKS, Action
from .shared import FILED

remedy_open = Guard(
    "no_open_remedy",
    _("No objection, claim or motion is open."),
    lambda case: case.rechtsbehelfe.pending().exists(),
)

ACTIONS: tuple[Action, ...] = (
    Action(name="record_remedy", label=_("Record a remedy"), states=FILED, roles=CLERKS),
    Action(
        name="settle_remedy",
        label=_("Record how a remedy ended"),
        states=FILED,
        roles=CLERKS,
        guards=(remedy_open,),
    ),
    Action(
        name="certify_work",
        label=_("Certify that work may go on (§ 84(2))"),
        states=FILED,
        roles=CLERKS,
        guards=(permit_refused,),
    ),
)
