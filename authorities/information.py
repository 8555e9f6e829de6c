"""What a profile tells people: places and hours, phones, teams, papers to download, notices.

Public: `Municipality`, `Location`, `OpeningHours`, `Phone`, `Team`, `Form`, `Notice`, `Weeks`.

Nothing here decides a case; it is shown by the portal API and printed in letters.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from common.rules import ALWAYS, Condition, Dated, NonEmpty, Rule, Text

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Municipality(Rule):
    """A place the authority is responsible for, with its Amtlicher Gemeindeschlüssel."""

    name: NonEmpty
    ags: Annotated[str, StringConstraints(pattern=r"^\d{8}$")]


class _Hours(Dated):
    """From `opens` until before `closes` on each of the days, local time. Both or neither."""

    days: tuple[Weekday, ...] = ()
    opens: time | None = None
    closes: time | None = None

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> _Hours:
        if bool(self.days) != (self.opens is not None) or bool(self.days) != bool(self.closes):
            raise ValueError("hours need days, opens and closes, or none of them")
        if self.opens is not None and self.closes is not None and self.opens >= self.closes:
            raise ValueError("closes lies after opens")
        return self


class OpeningHours(_Hours):
    """When a place is open for what: `purposes` are keys of teams or purposes of appointments.

    `by_appointment`: nobody is received without one. Without days, the appointment says the hour.
    """

    purposes: tuple[NonEmpty, ...] = Field(min_length=1)
    by_appointment: bool


class Location(Rule):
    """A place where the authority receives people, or hands documents out."""

    key: NonEmpty
    name: Text
    address: NonEmpty
    hours: tuple[OpeningHours, ...] = ()


class Phone(_Hours):
    """A number, what it is for, and when somebody answers, where that is told."""

    number: NonEmpty
    label: Text


class Team(Dated):
    """A part of the authority. `visit`: without an appointment (`free`), with one, or not told."""

    key: NonEmpty
    name: Text
    visit: Literal["free", "by_appointment"] | None = None


class Form(Dated):
    """A paper to download: for the requirement of that code, or for everybody.

    It stands at `url`, is the `file` of that name, or is found as `where` says.
    """

    key: NonEmpty
    kind: Literal["form", "information_sheet", "privacy_notice"]
    label: Text
    requirement: NonEmpty | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https://")] | None = None
    file: NonEmpty | None = None
    where: Text | None = None

    @model_validator(mode="after")
    def _can_be_found(self) -> Form:
        if not (self.url or self.file or self.where):
            raise ValueError("a form needs url, file or where")
        return self


class Notice(Dated):
    """What people should know before they apply, in the situations that `when` names."""

    code: NonEmpty
    text: Text
    when: Condition = ALWAYS


class Weeks(Dated):
    """How long something takes, as told to applicants."""

    min_weeks: int = Field(ge=0)
    max_weeks: int = Field(ge=1)
