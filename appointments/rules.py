"""The vocabulary of appointment rules: what one comes for, what to bring, how far ahead.

Public: `AppointmentRule`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import Field

from common.rules import Dated, NonEmpty, Text


class AppointmentRule(Dated):
    """One purpose for which the authority gives appointments.

    `locations`: keys of the places where it can be held. `bring`: what to bring, in order.
    `opens_days_ahead`: how far ahead times can be booked; `book_hours_before`: until when before
    they begin, by an applicant; `cancel_hours_before`: until when an applicant may move or cancel
    it without asking.
    """

    purpose: NonEmpty
    label: Text
    minutes: int = Field(ge=5)
    locations: tuple[str, ...]
    bring: tuple[Text, ...] = ()
    opens_days_ahead: int = Field(ge=1)
    book_hours_before: int = Field(default=2, ge=0)
    cancel_hours_before: int = Field(ge=0)

    def bookable_from(self, at: datetime) -> datetime:
        """Before when no time begins that an applicant may book at `at`."""
        return at + timedelta(hours=self.book_hours_before)

    def changeable_until(self, starts_at: datetime) -> datetime:
        """Until when an applicant may move or cancel what begins at `starts_at`."""
        return starts_at - timedelta(hours=self.cancel_hours_before)
