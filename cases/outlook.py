"""What comes next in a case: whose turn it is, what can be done, and which days count.

Public: `NextStep`, `next_step`, `Blocked`, `blocked`, `possible`, `Due`, `deadlines`. Pure: looks
at a picture that is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments.models import Booking, Purpose
from cases.rules import rules_of
from common.calendar import end_of_day, local_day
from common.text import german_amount
from fees.ledger import NOTHING, overdue_since
from fees.models import FeePosition
from production.models import Order

from .actions import Action, Offered
from .models import Case
from .picture import BookingSeen, FeeSeen, Picture
from .services.visits import TooLateToChange
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
    State.AWAITING_PAYMENT: _("Pay the fee; then the procedure goes on."),
    State.AWAITING_BIOMETRICS: _("Book an appointment, and bring the originals."),
    State.AWAITING_DECISION: _("The authority will decide."),
    State.IN_PRODUCTION: _("The documents are being produced."),
    State.READY_FOR_PICKUP: _("Collect the documents; you can book an appointment for it."),
    State.COLLECTED: _("The procedure is complete."),
    State.REFUSED: _("The application was refused. The letter says what you can do."),
    State.WITHDRAWN: _("The application was withdrawn."),
    State.DISCONTINUED: _("The procedure was ended without a decision."),
    State.TRANSFERRED: _("Another authority is now responsible; it will write to you."),
}


def next_step(seen: Picture, *, on: date) -> NextStep:
    """What is next, whose turn it is, and by when where a day counts for the applicant.

    `on` is today: a payment that is overdue by then is told so, with the day since when.
    """
    case = seen.case
    if seen.withdrawal_announced:
        text = _("Confirm the withdrawal by the link that was sent by e-mail.")
        return NextStep("confirm_withdrawal", text, "applicant", None)
    if case.on_hold_reason:
        text = _("The procedure is paused until another body has answered.")
        return NextStep("on_hold", text, "third_party", None)
    booked = next((row for row in seen.appointments if row.status == Booking.Status.BOOKED), None)
    if booked is not None:
        said = _at_appointment(seen, booked)
        return NextStep("attend_appointment", said, "applicant", booked.starts_at)
    whose = "applicant" if case.state == State.DRAFT else case.waiting_for or "nobody"
    return NextStep(case.state, _sentence(seen, on=on), whose, _due_at(seen))


def _at_appointment(seen: Picture, booked: BookingSeen) -> str | Promise:
    if booked.purpose == Purpose.PICKUP:
        return _("Come to the appointment and collect the documents.")
    if fee := _fee_to_bring(seen):
        text = _("Come to the appointment, and bring the originals and the fee: %(fee)s.")
        return text % {"fee": fee}
    return _("Come to the appointment, and bring the originals.")


def _sentence(seen: Picture, *, on: date) -> str | Promise:
    """What comes next in this state, in the order in which this authority takes the steps."""
    since = overdue_since((row.due_on for row in _outstanding(seen)), on=on)
    if since and seen.case.state == State.AWAITING_PAYMENT:
        text = _("The payment has been overdue since %(day)s. Pay now; then the procedure goes on.")
        return text % {"day": date_format(since)}
    special = SPECIAL.get(State(seen.case.state))
    return (special and special(seen)) or STEPS[seen.case.state]


def _before_the_visit(seen: Picture) -> str | Promise | None:
    if seen.has_come:
        return STEPS[State.AWAITING_DECISION]
    if fee := _fee_to_bring(seen):
        text = _("Book an appointment, and bring the originals and the fee: %(fee)s.")
        return text % {"fee": fee}
    return None


def _in_production(seen: Picture) -> str | Promise | None:
    sent = seen.case.delivery == Case.Delivery.DIRECT_DELIVERY
    return _("The documents are being produced and will be sent to you.") if sent else None


def _at_pickup(seen: Picture) -> str | Promise | None:
    match seen.case.delivery:
        case Case.Delivery.BY_APPOINTMENT:
            return _("Book an appointment and collect the documents.")
        case Case.Delivery.BOX if _in_box(seen):
            return _("Fetch the documents from the pickup box.")
        case Case.Delivery.BOX:
            return _("The documents are being put into the pickup box.")
    return None


SPECIAL: Mapping[State, Callable[[Picture], str | Promise | None]] = {
    State.AWAITING_BIOMETRICS: _before_the_visit,
    State.IN_PRODUCTION: _in_production,
    State.READY_FOR_PICKUP: _at_pickup,
}


def _in_box(seen: Picture) -> bool:
    return any(item.product_status == Order.Status.IN_BOX for item in seen.items)


def _fee_to_bring(seen: Picture) -> str | None:
    """What is outstanding, where it is taken at the counter and was not asked for in advance."""
    due = _outstanding(seen)
    if not due:
        return None
    terms = rules_of(seen.case, on=due[0].notice.tariff_on).terms
    taken_there = {"cash", "counter_card"}.intersection(terms.methods)
    if terms.due == "before_appointment" or not taken_there:
        return None
    return german_amount(sum((row.amount for row in due), NOTHING))


def _outstanding(seen: Picture) -> list[FeeSeen]:
    return [row for row in seen.fees if row.status == FeePosition.Status.DUE]


@dataclass(frozen=True)
class Blocked:
    """An action that starts in the present state, and one thing that stands in its way."""

    action: Action
    code: str
    reason: str | Promise


CHANGES = ("move_appointment", "cancel_appointment")


def possible(seen: Picture, *, at: datetime) -> tuple[Action, ...]:
    """What the portal can do at `at`."""
    not_now = {one.action.name for one in blocked(seen, at=at)}
    return tuple(offer.action for offer in seen.offered if offer.action.name not in not_now)


def blocked(seen: Picture, *, at: datetime) -> tuple[Blocked, ...]:
    """What the portal cannot do at `at`: by the guards, which know no clock, and by the clock."""
    return tuple(
        one
        for offer in seen.offered
        for one in (*_by_guards(offer), *_by_the_clock(offer, seen, at=at))
    )


def _by_guards(offer: Offered) -> Iterator[Blocked]:
    for guard in offer.obstacles:
        yield Blocked(offer.action, guard.code, guard.reason)


def _by_the_clock(offer: Offered, seen: Picture, *, at: datetime) -> Iterator[Blocked]:
    booked = [row for row in seen.appointments if row.status == Booking.Status.BOOKED]
    if offer.action.name not in CHANGES or not booked:
        return
    rules = rules_of(seen.case, on=local_day(at)).appointments
    if all(at > rules[row.purpose].changeable_until(row.starts_at) for row in booked):
        yield Blocked(offer.action, TooLateToChange.code, TooLateToChange.sentence)


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
    if outstanding := _outstanding(seen):
        text = _("Last day for the payment.")
        found.append(_last_day("payment", text, min(row.due_on for row in outstanding)))
    return tuple(sorted(found, key=lambda due: due.at))


def _last_day(code: str, text: str | Promise, day: date) -> Due:
    return Due(code, text, day, end_of_day(day))
