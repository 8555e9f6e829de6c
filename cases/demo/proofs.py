"""What the demo's people hand in: a page with its name on it.

Public: `photographed`, `scanned`.
"""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

A4_AT_50_DPI = (413, 585)


@lru_cache
def photographed(code: str) -> bytes:
    """A JPEG of a page for the requirement with this code."""
    return _written(code, "JPEG", quality=60)


@lru_cache
def scanned(code: str) -> bytes:
    """The same as PDF, as staff scan what came by letter."""
    return _written(code, "PDF")


def _written(code: str, kind: str, **how: int) -> bytes:
    page = Image.new("RGB", A4_AT_50_DPI, "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(18)
    pen.rectangle((20, 20, 393, 565), outline="black")
    pen.text((40, 40), code, fill="black", font=font)
    pen.text((40, 80), "Vorführdaten, kein echter Nachweis", fill="black", font=font)
    written = io.BytesIO()
    page.save(written, kind, **how)
    return written.getvalue()
