"""Which letter follows which event, and what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.conf import settings

from appointments.models import Purpose
from authorities import service as authorities
from authorities.information import Location
from cases.after_refusal import work_goes_on
from cases.models import Case, CaseEvent, Item, Refusal
from cases.rules import rules_of
from cases.states import State
from common.calendar import local_day
from common.text import german_day
from correspondence import letter_data as letters

from . import facts, ways
from .letter_parts import (
    TRAVEL_DOCUMENT,
    WISHES,
    Written,
    head,
    name_of,
    one_line,
    section,
)

Writer = Callable[[Case, CaseEvent], Written]
BY_PORTAL = "über das Online-Portal, in dem Sie den Antrag gestellt haben"
ON_PAPER = "per Post an die oben genannte Anschrift"
IN_PERSON = "persönlich oder in den Hausbriefkasten an der oben genannten Anschrift"
REASONS = {
    "departure": "Sie haben das Bundesgebiet verlassen.",
    "naturalisation": "Sie sind eingebürgert worden.",
    "other_title": "Ihnen ist ein anderer Aufenthaltstitel erteilt worden.",
    "duplicate": "Derselbe Antrag wird bereits unter einem anderen Aktenzeichen bearbeitet.",
}
FEE_AFTER_REFUSAL = (
    "Auch für einen abgelehnten Antrag können Gebühren zu zahlen sein (§ 49 Abs. 2 AufenthV). Sie"
    " stehen in einem eigenen Gebührenbescheid."
)
EFFECT_ENDS = (
    "Mit der Bekanntgabe dieses Bescheids endet, was der Antrag nach § 81 AufenthG bewirkt hat."
)
NO_DELAY = (
    "Ein Rechtsbehelf hat keine aufschiebende Wirkung (§ 84 Abs. 1 AufenthG). Das Gericht kann sie"
    " auf Antrag anordnen (§ 80 Abs. 5 VwGO)."
)
ENDED_BY_REFUSAL = {"continuation", "continuation_ordered", "permission", "toleration"}
PRODUCTS = {
    "eat": "elektronischer Aufenthaltstitel (Karte)",
    "foreigner_passport": "Reiseausweis für Ausländer",
    "refugee_passport": "Reiseausweis für Flüchtlinge",
    "stateless_passport": "Reiseausweis für Staatenlose",
}


# The letters that set a Frist going, and the events by which they are made.
SET_A_FRIST = ("nachforderung", "hearing", "fee_notice")
BY_LETTER = {
    "documents_requested",
    "nachforderung_extended",
    "refusal_announced",
    "fee_notice_issued",
    "fees_reassessed",
}


def letter_after(case: Case, event: CaseEvent) -> Written | None:
    """The letter that follows an event, or None where none is written."""
    writer = WRITERS.get(event.kind)
    return writer(case, event) if writer else None


def _applied_for_without_ground(case: Case) -> tuple[str, ...]:
    """For a paper that is shown to employers: the ground of the stay is none of their business."""
    permit = WISHES[case.kind]
    return (permit, TRAVEL_DOCUMENT) if case.requests.get("travel_document") else (permit,)


def _wish(case: Case, item: Item) -> str:
    """What the item was applied for, as in "Ihr Antrag auf …"."""
    return TRAVEL_DOCUMENT if item.kind == Item.Kind.TRAVEL_DOCUMENT else WISHES[case.kind]


EMPLOYMENT = {
    "unchanged": letters.Employment.AS_BEFORE,
    "not_permitted": letters.Employment.NOT_ALLOWED,
    "not_affected": letters.Employment.NOT_STATED,
}


def confirmation(case: Case, at: datetime) -> letters.Confirmation:
    """The confirmation of filing with what § 81 AufenthG makes of it today."""
    effect = case.legal_effect
    code = case.confirmation.code
    url = f"{settings.PUBLIC_URL}/verify/{code}"
    if case.received_at is None:
        raise ValueError("only what was received is confirmed")
    return letters.Confirmation(
        **head(case, at),
        applied_for=_applied_for_without_ground(case),
        received_at=case.received_at,
        effect=letters.Effect(effect["kind"]),
        employment=EMPLOYMENT[effect["employment"]],
        title_valid_until=case.title.valid_until if case.title else None,
        ordered_on=_ordered_on(case) if effect["kind"] == "continuation_ordered" else None,
        reason=effect["why"]["de"] if effect["kind"] == "none" else "",
        duration=_duration(case, case.received_at),
        verification_code=code,
        verification_url=url,
        verification_qr=letters.QrCode(url),
    )


def _duration(case: Case, at: datetime) -> str:
    weeks = rules_of(case, on=local_day(at)).procedure
    return f"{weeks.min_weeks} bis {weeks.max_weeks} Wochen" if weeks else ""


def _ordered_on(case: Case) -> date | None:
    order = case.fortgeltungsanordnungen.standing().first()
    return local_day(order.ordered_at) if order else None


def _submitted(case: Case, event: CaseEvent) -> Written:
    title = "Bestätigung der Antragstellung"
    return Written("confirmation", "receipt", title, confirmation(case, event.at))


def _receipt_corrected(case: Case, event: CaseEvent) -> Written:
    """The one that was given says too late a day, and may say an effect that is none."""
    title = "Bestätigung der Antragstellung"
    return Written("confirmation", f"receipt-{event.seq}", title, confirmation(case, event.at))


def _ways_to_hand_in(case: Case) -> tuple[str, ...]:
    """Nobody is sent to a portal who has never seen one."""
    return (BY_PORTAL, ON_PAPER) if case.portal_id else (ON_PAPER, IN_PERSON)


def _nachforderung(case: Case, event: CaseEvent) -> Written:
    asked = case.nachforderungen.get(public_id=event.data["nachforderung"])
    positions = asked.positions.filter(satisfied_at=None).select_related("requirement")
    letter = letters.Nachforderung(
        **head(case, event.at),
        applied_for=one_line(case, event.at),
        missing=tuple(
            letters.MissingItem(label=position.requirement.label, wanted=position.text)
            for position in positions.order_by("id")
        ),
        due_on=asked.due_on,
        ways=_ways_to_hand_in(case),
    )
    occasion = f"{asked.public_id}-{event.seq}"
    return Written("nachforderung", occasion, "Nachforderung von Unterlagen", letter)


def remedy_notice(case: Case, at: datetime) -> str:
    """What can be done against a decision, where, and until when (§ 37(6) VwVfG, § 58 VwGO)."""
    remedy = rules_of(case, on=local_day(at)).remedy
    months = "eines Monats" if remedy.months == 1 else f"von {remedy.months} Monaten"
    begun = f"Gegen diesen Bescheid kann innerhalb {months} nach seiner Bekanntgabe"
    if remedy.kind == "claim":
        return f"{begun} Klage beim {remedy.body.de}, {remedy.address}, erhoben werden."
    return f"{begun} Widerspruch eingelegt werden bei: {remedy.body.de}, {remedy.address}."


def _appointment(case: Case, event: CaseEvent) -> Written:
    booking = case.appointments.get(public_id=event.data["appointment"])
    rule = rules_of(case, on=local_day(event.at)).appointments[booking.purpose]
    change_until = rule.changeable_until(booking.starts_at)
    letter = letters.AppointmentInvitation(
        **head(case, event.at),
        purpose=rule.label.de,
        starts_at=booking.starts_at,
        place=(booking.counter.location, booking.counter.name),
        what_happens=WHAT_HAPPENS[booking.purpose],
        bring=tuple(text.de for text in ways.to_bring(case, booking.purpose, event.at)),
        in_person=booking.purpose == Purpose.BIOMETRICS,
        change_until=change_until if change_until > event.at else None,
    )
    occasion = f"{booking.public_id}-{booking.sequence}"
    return Written("appointment", occasion, "Terminbestätigung", letter)


WHAT_HAPPENS = {
    "biometrics": (
        "Wir sehen Ihre Unterlagen im Original an.",
        "Wir nehmen Ihr Foto, Ihre Unterschrift und Ihre Fingerabdrücke auf.",
    ),
    "pickup": ("Wir händigen Ihnen Ihre Dokumente aus und ziehen die alte Karte ein.",),
}


def _hearing(case: Case, event: CaseEvent) -> Written:
    hearing = case.hearings.get(public_id=event.data["hearing"])
    if hearing.due_on is None:
        raise ValueError("an announced hearing has a last day")
    letter = letters.Hearing(
        **head(case, event.at),
        intention=f"Ihren Antrag auf {_wish(case, hearing.item)} abzulehnen",
        grounds=(section("", hearing.grounds),),
        respond_by=hearing.due_on,
        ways=_ways_to_hand_in(case),
    )
    return Written("hearing", f"{hearing.public_id}", "Anhörung", letter)


def _refusal(case: Case, event: CaseEvent) -> Written:
    refusal = case.refusals.get(public_id=event.data["refusal"])
    letter = letters.Refusal(
        **head(case, event.at),
        dispatch="Mit Postzustellungsurkunde",
        applied_for=one_line(case, event.at),
        operative=(f"Ihr Antrag auf {_wish(case, refusal.item)} wird abgelehnt.",),
        reasons=(
            section("Sachverhalt und rechtliche Würdigung", refusal.grounds),
            section("Rechtsgrundlage", refusal.legal_basis),
        ),
        hints=_hints(case, refusal),
        remedy=refusal.remedy,
        signatory=name_of(refusal.confirmed_by),
        signatory_function="",
    )
    return Written("refusal", f"{refusal.public_id}", "Ablehnungsbescheid", letter)


def _hints(case: Case, refusal: Refusal) -> tuple[str, ...]:
    """What ends, what does not wait and what is owed: who is not told loses a job or an appeal."""
    if refusal.item.kind != Item.Kind.PERMIT:
        return (FEE_AFTER_REFUSAL,)
    ends = case.legal_effect["kind"] in ENDED_BY_REFUSAL
    return (*((EFFECT_ENDS,) if ends else ()), NO_DELAY, FEE_AFTER_REFUSAL)


def _withdrawn(case: Case, event: CaseEvent) -> Written:
    ends = case.title.valid_until if case.title else None
    still_runs = ends is not None and ends >= local_day(event.at)
    letter = letters.WithdrawalNotice(
        **head(case, event.at),
        applied_for=one_line(case, event.at),
        effective_at=event.at,
        ended_effect=letters.Effect(case.legal_effect["kind"]),
        title_valid_until=ends if still_runs else None,
    )
    return Written("withdrawal", f"{event.seq}", "Bestätigung der Rücknahme", letter)


def _discontinued(case: Case, event: CaseEvent) -> Written | None:
    """Nobody writes to the dead; whoever looks after the estate is told by a person."""
    if event.data["reason"] == "death":
        return None
    letter = letters.Discontinuation(
        **head(case, event.at),
        applied_for=one_line(case, event.at),
        discontinued_on=local_day(event.at),
        reason=REASONS[event.data["reason"]],
    )
    return Written("discontinuation", f"{event.seq}", "Einstellung des Verfahrens", letter)


OPENING = {
    Case.Delivery.IN_PERSON: (
        "zu den Öffnungszeiten oder mit einem Termin, den Sie über das Portal buchen"
    ),
    Case.Delivery.BY_APPOINTMENT: "nur mit Termin; bitte buchen Sie ihn vorher",
}


def _conditions(case: Case, event: CaseEvent) -> Written | None:
    """A grant is announced by handing the card over, and its conditions with it."""
    order = case.orders.get(request_id=event.data["order"])
    item = order.item
    rows = item.nebenbestimmungen.order_by("id")
    if not rows or item.valid_from is None or item.valid_until is None:
        return None
    letter = letters.Conditions(
        **head(case, event.at),
        title="Aufenthaltserlaubnis nach "
        + authorities.legal_basis_label(case.legal_basis, on=local_day(event.at)),
        valid_from=item.valid_from,
        valid_until=item.valid_until,
        conditions=tuple(
            letters.AttachedCondition(row.text, row.legal_basis, row.reason) for row in rows
        ),
        remedy=remedy_notice(case, event.at),
    )
    return Written("conditions", f"{item.public_id}", "Nebenbestimmungen zum Titel", letter)


def _work_certified(case: Case, event: CaseEvent) -> Written:
    going_on = work_goes_on(case, on=local_day(event.at))
    if going_on is None or case.title is None or case.title.valid_until is None:
        raise ValueError("only a title that counts as continuing for work is certified")
    letter = letters.WorkCertificate(
        **head(case, event.at),
        title_valid_until=case.title.valid_until,
        announced_on=going_on.announced_on,
        until=going_on.until,
        urgent_motion=going_on.urgent_motion,
    )
    title = "Bescheinigung nach § 84 Abs. 2 AufenthG"
    return Written("work_certificate", f"{event.seq}", title, letter)


def _transferred(case: Case, event: CaseEvent) -> Written:
    closure = case.closures.confirmed().get()
    if case.received_at is None:
        raise ValueError("only what was received is handed on")
    letter = letters.Transfer(
        **head(case, event.at),
        applied_for=one_line(case, event.at),
        to_authority=closure.to_authority,
        transferred_on=local_day(event.at),
        received_at=case.received_at,
        effect_goes_on=case.legal_effect["kind"] != letters.Effect.NONE,
        fee_taken=case.fees.filter(act="", status="settled").exists(),
    )
    return Written("transfer", f"{event.seq}", "Abgabe an eine andere Behörde", letter)


def _ready(case: Case, event: CaseEvent) -> Written | None:
    """Where the documents are fetched at the desk; of the box one hears when they lie in it."""
    if case.delivery not in OPENING or case.state != State.READY_FOR_PICKUP:
        return None
    place = facts.pickup_place(case, event.at)
    return _pickup(case, event, place, opening=OPENING[Case.Delivery(case.delivery)])


def _in_box(case: Case, event: CaseEvent) -> Written:
    until = german_day(date.fromisoformat(event.data["until"]))
    return _pickup(case, event, facts.box_place(case, event.at), opening=f"bis zum {until}")


def _pickup(case: Case, event: CaseEvent, place: Location, *, opening: str) -> Written:
    rules = rules_of(case, on=local_day(event.at))
    orders = case.orders.active().filter(status__in=["ready", "in_box"]).order_by("id")
    letter = letters.PickupInvitation(
        **head(case, event.at),
        products=tuple(PRODUCTS[order.product] for order in orders),
        place=(place.name.de, place.address),
        bring=tuple(text.de for text in rules.appointments["pickup"].bring),
        opening=opening,
    )
    return Written("pickup", f"{event.seq}", "Ihre Dokumente liegen bereit", letter)


WRITERS: Mapping[str, Callable[[Case, CaseEvent], Written | None]] = {
    "submitted": _submitted,
    "receipt_corrected": _receipt_corrected,
    "taken_over": _receipt_corrected,
    "receipt_given_back": _receipt_corrected,
    "documents_requested": _nachforderung,
    "nachforderung_extended": _nachforderung,
    "appointment_booked": _appointment,
    "appointment_moved": _appointment,
    "refusal_announced": _hearing,
    "item_refused": _refusal,
    "withdrawn": _withdrawn,
    "discontinued": _discontinued,
    "transferred": _transferred,
    "work_certified": _work_certified,
    "product_handed_over": _conditions,
    "pickup_announced": _ready,
    "delivery_chosen": _ready,
    "put_into_box": _in_box,
}
