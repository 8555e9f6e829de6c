"""The pictures that the demo's people hand in: a page with its name on it.

Public: `photographed`.
"""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

A4_AT_50_DPI = (413, 585)


@lru_cache
def photographed(code: str) -> bytes:
    """A JPEG of a page for the requirement with this code."""
    page = Image.new("RGB", A4_AT_50_DPI, "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(18)
    pen.rectangle((20, 20, 393, 565), outline="black")
    pen.text((40, 40), code, fill="black", font=font)
    pen.text((40, 80), "Vorführdaten, kein echter Nachweis", fill="black", font=font)
    written = io.BytesIO()
    page.save(written, "JPEG", quality=60)
    return written.getvalue()
