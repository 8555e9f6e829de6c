"""The figures of a German text, on sentences of nobody's page."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.sources.figures import figures_of
from deploy.sources.pages import main, noted


def found(text: str) -> list[str]:
    return [str(figure) for figure in figures_of(text)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        # Money, shares and sizes
        ("Der Ausweis kostet 12,50 Euro.", ["12.50 EUR"]),
        ("Zusammen sind es 1.200 Euro, davon 80 € sofort.", ["1200.00 EUR", "80.00 EUR"]),
        ("Ein Zuschlag von 2,5 Prozent, höchstens 9 %.", ["2,5 %", "9 %"]),
        ("Jeder Anhang hat höchstens 3 MB.", ["3 MB"]),
        ("Kinder zahlen die Hälfte, Gruppen das Doppelte.", ["0.5 part", "2 part"]),
        # Terms, in digits and in words
        ("binnen 10 Tagen oder zwei Wochen", ["10 days", "2 weeks"]),
        ("nach einem Monat, spätestens in einem halben Jahr", ["1 months", "0.5 part"]),
        ("Das dauert 2 bis 3 Monate, im Sommer 4–5 Wochen.", ["2-3 months", "4-5 weeks"]),
        ("zwischen sechs bis acht Stunden", ["6-8 hours"]),
        ("seit mindestens zwölf Jahren", ["12 years"]),
        # Ages
        ("ab dem vollendeten 17. Lebensjahr", ["17 year of life"]),
        ("bis zum zwölften Lebensjahr", ["12 year of life"]),
        ("Personen unter 30 Jahren", ["30 years"]),
        # Days and times
        ("am 03.05.2031 und am 1. März 2032", ["2031-05-03 date", "2032-03-01 date"]),
        ("von 07.30 Uhr bis 11:00 Uhr, freitags ab 9:15 Uhr", ["07:30-11:00 time", "9:15 time"]),
        # Places and contacts
        ("Am Markt, Ringstraße 17b, 99999 Musterstadt", ["17b house number", "99999 postcode"]),
        ("Telefon 0999 123-4567", ["0999 123-4567 phone"]),
        ("+49 999 1234567", ["+49 999 1234567 phone"]),
        ("unter der Telefonnummer 115", ["115 phone"]),
        ("Amt12@Beispiel.de", ["amt12@beispiel.de e-mail"]),
        # Counts and what is left
        ("die letzten drei Nachweise", ["3 number"]),
        ("nie mit 5 Personen, nur eine spricht", ["5 number", "1 number"]),
        ("die Dritte Verordnung", ["3 ordinal"]),
        ("4. Warten Sie.", ["4 step"]),
        ("Raum 12 bei Team 03", ["12 number", "03 team"]),
        ("SGB III oder IX und Arbeitslosengeld II", ["3 SGB", "9 SGB", "2 ALG"]),
    ],
)  # fmt: skip
def test_a_figure_is_found_with_its_unit(text: str, figures: list[str]) -> None:
    assert found(text) == figures


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("nach § 3 AufenthG", ["3 AufenthG"]),
        ("nach § 3 Aufenthaltsgesetz (AufenthG)", ["3 AufenthG"]),
        ("nach § 7", ["7 §"]),
        ("§ 7a Abs. 2 S. 1 AufenthV", ["7a(2) S. 1 AufenthV"]),
        ("§ 7 Satz 1 oder Satz 2 AsylG", ["7 S. 1 AsylG", "7 S. 2 AsylG"]),
        (
            "§ 7 Absatz 4 Satz 1 oder Satz 2, Absatz 4a oder 4b, Absatz 5 AsylG",
            ["7(4) S. 1 AsylG", "7(4) S. 2 AsylG", "7(4a) AsylG", "7(4b) AsylG", "7(5) AsylG"],
        ),
        ("§ 7 Absatz 4 Satz 1, 4b und 5, § 8", ["7(4) S. 1 §", "7(4b) §", "7(5) §", "8 §"]),
        ("§ 7 Absatz 1 bis Abs. 3 AufenthG", ["7(1)-(3) AufenthG"]),
        ("§§ 7 bis 9 AufenthV", ["7-9 AufenthV"]),
        ("die Absätze 2 bis 4 des § 7 AufenthG", ["7(2)-(4) AufenthG"]),
        ("den Absätzen 2 bis 4 des § 7", ["7(2)-(4) §"]),
        ("§ 3, § 3a oder § 4 AufenthG", ["3 AufenthG", "3a AufenthG", "4 AufenthG"]),
        ("§§ 3, 4 und 5 AufenthV", ["3 AufenthV", "4 AufenthV", "5 AufenthV"]),
        ("§§ 30 ff. AufenthG", ["30 ff. AufenthG"]),
        ("§ 30 Abs. 1a SGB V", ["30(1a) SGB V"]),
        ("§ 3 Abs. 2 des AufenthG oder § 9 Asylgesetzes", ["3(2) AufenthG", "9 AsylG"]),
        ("nach § 3 AufenthG, 5 Tage später", ["3 AufenthG", "5 days"]),
        ("nach § 3, 12,00 Euro kostet es", ["3 §", "12.00 EUR"]),
    ],
)  # fmt: skip
def test_every_provision_of_a_citation_is_found(text: str, figures: list[str]) -> None:
    assert found(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "Bitte achten Sie auf Ihre Post.",  # no eighth
        "Die Ersterteilung wird beachtet.",
        "Eine Person spricht mit einem Kind über einen Antrag.",
        "Am Montage der Monatskarte jährlich",
        "Der Verein der Dreißigjährigen",
        "Im Zweifel ein Zweitschlüssel.",
        "SGB und Arbeitslosengeld",
        "",
    ],
)
def test_a_word_that_only_looks_like_a_figure_is_left_alone(text: str) -> None:
    assert found(text) == []


PIECES = [
    "§",
    "§§",
    "Absatz",
    "Satz",
    "3",
    "4a",
    "bis",
    "oder",
    ",",
    "ff.",
    "des",
    "AsylG",
    "5 Tage",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_however_odd_a_citation_is_none_of_its_numbers_is_lost(text: str) -> None:
    digits = "".join(figure.figure for figure in figures_of(text))
    assert set("345") & set(text) <= set(digits)


@given(st.text(alphabet="0123456789 .,:-§()abU", max_size=40))
def test_no_digit_is_ever_lost(text: str) -> None:
    """Dates and times may be padded; each number of the text is in some figure's digits."""
    digits = "".join(figure.figure for figure in figures_of(text))
    assert sum(sign.isdigit() for sign in digits) >= sum(sign.isdigit() for sign in text)


