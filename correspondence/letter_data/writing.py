"""How values are written in letters: the German way, in one place for all of them.

Public: `written`.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import segno

from common.text import german_amount, german_day, german_moment

from .parts import QrCode


def written(value: Any) -> Any:
    """One value as the template prints it."""
    match value:
        case QrCode():
            return _qr_svg(value.text)
        case StrEnum() | bool() | None:
            return value
        case str():
            return _printable(value)
        case tuple():
            return [written(part) for part in value]
        case _ if is_dataclass(value):
            return {part.name: written(getattr(value, part.name)) for part in fields(value)}
        case _:
            return _german(value)


def _german(value: datetime | date | Decimal) -> str:
    match value:
        case datetime():
            return german_moment(value)
        case date():
            return german_day(value)
        case Decimal():
            return german_amount(value)


_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _printable(text: str) -> str:
    """Without signs that print nothing but change how the rest is read, or break the PDF."""
    return "".join(
        sign
        for sign in text
        if sign == "\n" or (unicodedata.category(sign) != "Cc" and sign not in _BIDI_OVERRIDES)
    )


def _qr_svg(text: str) -> str:
    """The code as SVG; error correction M survives a fold and a poor printer."""
    drawing = io.BytesIO()
    segno.make_qr(text, error="m").save(drawing, kind="svg", border=0, xmldecl=False)
    return drawing.getvalue().decode()
