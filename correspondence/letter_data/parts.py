"""What letters are made of: heads, sections, lines, and the codes of effects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True)
class Office:
    """The authority as it heads the letter; what is empty is left out. `town` with its postcode."""

    name: str
    street: str
    town: str
    phone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True)
class Person:
    """Whom the case is about; `own_script` is the name in the person's own writing, where known."""

    name: str
    birth_date: date
    own_script: str = ""


@dataclass(frozen=True)
class QrCode:
    """A text to be scanned; drawn when the letter's data are written."""

    text: str


@dataclass(frozen=True)
class Section:
    """A part of a reasoning with its own heading, which is empty where there is one part only."""

    heading: str
    paragraphs: tuple[str, ...]


class Effect(StrEnum):
    """What § 81 AufenthG makes of an application, by the codes of the portal API."""

    CONTINUATION = "continuation"
    CONTINUATION_ORDERED = "continuation_ordered"
    PERMISSION = "permission"
    TOLERATION = "toleration"
    BY_LAW = "by_law"
    NONE = "none"


class Employment(StrEnum):
    """What the confirmation says about working; it says nothing where nothing is certain."""

    AS_BEFORE = "as_before"
    ALLOWED = "allowed"
    NOT_ALLOWED = "not_allowed"
    NOT_STATED = "not_stated"


@dataclass(frozen=True)
class MissingItem:
    """One thing asked for: its name, and exactly what is wanted."""

    label: str
    wanted: str


@dataclass(frozen=True)
class FeePosition:
    """One line of a fee notice; `reason` says why this amount is due, or less, or nothing."""

    label: str
    legal_basis: str
    amount: Decimal
    reason: str = ""


@dataclass(frozen=True)
class AttachedCondition:
    """A Nebenbestimmung: its wording as on the card, its legal basis, and why, where reasoned."""

    text: str
    legal_basis: str
    reason: str = ""
