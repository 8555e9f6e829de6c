"""What comes next in a case: what to do, whose turn it is, and until when.

Public: `NextStep`, `next_step`. Pure: looks at a picture that is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments.models import Booking, Purpose
from cases.rules import rules_of
from common.text import german_amount
from fees.ledger import NOTHING, overdue_since
from production.models import Order

from .appeals import open_appeals
from .counting_days import deadlines, outstanding
from .models import Case
from .picture import BookingSeen, Picture
from .states import CLOSED, State, WaitingFor


@dataclass(frozen=True)
class NextStep:
    """What is to be done next, in a sentence for the applicant, by whom and until when."""

    code: str
    text: str | Promise
    whose_turn: str
    due_at: datetime | None


@dataclass(frozen=True)
class Said:
    """A sentence for the applicant, whose turn it names, and the deadline that goes with it.

    It is their turn where they have something to do, also while a task lies on a desk beside it.
    """

    text: str | Promise
    whose: str
    deadline: str = ""


APPLICANT, AUTHORITY, PRODUCER = WaitingFor.APPLICANT, WaitingFor.AUTHORITY, WaitingFor.PRODUCER
THIRD_PARTY, NOBODY = WaitingFor.THIRD_PARTY, "nobody"

STEPS: Mapping[State, Said] = {
    State.DRAFT: Said(
        _("Complete the application and file it. A draft has no legal effect."),
        APPLICANT,
        "draft_deleted",
    ),
    State.SUBMITTED: Said(_("The authority will look at the application."), AUTHORITY),
    State.IN_REVIEW: Said(_("The authority examines the application."), AUTHORITY),
    State.AWAITING_DOCUMENTS: Said(
        _("Hand in the documents that were asked for."), APPLICANT, "documents"
    ),
    State.HEARING: Said(
        _(
            "The authority intends to refuse; its letter says why. You can answer it: hand in what"
            " you have to say as a document, or send it to the authority."
        ),
        APPLICANT,
        "statement",
    ),
    State.AWAITING_PAYMENT: Said(
        _("Pay the fee; then the procedure goes on."), APPLICANT, "payment"
    ),
    State.AWAITING_BIOMETRICS: Said(
        _("Book an appointment, and bring the originals."), APPLICANT, "payment"
    ),
    State.AWAITING_DECISION: Said(_("The authority will decide."), AUTHORITY),
    State.IN_PRODUCTION: Said(_("The documents are being produced."), PRODUCER),
    State.READY_FOR_PICKUP: Said(
        _("Collect the documents; you can book an appointment for it."), APPLICANT
    ),
    State.COLLECTED: Said(_("The procedure is complete."), NOBODY),
    State.REFUSED: Said(_("The application was refused. The letter says what you can do."), NOBODY),
    State.WITHDRAWN: Said(_("The application was withdrawn."), NOBODY),
    State.DISCONTINUED: Said(_("The procedure was ended without a decision."), NOBODY),
    State.TRANSFERRED: Said(
        _("Another authority is now responsible; it will write to you."), NOBODY
    ),
}


def next_step(seen: Picture, *, on: date) -> NextStep:
    """What is next, whose turn it is, and by when where a day counts for the applicant.

    `on` is today: a payment that is overdue by then is told so, with the day since when.
    """
    case = seen.case
    if seen.withdrawal_announced:
        text = _("Confirm the withdrawal by the link that was sent by e-mail.")
        return NextStep("confirm_withdrawal", text, APPLICANT, None)
    if case.on_hold_reason:
        text = _("The procedure is paused until another body has answered.")
        return NextStep("on_hold", text, THIRD_PARTY, None)
    booked = next((row for row in seen.appointments if row.status == Booking.Status.BOOKED), None)
    if booked is not None:
        at_it = _at_appointment(seen, booked)
        return NextStep("attend_appointment", at_it, APPLICANT, booked.starts_at)
    said = _said(seen, on=on)
    days = {due.code: due.at for due in reversed(deadlines(seen, on=on))}
    return NextStep(case.state, said.text, said.whose, days.get(said.deadline))


def _at_appointment(seen: Picture, booked: BookingSeen) -> str | Promise:
    if booked.purpose == Purpose.PICKUP:
        return _("Come to the appointment and collect the documents.")
    if fee := _fee_to_bring(seen):
        text = _("Come to the appointment, and bring the originals and the fee: %(fee)s.")
        return text % {"fee": fee}
    return _("Come to the appointment, and bring the originals.")


def _said(seen: Picture, *, on: date) -> Said:
    """What comes next in this state, in the order in which this authority takes the steps."""
    state = State(seen.case.state)
    special = SPECIAL.get(state)
    said = (special and special(seen, on)) or STEPS[state]
    return _with_fee(said) if state in CLOSED and outstanding(seen) else said


def _with_fee(said: Said) -> Said:
    """A fee outlives the end; where something else is to be done, that stays the step."""
    text = f"{said.text} {STILL_TO_PAY}"
    return Said(text, APPLICANT, said.deadline or "payment")


STILL_TO_PAY = _("A fee is still to be paid.")


def _paying(seen: Picture, on: date) -> Said | None:
    since = overdue_since((row.due_on for row in outstanding(seen)), on=on)
    if since is None:
        return None
    text = _("The payment has been overdue since %(day)s. Pay now; then the procedure goes on.")
    return Said(text % {"day": date_format(since)}, APPLICANT, "payment")


def _in_hearing(seen: Picture, on: date) -> Said | None:
    hearing = seen.hearing
    if hearing is None or hearing.statement_at is not None:
        return Said(_("The authority looks at what you have said to its intention."), AUTHORITY)
    if hearing.due_on is not None and hearing.due_on < on:
        text = _(
            "The time for your answer is over, and the authority goes on. What comes before it has"
            " decided is still looked at."
        )
        return Said(text, AUTHORITY)
    return None


def _before_the_visit(seen: Picture, on: date) -> Said | None:
    if seen.has_come:
        return STEPS[State.AWAITING_DECISION]
    if fee := _fee_to_bring(seen):
        text = _("Book an appointment, and bring the originals and the fee: %(fee)s.")
        return Said(text % {"fee": fee}, APPLICANT, "payment")
    return None


def _in_production(seen: Picture, on: date) -> Said | None:
    if seen.case.delivery != Case.Delivery.DIRECT_DELIVERY:
        return None
    return Said(_("The documents are being produced and will be sent to you."), PRODUCER)


def _at_pickup(seen: Picture, on: date) -> Said | None:
    match seen.case.delivery:
        case Case.Delivery.BY_APPOINTMENT:
            return Said(_("Book an appointment and collect the documents."), APPLICANT)
        case Case.Delivery.BOX if _in_box(seen):
            return Said(_("Fetch the documents from the pickup box."), APPLICANT)
        case Case.Delivery.BOX:
            return Said(_("The documents are being put into the pickup box."), AUTHORITY)
    return None


def _after_refusal(seen: Picture, on: date) -> Said | None:
    """Nothing can be contested, and nothing has been told, before the letter is there."""
    if not any(item.refusal for item in seen.items):
        text = _("The application was refused. The authority sends you the letter that says why.")
        return Said(text, AUTHORITY)
    appeal = next((appeal for _item, appeal in open_appeals(seen, on=on)), None)
    if appeal is None:
        return None
    where = f"{appeal.body}, {appeal.address}"
    return Said(CONTEST[appeal.kind] % {"where": where}, APPLICANT, "remedy")


CONTEST: Mapping[str, str | Promise] = {
    "objection": _(
        "The application was refused. If you do not agree, you can object at: %(where)s."
    ),
    "claim": _(
        "The application was refused. If you do not agree, you can bring a claim at: %(where)s."
    ),
}
SPECIAL: Mapping[State, Callable[[Picture, date], Said | None]] = {
    State.HEARING: _in_hearing,
    State.AWAITING_PAYMENT: _paying,
    State.AWAITING_BIOMETRICS: _before_the_visit,
    State.IN_PRODUCTION: _in_production,
    State.READY_FOR_PICKUP: _at_pickup,
    State.REFUSED: _after_refusal,
}


def _in_box(seen: Picture) -> bool:
    return any(item.product_status == Order.Status.IN_BOX for item in seen.items)


def _fee_to_bring(seen: Picture) -> str | None:
    """What is outstanding, where it is taken at the counter and was not asked for in advance."""
    due = outstanding(seen)
    if not due:
        return None
    terms = rules_of(seen.case, on=due[0].notice.tariff_on).terms
    taken_there = {"cash", "counter_card"}.intersection(terms.methods)
    if terms.due == "before_appointment" or not taken_there:
        return None
    return german_amount(sum((row.amount for row in due), NOTHING))
