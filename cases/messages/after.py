"""What follows an event: the mails that are not true any more go, the new mail and letter come."""

from __future__ import annotations

from datetime import datetime

from authorities.situation import Channel
from cases.models import Case, CaseEvent
from cases.rules import profile_of
from common.calendar import deemed_announced, local_day
from correspondence import post
from correspondence import services as correspondence
from correspondence.models import Letter

from .fee_letters import fee_letters_after
from .letter_parts import Written
from .letters import letter_after
from .mails import mail_after
from .sending import send
from .stay_letters import stay_letters_after

# What an event makes untrue; unsent messages of these kinds are withdrawn with it.
OVERTAKEN = {
    "nachforderung_extended": {"documents_requested", "documents_reminder", "documents_overdue"},
    "nachforderung_answered": {"documents_requested", "documents_reminder", "documents_overdue"},
    "payment_recorded": {"payment_reminder", "payment_overdue"},
    "fees_reassessed": {"payment_requested", "payment_reminder", "payment_overdue"},
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
        _write(case, written, at=event.at)
    for written in (*stay_letters_after(case, event), *fee_letters_after(case, event)):
        _write(case, written, at=event.at)


# What needs Schriftform (§ 77 AufenthG) a person signs and hands to the post; the letter with a
# certificate goes along with the form itself.
GOES_ON_PAPER = {"refusal", "revocation", "certificate"}


def _write(case: Case, written: Written, *, at: datetime) -> None:
    post.make(
        case=case,
        kind=written.kind,
        occasion=written.occasion,
        title=written.title,
        letter=written.letter,
        at=at,
        leaves=None if written.kind in GOES_ON_PAPER else _into_the_portal(case, at=at),
    )


def _into_the_portal(case: Case, *, at: datetime) -> post.Dispatch | None:
    """Where the applicant has a portal, a letter lies there at once.

    It counts as announced on the day from which the Frist it names was counted.
    """
    if not case.portal_id:
        return None
    profile, today = profile_of(case), local_day(at)
    announcing = profile.on(today).announcement
    announced = deemed_announced(
        announcing.ways[Channel(case.channel)],
        posted=today,
        land=profile.land,
        free_day=announcing.free_day,
    )
    return post.Dispatch(way=Letter.Way.PORTAL, announced_on=announced.used)
