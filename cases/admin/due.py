"""When something is late: a due day is a whole day, so late begins with the next."""

from __future__ import annotations

from datetime import datetime

from common.calendar import end_of_day, local_day, start_of_day


def today(at: datetime) -> tuple[datetime, datetime]:
    """The first moment of the day on which `at` falls, and the first of the day after."""
    day = local_day(at)
    return start_of_day(day), end_of_day(day)


def is_late(due: datetime | None, *, at: datetime) -> bool:
    """Whether the day on which it was due is over."""
    return due is not None and due < today(at)[0]
