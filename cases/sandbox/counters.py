"""Counters of the sandbox, so that there are times to book. Public: `ensure_counter`."""

from __future__ import annotations

from datetime import time

from appointments.models import Counter, OpeningHours, Purpose

NAME = "Sandbox"
WEEKDAYS = range(5)
OPENS, CLOSES, SLOT_MINUTES = time(8), time(16), 20


def ensure_counter(authority: str) -> None:
    """One counter that is open on every working day. Needs the scope of the authority's sandbox."""
    counter, created = Counter.objects.get_or_create(
        authority=authority, sandbox=True, name=NAME, defaults={"location": NAME}
    )
    if created:
        OpeningHours.objects.bulk_create(
            OpeningHours(
                counter=counter,
                weekday=weekday,
                opens=OPENS,
                closes=CLOSES,
                slot_minutes=SLOT_MINUTES,
                purposes=Purpose.values,
            )
            for weekday in WEEKDAYS
        )
