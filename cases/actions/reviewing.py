"""Review: taking a case, looking at papers and checks, pauses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases import guards
from cases.guards import Guard
from cases.states import OPEN, UNDECIDED, State

from .base import CLERKS, Action

on_hold = Guard(
    "not_on_hold", _("The case is not on hold."), lambda case: bool(case.on_hold_reason)
)

ACTIONS: tuple[Action, ...] = (
    Action(
        name="begin_review",
        label=_("Take the case"),
        states=(State.SUBMITTED,),
        roles=CLERKS,
        transition="begin_review",
    ),
    Action(name="assign", label=_("Assign"), states=OPEN, roles=CLERKS),
    Action(
        name="decide_requirement",
        label=_("Accept or reject documents"),
        states=UNDECIDED,
        roles=CLERKS,
    ),
    Action(name="answer_check", label=_("Record a check"), states=UNDECIDED, roles=CLERKS),
    Action(
        name="request_documents",
        label=_("Request documents"),
        states=(State.IN_REVIEW, State.AWAITING_DOCUMENTS),
        roles=CLERKS,
        guards=(guards.not_on_hold,),
    ),
    Action(
        name="extend_nachforderung",
        label=_("Extend the deadline"),
        states=(State.AWAITING_DOCUMENTS,),
        roles=CLERKS,
        guards=(guards.nachforderung_open,),
    ),
    Action(
        name="decide_on_file",
        label=_("Go on with what there is"),
        states=(State.AWAITING_DOCUMENTS,),
        roles=CLERKS,
    ),
    Action(
        name="approve",
        label=_("Check favourably"),
        states=(State.IN_REVIEW,),
        roles=CLERKS,
        guards=(
            guards.not_on_hold,
            guards.documents_complete,
            guards.documents_reviewed,
            guards.no_refusal_pending,
        ),
    ),
    Action(
        name="return_to_review",
        label=_("Back to review"),
        states=(State.AWAITING_PAYMENT, State.AWAITING_BIOMETRICS, State.AWAITING_DECISION),
        roles=CLERKS,
        transition="return_to_review",
    ),
    Action(
        name="put_on_hold",
        label=_("Put on hold"),
        states=OPEN,
        roles=CLERKS,
        guards=(guards.not_on_hold,),
    ),
    Action(name="resume", label=_("Resume"), states=OPEN, roles=CLERKS, guards=(on_hold,)),
)
