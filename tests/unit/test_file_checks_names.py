"""A file keeps the name its owner knows it by, without what could mislead or harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.checks import JPEG, PDF, PNG, clean_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Lohnabrechnung März 2026.pdf", "Lohnabrechnung März 2026.pdf"),
        ("جواز السفر.pdf", "جواز السفر.pdf"),
        ("Pass.PDF", "Pass.pdf"),
        ("C:\\Users\\Amal\\Pass.pdf", "Pass.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("Pass\u202efdp.exe", "Passfdp.exe.pdf"),
        ("Pa\x00ss\r\n1.pdf", "Pass 1.pdf"),
        ('Pass <"1">: neu?.pdf', "Pass __1___ neu_.pdf"),
        ("Lohn 3.2026", "Lohn 3.2026.pdf"),
        ("...", "document.pdf"),
        (".pdf", "document.pdf"),
        ("", "document.pdf"),
    ],
)
def test_a_name_stays_readable_and_loses_what_could_mislead(given_name: str, kept: str) -> None:
    assert clean_name(given_name, media_type=PDF) == kept


def test_a_suffix_that_does_not_fit_the_content_gets_the_right_one_behind_it() -> None:
    assert clean_name("scan.pdf", media_type=JPEG) == "scan.pdf.jpg"
    assert clean_name("scan.jpeg", media_type=JPEG) == "scan.jpeg"
    assert clean_name("scan", media_type=PNG) == "scan.png"


@given(st.text(max_size=400))
def test_whatever_the_name_it_fits_the_column_and_names_no_folder(name: str) -> None:
    cleaned = clean_name(name, media_type=PDF)
    assert len(cleaned) <= 130
    assert cleaned.endswith(".pdf")
    assert cleaned.isprintable()
    assert not set(cleaned) & set("/\\\x00")
    assert clean_name(cleaned, media_type=PDF) == cleaned
