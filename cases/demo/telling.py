"""Tells all the demo's cases, the same ones each time.

Public: `tell_all`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime

from common.calendar import local_day

from .people import PAYING, SPARED, Applicant
from .plots import PLOTS, Plot
from .story import Office, Story

SEED = "Titelweg"


def tell_all(*, now: datetime, said: Callable[[str], None]) -> int:
    """Make every case of every plot as of `now`; tells `said` after each plot. How many there were.

    Needs the scope of the demo's authority, and `demo_accounts` to have run.
    """
    office, told = Office.open(), 0
    for plot, people in _cast():
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
    story = Story(office, person, lots=lots, today=local_day(now))
    for step in plot.steps:
        story.on_day_before(step.days_ago)
        step.do(story, *step.arguments)
    story.end(now)
