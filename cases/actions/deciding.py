"""Decisions: the hearing, the refusal with four eyes, and the grant."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases import guards
from cases.guards import Guard
from cases.states import State

from .base import CLERKS, LEADS, Action

refusal_to_confirm = Guard(
    "no_proposed_refusal",
    _("No refusal has been proposed."),
    lambda case: case.refusals.filter(confirmed_at=None, dropped_at=None).exists(),
)
no_refusal_proposed = Guard(
    "refusal_proposed",
    _("A refusal has been proposed; it is to be confirmed or dropped first."),
    lambda case: not refusal_to_confirm(case),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        name="announce_refusal",
        label=_("Announce a refusal (hearing)"),
        states=(State.IN_REVIEW,),
        roles=CLERKS,
        guards=(guards.not_on_hold, no_refusal_proposed),
    ),
    Action(
        name="record_statement",
        label=_("Record a statement"),
        states=(State.HEARING,),
        roles=CLERKS,
        guards=(guards.hearing_open,),
    ),
    Action(
        name="end_hearing",
        label=_("Evaluate and end the hearing"),
        states=(State.HEARING,),
        roles=CLERKS,
        guards=(guards.hearing_open,),
    ),
    Action(
        name="propose_refusal",
        label=_("Propose the refusal"),
        states=(State.IN_REVIEW, State.AWAITING_DECISION),
        roles=CLERKS,
        guards=(guards.not_on_hold, guards.hearings_closed, no_refusal_proposed),
    ),
    Action(
        name="confirm_refusal",
        label=_("Confirm the refusal"),
        states=(State.IN_REVIEW, State.AWAITING_DECISION),
        roles=LEADS,
        guards=(refusal_to_confirm,),
    ),
    Action(
        name="drop_refusal",
        label=_("Drop the proposed refusal"),
        states=(State.IN_REVIEW, State.AWAITING_DECISION),
        roles=CLERKS,
        guards=(refusal_to_confirm,),
    ),
    Action(
        name="grant",
        label=_("Grant and order"),
        states=(State.AWAITING_BIOMETRICS, State.AWAITING_DECISION),
        roles=CLERKS,
        guards=(
            guards.not_on_hold,
            guards.documents_complete,  # a new passport asks for its copy after the check as well
            guards.documents_reviewed,
            guards.fees_settled,
            guards.fee_questions_answered,
            guards.checks_answered,
            guards.biometrics_attended,
            guards.no_refusal_pending,
        ),
    ),
)
