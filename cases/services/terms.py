"""Which Frist an act sets going, by the way it takes to the person.

What lies in a portal is announced by itself; what goes on paper, once it has left the house. Until
then nothing runs, nothing lapses, and the case lies on the desk of whoever sends letters.

Private to the services.
"""

from __future__ import annotations

from datetime import date, datetime

from authorities.situation import Channel
from cases import deadlines, messages
from cases.deadlines import Term
from cases.models import Case, Hearing
from cases.rules import profile_of, rules_of
from common.calendar import Way, days_after, local_day

from .core import DESK_FIELDS, arm, arm_all, place_on_desk


def goes_on_paper(case: Case) -> bool:
    """Without a portal there is no place to fetch an act from: it is sent, or handed over."""
    return case.portal_id is None


def term_for(case: Case, *, days: int, at: datetime) -> Term:
    """The Frist of `days` of an act that is made now, by the authority's usual way.

    On paper it is the one that the letter names; `cases.deadlines` leaves time to post it.
    """
    profile, today = profile_of(case), local_day(at)
    announcing = profile.on(today).announcement
    return deadlines.of_act(
        Way.POST if goes_on_paper(case) else announcing.ways[Channel(case.channel)],
        made_on=today,
        days=days,
        land=profile.land,
        free_day=announcing.free_day,
    )


def is_under_way(case: Case, occasion: str) -> bool:
    """Whether the act has left the house: in the portal at once, on paper by a person's record."""
    waiting = case.letters.filter(kind__in=messages.SET_A_FRIST, dispatched_at=None)
    return not waiting.filter(occasion__startswith=occasion).exists()


def arm_reminders(case: Case, anchor: str, *, on: date, occasion: str, at: datetime) -> None:
    """Set what the profile wants to be reminded of about this day; it moves where it stands."""
    rules = rules_of(case, on=local_day(at)).reminders
    arm_all(case, deadlines.reminders(rules, anchor=anchor, on=on, occasion=occasion))


def arm_end_of_hearing(case: Case, hearing: Hearing) -> None:
    """It is over on the morning after its last day."""
    if hearing.due_on is None:
        raise ValueError("a hearing that is announced has a last day")
    over_at = deadlines.morning(days_after(hearing.due_on, 1))
    arm(case, "hearing_over", occasion=str(hearing.public_id), due_at=over_at)


def wait_until(case: Case, day: date, *, at: datetime) -> None:
    """The applicant has time until that day; a case that rests goes on resting."""
    if not case.on_hold_reason:
        place_on_desk(case, at=at, due=day)
        case.save(update_fields=list(DESK_FIELDS))
