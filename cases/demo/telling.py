"""Tells all the demo's cases, the same ones each time.

Public: `tell_all`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime

from common.calendar import local_day

from .accounts import MAIN
from .elsewhere import cast_of
from .paper import OnPaper
from .people import PAYING, SPARED, Applicant
from .plots import PLOTS, Plot
from .story import Office, Story

SEED = "Titelweg"


def tell_all(*, authority: str, now: datetime, said: Callable[[str], None]) -> int:
    """Make every case of every plot of an authority as of `now`; tells `said` after each plot.

    Returns how many there were. Needs the authority's scope, and `demo_accounts` to have run.
    """
    office, told = Office.open(authority), 0
    for plot, people in _cast() if authority == MAIN else cast_of(authority):
        for person in people:
            _tell(plot, person, office=office, now=now)
        told += len(people)
        said(f"{len(people)} × {plot.name}")
    return told


def _cast() -> Iterator[tuple[Plot, list[Applicant]]]:
    paying, spared = iter(PAYING), iter(SPARED)
    for plot in PLOTS:
        people = [next(spared) for _ in range(plot.spared)]
        yield plot, people + [next(paying) for _ in range(plot.times - plot.spared)]


def _tell(plot: Plot, person: Applicant, *, office: Office, now: datetime) -> None:
    lots = random.Random(f"{SEED} {person.email}")  # noqa: S311  # chooses streets, guards nothing
    kind = Story if office.authority == MAIN else OnPaper
    story = kind(office, person, lots=lots, today=local_day(now))
    for step in plot.steps:
        story.on_day_before(step.days_ago)
        step.do(story, *step.arguments)
    story.end(now)
