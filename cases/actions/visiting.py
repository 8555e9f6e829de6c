"""Visits: appointments, what is taken at them, and what is used again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases import capture, guards, sequence
from cases.guards import Guard
from cases.states import State

from .base import BEFORE_INVITATION, CLERKS, CLOCK, DESK, PORTAL, Action
from .shared import order_to_repeat

something_to_take = Guard(
    "nothing_to_take",
    _("What was taken is being made into a document; it is taken again only if that fails."),
    lambda case: case.state != State.IN_PRODUCTION or order_to_repeat(case),
)
appointment_booked = Guard(
    "no_appointment",
    _("No appointment is booked."),
    lambda case: case.appointments.active().exists(),
    names_nothing=True,
)
decided_last = Guard(
    "invited_after_check",
    _("The invitation follows the favourable check by itself."),
    sequence.decided_last,
)
something_lacking = Guard(
    "nothing_lacking",
    _("Originals have been seen and biometrics taken."),
    lambda case: bool(capture.lacking(case)),
)
biometrics_lacking = Guard(
    "no_biometrics_lacking",
    _("Photo, signature and fingerprints have been taken."),
    lambda case: capture.lacking(case) not in ((), ("originals",)),
)
taken_at_filing = Guard(
    "not_taken_at_filing",
    _("Originals and biometrics are recorded at the appointment."),
    lambda case: case.state not in BEFORE_INVITATION or sequence.counts_at_filing(case),
)
reuse_allowed = Guard(
    "no_reuse_here",
    _("This authority takes biometrics anew."),
    lambda case: sequence.steps_of(case).reuse_biometrics,
)
biometrics_stored = Guard(
    "nothing_stored",
    _("Nothing is stored of this person from an earlier case that does not count here already."),
    lambda case: capture.reusable(case).exists(),
)
ACTIVE_BIOMETRICS = (State.AWAITING_BIOMETRICS, State.READY_FOR_PICKUP)

ACTIONS: tuple[Action, ...] = (
    Action(
        name="invite",
        label=_("Invite before the check is finished"),
        states=(State.IN_REVIEW,),
        roles=CLERKS,
        transition="invite_to_biometrics",
        guards=(decided_last, guards.not_on_hold, guards.no_refusal_pending, something_lacking),
    ),
    Action(
        name="reuse_biometrics",
        label=_("Use stored biometrics again"),
        states=(State.IN_REVIEW, State.AWAITING_BIOMETRICS),
        roles=CLERKS,
        guards=(reuse_allowed, biometrics_lacking, biometrics_stored),
    ),
    Action(
        name="book_appointment",
        label=_("Book an appointment"),
        states=ACTIVE_BIOMETRICS,
        roles=DESK,
        by=PORTAL,
    ),
    Action(
        name="move_appointment",
        label=_("Move the appointment"),
        states=ACTIVE_BIOMETRICS,
        roles=DESK,
        by=PORTAL,
        guards=(appointment_booked,),
    ),
    Action(
        name="cancel_appointment",
        label=_("Cancel the appointment"),
        states=ACTIVE_BIOMETRICS,
        roles=DESK,
        by=PORTAL,
        guards=(appointment_booked,),
    ),
    Action(
        name="record_no_show",
        label=_("Did not appear"),
        states=ACTIVE_BIOMETRICS,
        roles=DESK,
        by=CLOCK,
        guards=(appointment_booked,),
    ),
    Action(
        name="record_attendance",
        label=_("Record the appointment"),
        states=(*BEFORE_INVITATION, State.AWAITING_BIOMETRICS, State.IN_PRODUCTION),
        roles=DESK,
        guards=(taken_at_filing, something_to_take),
    ),
)
