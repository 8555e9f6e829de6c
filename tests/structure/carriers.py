"""What carries a statement: a file, a rule in it or words of it, named in one line.

`profiles/…` and `law/…` lie in `authorities/`; everything else is named from the root. Behind a
TOML file stands a key path, `[key=value]` choosing among rows; with ` = value` what must be found
there. Behind `::` stand words of the text found, or of another file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

KEYS = r"(?:[^\s\[\]=:]|\[[^\]]*\])+"
CARRIER = re.compile(
    rf"(?P<file>[\w./-]+\.\w+)(?: (?P<keys>{KEYS}))?(?: = (?P<value>.+)|::(?P<words>.+))?"
)
SEGMENT = re.compile(r"(?P<name>\w+)(?:\[(?P<choice>[^\]]+)\])?(?:\.|$)")
AUTHORITIES = ("profiles/", "law/")


@cache
def rules_of(path: Path) -> dict[str, Any]:
    """A TOML file; amounts keep their cents."""
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


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
    found = looked_up(rules_of(path), named["keys"])
    if named["words"] is not None:
        return any(isinstance(entry, str) and named["words"] in entry for entry in found)
    if named["value"] is None:
        return bool(found)
    wanted = tomllib.loads(f"it = {named['value']}", parse_float=Decimal)["it"]
    return any(_is_or_has(entry, wanted) for entry in found)


def _is_or_has(entry: Any, wanted: Any) -> bool:
    has_it = isinstance(entry, list) and (wanted in entry or entry == wanted)
    return has_it or (type(entry) is type(wanted) and entry == wanted)


def looked_up(rules: Any, keys: str) -> list[Any]:
    """Everything under a key path; each row of a table counts. Nothing where a key is dead."""
    segments = list(SEGMENT.finditer(keys))
    if "".join(segment[0] for segment in segments) != keys:
        return []
    found = [rules]
    for segment in segments:
        below = [entry[segment["name"]] for entry in found if segment["name"] in _table(entry)]
        rows = [row for entry in below for row in _rows(entry)]
        found = [row for row in rows if _is_chosen(row, segment["choice"])]
    return found


def unclaimed(carriers: Iterable[str], rules: dict[str, Any], *, source: str) -> list[str]:
    """Rows of rules that name this source and that no carrier's key path goes through."""
    keys = [named["keys"] for carrier in carriers if (named := CARRIER.fullmatch(carrier))]
    claimed = {id(row) for path in keys if path for row in _passed(rules, path)}
    return [name for name, row in _sourced(rules, source) if id(row) not in claimed]


def _passed(rules: dict[str, Any], keys: str) -> Iterator[Any]:
    """The rows through which a key path goes, from the outermost."""
    for segment in SEGMENT.finditer(keys):
        yield from looked_up(rules, keys[: segment.end()].rstrip("."))


def _sourced(rules: dict[str, Any], source: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of this source, and the requirements in them, which inherit it."""
    for name, below in rules.items():
        for row in _rows(below):
            table = _table(row)
            if table.get("source", "") == source or ("source" not in table and "code" in table):
                yield f"{name} {_told(table)}".strip(), table
            if table.get("source", source) == source:
                yield from _sourced(table, source)


def _told(row: dict[str, Any]) -> str:
    """What tells a row from its neighbours."""
    telling = ("key", "code", "number", "purpose", "position", "reduction", "amount", "days")
    return " ".join(f"{row[key]}" for key in telling if key in row)


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
