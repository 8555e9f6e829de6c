"""A letter as a portal may show it: the same pages, each marked as a copy.

Public: `marked_as_copy`.
"""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Dictionary, Name

# Grey, at the top right of an A4 page; the mark itself is German, as the letters are.
_MARK = b"q BT 0.45 g /TitelwegCopy 14 Tf 1 0 0 1 500 815 Tm (Kopie) Tj ET Q"


def marked_as_copy(letter: bytes) -> bytes:
    """The PDF with "Kopie" on each page. Same letter, same bytes."""
    with pikepdf.open(io.BytesIO(letter)) as copy:
        font = copy.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"))
        )
        for page in copy.pages:
            page.add_resource(font, Name.Font, Name("/TitelwegCopy"))
            page.contents_add(_MARK)
        target = io.BytesIO()
        copy.save(target, deterministic_id=True)
    return target.getvalue()
