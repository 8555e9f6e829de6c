"""Notes the figures of the authorities' service pages, without a sentence of them.

`python -m deploy.sources FOLDER` reads the pages (`FOLDER/*.txt`, which are no part of this
repository) and writes `docs/sources/figures.csv` (figure, unit, page, line) and
`docs/sources/lines.csv` (which lines of a page say anything). `--check` writes nothing and fails
where the files are not what the pages give. `docs/sources.md` traces each figure to what carries
it.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from deploy.places import CHECKOUT
from deploy.sources.figures import figures_of

NOTES = CHECKOUT / "docs" / "sources"


def noted(folder: Path) -> dict[str, str]:
    """The two files by name, as the pages in a folder give them.

    Raises `ValueError` where the folder holds no page.
    """
    pages = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))}
    if not pages:
        raise ValueError(f"{folder} holds no page (*.txt).")
    return {
        "figures.csv": _csv(("figure", "unit", "page", "line"), _figures(pages)),
        "lines.csv": _csv(("page", "line"), _lines(pages)),
    }


def main(arguments: list[str] | None = None, *, notes: Path = NOTES) -> int:
    """Write the files, or compare them; 1 where they differ, 2 where there are no pages."""
    parser = argparse.ArgumentParser(prog="python -m deploy.sources", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pages lie as text files")
    parser.add_argument("--check", action="store_true", help="compare only")
    wanted = parser.parse_args(arguments)
    try:
        files = noted(wanted.folder)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return _compare(files, notes) if wanted.check else _write(files, notes)


def _compare(files: dict[str, str], notes: Path) -> int:
    stale = [name for name, text in files.items() if _kept(notes / name) != text]
    sys.stdout.writelines(f"{name} is not what the pages give.\n" for name in stale)
    return 1 if stale else 0


def _kept(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _write(files: dict[str, str], notes: Path) -> int:
    notes.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (notes / name).write_text(text, encoding="utf-8")
    return 0


def _figures(pages: dict[str, str]) -> Iterator[tuple[object, ...]]:
    for page, number, line in _numbered(pages):
        for found in figures_of(line):
            yield found.figure, found.unit, page, number


def _lines(pages: dict[str, str]) -> Iterator[tuple[object, ...]]:
    for page, number, line in _numbered(pages):
        if any(character.isalnum() for character in line):
            yield page, number


def _numbered(pages: dict[str, str]) -> Iterator[tuple[str, int, str]]:
    for page, text in pages.items():
        for number, line in enumerate(text.splitlines(), start=1):
            yield page, number, line


def _csv(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
