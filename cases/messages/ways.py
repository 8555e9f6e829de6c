"""What is said about how a fee is taken and how a document reaches the hand.

Public: `METHODS`, `HANDED_OVER`, `money`, `to_bring`, `to_pay_with`, `after_production`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cases.models import Case
from cases.rules import rules_of
from cases.sequence import paid_first
from common.calendar import local_day
from common.rules import Text
from common.text import german_amount

from . import facts

METHODS = {
    "card": Text(de="Kreditkarte (Visa, Mastercard)", en="credit card (Visa, Mastercard)"),
    "paypal": Text(de="PayPal", en="PayPal"),
    "online": Text(de="online im Portal", en="online in the portal"),
    "cash": Text(de="bar an der Kasse", en="cash at the counter"),
    "counter_card": Text(de="mit Karte an der Kasse", en="by card at the counter"),
    "transfer": Text(de="Überweisung", en="bank transfer"),
}
AT_THE_COUNTER = ("cash", "counter_card")
NO_MONEY = Text(
    de="Geld müssen Sie zu dem Termin nicht mitbringen.",
    en="You do not have to bring any money.",
)
PAID_APART = Text(
    de="Die Gebühr zahlen Sie nicht bei dem Termin, sondern wie im Gebührenbescheid beschrieben.",
    en="The fee is not paid at the appointment but as the fee notice says.",
)
# What is done once a document lies ready; nothing yet, where it has to be put into the box first.
HANDED_OVER: Mapping[str, Text] = {
    Case.Delivery.IN_PERSON: Text(
        de="Bitte holen Sie es persönlich ab.", en="Please collect it in person."
    ),
    Case.Delivery.BY_APPOINTMENT: Text(
        de="Bitte buchen Sie für die Abholung einen Termin.",
        en="Please book an appointment to collect it.",
    ),
}
SENT = Text(
    de="Das Dokument wird Ihnen zugeschickt. Halten Sie dann bitte Ihren Pass bereit.",
    en="The document will be sent to you. Please have your passport ready then.",
)
FETCHED = Text(
    de="Wir schreiben Ihnen, wenn Sie das Dokument abholen können.",
    en="We will write to you when you can collect it.",
)
NOT_SENT = Text(
    de="Zuschicken können wir das Dokument leider nicht. Wir schreiben Ihnen, wenn es bereitliegt.",
    en="Unfortunately we cannot send you the document. We will write to you when it is ready.",
)


def money(case: Case, at: datetime) -> Text:
    """Whether money is to be brought to the visit, how much, and in which form."""
    due = case.fees.outstanding().total()
    if not due:
        return NO_MONEY
    methods = _counter_methods(case, at)
    if not methods or paid_first(case):
        return PAID_APART
    return Text(
        de=f"Bitte zahlen Sie dort die Gebühr von {german_amount(due)}:"
        f" {' oder '.join(method.de for method in methods)}.",
        en=f"Please pay the fee of EUR {due:,.2f} there:"
        f" {' or '.join(method.en for method in methods)}.",
    )


def to_bring(case: Case, purpose: str, at: datetime) -> list[Text]:
    """The originals, and the fee where it is taken at the visit."""
    things = facts.to_bring(case, purpose, at)
    due = case.fees.outstanding().total()
    if not due or not _counter_methods(case, at) or paid_first(case):
        return things
    fee = Text(de=f"die Gebühr: {german_amount(due)}", en=f"the fee: EUR {due:,.2f}")
    return [*things, fee]


def to_pay_with(case: Case, at: datetime) -> list[Text]:
    """The ways of paying that the authority takes on that day."""
    return [METHODS[method] for method in rules_of(case, on=local_day(at)).terms.methods]


def _counter_methods(case: Case, at: datetime) -> list[Text]:
    methods = rules_of(case, on=local_day(at)).terms.methods
    return [METHODS[method] for method in methods if method in AT_THE_COUNTER]


def after_production(case: Case) -> Text:
    """How the document comes once it is made; said also where the wish could not be met."""
    if case.delivery == Case.Delivery.DIRECT_DELIVERY:
        return SENT
    wish_unmet = any(found["code"] == "direct_delivery_off" for found in case.findings)
    return NOT_SENT if wish_unmet else FETCHED
