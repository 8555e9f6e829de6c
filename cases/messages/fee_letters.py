"""The letters about fees: notices, what was given up or put off, what goes back, receipts.

Public: `fee_letters_after`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cases.models import Case, CaseEvent
from cases.rules import rules_of
from common.calendar import local_day
from common.text import german_amount, german_day
from correspondence import letter_data as letters
from fees.models import FeeNotice, Payment

from . import facts
from .letter_parts import Written, head, one_line
from .letters import remedy_notice

METHODS = {
    "card": "Kreditkarte (Visa, Mastercard) über das Online-Portal",
    "paypal": "PayPal über das Online-Portal",
    "online": "online über das Portal",
    "cash": "bar an der Kasse",
    "counter_card": "mit Karte an der Kasse",
    "transfer": "Überweisung",
}
ONLINE = {"card", "paypal", "online"}
ASK_US = "auf dem Weg, den wir Ihnen auf Nachfrage nennen; wie Sie uns erreichen, steht oben"
RECEIPTED = {Payment.Method.CASH, Payment.Method.COUNTER_CARD}


def fee_letters_after(case: Case, event: CaseEvent) -> tuple[Written, ...]:
    """The letters that follow an event about money; none for any other."""
    writer = WRITERS.get(event.kind)
    written = writer(case, event) if writer else None
    return (written,) if written else ()


def _notice(case: Case, event: CaseEvent) -> Written | None:
    """Whoever owes nothing and owed nothing gets no notice."""
    notice = case.fee_notices.get(public_id=event.data["notice"])
    if not notice.total and notice.replaces is None:
        return None
    missing, surplus = Decimal(event.data["missing"]), Decimal(event.data["surplus"])
    rules = rules_of(case, on=local_day(event.at))
    letter = letters.FeeNotice(
        **head(case, event.at),
        applied_for=one_line(case, event.at),
        positions=tuple(_position(row) for row in notice.positions.order_by("id")),
        due_on=notice.due_on,
        ways=_ways(case, rules.terms.methods),
        remedy=remedy_notice(case, event.at),
        processing_waits=_waits(case, notice, event),
        reason=notice.reason,
        **_change(notice, missing=missing, surplus=surplus),
    )
    kind = "fee_notice" if missing or notice.replaces is None else "fee_change"
    return Written(kind, f"{notice.public_id}", f"Gebührenbescheid {notice.number}", letter)


def _ways(case: Case, methods: Iterable[str]) -> tuple[str, ...]:
    """Nobody is sent to a portal who has never seen one; where there is no other way, to us."""
    open_ones = [method for method in methods if case.portal_id or method not in ONLINE]
    return tuple(METHODS[method] for method in open_ones) or (ASK_US,)


def _position(row: Any) -> letters.FeePosition:
    return letters.FeePosition(
        label=row.label, legal_basis=row.legal_basis, amount=row.amount, reason=row.reason
    )


def _waits(case: Case, notice: FeeNotice, event: CaseEvent) -> bool:
    due = rules_of(case, on=local_day(event.at)).terms.due
    ended = case.closed_at is not None or facts.is_refused(case)
    return due == "before_appointment" and not notice.act and not ended


def _change(notice: FeeNotice, *, missing: Decimal, surplus: Decimal) -> dict[str, Any]:
    difference = notice.difference
    if notice.replaces is None or difference is None:
        return {}
    paid = notice.positions.filter(status="settled").total()
    return {
        "replaces": notice.replaces.number,
        "more": difference if difference > 0 else None,
        "less": -difference if difference < 0 else None,
        "paid": paid or None,
        "missing": missing,
        "refund": surplus or None,
    }


def _told(case: Case, event: CaseEvent, subject: str, *paragraphs: str) -> Written:
    letter = letters.FeeMessage(
        **head(case, event.at),
        applied_for=one_line(case, event.at),
        subject=subject,
        paragraphs=paragraphs,
    )
    return Written("fee_message", f"{event.kind}-{event.seq}", subject, letter)


def _amount(event: CaseEvent, key: str = "amount") -> str:
    return german_amount(Decimal(event.data[key]))


def _day(event: CaseEvent, key: str) -> str:
    return german_day(date.fromisoformat(event.data[key]))


def _waived(case: Case, event: CaseEvent) -> Written:
    text = f"Wir verzichten auf die Gebühr von {_amount(event)}. Sie müssen sie nicht zahlen."
    return _told(case, event, "Erlass einer Gebühr", text)


def _deferred(case: Case, event: CaseEvent) -> Written:
    text = (
        f"Die Gebühr von {_amount(event)} ist bis zum {_day(event, 'until')} gestundet. Danach wird"
        " sie wieder fällig; wir schreiben Ihnen dann, bis wann Sie zahlen können."
    )
    return _told(case, event, "Stundung einer Gebühr", text)


def _due_again(case: Case, event: CaseEvent) -> Written:
    text = (
        f"Die Stundung ist beendet. Bitte zahlen Sie {_amount(event, 'total')} bis zum"
        f" {_day(event, 'due_on')}."
    )
    return _told(case, event, "Ende der Stundung", text)


def _refund(case: Case, event: CaseEvent) -> Written:
    text = f"Sie haben zu viel gezahlt. Wir zahlen Ihnen {_amount(event)} zurück."
    return _told(case, event, "Rückzahlung", text)


def _receipt(case: Case, event: CaseEvent) -> Written | None:
    """For money at the counter; who pays online gets one from the payment service."""
    payment = case.payments.select_related("notice").get(pk=event.data["payment"])
    if payment.method not in RECEIPTED:
        return None
    letter = letters.Receipt(
        **head(case, event.at),
        amount=payment.amount,
        paid_at=payment.paid_at,
        method=METHODS[payment.method],
        number=payment.provider_id,
        notice=payment.notice.number,
    )
    return Written("receipt", f"{payment.pk}", "Quittung", letter)


WRITERS: Mapping[str, Callable[[Case, CaseEvent], Written | None]] = {
    "fee_notice_issued": _notice,
    "fees_reassessed": _notice,
    "fee_waived": _waived,
    "fee_deferred": _deferred,
    "fee_due_again": _due_again,
    "refund_ordered": _refund,
    "payment_recorded": _receipt,
}
