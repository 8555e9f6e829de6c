"""From a template and its data to a PDF, by typst. The same data give the same bytes, any day.

Public: `render`, `LetterNotRendered`.

PDFs are written as PDF/A-2a and PDF/UA-1 (tagged, for archives and screen readers). Fonts come from
`FONTS_DIR` alone; a further script needs nothing but its Noto font there.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst
from django.conf import settings

if TYPE_CHECKING:
    from typst import PDFStandards  # exists in the package's type information only

logger = logging.getLogger(__name__)

LETTERS = Path(__file__).parent / "letters"
_ARCHIVABLE: PDFStandards = ["a-2a", "ua-1"]
_PLAIN: PDFStandards = []


class LetterNotRendered(Exception):
    """A template or its data are wrong, or the fonts are missing: a fault of ours, no refusal."""


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of `letters/<template>.typ` with `data` (see `LetterData.data`).

    Data are values to the template and never evaluated. A character that no font has is printed as
    a box, and the PDF then cannot call itself PDF/A: a letter with a box is better than none.
    Raises `LetterNotRendered`.
    """
    try:
        return _compile(template, data, standards=_ARCHIVABLE)
    except typst.TypstError:
        # The text itself stays out of the log: it holds names.
        logger.warning("Letter %s cannot be written as PDF/A; trying plainly.", template)
    try:
        return _compile(template, data, standards=_PLAIN)
    except typst.TypstError as error:
        raise LetterNotRendered(f"{template}: {error.message}") from error


def _compile(template: str, data: Mapping[str, Any], *, standards: PDFStandards) -> bytes:
    source = LETTERS / f"{template}.typ"
    if not source.is_file():
        raise LetterNotRendered(f"There is no template {template!r}.")
    return typst.compile(
        source,
        root=LETTERS,
        font_paths=_fonts(settings.FONTS_DIR),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=standards,
    )


@lru_cache(maxsize=4)
def _fonts(folder: str) -> typst.Fonts:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
    if "Noto Sans" not in fonts.families():
        raise LetterNotRendered(f"There is no Noto Sans in {folder}; FONTS_DIR names the fonts.")
    return fonts
