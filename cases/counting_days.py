"""Which days count for the applicant: last days of what runs now.

Public: `Due`, `deadlines`, `outstanding`. Pure: looks at a picture that is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.calendar import end_of_day, local_day
from fees.models import FeePosition

from .appeals import open_appeals
from .models import Item
from .picture import FeeSeen, Picture
from .states import CLOSED, State


@dataclass(frozen=True)
class Due:
    """Something the applicant must do, or that happens by itself, before the instant `at`."""

    code: str
    text: str | Promise
    on: date
    at: datetime


def deadlines(seen: Picture, *, on: date) -> tuple[Due, ...]:
    """The days that count for the applicant on the day `on`, in their order."""
    found = [*_of_the_procedure(seen), *_of_appeals(seen, on=on)]
    return tuple(sorted(found, key=lambda due: due.at))


def _of_the_procedure(seen: Picture) -> Iterator[Due]:
    case, hearing = seen.case, seen.hearing
    if case.state == State.DRAFT and case.draft_expires_at is not None:
        last = local_day(case.draft_expires_at)
        yield Due("draft_deleted", _("The draft is deleted."), last, case.draft_expires_at)
    if seen.asked_until is not None and case.state not in CLOSED:
        text = _("Last day for the documents that were asked for.")
        yield _last_day("documents", text, seen.asked_until)
    if case.state == State.HEARING and hearing and hearing.due_on and not hearing.statement_at:
        text = _("Last day for your answer to the intended refusal.")
        yield _last_day("statement", text, hearing.due_on)
    if due := outstanding(seen):
        text = _("Last day for the payment.")
        yield _last_day("payment", text, min(row.due_on for row in due))


def _of_appeals(seen: Picture, *, on: date) -> Iterator[Due]:
    for item, appeal in open_appeals(seen, on=on):
        text = LAST_DAY[appeal.kind] % {"item": Item.Kind(item.kind).label}
        yield _last_day("remedy", text, appeal.until)


LAST_DAY: Mapping[str, str | Promise] = {
    "objection": _("Last day for an objection against the refusal: %(item)s."),
    "claim": _("Last day for a claim against the refusal: %(item)s."),
}


def outstanding(seen: Picture) -> list[FeeSeen]:
    """The lines of fee notices that are due."""
    return [row for row in seen.fees if row.status == FeePosition.Status.DUE]


def _last_day(code: str, text: str | Promise, day: date) -> Due:
    return Due(code, text, day, end_of_day(day))
