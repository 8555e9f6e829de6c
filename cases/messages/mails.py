"""Which e-mail follows which event, and what it says. Nothing protected, never the ground."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from appointments.models import Booking
from authorities.information import Location
from cases.models import Case, CaseEvent
from cases.rules import rules_of
from cases.states import State
from common.calendar import local_day
from common.rules import Text
from common.text import german_amount

from . import facts, ways


@dataclass(frozen=True)
class Mail:
    """One e-mail to be created once per `occasion`."""

    kind: str
    occasion: str
    data: Mapping[str, Any] = field(default_factory=dict)


Writer = Callable[[Case, CaseEvent], Mail | None]

HINT = Text(
    de="Die Bestätigung mit einem Code, den Dritte prüfen können, liegt im Portal für Sie bereit.",
    en="A confirmation with a code that others can check is ready for you in the portal.",
)
HINT_BY_POST = Text(
    de="Eine Bestätigung mit einem Code, den Dritte prüfen können, kommt mit der Post.",
    en="A confirmation with a code that others can check will come by post.",
)
AGAIN = Text(
    de="Der Hersteller konnte es so nicht fertigstellen.",
    en="The producer could not complete it as it was.",
)
NOTHING_TO_DO = Text(
    de="Sie müssen jetzt nichts tun. Wir schreiben Ihnen, wie es weitergeht.",
    en="You do not have to do anything now. We will write to you about the next step.",
)
ITEMS = {
    "permit": Text(de="Ihr Titel", en="your permit"),
    "travel_document": Text(de="Ihr Reiseausweis", en="your travel document"),
}
# What exactly ends stands on the page behind the link: mails travel in the open.
READ_FIRST = Text(
    de="Was dadurch endet, steht auf der Seite, die sich mit dem Link öffnet.",
    en="What will end by it is explained on the page that the link opens.",
)


def mail_after(case: Case, event: CaseEvent) -> Mail | None:
    """The mail that follows an event, or None where nothing is said."""
    writer = WRITERS.get(event.kind)
    return writer(case, event) if writer else None


def _submitted(case: Case, event: CaseEvent) -> Mail:
    hint = HINT if case.portal_id else HINT_BY_POST
    return Mail("received", "receipt", {"received_at": case.received_at, "confirmation_hint": hint})


def _documents_requested(case: Case, event: CaseEvent) -> Mail:
    data = {
        "due_on": date.fromisoformat(event.data["due_on"]),
        "count": len(event.data["requirements"]),
        **facts.letter_place(case),
    }
    return Mail("documents_requested", event.data["nachforderung"], data)


def _nachforderung_extended(case: Case, event: CaseEvent) -> Mail:
    open_count = case.nachforderungen.get(public_id=event.data["nachforderung"]).positions.filter(
        satisfied_at=None
    )
    data = {
        "due_on": date.fromisoformat(event.data["due_on"]),
        "count": open_count.count(),
    } | facts.letter_place(case)
    return Mail("documents_requested", f"{event.data['nachforderung']}-{event.seq}", data)


def _documents_received(case: Case, event: CaseEvent) -> Mail:
    return Mail("documents_received", f"{event.seq}")


def _payment_requested(case: Case, event: CaseEvent) -> Mail:
    data = {
        "amount": Decimal(event.data["total"]),
        "due_on": date.fromisoformat(event.data["due_on"]),
        "methods": ways.to_pay_with(case, event.at),
        **facts.letter_place(case),
    }
    return Mail("payment_requested", event.data["notice"], data)


def _notice_issued(case: Case, event: CaseEvent) -> Mail | None:
    """Where nothing waits for the payment (at an end, for an act beside the application, or where
    it may come any time before the order) the notice is announced by itself.
    """
    due = rules_of(case, on=local_day(event.at)).terms.due
    at_an_end = case.closed_at or facts.is_refused(case)
    alone = at_an_end or event.data["occasion"] in BY_ITSELF or due == "determined_at_review"
    if alone and Decimal(event.data["total"]):
        return _payment_requested(case, event)
    return None


BY_ITSELF = {"act", "late", "refusal", "withdrawal", "ending"}


def _reassessed(case: Case, event: CaseEvent) -> Mail:
    """Who owes the difference is asked for it; everybody else is told that there is a letter."""
    if not (missing := Decimal(event.data["missing"])):
        return Mail("fees_changed", f"{event.seq}", facts.letter_place(case))
    asked = _payment_requested(case, event)
    return replace(asked, data={**asked.data, "amount": missing})


def _due_again(case: Case, event: CaseEvent) -> Mail:
    asked = _payment_requested(case, event)
    return replace(asked, occasion=f"{asked.occasion}/{event.seq}")


def _payment_received(case: Case, event: CaseEvent) -> Mail:
    data = {"amount": Decimal(event.data["amount"]), "next_step": _after_payment(event)}
    return Mail("payment_received", f"{event.seq}", data)


def _after_payment(event: CaseEvent) -> Text:
    """Who paid a part is told the rest, or they would wait for us while we wait for them."""
    if not (missing := Decimal(event.data["missing"])):
        return NOTHING_TO_DO
    rest = german_amount(missing)
    return Text(
        de=f"Damit ist noch nicht alles bezahlt. Bitte zahlen Sie auch den Rest: {rest}.",
        en=f"Not everything has been paid yet. Please pay the rest, too: EUR {missing:,.2f}.",
    )


def _invited(case: Case, event: CaseEvent) -> Mail:
    data = {
        "purpose": facts.purpose_label(case, "biometrics", event.at),
        "money": ways.money(case, event.at),
    }
    return Mail("appointment_invitation", f"{event.seq}", data)


def _appointment(kind: str) -> Writer:
    def write(case: Case, event: CaseEvent) -> Mail:
        booking = case.appointments.get(public_id=event.data["appointment"])
        occasion = f"{booking.public_id}-{booking.sequence}"
        return Mail(kind, occasion, appointment_data(case, booking, event))

    return write


def appointment_data(case: Case, booking: Booking, event: CaseEvent | Any) -> dict[str, Any]:
    """What is said about an appointment: when, where, what to bring."""
    return {
        "purpose": facts.purpose_label(case, booking.purpose, event.at),
        "starts_at": booking.starts_at,
        "location": facts.place_of(booking),
        "bring": ways.to_bring(case, booking.purpose, event.at),
    }


def _cancelled(case: Case, event: CaseEvent) -> Mail:
    data = {
        "purpose": facts.purpose_label(case, event.data["purpose"], event.at),
        "starts_at": datetime.fromisoformat(event.data["starts_at"]),
    }
    return Mail("appointment_cancelled", f"{event.data['appointment']}-{event.seq}", data)


def _hearing(case: Case, event: CaseEvent) -> Mail:
    data = {"due_on": date.fromisoformat(event.data["due_on"]), **facts.letter_place(case)}
    return Mail("hearing_announced", event.data["hearing"], data)


def _refused(case: Case, event: CaseEvent) -> Mail:
    """The whole application is only decided when no other item is left."""
    if facts.is_refused(case):
        return Mail("decision_letter", f"{event.seq}")
    return Mail("refused_item", f"{event.seq}", {"item": ITEMS[event.data["item"]]})


def _ordered(case: Case, event: CaseEvent) -> Mail:
    weeks = rules_of(case, on=local_day(event.at)).production
    data = {
        "weeks_from": weeks.min_weeks,
        "weeks_to": weeks.max_weeks,
        "how": ways.after_production(case),
    }
    return Mail("ordered", "order", data)


def _order_repeated(case: Case, event: CaseEvent) -> Mail:
    return Mail("order_repeated", event.data["order"], {"reason_hint": AGAIN})


def _ready(case: Case, event: CaseEvent) -> Mail | None:
    """Nobody comes for what is not in the box yet, and for what is not ready."""
    how = ways.HANDED_OVER.get(case.delivery)
    if how is None or case.state != State.READY_FOR_PICKUP:
        return None
    data = {
        "how": how,
        "location": _named(facts.pickup_place(case, event.at)),
        "bring": facts.to_bring(case, "pickup", event.at),
    }
    return Mail("ready_for_pickup", f"{event.seq}", data)


def _in_box(case: Case, event: CaseEvent) -> Mail:
    data = {
        "location": _named(facts.box_place(case, event.at)),
        "until": date.fromisoformat(event.data["until"]),
    }
    return Mail("ready_in_box", event.data["order"], data)


def _named(place: Location) -> Text:
    return Text(de=f"{place.name.de}, {place.address}", en=f"{place.name.en}, {place.address}")


def _withdrawal_announced(case: Case, event: CaseEvent) -> Mail:
    withdrawal = case.withdrawals.get(public_id=event.data["withdrawal"])
    data = {
        "link": f"{settings.PUBLIC_URL}/withdrawals/{withdrawal.token}",
        "effect": READ_FIRST,
    }
    return Mail("withdrawal_to_confirm", f"{withdrawal.public_id}-{event.seq}", data)


def _plain(kind: str) -> Writer:
    return lambda case, event: Mail(kind, f"{event.seq}")


def _with_letter(kind: str) -> Writer:
    return lambda case, event: Mail(kind, f"{event.seq}", facts.letter_place(case))


def _certificate_issued(case: Case, event: CaseEvent) -> Mail:
    ends_on = date.fromisoformat(event.data["valid_until"])
    return Mail("certificate_issued", event.data["certificate"], {"valid_until": ends_on})


def _in_portal_only(writer: Writer) -> Writer:
    """What goes on paper is told of when it has left: before, nobody knows its last day."""
    return lambda case, event: writer(case, event) if case.portal_id else None


def _letter_dispatched(case: Case, event: CaseEvent) -> Mail | None:
    """A letter with a Frist is on its way: until when there is time, as counted from today."""
    if "due_on" not in event.data:
        return None
    told = {"due_on": date.fromisoformat(event.data["due_on"]), **facts.letter_place(case)}
    kind, act = event.data["kind"], event.data["act"]
    if kind == "hearing":
        return Mail("hearing_announced", f"{act}-{event.seq}", told)
    if kind == "fee_notice":
        return Mail("payment_requested", f"{act}/{event.seq}", told | _to_pay(case, event))
    asked = case.nachforderungen.get(public_id=act).positions.filter(satisfied_at=None)
    return Mail("documents_requested", f"{act}-{event.seq}", told | {"count": asked.count()})


def _to_pay(case: Case, event: CaseEvent) -> dict[str, Any]:
    notice = case.fee_notices.get(public_id=event.data["act"])
    return {
        "amount": notice.positions.outstanding().total(),
        "methods": ways.to_pay_with(case, event.at),
    }


def _discontinued(case: Case, event: CaseEvent) -> Mail | None:
    """Nobody writes to the dead."""
    if event.data["reason"] == "death":
        return None
    return _with_letter("discontinued")(case, event)


WRITERS: Mapping[str, Writer] = {
    "submitted": _submitted,
    "documents_requested": _in_portal_only(_documents_requested),
    "nachforderung_extended": _nachforderung_extended,
    "nachforderung_answered": _documents_received,
    "fee_notice_issued": _in_portal_only(_notice_issued),
    "fees_reassessed": _in_portal_only(_reassessed),
    "fee_due_again": _due_again,
    "fee_waived": _with_letter("fees_changed"),
    "fee_deferred": _with_letter("fees_changed"),
    "refund_ordered": _with_letter("fees_changed"),
    "payment_awaited": _in_portal_only(
        lambda case, event: _payment_requested(case, _notice_event(case))
    ),
    "payment_recorded": _payment_received,
    "invited_to_biometrics": _invited,
    "appointment_booked": _appointment("appointment_booked"),
    "appointment_moved": _appointment("appointment_moved"),
    "appointment_cancelled": _cancelled,
    "refusal_announced": _in_portal_only(_hearing),
    "letter_dispatched": _letter_dispatched,
    "item_refused": _refused,
    "products_ordered": _ordered,
    "order_repeated": _order_repeated,
    "pickup_announced": _ready,
    "delivery_chosen": _ready,
    "put_into_box": _in_box,
    "delivery_returned": _plain("delivery_returned"),
    "person_changed": _plain("person_changed"),
    "continuation_ordered": _with_letter("stay_letter"),
    "certificate_issued": _certificate_issued,
    "collected": _plain("collected"),
    "withdrawal_announced": _withdrawal_announced,
    "withdrawn": _with_letter("withdrawn"),
    "discontinued": _discontinued,
    "transferred": _plain("transferred"),
    "put_on_hold": _plain("on_hold"),
    "resumed": _plain("resumed"),
    "parted": _plain("resumed"),
}


def _notice_event(case: Case) -> CaseEvent:
    """The notice is announced together with what it is waited for."""
    told = case.events.filter(kind__in=["fee_notice_issued", "fees_reassessed"])
    return told.exclude(data__occasion__in=["act", "late"]).latest("seq")
