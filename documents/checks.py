"""What a file must be before it is kept: of a known type by its content, whole, open and passive.

Public: `check`, `CheckedFile`, `clean_name`, `LARGEST_FILE`, and the refusals below, each of which
tells the person what to do. A file's name proves nothing and is only made harmless here.

Not looked for: viruses. PDFs are opened in a process of their own (`pdf_inspection.py`). To look at
one file may take half a gigabyte, so only a few are looked at at once: `LOOKING`.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _
from PIL import Image

from common.errors import InvalidInput
from common.room import Room

LARGEST_FILE = 7 * 1024 * 1024  # bytes; the most that any authority takes
LARGEST_PICTURE = 64_000_000  # pixels; A4 at 600 dpi has 35 million, present telephones make 50
LONGEST_NAME = 120  # characters
_INSPECTION = Path(__file__).with_name("pdf_inspection.py")
_TAIL = 1024  # bytes in which readers of PDF look for its end
# A PDF may take 512 MB in its process; a progressive JPEG keeps all its coefficients in memory,
# which is as much at worst (64 million pixels of four colours, two bytes each).
LOOKING = Room(places=2, patience=5)
_PATIENCE = 20  # seconds for the inspection of one PDF, which has 10 of processor time

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_SIGNATURES: Mapping[bytes, str] = MappingProxyType(
    {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
)
SUFFIXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {PDF: ("pdf",), JPEG: ("jpg", "jpeg"), PNG: ("png",)}
)


class FileEmpty(InvalidInput):
    """There is nothing in it."""

    code = "file_empty"
    sentence = _("The file is empty. Please choose another one or scan the page again.")


class FileTooLarge(InvalidInput):
    """Larger than `megabytes`."""

    code = "file_too_large"
    sentence = _(
        "The file is larger than %(megabytes)s MB. Please scan with 200 dpi or hand it in as"
        " several files."
    )


class FileTypeNotAllowed(InvalidInput):
    """By its content it is none of the types `allowed`, whatever its name says."""

    code = "file_type_not_allowed"
    sentence = _(
        "This kind of file cannot be taken. Please save or scan it as one of these: %(allowed)s."
    )


class FileUnreadable(InvalidInput):
    """It begins like a file of its type and does not open as one."""

    code = "file_unreadable"
    sentence = _("The file is damaged and cannot be opened. Please save or scan it again.")


class FileEncrypted(InvalidInput):
    """A password protects it, or restricts what may be done with it."""

    code = "file_encrypted"
    sentence = _(
        "The file is protected by a password. Please remove the protection, or print the file"
        " into a new PDF."
    )


class FileHasActiveContent(InvalidInput):
    """It runs, opens or sends something by itself, or carries another file."""

    code = "file_has_active_content"
    sentence = _(
        "The file contains scripts, other active content or another file. Please print it into"
        " a new PDF, and hand in files it contains one by one."
    )


class FileTooComplex(InvalidInput):
    """To open it would take more memory or time than any document needs."""

    code = "file_too_complex"
    sentence = _(
        "The file is too large to be opened safely, or has too many pages. Please hand it in as"
        " several files, or scan it with a lower resolution."
    )


@dataclass(frozen=True)
class CheckedFile:
    """What was found: the type by content and the number of pages (a picture has one)."""

    media_type: str
    pages: int


def check(content: bytes, *, largest: int = LARGEST_FILE) -> CheckedFile:
    """Look at a file of at most `largest` bytes.

    Raises one of the refusals of this module, and `NoRoom` where too many are being looked at.
    """
    if not content:
        raise FileEmpty
    if len(content) > largest:
        raise FileTooLarge(megabytes=megabytes(largest))
    media_type = _type_by_content(content)
    with LOOKING.place():
        pages = _pages_of(content) if media_type == PDF else _open_picture(content, media_type)
    return CheckedFile(media_type=media_type, pages=pages)


def megabytes(size: int) -> int:
    """Bytes as the authorities count them: a megabyte is 1024 times 1024."""
    return size // (1024 * 1024)


def _type_by_content(content: bytes) -> str:
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return media_type
    raise FileTypeNotAllowed(allowed="PDF, JPG, PNG")


def _open_picture(content: bytes, media_type: str) -> int:
    try:
        _unfold(content, kind=media_type.removeprefix("image/").upper())
    except FileTooComplex:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileTooComplex from error
    except Exception as error:  # a decoder stumbles in many ways, and all mean the same
        raise FileUnreadable from error
    return 1


def _unfold(content: bytes, *, kind: str) -> None:
    with Image.open(io.BytesIO(content), formats=[kind]) as picture:
        if picture.width * picture.height > LARGEST_PICTURE:
            raise FileTooComplex
        if kind == "PNG":
            picture.verify()  # every chunk's checksum, without unfolding a few kilobytes to 256 MB
            return
        picture.draft(None, (1, 1))  # a JPEG is read in full but unfolded at an eighth
        picture.load()


_PROBLEMS: Mapping[str, type[InvalidInput]] = MappingProxyType(
    {
        "unreadable": FileUnreadable,
        "encrypted": FileEncrypted,
        "active_content": FileHasActiveContent,
        "too_complex": FileTooComplex,
    }
)


def _pages_of(content: bytes) -> int:
    if b"%%EOF" not in content[-_TAIL:]:  # cut off: what is there might open, but pages are missing
        raise FileUnreadable
    answer = _inspected(content)
    if "problem" in answer:
        raise _PROBLEMS[answer["problem"]]
    return int(answer["pages"])


def _inspected(content: bytes) -> dict[str, str]:
    """What the inspection says. Raises `FileTooComplex` where it ran into its limits."""
    try:
        ended = subprocess.run(  # noqa: S603  # our own program, and the file is its input only
            [sys.executable, "-I", str(_INSPECTION)],
            input=content,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
            env={},
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise FileTooComplex from error
    answer: dict[str, str] = json.loads(ended.stdout)
    return answer


# Names

_NOT_IN_A_NAME = str.maketrans(dict.fromkeys('<>:"|?*', "_"))


def clean_name(filename: str, *, media_type: str) -> str:
    """The name as a person reads it, harmless: no folders, no invisible or direction marks.

    Letters of all scripts stay. A suffix that does not fit the type gets the right one behind it.
    """
    last = unicodedata.normalize("NFC", filename.replace("\\", "/")).rpartition("/")[2]
    visible = "".join(_visible(letter) for letter in last).translate(_NOT_IN_A_NAME)
    stem, suffix = _parted(" ".join(visible.split()), media_type)
    shown = stem.strip(". ")[:LONGEST_NAME].strip(". ")
    return f"{shown or 'document'}.{suffix}"


def _visible(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter.isspace():
        return " "
    return "" if category.startswith("C") else letter


def _parted(name: str, media_type: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix.lower() in SUFFIXES[media_type]:
        return stem, suffix.lower()
    return name, SUFFIXES[media_type][0]
