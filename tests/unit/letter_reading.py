"""Reading a letter as its receiver does: from the PDF."""

from __future__ import annotations

import io

import pypdf

from correspondence.letter_data import LetterData
from correspondence.render import render


def pdf_of(letter: LetterData) -> bytes:
    return render(letter.template, letter.data())


def opened(letter: LetterData) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_of(letter)))


def text_of(letter: LetterData) -> str:
    """The text of all pages in one line, so that line breaks do not matter."""
    return " ".join(" ".join(page.extract_text() for page in opened(letter).pages).split())
