"""The counters of the demo's offices, at the places and hours that each profile tells.

Public: `ensure_counters`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from django.utils import timezone

from appointments.models import Counter, OpeningHours, Purpose
from authorities import service as authorities
from authorities.information import Location
from authorities.information import OpeningHours as Told
from common.calendar import local_day

COUNTERS = 3  # at each place
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OPENS, CLOSES, SLOT_MINUTES = time(8), time(16), 20  # where a profile does not tell


@dataclass(frozen=True)
class Opening:
    """Open on a weekday (0 is Monday) from when to when, for what."""

    weekday: int
    opens: time
    closes: time
    purposes: tuple[str, ...]


def ensure_counters(authority: str) -> None:
    """Make them where they are missing; change no others."""
    for floor, (place, openings) in enumerate(_places_with_openings(authority), start=1):
        for number in range(1, COUNTERS + 1):
            counter, created = Counter.objects.get_or_create(
                authority=authority,
                sandbox=False,
                name=f"Schalter {floor}{number}",
                defaults={"location": f"{place.name.de}, {place.address}"},
            )
            if created:
                _open(counter, openings)


def _places_with_openings(authority: str) -> Iterator[tuple[Location, list[Opening]]]:
    """As the profile tells today; what it names no place for is done at the first one."""
    places = authorities.profile(authority).location
    hours = authorities.rules(authority, on=local_day(timezone.now())).hours
    named = {word for rows in hours.values() for row in rows for word in row.purposes}
    elsewhere = tuple(purpose for purpose in Purpose.values if purpose not in named)
    for place in places:
        openings = [opening for row in hours[place.key] for opening in _openings(row)]
        if place is places[0] and elsewhere:
            openings += _every_day(elsewhere)
        if openings:
            yield place, openings


def _openings(row: Told) -> list[Opening]:
    """None where it is about other business than ours."""
    purposes = tuple(purpose for purpose in Purpose.values if purpose in row.purposes)
    if not purposes:
        return []
    return [
        opening
        for opening in _every_day(purposes, opens=row.opens or OPENS, closes=row.closes or CLOSES)
        if not row.days or WEEKDAYS[opening.weekday] in row.days
    ]


def _every_day(
    purposes: tuple[str, ...], *, opens: time = OPENS, closes: time = CLOSES
) -> list[Opening]:
    return [Opening(weekday, opens, closes, purposes) for weekday in range(len(WEEKDAYS))]


def _open(counter: Counter, openings: list[Opening]) -> None:
    OpeningHours.objects.bulk_create(
        OpeningHours(
            counter=counter,
            weekday=opening.weekday,
            opens=opening.opens,
            closes=opening.closes,
            slot_minutes=SLOT_MINUTES,
            purposes=list(opening.purposes),
        )
        for opening in openings
    )
