"""What rules kept as data are made of: frozen models, texts in two languages, days, conditions.

Public: `Rule`, `Text`, `Dated`, `in_force`, `the_one_in_force`, `NoRuleInForce`, `Range`,
`Condition`, `Facts`, `first_hit`.

A *decision table* is a sequence of rows with conditions; the first row whose condition holds counts
(`first_hit`). What the conditions are asked about is `Facts`: words and whole numbers by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Protocol, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import (
    BaseModel,
    ConfigDict,
    RootModel,
    StringConstraints,
    field_validator,
    model_validator,
)

from common.errors import DomainError

Citation = Annotated[str, StringConstraints(pattern=r"^(§|Art\.)")]
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NonEmpty = Annotated[str, StringConstraints(min_length=1)]
NOT = "not_"


class Rule(BaseModel):
    """A value read from data: it never changes, and it knows no keys but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Rule):
    """A sentence or label in German and English; `str()` gives it in the active language."""

    de: NonEmpty
    en: NonEmpty

    def __str__(self) -> str:
        return self.en if (get_language() or "de").startswith("en") else self.de

    def filled(self, **facts: object) -> Text:
        """The same text with its `{names}` replaced, days and texts in the language they stand in.

        KeyError where a name has no fact.
        """
        german = {name: _in_german(fact) for name, fact in facts.items()}
        english = {name: _in_english(fact) for name, fact in facts.items()}
        return Text(de=self.de.format(**german), en=self.en.format(**english))


def _in_german(fact: object) -> object:
    if isinstance(fact, date):
        return f"{fact:%d.%m.%Y}"
    return fact.de if isinstance(fact, Text) else fact


def _in_english(fact: object) -> object:
    if isinstance(fact, date):
        return f"{fact.day} {MONTHS[fact.month - 1]} {fact.year}"
    return fact.en if isinstance(fact, Text) else fact


# Days


class Dated(Rule):
    """A rule with the days on which it is law: from `valid_from` until before `valid_to`."""

    valid_from: date
    valid_to: date | None = None
    legal_basis: Citation
    source: NonEmpty

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Dated:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("valid_to is the first day without the rule: it lies after valid_from")
        return self

    def is_in_force(self, on: date) -> bool:
        """Whether the day `on` lies in the half-open period."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


class NoRuleInForce(DomainError):
    """The data say nothing for that day; nobody may guess."""

    code = "no_rule_in_force"
    sentence = _("There is no rule for %(on)s.")


DatedRule = TypeVar("DatedRule", bound=Dated)


def in_force(rows: Iterable[DatedRule], *, on: date) -> tuple[DatedRule, ...]:
    """The rows that are law on the day `on`, in their order."""
    return tuple(row for row in rows if row.is_in_force(on))


def the_one_in_force(rows: Iterable[DatedRule], *, on: date) -> DatedRule:
    """The first row that is law on that day. Raises `NoRuleInForce` where there is none."""
    for row in rows:
        if row.is_in_force(on):
            return row
    raise NoRuleInForce(on=on.isoformat())


# Conditions


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a situation. A name that is missing is not known, and meets no condition."""

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)

    def stating(self, **words: str) -> Facts:
        """The same facts, with these words in place of what was known of their names."""
        stated = {name: frozenset({word}) for name, word in words.items()}
        return Facts(words={**self.words, **stated}, numbers=self.numbers)

    def without(self, names: Iterable[str]) -> Facts:
        """The same facts, as if nothing were known about `names`."""
        unknown = set(names)
        return Facts(
            words={name: held for name, held in self.words.items() if name not in unknown},
            numbers={name: held for name, held in self.numbers.items() if name not in unknown},
        )


class Range(Rule):
    """Bounds of a whole number, as the law counts: `at_least`, `below`, `up_to` (inclusive)."""

    at_least: int | None = None
    below: int | None = None
    up_to: int | None = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> Range:
        if not self.model_fields_set:
            raise ValueError("a range needs at_least, below or up_to")
        return self

    def covers(self, number: int) -> bool:
        """Whether the number keeps every bound given."""
        return (
            (self.at_least is None or number >= self.at_least)
            and (self.below is None or number < self.below)
            and (self.up_to is None or number <= self.up_to)
        )


class Clause(RootModel[dict[str, Range | tuple[str, ...]]]):
    """Names with the words or the range asked for; all of them must be met.

    `not_name` asks that the fact is known and is none of the words.
    """

    model_config = ConfigDict(frozen=True)

    def holds(self, facts: Facts) -> bool:
        """Whether every name is known and has one of its words, or lies in its range."""
        return all(_meets(facts, name, asked) for name, asked in self.root.items())


def _meets(facts: Facts, name: str, asked: Range | tuple[str, ...]) -> bool:
    if isinstance(asked, Range):
        return name in facts.numbers and asked.covers(facts.numbers[name])
    if name.startswith(NOT):
        held = facts.words.get(name.removeprefix(NOT))
        return held is not None and held.isdisjoint(asked)
    return not facts.words.get(name, frozenset()).isdisjoint(asked)


class Condition(RootModel[tuple[Clause, ...]]):
    """Clauses of which one must hold. In data: a table, or a list of tables."""

    model_config = ConfigDict(frozen=True)

    @field_validator("root", mode="before")
    @classmethod
    def _one_table_is_one_clause(cls, value: object) -> object:
        return [value] if isinstance(value, dict) else value

    def holds(self, facts: Facts) -> bool:
        """Whether any clause holds; a condition without clauses never does."""
        return any(clause.holds(facts) for clause in self.root)


ALWAYS = Condition((Clause({}),))


class Conditional(Protocol):
    """A row of a decision table."""

    @property
    def when(self) -> Condition:
        """What must hold for the row to count."""
        ...


Row = TypeVar("Row", bound=Conditional)


def first_hit(rows: Sequence[Row], facts: Facts) -> Row | None:
    """The first row whose condition holds, or None."""
    return next((row for row in rows if row.when.holds(facts)), None)
