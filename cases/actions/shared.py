"""Guards that actions of several phases share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.guards import Guard
from cases.states import State

order_to_repeat = Guard(
    "no_order_to_repeat",
    _("Every order that was placed still stands."),
    lambda case: case.items.granted().unordered().exists(),
)
merged = Guard(
    "not_merged",
    _("The case has not been merged with another."),
    lambda case: case.merges.standing().exists(),
)
FILED = tuple(state for state in State if state != State.DRAFT)
