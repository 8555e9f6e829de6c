"""What each e-mail says: its facts, how they are kept, and its text in German and English.

Public: `KINDS`, `Fact`, `Mail`, `freeze`, `compose`, `MailDataWrong`.

Facts are frozen when a mail is queued and written out when it is sent, so a text is made from plain
data alone. The texts stand in `mails/<language>/<kind>.txt`, between greeting and signature of
`_frame.txt`. They carry no legal basis, health, benefits, nationality or address of a person, and
their subjects are neutral: mailboxes are shared, and mails travel in the open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from common.calendar import BERLIN
from common.rules import MONTHS, Text
from common.text import german_amount, german_day, german_moment

TEXTS = Path(__file__).parent / "mails"
GERMAN, ENGLISH = "de", "en"


class Fact(StrEnum):
    """What a fact of a mail is, and what has to be given for it."""

    TEXT = "text"  # str, or Text in both languages; written on one line
    LINES = "lines"  # several of them; may be none
    DAY = "day"  # date
    MOMENT = "moment"  # aware datetime
    AMOUNT = "amount"  # Decimal, in euros
    NUMBER = "number"  # int


COMMON: Mapping[str, Fact] = {
    "reference": Fact.TEXT,
    "salutation_name": Fact.TEXT,
    "authority_name": Fact.TEXT,
    "contact": Fact.TEXT,
}
_APPOINTMENT = {
    "purpose": Fact.TEXT,
    "starts_at": Fact.MOMENT,
    "location": Fact.TEXT,
    "bring": Fact.LINES,
}
_DUE_ON = {"due_on": Fact.DAY}
_LETTER = {"letter_place": Fact.TEXT}
_UNPAID = {"amount": Fact.AMOUNT, **_DUE_ON}

# The facts of each kind, besides those in COMMON.
KINDS: Mapping[str, Mapping[str, Fact]] = {
    "received": {"received_at": Fact.MOMENT, "confirmation_hint": Fact.TEXT},
    "documents_requested": {**_DUE_ON, "count": Fact.NUMBER, **_LETTER},
    "documents_reminder": _DUE_ON,
    "documents_overdue": _DUE_ON,
    "documents_received": {},
    "payment_requested": {**_UNPAID, "methods": Fact.LINES, **_LETTER},
    "fees_changed": _LETTER,
    "payment_reminder": {**_UNPAID, "consequence": Fact.TEXT},
    "payment_overdue": {**_UNPAID, "consequence": Fact.TEXT},
    "payment_received": {"amount": Fact.AMOUNT, "next_step": Fact.TEXT},
    "appointment_invitation": {"purpose": Fact.TEXT, "money": Fact.TEXT},
    "appointment_booked": _APPOINTMENT,
    "appointment_moved": _APPOINTMENT,
    "appointment_cancelled": {"purpose": Fact.TEXT, "starts_at": Fact.MOMENT},
    "appointment_in_7_days": _APPOINTMENT,
    "appointment_tomorrow": _APPOINTMENT,
    "appointment_missed": {"purpose": Fact.TEXT, "starts_at": Fact.MOMENT},
    "hearing_announced": {**_DUE_ON, **_LETTER},
    "decision_letter": {},
    "ordered": {"weeks_from": Fact.NUMBER, "weeks_to": Fact.NUMBER, "how": Fact.TEXT},
    "order_repeated": {"reason_hint": Fact.TEXT},
    "ready_for_pickup": {"how": Fact.TEXT, "location": Fact.TEXT, "bring": Fact.LINES},
    "ready_in_box": {"location": Fact.TEXT, "until": Fact.DAY},
    "delivery_returned": {},
    "collected": {},
    "refused_item": {"item": Fact.TEXT},
    "withdrawal_to_confirm": {"link": Fact.TEXT, "effect": Fact.TEXT},
    "withdrawn": _LETTER,
    "discontinued": _LETTER,
    "transferred": {},
    "on_hold": {},
    "resumed": {},
    "draft_saved": {"expires_on": Fact.DAY},
    "draft_warning": {"title_ends_on": Fact.DAY},
    "draft_warning_status": {"title_ends_on": Fact.DAY},
    "draft_deleted_soon": {"expires_on": Fact.DAY},
    "proof_needed_photo": {},
    "status_ends_soon": {"ends_on": Fact.DAY},
    "stay_letter": _LETTER,
    "person_changed": {},
    "certificate_issued": {"valid_until": Fact.DAY},
    "certificate_ends_soon": {"ends_on": Fact.DAY},
}


class MailDataWrong(Exception):
    """The facts are not those the kind needs: a fault of ours, no refusal."""


@dataclass(frozen=True)
class Mail:
    """A mail as it is sent; `languages` are those of its body, in their order."""

    subject: str
    body: str
    languages: tuple[str, ...]


# Keeping facts


def freeze(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a mail as JSON keeps them.

    Raises `MailDataWrong` for an unknown kind, for a fact that is missing, not asked for, or of
    another type than `Fact` says: whoever queues a mail learns it there, not the courier at night.
    """
    facts = _facts(kind)
    if facts.keys() != data.keys():
        raise MailDataWrong(f"{kind} differs in {sorted(facts.keys() ^ data.keys())}.")
    return {name: _frozen(fact, data[name], name=f"{kind}.{name}") for name, fact in facts.items()}


