"""Reads docs/sources.md: what each page says, its figures, and what carries it.

A carrier is a path in backticks. `profiles/…` and `law/…` lie in `authorities/`; everything else is
named from the root. Behind a TOML file stands a key path, `[key=value]` choosing among rows; with
` = value` what must be found there. Behind `::` stand words of the text found, or of another file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

HEADING = re.compile(r"^## `(?P<page>\w+)`")
ROW = re.compile(r"^\|(?P<cells>.+)\|$")
SPAN = re.compile(r"`([^`]+)`")
KEYS = r"(?:[^\s\[\]=:]|\[[^\]]*\])+"
CARRIER = re.compile(
    rf"(?P<file>[\w./-]+\.\w+)(?: (?P<keys>{KEYS}))?(?: = (?P<value>.+)|::(?P<words>.+))?"
)
SEGMENT = re.compile(r"(?P<name>\w+)(?:\[(?P<choice>[^\]]+)\])?(?:\.|$)")
AUTHORITIES = ("profiles/", "law/")
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


def is_alive(carrier: str, root: Path) -> bool:
    """Whether a carrier names something that is there."""
    named = CARRIER.fullmatch(carrier)
    if named is None:
        return False
    path = root / ("authorities" if named["file"].startswith(AUTHORITIES) else "") / named["file"]
    if not path.is_file():
        return False
    if path.suffix == ".toml":
        return named["keys"] is not None and _holds(path, named)
    return named["keys"] is named["value"] is None and _mentions(path, named["words"])


def _mentions(path: Path, words: str | None) -> bool:
    if words is None:
        return True
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return re.search(rf"(?m)^\s*(?:def |class )?{re.escape(words)}\b", text) is not None
    return words in text


def _holds(path: Path, named: re.Match[str]) -> bool:
    found = looked_up(_document(path), named["keys"])
    if named["words"] is not None:
        return any(isinstance(entry, str) and named["words"] in entry for entry in found)
    if named["value"] is None:
        return bool(found)
    wanted = tomllib.loads(f"it = {named['value']}", parse_float=Decimal)["it"]
    return any(_is_or_has(entry, wanted) for entry in found)


@cache
def _document(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


def _is_or_has(entry: Any, wanted: Any) -> bool:
    has_it = isinstance(entry, list) and (wanted in entry or entry == wanted)
    return has_it or (type(entry) is type(wanted) and entry == wanted)


def looked_up(document: Any, keys: str) -> list[Any]:
    """Everything under a key path; each row of a table counts. Nothing where a key is dead."""
    segments = list(SEGMENT.finditer(keys))
    if "".join(segment[0] for segment in segments) != keys:
        return []
    found = [document]
    for segment in segments:
        below = [entry[segment["name"]] for entry in found if segment["name"] in _table(entry)]
        rows = [row for entry in below for row in _rows(entry)]
        found = [row for row in rows if _is_chosen(row, segment["choice"])]
    return found


def _table(entry: Any) -> dict[str, Any]:
    return entry if isinstance(entry, dict) else {}


def _rows(entry: Any) -> list[Any]:
    is_rows = isinstance(entry, list) and entry and isinstance(entry[0], dict)
    return entry if is_rows else [entry]


def _is_chosen(row: Any, choice: str | None) -> bool:
    pairs = [pair.split("=", 1) for pair in (choice or "").split(", ") if pair]
    return all(_spelled(_table(row).get(key)) == value for key, value in pairs)


def _spelled(value: Any) -> str:
    """As TOML spells it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
