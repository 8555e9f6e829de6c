"""The order of the steps, as the authority's profile sets it for a case.

Public: `steps_of`, `decided_last`, `counts_at_filing`, `paid_first`. The profile of the filing day
counts, so that the order does not change under a case on its way; for money, that of the day of
the notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from authorities import service as authorities
from authorities.schema import Steps
from common.calendar import local_day

if TYPE_CHECKING:
    from cases.models import Case


def steps_of(case: Case) -> Steps:
    """The steps as they were told on the day of filing."""
    if case.received_at is None:
        raise ValueError("a draft takes no steps")
    return authorities.rules(case.authority, on=local_day(case.received_at)).steps


def decided_last(case: Case) -> bool:
    """Whether biometrics come before the decision, so that nobody waits for a check to be asked."""
    return steps_of(case).decision == "after_biometrics"


def counts_at_filing(case: Case) -> bool:
    """Whether somebody may be captured before any invitation: by the profile, or as they came."""
    steps = steps_of(case)
    return case.channel == "in_person" or "at_filing" in (steps.biometrics, steps.originals)


def paid_first(case: Case) -> bool:
    """Whether something outstanding had been asked for in advance (§ 15 BGebG).

    Only then does the appointment wait for the money; an order always does.
    """
    days = case.fees.outstanding().values_list("notice__tariff_on", flat=True).distinct()
    profile = authorities.profile(case.authority)
    return any(profile.on(day).terms.due == "before_appointment" for day in days)
