"""The order of the steps, as the authority's profile sets it for a case.

Public: `steps_of`, `decided_last`, `counts_at_filing`, `paid_first`. The profile of the filing day
counts, so that the order does not change under a case on its way; for money, that of the day of
the notice. The machine of the case stands on these answers, so the protocols say what they ask of
a case: nothing here knows the case.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.db.models import QuerySet

from authorities.schema import Steps
from cases.rules import rules_of
from common.calendar import local_day
from fees.models import FeePosition


class Filed(Protocol):
    """An application at an authority; a draft has not been received."""

    @property
    def authority(self) -> str: ...
    @property
    def received_at(self) -> datetime | None: ...


class CameIn(Filed, Protocol):
    """An application and the way on which it came in."""

    @property
    def channel(self) -> str: ...


class Fees(Protocol):
    """The fees of a case, in the words of the leaf."""

    def outstanding(self) -> QuerySet[FeePosition]: ...


class Charged(Protocol):
    """What is charged at an authority."""

    @property
    def authority(self) -> str: ...
    @property
    def fees(self) -> Fees: ...


def steps_of(case: Filed) -> Steps:
    """The steps as they were told on the day of filing."""
    if case.received_at is None:
        raise ValueError("a draft takes no steps")
    return rules_of(case, on=local_day(case.received_at)).steps


def decided_last(case: Filed) -> bool:
    """Whether biometrics come before the decision, so that nobody waits for a check to be asked."""
    return steps_of(case).decision == "after_biometrics"


def counts_at_filing(case: CameIn) -> bool:
    """Whether somebody may be captured before any invitation: by the profile, or as they came."""
    steps = steps_of(case)
    return case.channel == "in_person" or "at_filing" in (steps.biometrics, steps.originals)


def paid_first(case: Charged) -> bool:
    """Whether something outstanding had been asked for in advance (§ 15 BGebG).

    Only then does the appointment wait for the money; an order always does.
    """
    days = case.fees.outstanding().values_list("notice__tariff_on", flat=True).distinct()
    return any(rules_of(case, on=day).terms.due == "before_appointment" for day in days)
