"""Reads docs/sources.md: what each page says, its figures, and what carries it.

A carrier is a path in backticks (tests/structure/carriers.py); where nothing carries a statement, a
reason stands behind `None:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.structure.carriers import is_alive

HEADING = re.compile(r"^## `(?P<page>\w+)`")
ROW = re.compile(r"^\|(?P<cells>.+)\|$")
SPAN = re.compile(r"`([^`]+)`")
NOBODY = "None: "
QUANTITIES = (" days", " weeks", " months", " years", " MB", " time", " number")


@dataclass(frozen=True)
class Statement:
    """One row: which lines of which page say what, with which figures, and who carries it."""

    page: str
    lines: frozenset[int]
    text: str
    figures: frozenset[str]
    carried_by: str

    @property
    def carriers(self) -> list[str]:
        """The paths named; none where a reason says why nothing carries it."""
        return SPAN.findall(self.carried_by)

    @property
    def reason(self) -> str:
        """Why nothing carries it, or nothing."""
        return self.carried_by.partition(NOBODY)[2].strip()


def statements(text: str) -> Iterator[Statement]:
    """The rows of all tables, in their order. Raises `ValueError` for one that is no row."""
    page = ""
    for line in text.splitlines():
        if heading := HEADING.match(line):
            page = heading["page"]
        elif page and (row := ROW.match(line)) and not row["cells"].startswith((" Lines", "---")):
            yield _statement(page, [cell.strip() for cell in row["cells"].split("|")])


def _statement(page: str, cells: list[str]) -> Statement:
    lines, text, figures, carried_by = cells
    return Statement(
        page=page,
        lines=frozenset(number for part in lines.split(",") for number in _span_of_lines(part)),
        text=text,
        figures=frozenset(SPAN.findall(figures)),
        carried_by=carried_by,
    )


def _span_of_lines(part: str) -> range:
    first, _, last = part.strip().partition("-")
    return range(int(first), int(last or first) + 1)


def untraced(
    listed: Iterable[Statement], figures: Iterable[tuple[str, int, str]]
) -> list[tuple[str, int, str]]:
    """Figures (page, line, figure and unit) that no row of their page and line has."""
    traced = {
        (row.page, line, figure) for row in listed for line in row.lines for figure in row.figures
    }
    return [figure for figure in figures if figure not in traced]


def invented(
    listed: Iterable[Statement], figures: Iterable[tuple[str, int, str]]
) -> list[tuple[str, str]]:
    """Figures of rows (page, figure and unit) that none of the row's lines has."""
    known = set(figures)
    return [
        (row.page, figure)
        for row in listed
        for figure in sorted(row.figures)
        if not any((row.page, line, figure) in known for line in row.lines)
    ]


def unlisted(
    listed: Iterable[Statement], lines: Iterable[tuple[str, int]]
) -> list[tuple[str, int]]:
    """Lines (page, line) that say something and stand in no row."""
    read = {(row.page, line) for row in listed for line in row.lines}
    return [line for line in lines if line not in read]


def unexplained(listed: Iterable[Statement]) -> list[str]:
    """Rows that name neither a carrier nor a reason."""
    return [row.text for row in listed if not row.carriers and not row.reason]


def unpriced(listed: Iterable[Statement]) -> list[tuple[str, str]]:
    """Amounts (statement, figure) of rows none of whose carriers is looked up with that amount."""
    return [
        (row.text, figure)
        for row in listed
        for figure in sorted(row.figures)
        if figure.endswith(" EUR")
        and not any(carrier.endswith(f" = {figure[:-4]}") for carrier in row.carriers)
    ]


def unvalued(listed: Iterable[Statement]) -> list[str]:
    """Rows with a quantity that no carrier is looked up for, neither as a value nor as words."""
    return [
        row.text
        for row in listed
        if any(figure.endswith(QUANTITIES) for figure in row.figures)
        and row.carriers
        and not any(" = " in carrier or "::" in carrier for carrier in row.carriers)
    ]


def dead(listed: Iterable[Statement], root: Path) -> list[str]:
    """Carriers that are not there: no such file, key, row, value, name or words."""
    carriers = {carrier for row in listed for carrier in row.carriers}
    return sorted(carrier for carrier in carriers if not is_alive(carrier, root))