# The files made of the pages


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text("Kosten\n\n\N{BULLET} 5 Euro in 3 Tagen\n \N{BULLET}\n", "utf-8")
    (folder / "b.txt").write_text("§ 7 AufenthG", "utf-8")
    (folder / "README.md").write_text("99 Euro", "utf-8")
    return folder


def test_the_notes_hold_figures_with_page_and_line_and_no_sentence(pages: Path) -> None:
    notes = noted(pages)
    assert notes["figures.csv"].splitlines() == [
        "figure,unit,page,line",
        "5.00,EUR,a,3",
        "3,days,a,3",
        "7,AufenthG,b,1",
    ]
    assert "Kosten" not in notes["figures.csv"] + notes["lines.csv"]


def test_the_lines_that_say_something_are_counted(pages: Path) -> None:
    assert noted(pages)["lines.csv"].splitlines() == ["page,line", "a,1", "a,3", "b,1"]


def test_notes_are_written_and_a_changed_page_is_noticed(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "notes"
    assert main(["--check", str(pages)], notes=notes) == 1
    assert main([str(pages)], notes=notes) == 0
    assert main(["--check", str(pages)], notes=notes) == 0
    (pages / "b.txt").write_text("§ 8 AufenthG", "utf-8")
    capsys.readouterr()
    assert main(["--check", str(pages)], notes=notes) == 1
    assert capsys.readouterr().out == "figures.csv is not what the pages give.\n"


def test_a_folder_without_pages_is_said_to_have_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "elsewhere")], notes=tmp_path / "notes") == 2
    assert "holds no page" in capsys.readouterr().err
    assert not (tmp_path / "notes").exists()
