"""From when until when to file. Pure.

Public: `FilingWindow`, `filing_window`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from authorities.federal import Law
from authorities.legal_effect import legal_effect
from authorities.schema import Filing
from authorities.situation import ENDING_TITLES, CurrentTitle
from common.rules import Facts


@dataclass(frozen=True, kw_only=True)
class FilingWindow:
    """`latest` is the last day on which filing continues the title, not the last day to apply."""

    earliest: date | None = None
    advised_by: date | None = None
    latest: date | None = None


def filing_window(
    title: CurrentTitle, facts: Facts, *, filing: Filing, law: Law, on: date
) -> FilingWindow:
    """The window by the authority's rules and § 81(4) AufenthG; empty without a title that ends."""
    end = title.valid_until
    if end is None or title.type not in ENDING_TITLES:
        return FilingWindow()
    in_time = legal_effect(facts.stating(in_time="yes", ordered="no"), law=law, on=on)
    return FilingWindow(
        earliest=_weeks_before(end, filing.earliest_weeks_before_end),
        advised_by=_weeks_before(end, filing.advised_weeks_before_end),
        latest=end if in_time.kind == "continuation" else None,
    )


def _weeks_before(end: date, weeks: int | None) -> date | None:
    return None if weeks is None else end - timedelta(weeks=weeks)
