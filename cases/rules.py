"""Which rules count for a case: those of its authority, on the day that is asked about.

Public: `profile_of`, `rules_of`. Below the case, so that the machine may ask as well: `Placed` says
what is asked of it.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from authorities import service as authorities
from authorities.schema import DayRules, Profile


class Placed(Protocol):
    """Whatever lies at an authority."""

    @property
    def authority(self) -> str: ...


def profile_of(case: Placed) -> Profile:
    """All that is known of the case's authority, with what does not change by the day."""
    return authorities.profile(case.authority)


def rules_of(case: Placed, *, on: date) -> DayRules:
    """The rules of the case's authority that are in force on the day `on`."""
    return profile_of(case).on(on)
