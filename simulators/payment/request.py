"""What a PaymentRequest must be (XBezahldienste 1.0, docs.fitko.de/xbezahldienste)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from simulators.remote import Problem
from simulators.shape import (
    Field,
    findings,
    is_instant,
    is_object,
    is_switch,
    is_text,
    listing,
    number,
    one_of,
    text,
)

IDENTIFIER = r"[\w-]{1,36}"
LETTERS = r"[\w\s,.\u00C0-\u017F-]{1,250}"

_identifier = text(IDENTIFIER)
_letters = text(LETTERS)
_amount = number(0, 999999, decimals=2)

_SAYS_IDENTIFIER = "must be 1 to 36 letters, digits, underscores or hyphens"
_SAYS_LETTERS = "must be 1 to 250 letters, digits, spaces, commas, dots or hyphens"
_SAYS_AMOUNT = "must be a number from 0 to 999999 with two decimals at most"
_SAYS_TEXT = "must be a text"


def _booking_data(value: Any) -> bool:
    return isinstance(value, dict) and all(_letters(one) for one in value.values())


ITEM = (
    Field("id", _identifier, _SAYS_IDENTIFIER),
    Field("reference", _identifier, _SAYS_IDENTIFIER, required=False),
    Field("description", _letters, _SAYS_LETTERS, required=False),
    Field("taxRate", number(0, 100, decimals=2), "must be a number from 0 to 100"),
    Field("quantity", number(1, 999999, decimals=0), "must be a whole number from 1 to 999999"),
    Field("totalNetAmount", _amount, _SAYS_AMOUNT),
    Field("totalTaxAmount", _amount, _SAYS_AMOUNT),
    Field("singleNetAmount", _amount, _SAYS_AMOUNT),
    Field("singleTaxAmount", _amount, _SAYS_AMOUNT),
    Field("bookingData", _booking_data, "must be an object of texts", required=False),
)

ADDRESS = (
    Field("street", _letters, _SAYS_LETTERS, required=False),
    Field("houseNumber", text(r"[\w-]{1,20}"), _SAYS_IDENTIFIER, required=False),
    Field("addressLine", listing(1, 9, each=is_text), "must be a list of texts", required=False),
    Field("postalCode", text(r"\d{5}"), "must be five digits", required=False),
    Field("city", _letters, _SAYS_LETTERS, required=False),
    Field("country", text("[A-Z]{2}"), "must be two capital letters", required=False),
)

REQUESTOR = (
    Field("name", _letters, _SAYS_LETTERS, required=False),
    Field("firstName", _letters, _SAYS_LETTERS, required=False),
    Field("gender", one_of("M", "F", "D"), "must be M, F or D", required=False),
    Field("isOrganization", is_switch, "must be true or false", required=False),
    Field("organizationName", _letters, _SAYS_LETTERS, required=False),
    Field("address", is_object, "must be an object", required=False, parts=ADDRESS),
)

REQUEST = (
    Field("requestId", _identifier, _SAYS_IDENTIFIER),
    Field("requestTimestamp", is_instant, "must be an ISO 8601 instant with its offset"),
    Field("currency", one_of("EUR"), "must be EUR"),
    Field("grosAmount", _amount, _SAYS_AMOUNT),
    Field("purpose", text(r"[\w\s-]{1,27}"), "must be 1 to 27 letters, digits, spaces or hyphens"),
    Field("description", _letters, _SAYS_LETTERS, required=False),
    Field("redirectUrl", text(r"https?://\S{1,2074}"), "must be an address of http or https"),
    Field("items", listing(1, 99), "must be a list of 1 to 99", parts=ITEM),
    Field("requestor", is_object, "must be an object", required=False, parts=REQUESTOR),
)


def check(request: object, *, required_booking_data: Iterable[str]) -> None:
    """Raise the Problem that the standard provides for the first thing that is wrong."""
    for finding in findings(request, REQUEST):
        where = ".".join(finding.path) or "The request"
        raise Problem(400, f"{where} {finding.says}.", functionalCode="VALIDATION_ERROR")
    _check_sums(request)
    _check_booking_data(request, required=required_booking_data)


def _check_sums(request: Any) -> None:
    for item in request["items"]:
        for kind in ("Net", "Tax"):
            if item[f"total{kind}Amount"] != item["quantity"] * item[f"single{kind}Amount"]:
                says = f"total{kind}Amount is not quantity times single{kind}Amount in an item."
                raise Problem(400, says, functionalCode="CALCULATION_ERROR")
    total = sum(Decimal(one["totalNetAmount"] + one["totalTaxAmount"]) for one in request["items"])
    if request["grosAmount"] != total:
        says = "grosAmount is not the sum of the items."
        raise Problem(400, says, functionalCode="CALCULATION_ERROR")


def _check_booking_data(request: Any, *, required: Iterable[str]) -> None:
    for key in required:
        if any(key not in (item.get("bookingData") or {}) for item in request["items"]):
            says = f"bookingData needs {key} in every item."
            raise Problem(400, says, functionalCode="BOOKING_DATA_MISSING")
