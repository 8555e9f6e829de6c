"""What follows an event: the mails that are not true any more go, the new mail and letter come."""

from __future__ import annotations

from cases.models import Case, CaseEvent
from correspondence import post
from correspondence import services as correspondence

from .letters import letter_after
from .mails import mail_after
from .sending import send

# What an event makes untrue; unsent messages of these kinds are withdrawn with it.
OVERTAKEN = {
    "nachforderung_answered": {"documents_requested", "documents_reminder", "documents_overdue"},
    "payment_recorded": {"payment_reminder", "payment_overdue"},
    "appointment_moved": {"appointment_booked", "appointment_in_7_days", "appointment_tomorrow"},
    "appointment_cancelled": {
        "appointment_booked",
        "appointment_moved",
        "appointment_in_7_days",
        "appointment_tomorrow",
    },
}


def follow(case: Case, event: CaseEvent) -> None:
    """Withdraw what the event overtook, then queue its mail and make its letter."""
    if overtaken := OVERTAKEN.get(event.kind):
        correspondence.withdraw(case=case, kinds=overtaken)
    if mail := mail_after(case, event):
        send(case, mail, at=event.at)
    if written := letter_after(case, event):
        post.make(
            case=case,
            kind=written.kind,
            occasion=written.occasion,
            title=written.title,
            letter=written.letter,
            at=event.at,
        )
