"""A file is taken when it is what it claims, opens, and does nothing by itself."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pikepdf import Array, Dictionary, Name, String

from common.errors import InvalidInput
from documents import checks
from documents.checks import (
    CheckedFile,
    FileEmpty,
    FileEncrypted,
    FileHasActiveContent,
    FileTooComplex,
    FileTooLarge,
    FileTypeNotAllowed,
    FileUnreadable,
    check,
)
from tests.sample_files import (
    encrypted_pdf,
    pdf,
    pdf_that_unfolds,
    pdf_with_attachment,
    pdf_with_button,
    picture,
    png_that_claims,
    png_that_unfolds,
)

# The most that any child of a process has taken is known to it, so it must have no other children.
CHECK_AND_TELL = """
import resource, sys
from common.errors import InvalidInput
from documents.checks import check
try:
    check(sys.stdin.buffer.read())
except InvalidInput as refusal:
    print(type(refusal).__name__, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def test_pdfs_and_pictures_are_known_by_their_content_and_their_pages_counted() -> None:
    assert check(pdf(pages=3)) == CheckedFile("application/pdf", 3)
    assert check(picture("JPEG")) == CheckedFile("image/jpeg", 1)
    assert check(picture("PNG")) == CheckedFile("image/png", 1)


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00 program", b"PK\x03\x04 docx", b"<html>", b"GIF89a", b" " + pdf()],
    ids=["program", "docx", "html", "gif", "pdf behind a space"],
)
def test_other_kinds_of_files_are_refused_with_the_kinds_that_are_taken(content: bytes) -> None:
    with pytest.raises(FileTypeNotAllowed) as refusal:
        check(content)
    assert "PDF, JPG, PNG" in str(refusal.value)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileEmpty):
        check(b"")


def test_a_file_of_exactly_the_largest_size_is_taken_and_one_byte_more_is_not() -> None:
    content = pdf()
    assert check(content, largest=len(content)).pages == 1
    with pytest.raises(FileTooLarge):
        check(content, largest=len(content) - 1)
    with pytest.raises(FileTooLarge) as refusal:
        check(bytes(checks.LARGEST_FILE + 1))
    assert "7 MB" in str(refusal.value)


@pytest.mark.parametrize("whole", [pdf(), picture("JPEG", size=(900, 900)), picture("PNG")])
def test_a_file_cut_in_half_is_unreadable_while_the_whole_one_is_taken(whole: bytes) -> None:
    assert check(whole).pages == 1
    with pytest.raises(FileUnreadable):
        check(whole[: len(whole) // 2])


def test_a_pdf_without_pages_is_unreadable() -> None:
    with pytest.raises(FileUnreadable):
        check(pdf(pages=0))


@pytest.mark.parametrize("user", ["needed to open it", ""], ids=["password", "restrictions only"])
def test_a_protected_pdf_is_refused_also_where_it_opens_without_password(user: str) -> None:
    with pytest.raises(FileEncrypted):
        check(encrypted_pdf(user=user))


@pytest.mark.parametrize(
    "content",
    [
        pdf(root={"/OpenAction": SCRIPT}),
        pdf(root={"/OpenAction": Dictionary(S=Name.URI, URI=String("https://x.example"))}),
        pdf(root={"/Names": Dictionary(JavaScript=Dictionary(Names=Array([])))}),
        pdf(root={"/AA": Dictionary(WC=SCRIPT)}),
        pdf(root={"/Extra": Array([Array([Dictionary(Deep=SCRIPT)])])}),
        pdf(root={"/AcroForm": Dictionary(XFA=String("<xdp/>"), Fields=Array([]))}),
        pdf_with_button("/Launch"),
        pdf_with_button("/SubmitForm"),
        pdf_with_attachment(),
    ],
    ids=[
        "script when opened",
        "address when opened",
        "named scripts",
        "script when closed",
        "script deep inside",
        "xfa",
        "program by button",
        "form that sends itself",
        "file within",
    ],
)
def test_a_pdf_that_acts_by_itself_or_carries_a_file_is_refused(content: bytes) -> None:
    with pytest.raises(FileHasActiveContent):
        check(content)


def test_a_script_hidden_by_an_escaped_name_is_found() -> None:
    content = pdf_with_button("/Launch").replace(b"/Launch", b"/L#61unch")
    with pytest.raises(FileHasActiveContent):
        check(content)


def test_links_and_a_view_to_open_with_are_no_active_content() -> None:
    assert check(pdf_with_button("/URI")).pages == 1
    view = Array([0, Name.FitH, 0])
    assert check(pdf(root={"/OpenAction": view})).pages == 1
    go_to = Dictionary(S=Name.GoTo, D=view)
    assert check(pdf(root={"/OpenAction": go_to})).pages == 1


def test_a_pdf_of_a_thousand_pages_is_taken_and_one_more_is_not() -> None:
    assert check(pdf(pages=1000)).pages == 1000
    with pytest.raises(FileTooComplex):
        check(pdf(pages=1001))


def test_a_pdf_that_would_unfold_to_gigabytes_is_refused_within_bounded_memory() -> None:
    bomb = pdf_that_unfolds(object_streams=20, brackets=3_000_000)
    assert len(bomb) < 100_000
    asked = subprocess.run(
        [sys.executable, "-c", CHECK_AND_TELL], input=bomb, capture_output=True, check=True
    )
    refused, kilobytes = asked.stdout.decode().split()
    assert refused in {"FileUnreadable", "FileTooComplex"}
    assert int(kilobytes) < 600 * 1024


def test_the_same_pdf_with_little_inside_is_taken() -> None:
    assert check(pdf_that_unfolds(object_streams=2, brackets=100_000)).pages == 1


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unfolded() -> None:
    for width, height in [(8_001, 8_000), (12_000, 12_000), (60_000, 60_000)]:
        with pytest.raises(FileTooComplex):
            check(png_that_claims(width, height))


def test_a_small_picture_of_many_empty_pixels_is_taken_without_being_unfolded() -> None:
    program = (
        "import sys; from documents.checks import check;"
        "print(check(sys.stdin.buffer.read()).pages);"
        "print(open('/proc/self/status').read())"
    )
    content = png_that_unfolds(7_999, 7_999)
    assert len(content) < 300_000
    said = subprocess.run(
        [sys.executable, "-c", program], input=content, capture_output=True, check=True
    )
    pages, *status = said.stdout.decode().splitlines()
    (most,) = [int(line.split()[1]) for line in status if line.startswith("VmHWM")]
    assert pages == "1"
    assert most < 150 * 1024  # kilobytes; unfolded it would be 256 MB


def test_a_picture_of_a_present_telephone_is_taken() -> None:
    assert check(picture("JPEG", size=(8192, 6144))).pages == 1


def test_every_refusal_has_a_code_of_its_own_and_says_what_to_do() -> None:
    refusals = [kind for kind in vars(checks).values() if _is_refusal(kind)]
    assert len({kind.code for kind in refusals}) == len(refusals) == 7
    assert all("Bitte" in str(kind.sentence) for kind in refusals)


def _is_refusal(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, InvalidInput) and kind is not InvalidInput
