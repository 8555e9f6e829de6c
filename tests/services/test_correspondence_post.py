"""Letters are made once, kept encrypted, and dispatched once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from access.scope import scoped
from cases.models import Case
from common.vault import BlobDamaged, BlobMissing, StorageUnavailable
from correspondence import post
from correspondence.models import Letter
from correspondence.post import LetterAlreadyDispatched
from tests import cast
from tests.unit import letter_samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def blobs(settings: Settings, tmp_path: Path) -> Path:
    """A vault of its own, empty."""
    here = {"BACKEND": "common.vault.DurableFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "blobs": here}
    return tmp_path


@pytest.fixture
def amals_case(blobs: Path, db: None) -> Iterator[Case]:
    with scoped(cast.BERLIN_CLOCK):
        yield cast.case()


def make(case: Case, occasion: str = "1", *, due_on: date = date(2026, 12, 21)) -> Letter:
    return post.make(
        case=case,
        kind="nachforderung",
        occasion=occasion,
        title="Nachforderung von Unterlagen",
        letter=letter_samples.nachforderung(due_on=due_on),
        at=cast.NOON,
    )


def files(blobs: Path) -> list[Path]:
    return [path for path in blobs.rglob("*") if path.is_file()]


def text_of(letter: Letter, tmp_path: Path) -> str:
    pdf = tmp_path / "letter.pdf"
    pdf.write_bytes(post.content_of(letter))
    return "\n".join(page.extract_text() for page in PdfReader(pdf).pages)


def test_a_letter_is_a_pdf_that_says_what_it_was_told(amals_case: Case, tmp_path: Path) -> None:
    letter = make(amals_case)
    letter.refresh_from_db()
    content = post.content_of(letter)
    assert content.startswith(b"%PDF-")
    assert (letter.size, letter.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert "21.12.2026" in text_of(letter, tmp_path)


def test_the_same_letter_is_made_once_and_never_changes(amals_case: Case, blobs: Path) -> None:
    first = make(amals_case)
    again = make(amals_case, due_on=date(2027, 1, 4))
    assert again == first
    assert post.content_of(again) == post.content_of(first)
    assert len(files(blobs)) == 1
    assert make(amals_case, "2") != first


def test_on_the_disk_a_letter_cannot_be_read_and_not_be_changed(
    amals_case: Case, blobs: Path
) -> None:
    letter = make(amals_case)
    (file,) = files(blobs)
    sealed = file.read_bytes()
    assert b"%PDF" not in sealed
    file.chmod(0o600)
    file.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(BlobDamaged):
        post.content_of(letter)
    file.unlink()
    with pytest.raises(BlobMissing):
        post.content_of(letter)


def test_where_the_storage_fails_there_is_no_letter(amals_case: Case, blobs: Path) -> None:
    for prefix in range(256):
        (blobs / f"{prefix:02x}").touch()
    with pytest.raises(StorageUnavailable):
        make(amals_case)
    assert not amals_case.letters.exists()


def test_a_letter_goes_out_once_and_its_announcement_is_kept(amals_case: Case) -> None:
    letter = make(amals_case)
    announced_on = date(2026, 11, 27)
    post.mark_dispatched(
        letter=letter, way=Letter.Way.POST, at=cast.NOON, announced_on=announced_on
    )
    letter.refresh_from_db()
    assert (letter.way, letter.dispatched_at) == (Letter.Way.POST, cast.NOON)
    assert letter.announced_on == announced_on
    with pytest.raises(LetterAlreadyDispatched):
        post.mark_dispatched(
            letter=letter,
            way=Letter.Way.FORMAL,
            at=cast.NOON + timedelta(days=1),
            announced_on=None,
        )


@pytest.mark.parametrize("way", ["", "pigeon"])
def test_a_letter_goes_out_by_a_way_there_is(amals_case: Case, way: str) -> None:
    letter = make(amals_case)
    with pytest.raises(ValueError, match=r"[wW]ay"):
        post.mark_dispatched(letter=letter, way=way, at=cast.NOON, announced_on=None)
    letter.refresh_from_db()
    assert letter.dispatched_at is None
