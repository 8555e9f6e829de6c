"""What an order must be to be taken, and what is found when it is looked at later."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from simulators.remote import Problem
from simulators.shape import (
    Field,
    Finding,
    findings,
    is_day,
    is_object,
    is_text,
    listing,
    number,
    one_of,
    text,
)

LONGEST = timedelta(days=3653)  # ten years, with as many leap days as ten years can have
WORST_PHOTO = 50
PRODUCTS = ("eat", "foreigner_passport", "refugee_passport", "stateless_passport")
TO_AUTHORITY, DIRECT = "to_authority", "direct"
DELIVERIES = (TO_AUTHORITY, DIRECT)

_SAYS_TEXT = "must be a text"
_SAYS_DAY = "must be a day, YYYY-MM-DD"


def _birth_date(value: Any) -> bool:
    """A day, or one of which only the year, or year and month, are known."""
    unknown = re.compile(r"\d{4}-(00|0[1-9]|1[0-2])-00")
    return is_day(value) or (is_text(value) and unknown.fullmatch(value) is not None)


def _optional_text(name: str) -> Field:
    return Field(name, is_text, _SAYS_TEXT, required=False)


ADDRESS = tuple(_optional_text(name) for name in ("street", "postalCode", "city"))

HOLDER = (
    _optional_text("familyName"),
    _optional_text("givenNames"),
    _optional_text("birthName"),
    Field("birthDate", _birth_date, "must be YYYY-MM-DD, with 00 for what is unknown"),
    _optional_text("birthPlace"),
    Field("nationality", text("[A-Z]{2}|stateless"), "must be two capitals or stateless"),
    Field("gender", one_of("M", "F", "D", "X"), "must be M, F, D or X", required=False),
    Field("heightCm", number(30, 250, decimals=0), "must be 30 to 250", required=False),
    _optional_text("eyeColour"),
    Field("address", is_object, "must be an object", required=False, parts=ADDRESS),
)

PHOTO = (
    Field("reference", is_text, _SAYS_TEXT),
    Field("quality", number(0, 100, decimals=0), "must be 0 to 100", required=False),
)

ORDER = (
    Field("authority", text("[a-z0-9_-]{1,40}"), "must be the key of an authority"),
    Field("product", one_of(*PRODUCTS), f"must be one of {', '.join(PRODUCTS)}"),
    Field("holder", is_object, "must be an object", parts=HOLDER),
    Field("photo", is_object, "must be an object", parts=PHOTO),
    _optional_text("signatureReference"),
    _optional_text("fingerprintsReference"),
    Field("validFrom", is_day, _SAYS_DAY),
    Field("validUntil", is_day, _SAYS_DAY),
    _optional_text("legalBasis"),
    Field(
        "delivery", one_of(*DELIVERIES), f"must be one of {', '.join(DELIVERIES)}", required=False
    ),
    Field("remarks", listing(0, 20, each=is_text), "must be a list of texts", required=False),
)


@dataclass(frozen=True)
class Reason:
    """Why an order was rejected: a code for programs, a German sentence for the authority."""

    code: str
    text: str

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "text": self.text}


REASONS = {
    "photo_quality": "Das Lichtbild genügt den Anforderungen nicht.",
    "name_invalid": "Der Name fehlt, ist zu lang oder enthält nicht zugelassene Zeichen.",
    "validity_invalid": "Die Gültigkeitsdauer ist nicht zulässig.",
    "data_incomplete": "Die Rechtsgrundlage fehlt.",
}


def reason(code: str) -> Reason:
    """The reason with its usual text."""
    return Reason(code, REASONS.get(code, "Die Bestellung kann nicht ausgeführt werden."))


def check(content: Any) -> None:
    """Raise Problem 422 `malformed` with everything that is wrong with the form."""
    errors = [
        {"pointer": "".join(f"/{step}" for step in one.path), "detail": one.says}
        for one in _malformed(content)
    ]
    if errors:
        raise Problem(422, "The order is malformed.", code="malformed", errors=errors)


def _malformed(content: Any) -> Iterator[Finding]:
    yield from findings(content, ORDER)
    holder = content.get("holder") if isinstance(content, dict) else None
    if isinstance(holder, dict) and not _names(holder):
        yield Finding(("holder", "familyName"), "is missing, and givenNames too")


def look_at(content: dict[str, Any]) -> Reason | None:
    """Why a well-formed order cannot be made, if so."""
    verdicts = {
        "photo_quality": _photo_usable(content["photo"]),
        "name_invalid": all(_printable(name) for name in _names(content["holder"])),
        "validity_invalid": _validity_possible(content),
        "data_incomplete": content["product"] != "eat" or bool(content.get("legalBasis")),
    }
    return next((reason(code) for code, good in verdicts.items() if not good), None)


def _names(holder: dict[str, Any]) -> list[str]:
    """The names there are: some people have one only."""
    both = (holder.get("familyName"), holder.get("givenNames"))
    return [name for name in both if name is not None]


def _photo_usable(photo: dict[str, Any]) -> bool:
    quality = photo.get("quality")
    return bool(photo["reference"]) and (quality is None or quality >= WORST_PHOTO)


def _printable(name: str) -> bool:
    return 0 < len(name) <= 80 and all(_latin(sign) for sign in unicodedata.normalize("NFC", name))


def _latin(sign: str) -> bool:
    return (
        unicodedata.name(sign, "").startswith("LATIN ")
        or unicodedata.category(sign) in {"Mn", "Lm"}
        or sign in " -.,'’ʻ"
    )


def _validity_possible(content: dict[str, Any]) -> bool:
    lasts = date.fromisoformat(content["validUntil"]) - date.fromisoformat(content["validFrom"])
    return timedelta() < lasts <= LONGEST
