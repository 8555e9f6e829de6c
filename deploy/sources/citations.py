"""Reads German citations: "§ 25 Absatz 4 Satz 1 oder Satz 2, Absatz 4a oder 4b" are four.

`citations(text)` gives each with its place in the text. A citation is noted as section, paragraph
in brackets and sentence: `25(4) S. 1`; a range of paragraphs as `25(3)-(5)`. The law named behind a
chain of citations is that of the whole chain; where none is named, `§` stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

LAWS = {
    r"AufenthG|Aufenthaltsgesetz(?:es)?(?: \(AufenthG\))?": "AufenthG",
    r"AufenthV|Aufenthaltsverordnung(?: \(AufenthV\))?": "AufenthV",
    r"AsylbLG|Asylbewerberleistungsgesetz(?:es)?": "AsylbLG",
    r"AsylG|Asylgesetz(?:es)?": "AsylG",
    r"VwVfG|Verwaltungsverfahrensgesetz(?:es)?": "VwVfG",
}
LAW = "|".join([*LAWS, r"SGB [IVX]+"])
NUMBER = r"\d+[a-z]?"
TOKEN = re.compile(
    rf"\s*(?:(?P<section>§§?)|(?P<absatz>Absatz|Absätzen?|Abs\.)|(?P<satz>Satz|Sätzen?|S\.)"
    rf"|(?P<number>{NUMBER})(?![\w.]|,\d)|(?P<more>ff\.)|(?P<range>bis)(?=\s)"
    rf"|(?P<comma>,)|(?P<also>oder|und)(?=\s)|(?:des\s+)?(?P<law>{LAW})\b)"
)
# "den Absätzen 3 bis 5 des § 25 AufenthG": the section comes last.
REVERSED = re.compile(
    rf"(?:Absatz|Absätzen?|Abs\.)\s+(?P<first>{NUMBER})\s+bis\s+(?P<last>{NUMBER})\s+des\s+"
    rf"§\s*(?P<section>{NUMBER})(?:\s+(?P<law>{LAW})\b)?"
)
CHAIN_START = re.compile(r"§")


@dataclass(frozen=True)
class Citation:
    """One provision: `figure` without the law, `law` as abbreviated or `§`, where it stands."""

    figure: str
    law: str
    start: int
    end: int


@dataclass(frozen=True)
class Provision:
    section: str
    absatz: str = ""
    satz: str = ""
    tail: str = ""

    def __str__(self) -> str:
        absatz = f"({self.absatz})" if self.absatz else ""
        satz = f" S. {self.satz}" if self.satz else ""
        return f"{self.section}{absatz}{satz}{self.tail}"

    def refines(self, other: Provision) -> bool:
        """Whether this is the other one, said more exactly."""
        same_section = self.section == other.section and not other.tail
        return same_section and not other.satz and other.absatz in {"", self.absatz}


@dataclass
class Chain:
    """What was read since the last stand-alone `§`."""

    provisions: list[Provision] = field(default_factory=list)
    level: str = "section"
    ranged: bool = False
    law: str = "§"

    def read(self, kind: str, text: str) -> None:
        if kind in {"section", "absatz", "satz"}:
            self.level = kind
        elif kind == "number":
            self._number(text)
        elif kind == "range":
            self.ranged = bool(self.provisions)
        elif kind == "more" and self.provisions:
            self.provisions[-1] = replace(self.provisions[-1], tail=" ff.")
        elif kind == "comma" and self.level == "satz":
            # "Satz 1 und Satz 2, 4b": behind a comma a bare number is a paragraph again.
            self.level = "absatz"
        elif kind == "law":
            self.law = law_of(text)

    def _number(self, number: str) -> None:
        if self.ranged:
            self._close_range(number)
            return
        new = self._provision(number)
        if self.level != "section" and self.provisions and new.refines(self.provisions[-1]):
            self.provisions.pop()
        self.provisions.append(new)

    def _close_range(self, number: str) -> None:
        tail = f"-({number})" if self.level == "absatz" else f"-{number}"
        self.provisions[-1] = replace(self.provisions[-1], tail=tail)
        self.ranged = False

    def _provision(self, number: str) -> Provision:
        if self.level == "section" or not self.provisions:
            return Provision(section=number)
        last = self.provisions[-1]
        if self.level == "absatz":
            return Provision(section=last.section, absatz=number)
        return Provision(section=last.section, absatz=last.absatz, satz=number)


def law_of(text: str) -> str:
    """The abbreviation of a law however it is named."""
    known = (short for pattern, short in LAWS.items() if re.fullmatch(pattern, text))
    return next(known, text)


def citations(text: str) -> Iterator[Citation]:
    """All provisions that a text cites, in its order."""
    position = 0
    while start := _next_start(text, position):
        chain, position = _chain(text, start) if text[start.start()] == "§" else _reversed(start)
        for provision in chain.provisions:
            yield Citation(str(provision), chain.law, start.start(), position)


def _next_start(text: str, position: int) -> re.Match[str] | None:
    found = [CHAIN_START.search(text, position), REVERSED.search(text, position)]
    return min((match for match in found if match), key=lambda match: match.start(), default=None)


def _chain(text: str, start: re.Match[str]) -> tuple[Chain, int]:
    chain, position = Chain(), start.start()
    while (token := TOKEN.match(text, position)) and token.lastgroup is not None:
        chain.read(token.lastgroup, token[token.lastgroup])
        position = token.end()
        if token.lastgroup == "law":
            break
    return chain, max(position, start.end())


def _reversed(match: re.Match[str]) -> tuple[Chain, int]:
    provision = Provision(match["section"], match["first"], tail=f"-({match['last']})")
    law = law_of(match["law"]) if match["law"] else "§"
    return Chain(provisions=[provision], law=law), match.end()
