"""What comes next in a case: whose turn it is, what to do, and which days count.

Public: `NextStep`, `next_step`, `Due`, `deadlines`. Pure: looks at a picture that is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments.models import Booking
from common.calendar import end_of_day, local_day
from fees.models import FeePosition

from .queries import Picture
from .states import State


@dataclass(frozen=True)
class NextStep:
    """What is to be done next, in a sentence for the applicant, by whom and until when."""

    code: str
    text: str | Promise
    whose_turn: str
    due_at: datetime | None


STEPS: Mapping[str, str | Promise] = {
    State.DRAFT: _("Complete the application and file it. A draft has no legal effect."),
    State.SUBMITTED: _("The authority will look at the application."),
    State.IN_REVIEW: _("The authority examines the application."),
    State.AWAITING_DOCUMENTS: _("Hand in the documents that were asked for."),
    State.HEARING: _("The authority intends to refuse. You can answer its letter."),
    State.AWAITING_PAYMENT: _("Pay the fee; then you can book an appointment."),
    State.AWAITING_BIOMETRICS: _("Book an appointment, and bring the originals."),
    State.AWAITING_DECISION: _("The authority will decide."),
    State.IN_PRODUCTION: _("The documents are being produced."),
    State.READY_FOR_PICKUP: _("Book an appointment and collect the documents."),
    State.COLLECTED: _("The procedure is complete."),
    State.REFUSED: _("The application was refused. The letter says what you can do."),
    State.WITHDRAWN: _("The application was withdrawn."),
    State.DISCONTINUED: _("The procedure was ended without a decision."),
    State.TRANSFERRED: _("Another authority is now responsible; it will write to you."),
}


def next_step(seen: Picture) -> NextStep:
    """What is next, whose turn it is, and by when where a day counts for the applicant."""
    case = seen.case
    if seen.withdrawal_announced:
        text = _("Confirm the withdrawal by the link that was sent by e-mail.")
        return NextStep("confirm_withdrawal", text, "applicant", None)
    if case.on_hold_reason:
        text = _("The procedure is paused until another body has answered.")
        return NextStep("on_hold", text, "third_party", None)
    booked = next((row for row in seen.appointments if row.status == Booking.Status.BOOKED), None)
    if booked is not None:
        text = _("Come to the appointment, and bring the originals.")
        return NextStep("attend_appointment", text, "applicant", booked.starts_at)
    whose = "applicant" if case.state == State.DRAFT else case.waiting_for or "nobody"
    return NextStep(case.state, STEPS[case.state], whose, _due_at(seen))


def _due_at(seen: Picture) -> datetime | None:
    """The end of the first Frist that runs for the applicant."""
    return min((due.at for due in deadlines(seen)), default=None)


@dataclass(frozen=True)
class Due:
    """Something the applicant must do, or that happens by itself, before the instant `at`."""

    code: str
    text: str | Promise
    on: date
    at: datetime


def deadlines(seen: Picture) -> tuple[Due, ...]:
    """The days that count for the applicant now, in their order."""
    case, found = seen.case, []
    if case.state == State.DRAFT and case.draft_expires_at is not None:
        last = local_day(case.draft_expires_at)
        text = _("The draft is deleted.")
        found.append(Due("draft_deleted", text, last, case.draft_expires_at))
    if seen.asked_until is not None:
        text = _("Last day for the documents that were asked for.")
        found.append(_last_day("documents", text, seen.asked_until))
    outstanding = [row for row in seen.fees if row.status == FeePosition.Status.DUE]
    if outstanding:
        text = _("Last day for the payment.")
        found.append(_last_day("payment", text, outstanding[0].notice.due_on))
    return tuple(sorted(found, key=lambda due: due.at))


def _last_day(code: str, text: str | Promise, day: date) -> Due:
    return Due(code, text, day, end_of_day(day))