def _facts(kind: str) -> dict[str, Fact]:
    if kind not in KINDS:
        raise MailDataWrong(f"There is no mail {kind!r}.")
    return {**COMMON, **KINDS[kind]}


def _frozen(fact: Fact, value: Any, *, name: str) -> Any:
    try:
        return _FREEZE[fact](value)
    except TypeError as error:
        raise MailDataWrong(f"{name} is no {fact}.") from error


def _freeze_text(value: Any) -> Any:
    match value:
        case str():
            return _one_line(value)
        case Text():
            return {GERMAN: _one_line(value.de), ENGLISH: _one_line(value.en)}
    raise TypeError


def _freeze_lines(value: Any) -> list[Any]:
    if isinstance(value, str):
        raise TypeError
    return [_freeze_text(line) for line in value]


def _freeze_day(value: Any) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError
    return value.isoformat()


def _freeze_moment(value: Any) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError
    return value.isoformat()


def _freeze_amount(value: Any) -> str:
    if not isinstance(value, Decimal):
        raise TypeError
    return str(value)


def _freeze_number(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError
    return value


_FREEZE: Mapping[Fact, Callable[[Any], Any]] = {
    Fact.TEXT: _freeze_text,
    Fact.LINES: _freeze_lines,
    Fact.DAY: _freeze_day,
    Fact.MOMENT: _freeze_moment,
    Fact.AMOUNT: _freeze_amount,
    Fact.NUMBER: _freeze_number,
}


def _one_line(text: str) -> str:
    """Without line breaks and control characters, so that no value can pose as a text of ours."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


# Writing


_ENGLISH_BELOW = "The English text follows below.\n\n"
_BETWEEN = f"\n{'-' * 40}\n\n"


def compose(*, kind: str, language: str, data: Mapping[str, Any]) -> Mail:
    """The mail of a kind from its frozen facts.

    `language` is a BCP 47 tag. Who reads neither German nor English gets both in one mail, German
    first: it is the official language (§ 23(1) VwVfG). Raises `MailDataWrong`.
    """
    languages = _languages(language)
    try:
        texts = [_text(kind, code, data) for code in languages]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MailDataWrong(f"{kind} cannot be written: {error!r}") from error
    head = _ENGLISH_BELOW if len(languages) > 1 else ""
    return Mail(
        subject=" / ".join(subject for subject, _ in texts),
        body=head + _BETWEEN.join(body for _, body in texts),
        languages=languages,
    )


def _languages(tag: str) -> tuple[str, ...]:
    primary = tag.split("-")[0].lower()
    return (primary,) if primary in {GERMAN, ENGLISH} else (GERMAN, ENGLISH)


def _text(kind: str, language: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body in one language."""
    written = {name: _written(fact, data[name], language) for name, fact in _facts(kind).items()}
    subject, _, text = _template(language, kind).substitute(written).partition("\n\n")
    name = written["salutation_name"]
    body = _template(language, "_frame").substitute(
        written, text=_without_gaps(text.strip()), to_name=f" {name}" if name else ""
    )
    return subject.removeprefix("Subject: "), body


@cache
def _template(language: str, name: str) -> Template:
    return Template((TEXTS / language / f"{name}.txt").read_text(encoding="utf-8"))


def _without_gaps(text: str) -> str:
    """Without paragraphs that came out empty, and without what announced them by a colon."""
    kept: list[str] = []
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            kept.append(paragraph.strip())
        elif kept and kept[-1].endswith(":"):
            kept.pop()
    return "\n\n".join(kept)


def _written(fact: Fact, value: Any, language: str) -> str:
    """One frozen fact as it stands in a text of that language."""
    match fact:
        case Fact.TEXT:
            return _in_language(value, language)
        case Fact.LINES:
            return "\n".join(f"- {_in_language(line, language)}" for line in value)
        case _:
            return _WRITE[language][fact](value)


def _in_language(value: str | Mapping[str, str], language: str) -> str:
    return value if isinstance(value, str) else value[language]


def _english_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _english_moment(at: datetime) -> str:
    local = at.astimezone(BERLIN)
    return f"{_english_day(local)}, {local:%H:%M}"


_WRITE: Mapping[str, Mapping[Fact, Callable[[Any], str]]] = {
    GERMAN: {
        Fact.DAY: lambda value: german_day(date.fromisoformat(value)),
        Fact.MOMENT: lambda value: german_moment(datetime.fromisoformat(value)),
        Fact.AMOUNT: lambda value: german_amount(Decimal(value)),
        Fact.NUMBER: str,
    },
    ENGLISH: {
        Fact.DAY: lambda value: _english_day(date.fromisoformat(value)),
        Fact.MOMENT: lambda value: _english_moment(datetime.fromisoformat(value)),
        Fact.AMOUNT: lambda value: f"EUR {Decimal(value):,.2f}",
        Fact.NUMBER: str,
    },
}
