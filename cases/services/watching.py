"""Ends that are watched while a case is open: a status of its own, and a certificate.

Private to the services. What is armed here is asked again when it is due (`cases.messages`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from cases import deadlines
from cases.deadlines import Moment
from cases.models import Case, Fiktionsbescheinigung
from cases.rules import rules_of
from cases.stay import has_own_status
from common.calendar import local_day

from .core import arm_all, disarm


def watch_status(case: Case, *, at: datetime) -> None:
    """Remind of the end of the status that now counts, and no more of one before."""
    case.deadlines.running().filter(occasion__startswith="status-").update(
        done_at=at, outcome="moot"
    )
    arm_all(case, end_of_status(case, at=at))


def end_of_status(case: Case, *, at: datetime) -> list[Moment]:
    """When to remind of a status that filing does not continue: in good time, else at once.

    Where it has ended already, there is nothing to warn of: a person has to look.
    """
    ends_on = case.title.valid_until if case.title else None
    if ends_on is None or not has_own_status(case):
        return []
    rules = rules_of(case, on=local_day(at)).reminders
    over = ends_on < local_day(at)
    standing = [rule for rule in rules if rule.to == "desk" or not over]
    moments = deadlines.reminders(
        standing, anchor="status_ends", on=ends_on, occasion=f"status-{ends_on}"
    )
    return _not_before(at, moments)


def watch_certificate(case: Case, certificate: Fiktionsbescheinigung, *, at: datetime) -> None:
    """Remind of the end of a certificate, weeks before it: the fiction goes on without it."""
    rules = rules_of(case, on=local_day(at)).reminders
    moments = deadlines.reminders(
        rules,
        anchor="certificate_ends",
        on=certificate.valid_until,
        occasion=f"{certificate.public_id}",
    )
    arm_all(case, _not_before(at, moments))


def _not_before(at: datetime, moments: Iterable[Moment]) -> list[Moment]:
    return [replace(moment, due_at=max(moment.due_at, at)) for moment in moments]


def end_certificate(case: Case, *, at: datetime) -> bool:
    """What the certificate proved has ended, or it is replaced; False where none stands."""
    certificate = case.fiktionsbescheinigungen.standing().first()
    if certificate is None:
        return False
    certificate.ended_at = at
    certificate.save(update_fields=["ended_at"])
    disarm(case, at=at, occasion=f"{certificate.public_id}")
    return True
