"""What a change about a person touches in a case on its way, and what is re-opened by that.

Private to the services: `Subject`, `Touch`, `TOUCHES`, `reopen_what`. The table says everything
that a change re-opens; nothing else is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from authorities import service as authorities
from cases.guards import checks_answered, fees_settled
from cases.models import Case, Check
from cases.states import UNDECIDED
from documents import services as documents
from documents.models import Requirement
from production import services as production
from production.models import Order

from .core import disarm
from .ordering import place_orders


class Subject(StrEnum):
    """What about a person can change."""

    PASSPORT = "passport"
    NAME = "name"
    ADDRESS = "address"
    NATIONALITY = "nationality"
    CONTACT = "contact"
    REPRESENTATIVE = "representative"


class Touch(StrEnum):
    """What of a case a change can touch."""

    PASSPORT_COPY = "passport_copy"  # asked for again: the one at hand shows the old passport
    CHECKS = "checks"  # answered for the person as known before (§ 73 AufenthG, AZR, BZR)
    FEES = "fees"  # another tariff may apply: an assessment anew is offered, never made
    ORDER = "order"  # ordered with the old data: made anew while unsent, else a person looks
    ADDRESS_ORDERED = "address_ordered"  # as an order, but corrected without a new card
    DISTRICT = "district"  # a move founds no other competence (§ 72(3a) AufenthG): a finding
    DIRECT_DELIVERY = "direct_delivery"  # goes to the registered address (§ 60a(2) AufenthV)


TOUCHES: Mapping[Subject, frozenset[Touch]] = {
    Subject.PASSPORT: frozenset({Touch.PASSPORT_COPY, Touch.ORDER}),
    Subject.NAME: frozenset({Touch.CHECKS, Touch.ORDER}),
    Subject.ADDRESS: frozenset({Touch.DISTRICT, Touch.DIRECT_DELIVERY, Touch.ADDRESS_ORDERED}),
    Subject.NATIONALITY: frozenset({Touch.CHECKS, Touch.FEES, Touch.ORDER}),
    Subject.CONTACT: frozenset(),
    Subject.REPRESENTATIVE: frozenset(),
}

# Checks whose answer is about the person as named; the others are about the matter.
ABOUT_THE_PERSON = {"security_query", "azr", "criminal_register"}
NEW_PASSPORT = "Der Pass ist neu: Bitte reichen Sie eine Kopie des neuen Passes ein."
MAY_COST_OTHERWISE = (
    "Der Gebührenbescheid wurde vor der Änderung der Angaben erlassen; die Gebühr kann neu"
    " festgesetzt werden."
)
LEFT = (
    "Die neue Anschrift liegt nicht im Bezirk. Der Umzug allein begründet keine andere"
    " Zuständigkeit; über eine Abgabe entscheidet ein Mensch."
)
NO_DIRECT_DELIVERY = (
    "Die Anschrift hat sich geändert: Die Dokumente werden nicht an die Anschrift versandt."
)
OLD_DATA = (
    "Ein Dokument ist mit den alten Angaben bestellt oder schon hergestellt; über eine"
    " Neuausstellung ist zu entscheiden."
)
OLD_ADDRESS = (
    "Ein Dokument ist mit der alten Anschrift bestellt oder schon hergestellt; sie wird bei der"
    " Aushändigung berichtigt."
)

# The notes that this leaves on a case, each at most once.
NOTES = {
    "assessment_offered": (MAY_COST_OTHERWISE, "§ 52a AufenthV"),
    "left_district": (LEFT, "§ 72 Abs. 3a AufenthG, § 3 Abs. 3 VwVfG"),
    "direct_delivery_ended": (NO_DIRECT_DELIVERY, "§ 60a Abs. 2 AufenthV"),
    "ordered_with_old_data": (OLD_DATA, "§ 45c Abs. 1 AufenthV"),
    "ordered_with_old_address": (OLD_ADDRESS, "§ 78 Abs. 1 AufenthG"),
}


def reopen_what(case: Case, subjects: Iterable[Subject], *, by: str, at: datetime) -> set[Touch]:
    """Re-open what the changes touch; which of it there was in this case."""
    touched = frozenset[Touch]().union(*(TOUCHES[subject] for subject in subjects))
    found = {touch for touch, act in REOPEN.items() if touch in touched and act(case, by, at)}
    case.save(update_fields=["findings", "requests"])
    return found


def note(case: Case, code: str) -> None:
    """Leave a note for the clerk; set on the instance only."""
    detail, legal_basis = NOTES[code]
    forget(case, code)
    case.findings.append({"code": code, "detail": detail, "legal_basis": legal_basis})


def forget(case: Case, code: str) -> None:
    case.findings = [found for found in case.findings if found["code"] != code]


def _passport_copy(case: Case, by: str, at: datetime) -> bool:
    looked_at = [Requirement.Status.HANDED_IN, Requirement.Status.ACCEPTED]
    copy = case.requirements.filter(code="passport_copy", status__in=looked_at).first()
    if copy is None or case.state not in UNDECIDED:
        return False
    documents.reject(requirement=copy, reason=NEW_PASSPORT, by=by, at=at)
    return True


def _checks(case: Case, by: str, at: datetime) -> bool:
    asked = [Check.Status.ASKED, Check.Status.ANSWERED]
    old = case.checks.filter(code__in=ABOUT_THE_PERSON, status__in=asked)
    if case.state not in UNDECIDED:
        return False
    for check in old:
        disarm(case, at=at, occasion=check.code)
    return bool(old.update(status=Check.Status.STALE, settled_at=None, settled_by=""))


def _fees(case: Case, by: str, at: datetime) -> bool:
    if not case.fee_notices.filter(replaced_at=None).exists():
        return False
    note(case, "assessment_offered")
    return True


def _order(case: Case, by: str, at: datetime) -> bool:
    return _made_anew(case, "ordered_with_old_data", at=at)


def _address_ordered(case: Case, by: str, at: datetime) -> bool:
    return _made_anew(case, "ordered_with_old_address", at=at)


def _made_anew(case: Case, otherwise: str, *, at: datetime) -> bool:
    """An order can be made anew only as long as nothing forbids one (docs/procedure.md)."""
    if not case.orders.active().exclude(status=Order.Status.HANDED_OVER).exists():
        return False
    if fees_settled(case) and checks_answered(case):
        for order in case.orders.unsent():
            production.call_off(order=order)
    if case.orders.active().exclude(status=Order.Status.HANDED_OVER).exists():
        note(case, otherwise)
    place_orders(case, at=at)
    return True


def _district(case: Case, by: str, at: datetime) -> bool:
    if authorities.lies_here(case.authority, case.person.municipality):
        forget(case, "left_district")
        return False
    note(case, "left_district")
    return True


def _direct_delivery(case: Case, by: str, at: datetime) -> bool:
    if not case.requests.get("direct_delivery"):
        return False
    case.requests = {**case.requests, "direct_delivery": False}
    note(case, "direct_delivery_ended")
    return True


# In this order: an order is made anew by what holds after the rest has been touched.
REOPEN: Mapping[Touch, Callable[[Case, str, datetime], bool]] = {
    Touch.PASSPORT_COPY: _passport_copy,
    Touch.CHECKS: _checks,
    Touch.FEES: _fees,
    Touch.DISTRICT: _district,
    Touch.DIRECT_DELIVERY: _direct_delivery,
    Touch.ORDER: _order,
    Touch.ADDRESS_ORDERED: _address_ordered,
}
