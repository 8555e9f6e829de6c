"""Codes of the API in plain words, and days as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()
Words = Mapping[str, str | Promise]
PAID = "paid"
SAYS_NOTHING = ""

EFFECTS: Words = {
    "continuation": _("Your permit stays valid until the authority has decided."),
    "continuation_ordered": _(
        "The authority has ordered that your permit stays valid until it has decided."
    ),
    "permission": _("Your stay counts as allowed until the authority has decided."),
    "toleration": _("You are not deported until the authority has decided."),
    "by_law": _("By law your stay counts as allowed until the authority has decided."),
    "none": _("The application alone gives you no right to stay."),
}
TURNS: Words = {
    "applicant": _("It is your turn."),
    "authority": _("It is the authority's turn. You do not have to do anything."),
    "producer": _("Your card is being made. You do not have to do anything."),
    "third_party": _("Another office has to answer first. You do not have to do anything."),
    "nobody": _("Nobody has to do anything."),
}
ITEMS: Words = {"permit": _("Residence permit"), "travel_document": _("Travel document")}
DECISIONS: Words = {
    "pending": _("not decided yet."),
    "intended": _("will be granted. It counts when you hold the card in your hand."),
    "granted": _("granted."),
    "refused": _("refused."),
    "not_decided": _("not decided: the procedure ended before."),
}
OVER = {"ended", "ask_authority"}  # of `legal_effect.standing`
APPEALS: Words = {
    "objection": _("You can object until %(day)s at: %(body)s, %(address)s."),
    "claim": _("You can bring a claim until %(day)s at: %(body)s, %(address)s."),
}
PRODUCTS: Words = {
    "placed": _("The card was ordered."),
    "sent": _("The card was ordered."),
    "order_accepted": _("The card was ordered."),
    "in_production": _("The card is being made."),
    "shipped": _("The card is on its way to the authority."),
    "received": _("The card is at the authority and is being checked."),
    "ready": _("The card is ready for you."),
    "in_box": _("The card lies in the pickup box."),
    "handed_over": _("You have the card."),
    "returned": _("The card came back to the authority."),
}
REQUIREMENTS: Words = {
    "open": _("Still missing."),
    "handed_in": _("Handed in, not checked yet."),
    "accepted": _("Accepted."),
    "rejected": _("Not accepted."),
    "not_needed": _("Not needed."),
}
DUE: Words = {
    "before_appointment": _("You pay online after the authority has checked your application."),
    "at_appointment": _("You pay at the appointment."),
    "at_counter": _("You pay at the counter."),
    "determined_at_review": _("The authority tells you when it has checked your application."),
}


@register.filter
def effect_words(kind: str) -> str:
    """What filing does to the stay."""
    return str(EFFECTS.get(kind, SAYS_NOTHING))


@register.filter
def goes_on(effect: Mapping[str, Any]) -> bool:
    """Whether what filing does to the stay still holds."""
    return effect["standing"] not in OVER


@register.filter
def appeal_words(refusal: Mapping[str, Any]) -> str:
    """What can be done against a refusal, until when and where."""
    remedy = refusal["remedy"]
    words = APPEALS.get(remedy["kind"], SAYS_NOTHING)
    return words % {
        "day": day(remedy["until"]),
        "body": remedy["body"],
        "address": remedy["address"],
    }


@register.filter
def turn_words(whose: str) -> str:
    """Whose turn it is."""
    return str(TURNS.get(whose, SAYS_NOTHING))


@register.filter
def item_words(kind: str) -> str:
    """What was applied for."""
    return str(ITEMS.get(kind, kind))


@register.filter
def decision_words(item: Mapping[str, Any]) -> str:
    """What was decided, and where the card is."""
    decided = str(DECISIONS.get(item["decision"], SAYS_NOTHING))
    return f"{decided} {PRODUCTS.get(item['product_status'] or '', SAYS_NOTHING)}".strip()


@register.filter
def requirement_words(status: str) -> str:
    """What became of a document."""
    return str(REQUIREMENTS.get(status, status))


@register.filter
def due_words(fees: Mapping[str, Any]) -> str:
    """When the fee is paid."""
    words = str(DUE.get(fees["due"], SAYS_NOTHING))
    if fees["due"] == "before_appointment" and fees["term_days"]:
        term = _("You then have %(days)s days.") % {"days": fees["term_days"]}
        return f"{words} {term}"
    return words


@register.filter
def is_paid(status: str) -> bool:
    """Whether a payment was completed."""
    return status == PAID


@register.filter
def is_nothing(amount: str) -> bool:
    """Whether an amount of the API is zero."""
    return not Decimal(amount)


@register.filter
def euros(amount: str) -> str:
    """An amount of the API, with the decimal sign of the language."""
    return amount.replace(".", ",") if _in_german() else amount


@register.filter
def day(value: str) -> str:
    """A day, or the day of an instant, in Berlin."""
    return date_format(_local(value), "j. F Y" if _in_german() else "j F Y")


@register.filter
def due_day(case: Mapping[str, Any]) -> str:
    """The last day for the next step; of a deadline that is not the day of the instant after it."""
    due: str = case["next_step"]["due_at"]
    return day({row["at"]: row["on"] for row in case["deadlines"]}.get(due, due))


@register.filter
def day_with_weekday(value: date) -> str:
    return date_format(value, "l, j. F Y" if _in_german() else "l, j F Y")


@register.filter
def moment(value: str) -> str:
    """A day with its time in Berlin."""
    pattern = "l, j. F Y, H:i \\U\\h\\r" if _in_german() else "l, j F Y, H:i"
    return date_format(timezone.localtime(datetime.fromisoformat(value)), pattern)


def _local(value: str) -> date:
    if "T" in value:
        return timezone.localtime(datetime.fromisoformat(value)).date()
    return date.fromisoformat(value)


def _in_german() -> bool:
    return get_language() == "de"
