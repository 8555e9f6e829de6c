"""The receipt: the day on which an application takes effect, and what hangs on it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.application import application_of
from cases.models import Case
from common.actor import Actor
from common.errors import DomainError

from .charging import offer_reassessment
from .core import enter, record, use_case
from .filing import state_effect, watch_inaction
from .review import ReasonNeeded
from .watching import watch_status


class ReceiptNotEarlier(DomainError):
    code = "receipt_not_earlier"
    sentence = _("A receipt can only be corrected to an earlier one.")


@use_case
def correct_receipt(
    *, reference: str, received_at: datetime, proof: str, actor: Actor, at: datetime
) -> Case:
    """Record proof of an earlier receipt; what § 81 AufenthG makes of it is computed anew.

    The age that counts for the fee is that of the day of receipt (§ 1(1) PAuswGebV): a notice that
    would be another now is offered to be assessed anew. Raises `ReceiptNotEarlier`, `ReasonNeeded`.
    """
    case = enter(reference, actor=actor, action="correct_receipt")
    if not proof.strip():
        raise ReasonNeeded
    if case.received_at is None or received_at >= case.received_at:
        raise ReceiptNotEarlier
    case.findings = [*case.findings, {"code": "receipt", "detail": proof, "legal_basis": ""}]
    take_as_received(case, received_at, at=at)
    record(case, "receipt_corrected", actor=actor, at=at, data=receipt_facts(case))
    offer_reassessment(case, actor=actor, at=at)
    return case


def take_as_received(case: Case, received_at: datetime, *, at: datetime) -> None:
    """Everything that hangs on the receipt follows it: effect, findings, and what is watched."""
    case.received_at = received_at
    state_effect(case, application_of(case))
    case.save(update_fields=["received_at", "legal_effect", "findings"])
    watch_inaction(case)
    watch_status(case, at=at)


def receipt_facts(case: Case) -> dict[str, str]:
    """What an event says of the receipt as it now stands."""
    if case.received_at is None:
        raise ValueError("only what was filed has a receipt")
    return {"received_at": case.received_at.isoformat(), "effect": case.legal_effect["kind"]}
