"""Letters on their way, and the receipt: the days from which everything else counts."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases.application import application_of
from cases.models import Case
from common.actor import Actor
from common.calendar import Way, deemed_announced, local_day
from common.errors import DomainError
from correspondence import post
from correspondence.models import Letter

from .core import enter, profile_of, record, tidy_desk, use_case
from .filing import state_effect, watch_inaction
from .review import ReasonNeeded
from .staying import await_announcement
from .watching import watch_status


class LetterUnknown(DomainError):
    code = "letter_unknown"
    sentence = _("This case has no such letter, or it has been dispatched.")


class ReceiptNotEarlier(DomainError):
    code = "receipt_not_earlier"
    sentence = _("A receipt can only be corrected to an earlier one.")


@use_case
def dispatch_letter(*, reference: str, letter: str, way: str, actor: Actor, at: datetime) -> Case:
    """Record that a letter left the house, and from which day it counts as announced."""
    case = enter(reference, actor=actor, action="dispatch_letter")
    row = case.letters.filter(public_id=letter, dispatched_at=None).first()
    if row is None:
        raise LetterUnknown
    post.mark_dispatched(
        letter=row, way=way, at=at, announced_on=_announced(case, way, on=local_day(at))
    )
    await_announcement(case, row)
    data = {"letter": letter, "kind": row.kind, "way": way, "announced_on": f"{row.announced_on}"}
    record(case, "letter_dispatched", actor=actor, at=at, data=data)
    tidy_desk(case, at=at)
    return case


WAYS = {
    Letter.Way.POST: Way.POST,
    Letter.Way.FORMAL: Way.FORMAL_SERVICE,
    Letter.Way.HANDED_OVER: Way.HANDED_OVER,
    Letter.Way.PORTAL: Way.ELECTRONIC,
}


def _announced(case: Case, way: str, *, on: date) -> date:
    """Formal service counts from its own record; until that is known, the day of posting stands."""
    chosen = WAYS[Letter.Way(way)]
    return deemed_announced(chosen, posted=on, reached=on, land=profile_of(case).land).used


@use_case
def correct_receipt(
    *, reference: str, received_at: datetime, proof: str, actor: Actor, at: datetime
) -> Case:
    """Record proof of an earlier receipt; what § 81 AufenthG makes of it is computed anew.

    So is everything that hangs on that day: findings, the alarm for inaction, the confirmation.
    Raises `ReceiptNotEarlier`, `ReasonNeeded`.
    """
    case = enter(reference, actor=actor, action="correct_receipt")
    if not proof.strip():
        raise ReasonNeeded
    if case.received_at is None or received_at >= case.received_at:
        raise ReceiptNotEarlier
    case.received_at = received_at
    case.findings = [*case.findings, {"code": "receipt", "detail": proof, "legal_basis": ""}]
    state_effect(case, application_of(case))
    case.save(update_fields=["received_at", "legal_effect", "findings"])
    watch_inaction(case)
    watch_status(case, at=at)
    data = {"received_at": received_at.isoformat(), "effect": case.legal_effect["kind"]}
    record(case, "receipt_corrected", actor=actor, at=at, data=data)
    return case
