"""The vocabulary of appointment rules: what one comes for, what to bring, how far ahead.

Public: `AppointmentRule`.
"""

from __future__ import annotations

from pydantic import Field

from common.rules import Dated, NonEmpty, Text


class AppointmentRule(Dated):
    """One purpose for which the authority gives appointments.

    `locations`: keys of the places where it can be held. `bring`: what to bring, in order.
    `opens_days_ahead`: how far ahead times can be booked; `cancel_hours_before`: until when an
    applicant may move or cancel it without asking.
    """

    purpose: NonEmpty
    label: Text
    minutes: int = Field(ge=5)
    locations: tuple[str, ...]
    bring: tuple[Text, ...] = ()
    opens_days_ahead: int = Field(ge=1)
    cancel_hours_before: int = Field(ge=0)
