"""Looks into one PDF, as a program of its own: `python pdf_inspection.py < file`, JSON out.

A few kilobytes of PDF can unfold to gigabytes while being parsed. So this runs in a process with
bounded memory and time, and without the product's secrets in its environment (see `checks.py`).

Answers `{"pages": n}` or `{"problem": …}`: `unreadable`, `encrypted`, `active_content`, or
`too_complex`. A process that ends in another way ran into its limits.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf

MOST_PAGES = 1000
MOST_PARTS = 500_000  # dictionaries and arrays; a seven-megabyte scan has a few hundred
MEMORY = 512 * 1024 * 1024  # bytes
SECONDS = 10  # of processor time
# Only the streams that hold objects are ever decoded here, and those are small.
LARGEST_OBJECT_STREAM = 8 * 1024 * 1024

# What runs, opens or sends something by itself, or carries another file (ISO 32000-2, 12.6.4).
ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"}
)
ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition"}
)
# qpdf goes on without what it could not read; what nobody could look at is not accepted.
SIGNS_OF_LOSS = ("error reading object", "treating object as null", "error decoding stream")


class Problem(Exception):
    """The file cannot be taken; the argument says why."""


def inspect(content: bytes) -> int:
    """The number of pages. Raises `Problem`."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Problem("encrypted")
            _refuse_active_content(pdf)
            pages = len(pdf.pages)
            _refuse_losses(pdf)
    except pikepdf.PasswordError as error:
        raise Problem("encrypted") from error
    except pikepdf.PdfError as error:
        raise Problem("unreadable") from error
    if pages == 0:
        raise Problem("unreadable")
    if pages > MOST_PAGES:
        raise Problem("too_complex")
    return pages


def _refuse_active_content(pdf: pikepdf.Pdf) -> None:
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != "/GoTo":
        raise Problem("active_content")
    for count, part in enumerate(_parts(pdf)):
        if count > MOST_PARTS:
            raise Problem("too_complex")
        if _is_active(part):
            raise Problem("active_content")


def _parts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary, stream and array of the file, each once, however deeply nested."""
    for top in pdf.objects:
        waiting = [top]
        while waiting:
            part = waiting.pop()
            if isinstance(part, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
                yield part
                waiting.extend(_within(part))


def _within(part: Any) -> list[Any]:
    """What stands directly inside; what is only referred to comes up by itself."""
    values = part if isinstance(part, pikepdf.Array) else [value for _, value in part.items()]
    return [
        value for value in values if isinstance(value, pikepdf.Object) and not value.is_indirect
    ]


def _is_active(part: Any) -> bool:
    if isinstance(part, pikepdf.Array):
        return False
    return not ACTIVE_KEYS.isdisjoint(part.keys()) or part.get("/S") in ACTIVE_ACTIONS


def _refuse_losses(pdf: pikepdf.Pdf) -> None:
    warnings = [str(warning) for warning in pdf.get_warnings()]
    if any(sign in warning for warning in warnings for sign in SIGNS_OF_LOSS):
        raise Problem("unreadable")


def _limit_this_process() -> None:
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=LARGEST_OBJECT_STREAM,
        run_length_max_memory=LARGEST_OBJECT_STREAM,
        max_stream_filters=3,
    )
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    """Inspect standard input and print the answer."""
    _limit_this_process()
    try:
        answer: dict[str, object] = {"pages": inspect(sys.stdin.buffer.read())}
    except Problem as problem:
        answer = {"problem": str(problem)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
