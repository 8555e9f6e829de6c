"""Files as people send them by mistake or by malice: the right answer each, and nothing left.

Sent over HTTP as browsers and scripts send them, some written by hand byte by byte.
"""

from __future__ import annotations

import io
import json
import tempfile
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import storages
from django.db import connection
from pikepdf import Dictionary, Name, String
from PIL import Image

from access.models import IdempotencyKey
from access.scope import scoped
from common.actor import Actor
from common.room import Room
from documents.checks import LARGEST_FILE, check
from documents.models import Upload
from tests import sample_files
from tests.api.applications import told
from tests.api.portals import Caller, code, problem

pytestmark = pytest.mark.django_db
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(2000)
SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def zip_file() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("passport.pdf", sample_files.pdf())
    return target.getvalue()


def padded(size: int) -> bytes:
    """A sound PDF of exactly so many bytes."""
    made = pikepdf.new()
    made.add_blank_page()
    made.Root.Filler = made.make_stream(bytes(size - 2000), Filter=None)
    target = io.BytesIO()
    made.save(target, compress_streams=False)
    whole = target.getvalue()
    return whole.replace(b"%%EOF", b" " * (size - len(whole)) + b"%%EOF")


def photo() -> bytes:
    """As a telephone takes it: twelve megapixels that do not compress away, turned by its EXIF."""
    picture = Image.effect_noise((4000, 3000), 60).convert("RGB")
    exif = Image.Exif()
    exif[274] = 6
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=70, exif=exif)
    return target.getvalue()


def scan(pages: int) -> bytes:
    """A picture on each page, as a scanner makes it."""
    sheets = [Image.effect_noise((310, 438), 20) for _ in range(4)]
    target = io.BytesIO()
    first, *rest = [sheets[page % 4] for page in range(pages)]
    first.save(target, "PDF", save_all=True, append_images=rest, quality=40)
    return target.getvalue()


TAKEN: dict[str, tuple[Callable[[], bytes], str, int]] = {
    "a scan of a hundred pages": (lambda: scan(100), "application/pdf", 100),
    "a photo by telephone": (photo, "image/jpeg", 1),
    "exactly 7 MB": (lambda: padded(LARGEST_FILE), "application/pdf", 1),
    "a picture without colours": (lambda: sample_files.picture("PNG"), "image/png", 1),
}
REFUSED: dict[str, tuple[Callable[[], bytes], tuple[int, str]]] = {
    "0 bytes": (lambda: b"", (422, "file_empty")),
    "7 MB and a byte": (lambda: padded(LARGEST_FILE + 1), (413, "file_too_large")),
    "8 MB": (lambda: bytes(8 * 1024 * 1024), (413, "file_too_large")),
    "a photo in HEIC": (lambda: HEIC, (415, "file_type_not_allowed")),
    "a ZIP under the name of a PDF": (zip_file, (415, "file_type_not_allowed")),
    "a password": (lambda: sample_files.encrypted_pdf(user="x"), (422, "file_encrypted")),
    "restrictions": (sample_files.encrypted_pdf, (422, "file_encrypted")),
    "a script": (
        lambda: sample_files.pdf(root={"/OpenAction": SCRIPT}),
        (422, "file_has_active_content"),
    ),
    "a file within": (sample_files.pdf_with_attachment, (422, "file_has_active_content")),
    "half a PDF": (lambda: sample_files.pdf()[:300], (422, "file_unreadable")),
    "half a picture": (lambda: photo()[:90_000], (422, "file_unreadable")),
    "no page": (lambda: sample_files.pdf(pages=0), (422, "file_unreadable")),
    "too many pages": (lambda: sample_files.pdf(pages=1001), (422, "file_too_complex")),
    "a bomb of pixels": (
        lambda: sample_files.png_that_claims(60_000, 60_000),
        (422, "file_too_complex"),
    ),
}


def temporary_files() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("*.upload*"))


def kept_files() -> int:
    """How many files the vault holds."""
    root = Path(storages["blobs"].path(""))
    return sum(path.is_file() for path in root.rglob("*"))


@pytest.mark.parametrize("kind", TAKEN)
def test_what_people_hand_in_is_taken_and_described(kind: str, caller: Caller) -> None:
    make, media_type, pages = TAKEN[kind]
    content = make()
    answer = caller.upload(content)
    assert answer.status_code == 201, answer.content
    kept = answer.json()
    assert (kept["media_type"], kept["pages"], kept["size"]) == (media_type, pages, len(content))
    assert kept_files() == 1


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_taken_is_refused_with_advice_and_leaves_nothing(
    kind: str, caller: Caller
) -> None:
    make, wanted = REFUSED[kind]
    before = temporary_files()
    answer = caller.upload(make())
    assert code(answer) == wanted
    assert len(problem(answer)["detail"]) > 20
    assert not Upload.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert kept_files() == 0
    assert temporary_files() == before


def test_a_photo_in_heic_is_refused_with_the_types_that_are_taken(caller: Caller) -> None:
    assert "JPG" in problem(caller.upload(HEIC, name="IMG_0001.HEIC"))["detail"]
    caller.language = "de"
    assert "PDF, JPG, PNG" in problem(caller.upload(HEIC, name="IMG_0001.HEIC"))["detail"]


# Names


