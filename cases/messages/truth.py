"""Whether a message is still true at the moment it is sent; what is not, is dropped and marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cases.models import Case
from cases.states import UNDECIDED, State
from correspondence.models import Message

from .reminders import STANDS

UUID_LENGTH = 36

# Which of the standing facts a kind of message speaks of.
ABOUT = {
    "documents_requested": "nachforderung_due",
    "documents_reminder": "nachforderung_due",
    "documents_overdue": "nachforderung_due",
    "payment_requested": "payment_due",
    "payment_reminder": "payment_due",
    "payment_overdue": "payment_due",
    "appointment_booked": "appointment",
    "appointment_moved": "appointment",
    "appointment_in_7_days": "appointment",
    "appointment_tomorrow": "appointment",
    "appointment_missed": "no_show",
    "status_ends_soon": "status_ends",
    "certificate_ends_soon": "certificate_ends",
    "draft_saved": "draft",
    "draft_warning": "title_ends",
    "draft_warning_status": "title_ends",
    "draft_deleted_soon": "draft",
}


def still_true(message: Message) -> bool:
    """Ask the case, in the scope the courier works in, before the message leaves."""
    case = Case.objects.get(pk=message.case_id)
    if message.kind in ABOUT:
        return STANDS[ABOUT[message.kind]](case, _bare(message))
    holds = IN_STATE.get(message.kind)
    return holds is None or holds(case)


def _bare(message: Message) -> str:
    """The occasion as the fact knows it.

    A reminder adds its kind, an extended Nachforderung the number of its event.
    """
    occasion = message.occasion.split("/")[0]
    return occasion[:UUID_LENGTH] if message.kind == "documents_requested" else occasion


IN_STATE: Mapping[str, Callable[[Case], bool]] = {
    "appointment_invitation": lambda case: bool(case.state == State.AWAITING_BIOMETRICS),
    "ready_for_pickup": lambda case: bool(case.state == State.READY_FOR_PICKUP),
    "ready_in_box": lambda case: case.orders.active().filter(status="in_box").exists(),
    "withdrawal_to_confirm": lambda case: (
        case.state in UNDECIDED and case.withdrawals.announced().exists()
    ),
    "on_hold": lambda case: bool(case.on_hold_reason),
    "resumed": lambda case: not case.on_hold_reason,
}
