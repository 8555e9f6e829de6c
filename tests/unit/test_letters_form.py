"""A letter is a sound PDF whatever stands in it: archivable, readable aloud, never broken."""

from __future__ import annotations

import logging
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
import segno
from pytest_django import Settings

from correspondence import letter_data as letters
from correspondence.render import LetterNotRendered, render
from tests.unit import letter_samples as samples
from tests.unit.letter_reading import opened, pdf_of, text_of

MILLIMETRE = 72 / 25.4


def font_names(letter: letters.LetterData) -> set[str]:
    fonts = opened(letter).pages[0]["/Resources"]["/Font"]  # type: ignore[index]  # pypdf's objects are untyped
    return {font.get_object()["/BaseFont"].split("+")[-1] for font in fonts.values()}


@pytest.mark.parametrize("sample", samples.ALL)
def test_every_letter_is_written_as_an_accessible_archive_pdf(sample: samples.Sample) -> None:
    pdf = pdf_of(sample())
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    reader = opened(sample())
    assert str(reader.root_object["/Lang"]) == "de-DE"
    assert reader.metadata is not None
    assert reader.metadata.title
    assert reader.metadata.creation_date_raw == "D:20261123000000Z"


@pytest.mark.parametrize("sample", samples.ALL)
def test_the_same_letter_is_the_same_file_and_another_one_is_not(sample: samples.Sample) -> None:
    assert pdf_of(sample()) == pdf_of(sample())
    assert pdf_of(sample()) != pdf_of(sample(written_on=date(2026, 11, 24)))


def test_names_in_arabic_and_ethiopic_writing_are_set_in_their_own_fonts() -> None:
    assert "NotoSansArabic-Regular" in font_names(samples.confirmation())
    gebre = letters.Person("Gebre Woldu", date(1990, 1, 7), own_script="ገብረ ወልዱ")
    ethiopic = samples.confirmation(person=gebre)
    assert "NotoSansEthiopic-Regular" in font_names(ethiopic)
    assert "ገብረ ወልዱ" in text_of(ethiopic)


def test_a_character_no_font_has_costs_the_archive_mark_but_not_the_letter(
    caplog: pytest.LogCaptureFixture,
) -> None:
    li = letters.Person("Li Bei", date(1990, 1, 7), own_script="李北")
    with caplog.at_level(logging.WARNING):
        pdf = pdf_of(samples.confirmation(person=li))
    assert b"pdfaid" not in pdf
    assert "Eingegangen am 23.11.2026, 09:05 Uhr" in text_of(samples.confirmation(person=li))
    assert "confirmation" in caplog.text
    assert "Li" not in caplog.text


def test_what_looks_like_markup_in_data_is_printed_and_not_evaluated() -> None:
    person = letters.Person('Amal #panic("x") *fett* $x^2$ \\ @haus', date(1988, 3, 14))
    assert 'Amal #panic("x") *fett* $x^2$ \\ @haus, geboren' in text_of(
        samples.confirmation(person=person)
    )


def test_signs_that_would_turn_or_break_the_text_are_left_out() -> None:
    person = letters.Person("Amal\x00 \u202eHaddad\u202c\x1b", date(1988, 3, 14))
    letter = samples.confirmation(person=person)
    assert "Amal Haddad, geboren" in text_of(letter)
    assert b"pdfaid" in pdf_of(letter)


def test_many_positions_fill_several_pages_with_one_sum_at_the_end() -> None:
    positions = tuple(
        letters.FeePosition(f"Gebühr {number}", "§ 47 AufenthV", Decimal("1000.10"))
        for number in range(40)
    )
    letter = samples.fee_notice(positions=positions)
    text = text_of(letter)
    assert all(f"Gebühr {number} § 47" in text for number in range(40))
    assert text.count("Summe 40.004,00 €") == 1
    pages = len(opened(letter).pages)
    assert pages > 1
    assert f"Seite {pages} von {pages}" in text
    assert text.count("BE-2026-000123-5") >= pages


def test_long_names_and_addresses_stay_whole_and_in_the_window() -> None:
    name = "Maximiliane-Friederike Abdulrahman Al-Muhtaramzadeh-von der Schulenburg-Wolfsburg"
    address = (
        "Rechtsanwaltskanzlei Dr. Müller-Lüdenscheidt und Partner mbB",
        "z. Hd. Frau Rechtsanwältin Dr. Annegret Müller-Lüdenscheidt",
        "für Maximiliane-Friederike Abdulrahman Al-Muhtaramzadeh",
        "c/o Gemeinschaftsunterkunft Nord, Haus 4, Zimmer 12",
        "Straße des Siebzehnten Juni 135",
        "13353 Berlin",
        "DEUTSCHLAND",
    )
    letter = samples.confirmation(person=letters.Person(name, date(1988, 3, 14)), address=address)
    text = text_of(letter)
    assert f"{name}, geboren am 14.03.1988" in text
    assert " ".join(address) in text
    with closing(pypdfium2.PdfDocument(pdf_of(letter))) as pdf:
        height = pdf[0].get_height()
        window = (
            pdf[0]
            .get_textpage()
            .get_text_bounded(
                left=20 * MILLIMETRE,
                right=110 * MILLIMETRE,
                top=height - 45 * MILLIMETRE,
                bottom=height - 90 * MILLIMETRE,
            )
        )
    assert "Rechtsanwaltskanzlei" in window
    assert "DEUTSCHLAND" in window


def test_the_printed_code_holds_the_address_of_the_verification_page() -> None:
    with closing(pypdfium2.PdfDocument(pdf_of(samples.confirmation()))) as pdf:
        middle_x, middle_y = middle_of_the_code(pdf[0])
        picture = pdf[0].render(scale=4).to_pil().convert("L")
    wanted = segno.make_qr(samples.VERIFY, error="m").matrix
    side = 30 * MILLIMETRE / len(wanted)
    for row, modules in enumerate(wanted):
        for column, dark in enumerate(modules):
            x = middle_x + (column + 0.5 - len(wanted) / 2) * side
            y = middle_y + (row + 0.5 - len(wanted) / 2) * side
            assert (picture.getpixel((int(x * 4), int(y * 4))) < 128) == bool(dark)


def middle_of_the_code(page: pypdfium2.PdfPage) -> tuple[float, float]:
    """From the top left, of the one drawn thing that is a square of about 30 mm."""
    bounds = [drawn.get_bounds() for drawn in page.get_objects()]
    about_30mm = pytest.approx(30 * MILLIMETRE, abs=3 * MILLIMETRE)
    [(left, bottom, right, top)] = [
        (left, bottom, right, top)
        for left, bottom, right, top in bounds
        if right - left == about_30mm and top - bottom == about_30mm
    ]
    return (left + right) / 2, page.get_height() - (bottom + top) / 2


def test_an_unknown_template_is_a_fault_of_ours() -> None:
    with pytest.raises(LetterNotRendered):
        render("no_such_letter", samples.pickup().data())


def test_missing_fonts_are_said_so_instead_of_printing_boxes(
    tmp_path: Path, settings: Settings
) -> None:
    settings.FONTS_DIR = str(tmp_path)
    with pytest.raises(LetterNotRendered, match="FONTS_DIR"):
        pdf_of(samples.pickup())