def by_hand(caller: Caller, disposition: bytes, *, more: bytes = b"") -> Any:
    """A multipart body as no browser writes it."""
    file = sample_files.pdf()
    head = b"--limit\r\nContent-Disposition: form-data; " + disposition + b"\r\n\r\n"
    body = head + file + b"\r\n" + more + b"--limit--\r\n"
    with scoped(Actor.SYSTEM):
        return caller.client.generic(
            "POST",
            "/api/v1/uploads",
            body,
            content_type="multipart/form-data; boundary=limit",
            headers={
                "Authorization": f"Bearer {caller.token}",
                "Accept-Language": "en",
                "Idempotency-Key": str(uuid.uuid4()),
            },
        )


@pytest.mark.parametrize(
    ("disposition", "kept"),
    [
        (b'name="file"; filename="../../etc/passwd"', "passwd.pdf"),
        (b'name="file"; filename="..\\\\..\\\\pass.pdf"', "pass.pdf"),
        (b'name="file"; filename="pa\x00ss.pdf"', "pass.pdf"),
        ('name="file"; filename="Pass\u202efdp.exe"'.encode(), "Passfdp.exe.pdf"),
        (b"name=\"file\"; filename*=UTF-8''P%C3%A4sse%2F..%2Fx.pdf", "x.pdf"),
        (b"name=\"file\"; filename*=UTF-8''%FF%FE.pdf", None),
        (b'name="file"; filename="' + b"a" * 5000 + b'.pdf"', None),
        (b'name="file"; filename="."', None),
        (b'name="file"; filename="\xff\xfe.pdf"', None),
        (b'name="file"; filename="CON.pdf"', "CON.pdf"),
    ],
)
def test_a_name_is_made_harmless_whatever_it_says(
    disposition: bytes, kept: str | None, caller: Caller
) -> None:
    answer = by_hand(caller, disposition)
    assert answer.status_code in {201, 400, 422}, answer.content
    if kept is not None:
        assert answer.json()["filename"] == kept
    if answer.status_code == 201:
        assert len(answer.json()["filename"]) <= 130
        assert not set(answer.json()["filename"]) & set('/\\\0"\r\n\u202e')
    else:
        assert kept_files() == 0


@pytest.mark.parametrize(
    ("disposition", "more"),
    [
        (b'name="file"', b""),
        (b'name="photo"; filename="a.pdf"', b""),
        (b'filename="a.pdf"', b""),
        (
            b'name="file"; filename="a.pdf"',
            b'--limit\r\nContent-Disposition: form-data; name="b"\r\n\r\nx\r\n',
        ),
    ],
    ids=["no file name", "another name", "no name", "a part too many"],
)
def test_anything_but_one_file_of_that_name_is_refused(
    disposition: bytes, more: bytes, caller: Caller
) -> None:
    assert by_hand(caller, disposition, more=more).status_code in {400, 422}
    assert kept_files() == 0


def test_two_files_in_one_request_are_refused(caller: Caller) -> None:
    second = (
        b'--limit\r\nContent-Disposition: form-data; name="file"; filename="b.pdf"\r\n\r\n'
        + sample_files.pdf()
        + b"\r\n"
    )
    answer = by_hand(caller, b'name="file"; filename="a.pdf"', more=second)
    assert answer.status_code == 422
    assert kept_files() == 0


# Together


def test_a_hundred_megabytes_and_a_byte_together_are_refused_and_the_files_stay_uploads(
    caller: Caller,
) -> None:
    """Fifteen files, of which the last makes it a byte too much."""
    uploads = [caller.upload(sample_files.pdf(pages=n)).json() for n in range(1, 16)]
    most = 100 * 1024 * 1024
    sizes = dict.fromkeys((one["id"] for one in uploads), most // 15)
    sizes[uploads[-1]["id"]] = most - 14 * (most // 15) + 1
    for public_id, size in sizes.items():
        Upload.objects.filter(public_id=public_id).update(size=size)
    body = told(documents=[{"upload": one["id"]} for one in uploads])
    refused = caller.post("/cases", body)
    assert code(refused) == (413, "files_too_large_together")
    assert Upload.objects.count() == 15
    Upload.objects.filter(public_id=uploads[-1]["id"]).update(size=sizes[uploads[-1]["id"]] - 1)
    taken = caller.post("/cases", body)
    assert taken.status_code == 201, json.loads(taken.content)
    assert len(taken.json()["documents"]) == 15


# At once

FULL = Room(places=1, patience=0)


@pytest.mark.parametrize("room", ["cases.api.calls.uploads.UPLOADS", "documents.checks.LOOKING"])
def test_where_too_many_are_handing_in_one_is_told_when_to_come_back(
    room: str, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, FULL)
    with FULL.place():
        answer = caller.upload(idempotency_key="again")
    assert code(answer) == (503, "no_room")
    assert answer["Retry-After"] == "5"
    assert kept_files() == 0
    assert caller.upload(idempotency_key="again").status_code == 201


# The transaction


def test_a_file_is_looked_at_before_a_transaction_is_open(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    depths: list[int] = []

    def looked(content: bytes) -> Any:
        depths.append(len(connection.savepoint_ids) + len(connection.atomic_blocks))
        return check(content)

    monkeypatch.setattr("cases.api.calls.uploads.check", looked)
    around = len(connection.savepoint_ids) + len(connection.atomic_blocks)
    assert caller.upload().status_code == 201
    assert depths == [around]


def test_without_a_key_nobody_looks_at_the_file(caller: Caller) -> None:
    answer = caller.upload(b"", idempotency_key="with space")
    assert code(answer) == (400, "idempotency_key_malformed")
