"""Filing, and what is recorded about an application afterwards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.states import OPEN, State

from .base import CLERKS, DESK, PORTAL, Action

ACTIONS: tuple[Action, ...] = (
    Action(
        name="change_draft",
        label=_("Change the draft"),
        states=(State.DRAFT,),
        by=PORTAL,
    ),
    Action(
        name="discard_draft",
        label=_("Discard the draft"),
        states=(State.DRAFT,),
        by=PORTAL,
    ),
    Action(
        name="submit",
        label=_("File the application"),
        states=(State.DRAFT,),
        roles=DESK,
        by=PORTAL,
        transition="submit",
    ),
    Action(
        name="hand_in",
        label=_("Hand in documents"),
        states=OPEN,
        roles=DESK,
        by=PORTAL,
    ),
    Action(
        name="correct_receipt",
        label=_("Record an earlier receipt"),
        states=OPEN,
        roles=CLERKS,
    ),
    Action(
        name="record_change",
        label=_("Record a change about the person"),
        states=OPEN,
        roles=DESK,
    ),
)
