"""From one authority to another: only with the other's consent, and never by a move alone.

A registered move founds no competence (§ 72(3a) AufenthG): a person proposes, and another confirms
(`closing.confirm_closure`). What the application makes of the stay goes on, and the receipt stays.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases.application import application_of
from cases.models import Case, Closure
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError

from .core import call_to_desk, enter, look, record, use_case
from .filing import state_effect, watch_inaction
from .review import ReasonNeeded
from .watching import watch_status


class ConsentNeeded(DomainError):
    """No authority is given a case, or keeps one, without the other's consent (§ 3(3) VwVfG)."""

    code = "consent_needed"
    sentence = _(
        "Name the other authority and the day of its consent, which cannot lie in the future."
    )


class ReceiptLater(DomainError):
    """The first receipt may only ever become earlier."""

    code = "receipt_later"
    sentence = _("The application came to the other authority before it came here.")


@use_case
def propose_transfer(
    *,
    reference: str,
    to_authority: str,
    consented_on: date,
    note: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """Propose to hand the case to the authority now competent, which has consented.

    Raises `ConsentNeeded`, `ReasonNeeded`.
    """
    case = enter(reference, actor=actor, action="propose_transfer")
    _insist_on_consent(to_authority, consented_on, note, at=at)
    case.closures.proposed().update(dropped_at=at)
    Closure.objects.create(
        case=case,
        reason=Closure.Reason.TRANSFER,
        note=note,
        to_authority=to_authority,
        consented_on=consented_on,
        proposed_at=at,
        proposed_by=actor.id,
    )
    call_to_desk(case, at=at)
    record(case, "closure_proposed", actor=actor, at=at, data={"reason": Closure.Reason.TRANSFER})
    return case


@use_case
def keep_case(
    *,
    reference: str,
    to_authority: str,
    consented_on: date,
    note: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """Go on here although another authority has become competent, with its consent (§ 3(3) VwVfG).

    A proposed transfer is dropped by it. Raises `ConsentNeeded`, `ReasonNeeded`.
    """
    case = enter(reference, actor=actor, action="keep_case")
    _insist_on_consent(to_authority, consented_on, note, at=at)
    case.closures.proposed().filter(reason=Closure.Reason.TRANSFER).update(dropped_at=at)
    _note(case, "case_kept", f"{to_authority}, {consented_on:%d.%m.%Y}: {note}", "§ 3 Abs. 3 VwVfG")
    case.save(update_fields=["findings"])
    record(case, "case_kept", actor=actor, at=at, data={"consented_on": f"{consented_on}"})
    return case


def _insist_on_consent(other: str, consented_on: date, note: str, *, at: datetime) -> None:
    if not other.strip() or consented_on > local_day(at):
        raise ConsentNeeded
    if not note.strip():
        raise ReasonNeeded


@use_case
def take_over(
    *,
    reference: str,
    from_authority: str,
    received_at: datetime,
    fee_taken: bool,
    proof: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """Take over a case that another authority began: its receipt counts from there.

    Where the fee was taken there, none is charged for the processing here (§ 49(4) AufenthV).
    What § 81 AufenthG makes of the receipt is computed from the original one.
    Raises `ReceiptLater`, `ReasonNeeded`, `TransitionBlocked` once a fee has been charged here.
    """
    case = enter(reference, actor=actor, action="take_over")
    look(case, "take_over")
    if not from_authority.strip() or not proof.strip():
        raise ReasonNeeded
    if case.received_at is None or received_at > case.received_at:
        raise ReceiptLater
    case.taken_over_from, case.fee_taken_elsewhere = from_authority, fee_taken
    case.received_at = received_at
    _note(case, "taken_over", f"{from_authority}: {proof}", "§ 3 Abs. 3 VwVfG")
    state_effect(case, application_of(case))
    case.save(update_fields=TAKEN_OVER_FIELDS)
    watch_inaction(case)
    watch_status(case, at=at)
    facts = {"received_at": received_at.isoformat(), "effect": case.legal_effect["kind"]}
    record(case, "taken_over", actor=actor, at=at, data=facts)
    return case


TAKEN_OVER_FIELDS = (
    "taken_over_from",
    "fee_taken_elsewhere",
    "received_at",
    "findings",
    "legal_effect",
)


def _note(case: Case, code: str, detail: str, legal_basis: str) -> None:
    case.findings = [
        *case.findings,
        {"code": code, "detail": detail, "legal_basis": legal_basis},
    ]
