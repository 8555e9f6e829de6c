"""What a portal can do now with a case, and what is in the way of what it cannot do.

Public: `Blocked`, `blocked`, `possible`. Pure: looks at a picture that is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from appointments.models import Booking
from cases.rules import rules_of
from common.calendar import local_day

from .actions import Action, Offered
from .picture import Picture
from .services.visits import TooLateToChange


@dataclass(frozen=True)
class Blocked:
    """An action that starts in the present state, and one thing that stands in its way."""

    action: Action
    code: str
    reason: str | Promise


CHANGES = ("move_appointment", "cancel_appointment")


def possible(seen: Picture, *, at: datetime) -> tuple[Action, ...]:
    """What the portal can do at `at`."""
    return tuple(offer.action for offer in seen.offered if not _in_the_way(offer, seen, at=at))


def blocked(seen: Picture, *, at: datetime) -> tuple[Blocked, ...]:
    """What the portal cannot do at `at`, of what somebody would look for in this state.

    What there is nothing to do it to (no fee to pay, no appointment to move) is left out.
    """
    return tuple(
        one
        for offer in seen.offered
        if not any(guard.names_nothing for guard in offer.obstacles)
        for one in _in_the_way(offer, seen, at=at)
    )


def _in_the_way(offer: Offered, seen: Picture, *, at: datetime) -> tuple[Blocked, ...]:
    """By the guards, which know no clock, and by the clock."""
    return (*_by_guards(offer), *_by_the_clock(offer, seen, at=at))


def _by_guards(offer: Offered) -> Iterator[Blocked]:
    for guard in offer.obstacles:
        yield Blocked(offer.action, guard.code, guard.reason)


def _by_the_clock(offer: Offered, seen: Picture, *, at: datetime) -> Iterator[Blocked]:
    booked = [row for row in seen.appointments if row.status == Booking.Status.BOOKED]
    if offer.action.name not in CHANGES or not booked:
        return
    rules = rules_of(seen.case, on=local_day(at)).appointments
    if all(at > rules[row.purpose].changeable_until(row.starts_at) for row in booked):
        yield Blocked(offer.action, TooLateToChange.code, TooLateToChange.sentence)
