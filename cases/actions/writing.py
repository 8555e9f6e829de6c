"""Letters on their way."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.guards import Guard
from cases.states import State

from .base import DESK, Action

letter_to_send = Guard(
    "no_letter_to_send",
    _("Every letter has left the house."),
    lambda case: case.letters.to_send().exists(),
)
letter_on_its_way = Guard(
    "no_letter_under_way",
    _("No letter is on its way by post or by formal service."),
    lambda case: case.letters.filter(way__in=["post", "formal"]).exists(),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        name="dispatch_letter",
        label=_("Record the dispatch of a letter"),
        states=tuple(state for state in State if state != State.DRAFT),
        roles=DESK,
        guards=(letter_to_send,),
    ),
    Action(
        name="record_arrival",
        label=_("Record when a letter arrived"),
        states=tuple(state for state in State if state != State.DRAFT),
        roles=DESK,
        guards=(letter_on_its_way,),
    ),
    Action(
        name="record_return",
        label=_("A letter came back"),
        states=tuple(state for state in State if state != State.DRAFT),
        roles=DESK,
        guards=(letter_on_its_way,),
    ),
)
