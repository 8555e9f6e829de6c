"""Finds the figures of a German text: amounts, terms, ages, sizes, dates, provisions, contacts.

`figures_of(text)` gives each as figure and unit, in the order of the text and with nothing of its
sentences. Kinds are asked one after the other, and what one has found is hidden from the next; what
still is a number at the end is kept as `number`, so that none can be missed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from deploy.sources.citations import citations

WORDS = {
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "elf": 11, "zwölf": 12, "vierzehn": 14, "sechzehn": 16, "achtzehn": 18,
    "zwanzig": 20, "einundzwanzig": 21, "vierundzwanzig": 24, "siebenundzwanzig": 27,
    "dreißig": 30, "hundert": 100,
}  # fmt: skip
ORDINALS = {
    "erst": 1, "zweit": 2, "dritt": 3, "viert": 4, "fünft": 5, "sechst": 6, "siebt": 7, "acht": 8,
    "neunt": 9, "zehnt": 10, "elft": 11, "zwölft": 12, "achtzehnt": 18, "vierundzwanzigst": 24,
}  # fmt: skip
PARTS = {"hälfte": "0.5", "halb": "0.5", "drittel": "0.33", "viertel": "0.25", "doppelt": "2"}
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")
TERMS = {"stunde": "hours", "tag": "days", "woche": "weeks", "monat": "months", "jahr": "years"}

WORD = "|".join(WORDS)
COUNT = rf"\d+|{WORD}"
NUMERAL = "|".join(ROMAN)
ARTICLE = r"eine?[nmrs]?"
# "achten Sie" is no eighth.
ORDINAL = rf"(?:{'|'.join(ORDINALS)})e[nmrs]?\b(?! Sie\b)"
STREET = r"(?:straße|str\.|platz|ufer|weg|allee|ring|stadion)"


@dataclass(frozen=True)
class Figure:
    """A value without its sentence: `93.00` in `EUR`, `8` in `weeks`, `25(5)` of `AufenthG`."""

    figure: str
    unit: str

    def __str__(self) -> str:
        return f"{self.figure} {self.unit}"


@dataclass(frozen=True)
class Kind:
    """What a kind of figure looks like, and how it is noted."""

    pattern: re.Pattern[str]
    noted: Callable[[re.Match[str]], list[Figure]]


def _count(text: str) -> str:
    lowered = text.lower()
    if re.fullmatch(ARTICLE, lowered):
        return "1"
    return str(WORDS.get(lowered, text))


def _ordinal(text: str) -> str:
    stem = re.sub(r"e[nmrs]?$", "", text.lower())
    return str(ORDINALS.get(stem, text.rstrip(".")))


def _part(text: str) -> str:
    return PARTS[text.lower()]


def _amount(match: re.Match[str]) -> list[Figure]:
    whole, _, cents = match["amount"].replace(".", "").partition(",")
    return [Figure(f"{whole}.{cents or '00'}", "EUR")]


def _term(match: re.Match[str]) -> list[Figure]:
    last, first = _count(match["last"]), match["first"]
    unit = TERMS[match["unit"].lower()]
    return [Figure(f"{_count(first)}-{last}" if first else last, unit)]


def _date(match: re.Match[str]) -> list[Figure]:
    month = match["number"] or MONTHS.index(match["name"]) + 1
    return [Figure(f"{match['year']}-{int(month):02}-{int(match['day']):02}", "date")]


def _time(match: re.Match[str]) -> list[Figure]:
    times = [time.replace(".", ":") for time in (match["first"], match["last"]) if time]
    return [Figure("-".join(times), "time")]


def _roman(match: re.Match[str]) -> list[Figure]:
    unit = "ALG" if match[0].lower().startswith("arbeitslosengeld") else "SGB"
    numerals = re.findall(r"\b[ivx]+\b", match[0].lower())
    return [Figure(str(ROMAN.index(numeral) + 1), unit) for numeral in numerals]


def _as(unit: str, convert: Callable[[str], str] = str) -> Callable[[re.Match[str]], list[Figure]]:
    return lambda match: [Figure(convert(match["it"]), unit)]


def _kind(pattern: str, noted: Callable[[re.Match[str]], list[Figure]]) -> Kind:
    return Kind(re.compile(pattern, re.IGNORECASE), noted)


KINDS = (
    _kind(r"(?P<it>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)", _as("e-mail", str.lower)),
    _kind(
        rf"\b(?P<day>\d{{1,2}})\. ?(?:(?P<number>\d{{1,2}})\.|(?P<name>{'|'.join(MONTHS)})) ?"
        r"(?P<year>\d{4})\b",
        _date,
    ),
    _kind(
        r"\b(?:(?P<first>\d{1,2}[.:]\d{2})(?: Uhr)?\s*(?:bis|-|–)\s*)?"
        r"(?P<last>\d{1,2}[.:]\d{2}) Uhr\b",
        _time,
    ),
    _kind(
        r"\b(?P<amount>\d{1,3}(?:\.\d{3})+(?:,\d{2})?|\d+(?:,\d{2})?) ?(?:Euro\b|EUR\b|€)", _amount
    ),
    _kind(r"\b(?P<it>\d+(?:,\d+)?) ?(?:%|Prozent\b)", _as("%")),
    _kind(r"\b(?P<it>\d+) ?MB\b", _as("MB")),
    _kind(r"(?P<it>(?:\+\d{2} ?\d+|\b0\d{2,4})[ /-]\d[\d /-]*\d)", _as("phone")),
    _kind(r"\bTelefonnummern? (?P<it>\d{3})\b", _as("phone")),
    _kind(r"\b(?P<it>\d{5})\b(?= [^\W\d])", _as("postcode")),
    _kind(rf"{STREET} (?P<it>\d+[a-z]?)\b", _as("house number")),
    _kind(rf"\b(?P<it>\d+\.|{ORDINAL}) ?Lebensjahr", _as("year of life", _ordinal)),
    _kind(
        rf"\b(?:(?P<first>{COUNT})\s*(?:bis|-|–)\s*)?(?P<last>{COUNT}|{ARTICLE})\s+"
        r"(?P<unit>stunde|tag|woche|monat|jahr)(?:e|en|es|s|n)?\b",
        _term,
    ),
    _kind(
        rf"\bSGB (?:{NUMERAL})\b(?: (?:oder|und) (?:{NUMERAL})\b)?|\bArbeitslosengeld I{{1,2}}\b",
        _roman,
    ),
    _kind(r"^\s*(?P<it>\d+)\.(?=\s)", _as("step")),
    _kind(r"\bTeam (?P<it>\d+)\b", _as("team")),
    _kind(rf"\b(?P<it>{'|'.join(PARTS)})(?:e[nmrs]?)?\b", _as("part", _part)),
    _kind(rf"\bnur (?:für )?(?P<it>{ARTICLE})\b", _as("number", _count)),
    _kind(rf"\b(?P<it>{ORDINAL})", _as("ordinal", _ordinal)),
    _kind(rf"\b(?P<it>{WORD})\b", _as("number", _count)),
    _kind(r"(?P<it>\d+(?:[.,]\d+)*)", _as("number")),
)  # fmt: skip


def figures_of(text: str) -> list[Figure]:
    """Every figure of a text, in its order; the same figure as often as it stands there."""
    placed = list(_cited(text))
    rest = _hidden(text, [(start, end) for start, end, _ in placed])
    for kind in KINDS:
        matches = list(kind.pattern.finditer(rest))
        placed += [
            (match.start(), match.end(), figure)
            for match in matches
            for figure in kind.noted(match)
        ]
        rest = _hidden(rest, [match.span() for match in matches])
    in_order = sorted(placed, key=lambda entry: entry[0])
    return [
        figure for _, same in groupby(in_order, key=lambda entry: entry[0]) for *_, figure in same
    ]


def _cited(text: str) -> Iterator[tuple[int, int, Figure]]:
    for citation in citations(text):
        yield citation.start, citation.end, Figure(citation.figure, citation.law)


def _hidden(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with what was found blotted out, everything else in its place."""
    for start, end in spans:
        text = f"{text[:start]}{'¤' * (end - start)}{text[end:]}"
    return text
