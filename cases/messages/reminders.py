"""Reminders: whether what they are about still stands, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from authorities import service as authorities
from authorities.schema import Reminder
from cases.application import application_of
from cases.guards import biometrics_attended
from cases.models import Case
from cases.states import OPEN, State
from cases.stay import has_own_status
from common.calendar import local_day
from common.inputs import InvalidBody
from common.rules import Text
from fees.ledger import balance_of

from . import facts
from .mails import Mail, appointment_data
from .sending import send


@dataclass(frozen=True)
class _Now:
    """The instant for which a message is written, where there is no event."""

    at: datetime


WORK_WAITS = Text(
    de="Solange die Gebühr offen ist, können wir nicht weiterarbeiten. Abgelehnt ist Ihr Antrag"
    " deshalb nicht.",
    en="While the fee is open we cannot go on with your case. Your application is not refused for"
    " that.",
)
STILL_OWED = Text(
    de="Die Gebühr ist auch nach unserer Entscheidung zu zahlen.",
    en="The fee has to be paid after our decision, too.",
)


def deadline_stands(case: Case, anchor: str, occasion: str) -> bool:
    """Whether the thing a deadline hangs on is still open; asked when it is due."""
    return STANDS[anchor](case, occasion)


def _payment_open(case: Case, occasion: str) -> bool:
    """Of an amount that a person still has to decide on after the end nobody is reminded."""
    notice = case.fee_notices.filter(public_id=occasion, replaced_at=None).first()
    if notice is None or case.fee_decisions.pending().filter(kind="ending").exists():
        return False
    return notice.positions.outstanding().exists()


def _nachforderung_open(case: Case, occasion: str) -> bool:
    return case.nachforderungen.pending().filter(public_id=occasion).exists()


def _appointment_booked(case: Case, occasion: str) -> bool:
    public_id, sequence = occasion.rsplit("-", 1)
    return case.appointments.active().filter(public_id=public_id, sequence=sequence).exists()


def _missed_and_not_rebooked(case: Case, occasion: str) -> bool:
    return bool(
        case.state == State.AWAITING_BIOMETRICS
        and not case.appointments.active().exists()
        and not biometrics_attended(case)
    )


def _still_a_draft(case: Case, occasion: str) -> bool:
    return bool(case.state == State.DRAFT)


def _draft_while_the_title_ends(case: Case, occasion: str) -> bool:
    """A draft whose title still ends on the day it was warned of."""
    ends = case.title.valid_until if case.title else None
    return _still_a_draft(case, occasion) and f"{ends}" == occasion


def _status_not_renewed(case: Case, occasion: str) -> bool:
    """A status of its own that still ends on the day it was armed for, until the card is there."""
    ends = case.title.valid_until if case.title else None
    return case.state in OPEN and has_own_status(case) and f"status-{ends}" == occasion


def _certificate_stands(case: Case, occasion: str) -> bool:
    """Also until a refusal counts; who left, or is looked after elsewhere, is reminded of none."""
    if case.state in (State.DISCONTINUED, State.TRANSFERRED):
        return False
    return case.fiktionsbescheinigungen.standing().filter(public_id=occasion).exists()


STANDS: Mapping[str, Callable[[Case, str], bool]] = {
    "payment_due": _payment_open,
    "nachforderung_due": _nachforderung_open,
    "appointment": _appointment_booked,
    "no_show": _missed_and_not_rebooked,
    "title_ends": _draft_while_the_title_ends,
    "draft": _still_a_draft,
    "status_ends": _status_not_renewed,
    "certificate_ends": _certificate_stands,
}


def remind(case: Case, rule: Reminder, *, occasion: str, at: datetime) -> None:
    """Queue a reminder of the profile to the applicant; the desk needs none.

    Two reminders may say the same thing on two days, so each is an occasion of its own.
    """
    if rule.to == "applicant":
        data = DATA[rule.anchor](case, occasion, at)
        said = f"{occasion}/{rule.kind}"
        if due_on := data.get("due_on"):  # an extended Frist is reminded of once more
            said = f"{said}/{due_on}"
        send(case, Mail(_kind_of_mail(case, rule, at), said, data), at=at)


# What filing never continues, whatever is applied for.
NEVER_CONTINUED = {"duldung", "gestattung", "visa_c", "fiktion"}


def _kind_of_mail(case: Case, rule: Reminder, at: datetime) -> str:
    """Nobody is told to file in time for a status that filing does not continue."""
    if rule.anchor == "title_ends" and not _filing_continues(case, at):
        return "draft_warning_status"
    return rule.template or rule.kind


def _filing_continues(case: Case, at: datetime) -> bool:
    """Whether filing now would continue what the person holds, as far as the draft tells."""
    try:
        effect = authorities.legal_effect_at_filing(application_of(case), received_at=at)
    except InvalidBody:
        return case.title is not None and case.title.type not in NEVER_CONTINUED
    return effect.kind != "none"


def _payment(case: Case, occasion: str, at: datetime) -> dict[str, Any]:
    notice = case.fee_notices.get(public_id=occasion)
    outstanding = notice.positions.outstanding()
    amount = min(outstanding.total(), balance_of(case).missing)
    due_on = outstanding.aggregate(last=Max("due_on"))["last"] or notice.due_on
    waits = case.closed_at is None and not notice.act
    return {
        "amount": amount,
        "due_on": due_on,
        "consequence": WORK_WAITS if waits else STILL_OWED,
    }


def _nachforderung(case: Case, occasion: str, at: datetime) -> dict[str, Any]:
    return {"due_on": case.nachforderungen.get(public_id=occasion).due_on}


def _appointment(case: Case, occasion: str, at: datetime) -> dict[str, Any]:
    booking = case.appointments.get(public_id=occasion.rsplit("-", 1)[0])
    return appointment_data(case, booking, _Now(at))


def _missed(case: Case, occasion: str, at: datetime) -> dict[str, Any]:
    booking = case.appointments.filter(status="no_show").latest("starts_at")
    label = facts.purpose_label(case, booking.purpose, at)
    return {"purpose": label, "starts_at": booking.starts_at}


def _title_ends(case: Case, occasion: str, at: datetime) -> dict[str, Any]:
    ends = case.title.valid_until if case.title else None
    return {"title_ends_on": ends}


def _status_ends(case: Case, occasion: str, at: datetime) -> dict[str, Any]:
    return {"ends_on": case.title.valid_until if case.title else None}


def _certificate_ends(case: Case, occasion: str, at: datetime) -> dict[str, Any]:
    return {"ends_on": case.fiktionsbescheinigungen.get(public_id=occasion).valid_until}


DATA: Mapping[str, Callable[[Case, str, datetime], dict[str, Any]]] = {
    "payment_due": _payment,
    "nachforderung_due": _nachforderung,
    "appointment": _appointment,
    "no_show": _missed,
    "title_ends": _title_ends,
    "status_ends": _status_ends,
    "certificate_ends": _certificate_ends,
}


def draft_saved(case: Case, *, at: datetime) -> None:
    """Tell where the draft is and until when; without an address nobody is told."""
    send(case, Mail("draft_saved", "draft", _expiry(case)), at=at)


def warn_of_draft(case: Case, *, kind: str, occasion: str, at: datetime) -> None:
    """Say that the draft will be deleted soon."""
    send(case, Mail(kind, occasion, _expiry(case)), at=at)


def _expiry(case: Case) -> dict[str, Any]:
    if case.draft_expires_at is None:
        raise ValueError("every draft expires")
    return {"expires_on": local_day(case.draft_expires_at)}
