"""Files as people hand them in, and as nobody should: made by the same libraries that open them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image


def pdf(*, pages: int = 1, root: dict[str, Any] | None = None, **saving: Any) -> bytes:
    """A PDF of so many blank pages, with further entries of its catalogue."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    for name, value in (root or {}).items():
        made.Root[Name(name)] = value
    return _saved(made, **saving)


def encrypted_pdf(*, user: str = "", owner: str = "secret") -> bytes:
    """A PDF that asks for a password, or only restricts what may be done with it."""
    return pdf(encryption=pikepdf.Encryption(user=user, owner=owner))


def pdf_with_attachment() -> bytes:
    """A PDF that carries another file."""
    made = pikepdf.new()
    made.add_blank_page()
    made.attachments["note.txt"] = b"inside"
    return _saved(made)


def pdf_with_button(action: str) -> bytes:
    """A PDF with an annotation that starts an action of this kind."""
    made = pikepdf.new()
    page = made.add_blank_page()
    started = Dictionary(S=Name(action), F=String("calc.exe"))
    button = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=started)
    page.obj.Annots = Array([button])
    return _saved(made)


def _saved(made: pikepdf.Pdf, **saving: Any) -> bytes:
    target = io.BytesIO()
    made.save(target, **saving)
    return target.getvalue()


def pdf_that_unfolds(*, object_streams: int, brackets: int) -> bytes:
    """A small PDF whose object streams hold millions of empty arrays."""
    swollen = b"[" + (b"[" + b"[]" * 50_000 + b"]") * (brackets // 100_000) + b"]"
    out, offsets, packed = io.BytesIO(b"%PDF-1.5\n"), {}, {}
    out.seek(0, io.SEEK_END)

    def write(number: int, body: bytes) -> None:
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    write(1, b"<</Type/Catalog/Pages 2 0 R>>")
    write(2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
    write(3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>")
    for stream in range(4, 4 + 2 * object_streams, 2):
        head = b"%d 0 " % (stream + 1)
        body = zlib.compress(head + swollen, 9)
        facts = b"/Type/ObjStm/N 1/First %d/Filter/FlateDecode/Length %d" % (len(head), len(body))
        write(stream, b"<<%s>>stream\n%s\nendstream" % (facts, body))
        packed[stream + 1] = stream
    return _with_cross_references(out, offsets, packed)


def _with_cross_references(
    out: io.BytesIO, offsets: dict[int, int], packed: dict[int, int]
) -> bytes:
    size, start = 4 + 2 * len(packed), out.tell()
    rows = [
        struct.pack(">BIH", 1, offsets[number], 0)
        if number in offsets
        else struct.pack(">BIH", 2 if number in packed else 0, packed.get(number, 0), 0)
        for number in range(size)
    ]
    table = zlib.compress(b"".join(rows))
    facts = b"/Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d" % (
        size,
        len(table),
    )
    out.write(b"%d 0 obj\n<<%s>>stream\n%s\nendstream\nendobj\n" % (size, facts, table))
    out.write(b"startxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (60, 80)) -> bytes:
    """A grey picture, as JPEG or PNG."""
    target = io.BytesIO()
    Image.new("L", size, color=128).save(target, kind)
    return target.getvalue()


def _chunk(name: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", checksum)


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head promises so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
    )


def png_that_unfolds(width: int, height: int) -> bytes:
    """A sound PNG of a few kilobytes that holds so many empty pixels of four bytes."""
    pressed = zlib.compressobj(9)
    rows = b"".join(pressed.compress(bytes(1 + 4 * width)) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = _chunk(b"IDAT", rows + pressed.flush())
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + body + _chunk(b"IEND", b"")
