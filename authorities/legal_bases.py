"""Legal bases: reading them in either form, and their citation on a day. Pure.

Public: `BasisCode`, `parse`, `MalformedLegalBasis`, `LegalBasis`, `Citing`, `resolve`, `is_known`,
`citation`.

The short form is paragraph(Absatz)Satz, as in `25(4)1`, `23a`, `25a(1)`; an alternative within a
Satz is `25(2)1a2`. The printed form is "§ 25 Abs. 4 S. 1 AufenthG", long words included.
Citations change while the title stays the same, so a legal basis has a stable *key* and dated
citations: subsidiary protection has the key `25(2)2` and was cited as "§ 25 Abs. 2 S. 1 Alt. 2"
until 2026-06-12. Cards keep the citation they were printed with; both are understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from common.rules import Dated, NonEmpty, Rule, Text, the_one_in_force

SHORT = re.compile(r"(\d+[a-z]?)(?:\((\d+[a-z]?)\)(?:(\d+)(?:a(\d))?)?)?")
PRINTED = re.compile(
    r"§\s*(\d+\s?[a-z]?)"
    r"(?:\s*(?:Abs\.?|Absatz)\s*(\d+\s?[a-z]?))?"
    r"(?:\s*(?:S\.?|Satz)\s*(\d+))?"
    r"(?:\s*(?:Alt\.?|Alternative)\s*(\d)|\s*(\d|erste|zweite)\.?\s*(?:Alt\.?|Alternative))?"
    r"(?:\s*(?:AufenthG|Aufenthaltsgesetz(?:es)?))?",
    re.IGNORECASE,
)
ORDINALS = {"erste": "1", "zweite": "2"}


class MalformedLegalBasis(DomainError):
    """The text is no legal basis in either form."""

    code = "malformed_legal_basis"
    sentence = _(
        "“%(text)s” is no legal basis; write it as 25(4)1 or as § 25 Abs. 4 S. 1 AufenthG."
    )


@dataclass(frozen=True)
class BasisCode:
    """A place in the AufenthG, as far down as it was given."""

    paragraph: str
    absatz: str = ""
    satz: str = ""
    alternative: str = ""

    def __str__(self) -> str:
        absatz = f"({self.absatz})" if self.absatz else ""
        alternative = f"a{self.alternative}" if self.alternative else ""
        return f"{self.paragraph}{absatz}{self.satz}{alternative}"

    @property
    def printed(self) -> str:
        """The usual citation, as in "§ 25 Abs. 4 S. 1 AufenthG"."""
        absatz = f" Abs. {self.absatz}" if self.absatz else ""
        satz = f" S. {self.satz}" if self.satz else ""
        alternative = f" Alt. {self.alternative}" if self.alternative else ""
        return f"§ {self.paragraph}{absatz}{satz}{alternative} AufenthG"

    @property
    def enclosing(self) -> tuple[str, ...]:
        """The code and everything it lies in, from the whole paragraph down: 25, 25(4), 25(4)1."""
        steps = (
            BasisCode(self.paragraph),
            BasisCode(self.paragraph, self.absatz),
            BasisCode(self.paragraph, self.absatz, self.satz),
            self,
        )
        return tuple(dict.fromkeys(str(step) for step in steps))


def parse(text: str) -> BasisCode:
    """Read the short or the printed form. Raises `MalformedLegalBasis`."""
    stripped = text.strip()
    if short := SHORT.fullmatch(stripped.lower()):
        return BasisCode(*(part or "" for part in short.groups()))
    printed = PRINTED.fullmatch(stripped)
    if printed is None:
        raise MalformedLegalBasis(text=text)
    paragraph, absatz, satz, after, before = (
        (part or "").lower().replace(" ", "") for part in printed.groups()
    )
    return BasisCode(paragraph, absatz, satz, ORDINALS.get(before, before) or after)


class Citing(Dated):
    """How a basis is cited in a period: the short code it then has."""

    code: NonEmpty


class LegalBasis(Rule):
    """A ground for a residence permit, under a key that outlives renumbering.

    `employment`: what the statute says of work under this title (§ 4a AufenthG).
    """

    key: NonEmpty
    label: Text
    citation: tuple[Citing, ...]
    employment: Literal["permitted", "may_be_permitted"]


def resolve(bases: Iterable[LegalBasis], text: str, *, on: date) -> LegalBasis | None:
    """The basis that `text` cites on the day `on`, else the one it cited at any time, else None.

    The day decides first: the same words may have meant another title in earlier years.
    Raises `MalformedLegalBasis`.
    """
    code = str(parse(text))
    known = tuple(bases)
    return next(
        (basis for basis in known if _cites(basis, code, on)),
        next((basis for basis in known if any(c.code == code for c in basis.citation)), None),
    )


def is_known(bases: Iterable[LegalBasis], text: str, *, on: date) -> bool:
    """Whether `text` cites a basis of the table, or something that bases of the table lie in."""
    known, code = tuple(bases), str(parse(text))
    lies_in_it = any(code in parse(basis.key).enclosing for basis in known)
    return lies_in_it or resolve(known, text, on=on) is not None


def _cites(basis: LegalBasis, code: str, on: date) -> bool:
    return any(citing.code == code and citing.is_in_force(on) for citing in basis.citation)


def citation(basis: LegalBasis, *, on: date) -> str:
    """How the basis is printed on the day `on`. Raises `NoRuleInForce`."""
    return parse(the_one_in_force(basis.citation, on=on).code).printed
