"""What each letter says: a frozen type per template in `letters/`, so that mypy guards writers.

Public: the letters `Confirmation`, `Nachforderung`, `FeeNotice`, `AppointmentInvitation`,
`Hearing`, `Refusal`, `ContinuationOrder`, `Revocation`, `CertificateLetter`, `WithdrawalNotice`,
`Discontinuation`, `PickupInvitation`, `FeeMessage`, `Receipt`, all of them `LetterData`, and their
parts.

Values stay what they are (days, moments, amounts) until `data()` writes them the German way, in one
place for all letters. Texts given here are German and stand in the letter as they are.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

import segno

from common.text import german_amount, german_day, german_moment

# Parts


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


# Letters


@dataclass(frozen=True, kw_only=True)
class LetterData:
    """What every letter has. `written_on` is its date, and the only clock a letter knows.

    `address` is name and address line by line, as for the window of the envelope; `clerk` is empty
    where names of staff are not given; `copy` marks what is not the original.
    """

    template: ClassVar[str]

    office: Office
    address: tuple[str, ...]
    person: Person
    reference: str
    written_on: date
    clerk: str = ""
    copy: bool = False

    def data(self) -> dict[str, Any]:
        """The letter as JSON has it, with days, moments, amounts and codes written out."""
        return {part.name: _written(getattr(self, part.name)) for part in fields(self)}


@dataclass(frozen=True, kw_only=True)
class Confirmation(LetterData):
    """Confirms the filing and states what § 81 AufenthG makes of it; a third party can check it.

    `title_valid_until` is the last day of the title held, needed for both continuations;
    `ordered_on` is needed for the ordered one. `reason` is a sentence more, as where there is no
    effect and why. `duration` is how long the procedure takes, where the authority tells it, as
    "6 bis 8 Wochen". Raises ValueError where a day is missing.
    """

    template = "confirmation"

    applied_for: tuple[str, ...]
    received_at: datetime
    effect: Effect
    employment: Employment = Employment.NOT_STATED
    title_valid_until: date | None = None
    ordered_on: date | None = None
    reason: str = ""
    duration: str = ""
    verification_code: str
    verification_url: str
    verification_qr: QrCode

    def __post_init__(self) -> None:
        days = {
            Effect.CONTINUATION: (self.title_valid_until,),
            Effect.CONTINUATION_ORDERED: (self.title_valid_until, self.ordered_on),
        }
        if None in days.get(self.effect, ()):
            raise ValueError(f"A confirmation of {self.effect} names the days it rests on.")


@dataclass(frozen=True, kw_only=True)
class Nachforderung(LetterData):
    """Names exactly what is missing, until when, and what follows (§ 82(1) S. 3, (3) S. 2)."""

    template = "nachforderung"

    applied_for: str
    missing: tuple[MissingItem, ...]
    due_on: date
    ways: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FeeNotice(LetterData):
    """Sets the fee. The sum is that of the positions; `remedy` is the authority's own notice.

    `processing_waits` says that nothing goes on before payment. One that `replaces` another (its
    number) says how much `more` or `less` is due,
    what was `paid`, and why. `missing` is what is still to be paid,
    where that is not the sum. Raises ValueError where nothing is charged and nothing replaced:
    then there is no notice.
    """

    template = "fee_notice"

    applied_for: str
    positions: tuple[FeePosition, ...]
    due_on: date
    ways: tuple[str, ...]
    remedy: str
    processing_waits: bool
    reason: str = ""
    replaces: str = ""
    more: Decimal | None = None
    less: Decimal | None = None
    paid: Decimal | None = None
    missing: Decimal | None = None
    refund: Decimal | None = None
    total: Decimal = field(init=False)

    def __post_init__(self) -> None:
        total = sum((position.amount for position in self.positions), Decimal(0))
        if total <= 0 and not self.replaces:
            raise ValueError("A fee notice asks for money.")
        object.__setattr__(self, "total", total)


@dataclass(frozen=True, kw_only=True)
class FeeMessage(LetterData):
    """What has been decided about a fee beside its amount: waived, deferred, to be given back."""

    template = "fee_message"

    applied_for: str
    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Receipt(LetterData):
    """A Quittung for money that was paid at the counter."""

    template = "receipt"

    amount: Decimal
    paid_at: datetime
    method: str
    number: str
    notice: str


@dataclass(frozen=True, kw_only=True)
class AppointmentInvitation(LetterData):
    """When and where to come, and what to bring; `in_person` where nobody else can come instead."""

    template = "appointment"

    purpose: str
    starts_at: datetime
    place: tuple[str, ...]
    what_happens: tuple[str, ...]
    bring: tuple[str, ...]
    in_person: bool = True
    change_until: datetime | None = None
    change_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Hearing(LetterData):
    """Announces an intended refusal and asks for a statement (§ 28 VwVfG).

    `intention` completes the sentence "Wir beabsichtigen, …".
    """

    template = "hearing"

    intention: str
    grounds: tuple[Section, ...]
    respond_by: date
    ways: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Refusal(LetterData):
    """The decision that refuses, with reasons and remedy, to be signed by hand (§ 77 AufenthG).

    `dispatch` is the way it is sent, as printed above the address ("Mit Postzustellungsurkunde").
    """

    template = "refusal"

    dispatch: str
    applied_for: str
    operative: tuple[str, ...]
    reasons: tuple[Section, ...]
    hints: tuple[str, ...]
    remedy: str
    signatory: str
    signatory_function: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalNotice(LetterData):
    """Confirms that a withdrawal has become effective, and what has ended by it.

    `title_valid_until` is given where the title held still runs on its own term.
    """

    template = "withdrawal"

    applied_for: str
    effective_at: datetime
    ended_effect: Effect
    title_valid_until: date | None = None
    fees: str = ""


@dataclass(frozen=True, kw_only=True)
class Discontinuation(LetterData):
    """Says that the procedure was ended without a decision, and why."""

    template = "discontinuation"

    applied_for: str
    discontinued_on: date
    reason: str
    consequences: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ContinuationOrder(LetterData):
    """The order that a title continues although the application came late (§ 81(4) S. 3)."""

    template = "continuation_order"

    applied_for: str
    received_at: datetime
    title_valid_until: date
    reasons: tuple[Section, ...]
    signatory: str


@dataclass(frozen=True, kw_only=True)
class Revocation(LetterData):
    """Revokes such an order; signed by hand (§ 77(1) AufenthG). `dispatch` as in `Refusal`."""

    template = "revocation"

    dispatch: str
    applied_for: str
    ordered_on: date
    reasons: tuple[Section, ...]
    remedy: str
    signatory: str


@dataclass(frozen=True, kw_only=True)
class CertificateLetter(LetterData):
    """Goes with a Fiktionsbescheinigung: what it proves and until when. No serial number."""

    template = "certificate"

    effect: Effect
    valid_until: date
    replaces: bool


@dataclass(frozen=True)
class AttachedCondition:
    """A Nebenbestimmung: its wording as on the card, its legal basis, and why, where reasoned."""

    text: str
    legal_basis: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Conditions(LetterData):
    """Goes with a title that has been handed over: what it says, and why (§ 77(1) AufenthG).

    Raises ValueError where there is no condition: then there is no letter.
    """

    template = "conditions"

    title: str
    valid_from: date
    valid_until: date
    conditions: tuple[AttachedCondition, ...]
    remedy: str

    def __post_init__(self) -> None:
        if not self.conditions:
            raise ValueError("A letter about conditions names at least one.")


@dataclass(frozen=True, kw_only=True)
class WorkCertificate(LetterData):
    """Says that for work a refused title counts as continuing (§ 84(2) S. 2 AufenthG).

    `until` is the last day of the period for appeal; `urgent_motion`: a procedure runs beside it.
    Raises ValueError where neither is given.
    """

    template = "work_certificate"

    title_valid_until: date
    announced_on: date
    until: date | None
    urgent_motion: bool

    def __post_init__(self) -> None:
        if self.until is None and not self.urgent_motion:
            raise ValueError("A certificate of work names what it rests on.")


@dataclass(frozen=True, kw_only=True)
class Transfer(LetterData):
    """Says that another authority goes on with the case, and what that does not change.

    `effect_goes_on`: the application has an effect on the stay, which the transfer does not end.
    """

    template = "transfer"

    applied_for: str
    to_authority: str
    transferred_on: date
    received_at: datetime
    effect_goes_on: bool
    fee_taken: bool


@dataclass(frozen=True, kw_only=True)
class PickupInvitation(LetterData):
    """What is ready, where and when it is handed over, and what to bring.

    `starts_at` is a fixed time; without one `opening` says when to come.
    """

    template = "pickup"

    products: tuple[str, ...]
    place: tuple[str, ...]
    bring: tuple[str, ...]
    starts_at: datetime | None = None
    opening: str = ""


# Writing


def _written(value: Any) -> Any:
    """One value as the template prints it."""
    match value:
        case QrCode():
            return _qr_svg(value.text)
        case StrEnum() | bool() | None:
            return value
        case str():
            return _printable(value)
        case tuple():
            return [_written(part) for part in value]
        case _ if is_dataclass(value):
            return {part.name: _written(getattr(value, part.name)) for part in fields(value)}
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
