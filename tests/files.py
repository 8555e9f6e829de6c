"""Small real files that tests hand in."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image


def pdf(title: str = "Nachweis", *, pages: int = 1) -> bytes:
    """A PDF that opens, with blank pages."""
    written = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        document.docinfo["/Title"] = title
        document.save(written)
    return written.getvalue()


def jpeg(*, width: int = 40, height: int = 30) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(written, "JPEG")
    return written.getvalue()
