"""Twenty of the worst files at once: the right answer each, bounded memory, and nothing left."""

from __future__ import annotations

import io
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from PIL import Image
from pytest_django import Settings

from access.models import IdempotencyKey
from cases.api.calls.uploads import UPLOADS
from documents.checks import LARGEST_FILE, LOOKING
from documents.models import Upload
from documents.pdf_inspection import MEMORY
from tests import sample_files
from tests.api.test_files import photo, scan
from tests.faults.family import MEGABYTE, members, memory, watched
from tests.faults.hurry import HurriedOffice
from tests.faults.web import PortalProgram, Web, portal_program, web_process
from tests.simulators import eventually

pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc"),
]
AT_ONCE = 20
WORKERS = 2
# What one web worker may take beyond what it has anyway: a few files in hand, each a few times over
# (as it came, as it is looked at, as it is encrypted), and fewer that are being looked at.
MOST = WORKERS * (LOOKING.places * MEMORY + UPLOADS.places * 4 * LARGEST_FILE)
COMES_BACK_WITHIN = 60.0  # seconds
LEFT_OVER = 250 * MEGABYTE  # pools, caches and what the allocator keeps, of two workers


def picture_that_unfolds() -> bytes:
    """Less than a megabyte of progressive JPEG, of which a decoder keeps 385 MB."""
    target = io.BytesIO()
    empty = Image.new("RGB", (8000, 8000))
    empty.save(target, "JPEG", progressive=True, quality=30, subsampling=0)
    return target.getvalue()


@dataclass(frozen=True)
class Worst:
    """A file, and what is said about it."""

    make: Callable[[], bytes]
    answer: tuple[int, str]


TAKEN, TOO_COMPLEX = (201, ""), (422, "file_too_complex")
FILES: Mapping[str, Worst] = {
    "a PDF that unfolds": Worst(
        lambda: sample_files.pdf_that_unfolds(object_streams=20, brackets=500_000), TOO_COMPLEX
    ),
    "a scan of a hundred pages": Worst(lambda: scan(100), TAKEN),
    "a photo of twelve megapixels": Worst(photo, TAKEN),
    "a picture that unfolds": Worst(picture_that_unfolds, TAKEN),
    "a PNG that promises too much": Worst(
        lambda: sample_files.png_that_claims(60_000, 60_000), TOO_COMPLEX
    ),
}


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def web(
    surroundings: Mapping[str, str], temporary: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Web]:
    with web_process(
        {**surroundings, "TMPDIR": str(temporary)}, tmp_path_factory.mktemp("web") / "log"
    ) as server:
        yield server


@pytest.fixture
def portal(office: HurriedOffice, web: Web, settings: Settings) -> Iterator[PortalProgram]:
    """Its secret is hashed as the server does it, not as cheaply as tests do."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    with portal_program(web.url, office.portal, connections=AT_ONCE) as program:
        yield program


def test_twenty_of_the_worst_files_at_once_are_answered_within_bounded_memory(
    portal: PortalProgram, web: Web, temporary: Path, blobs: Path
) -> None:
    files = {name: worst.make() for name, worst in FILES.items()}
    names = [list(files)[number % len(files)] for number in range(AT_ONCE)]
    assert hand_in(portal, sample_files.pdf())[0] == 201  # both have loaded what they need
    kept_before, before = kept_files(blobs), memory(members(web.pid))
    with (
        watched(web.pid, program="pdf_inspection") as peak,
        ThreadPoolExecutor(AT_ONCE) as hands,
    ):
        answers = list(hands.map(lambda name: hand_in(portal, files[name]), names))
    assert answers == [FILES[name].answer for name in names]
    assert peak.processes in range(1, WORKERS * LOOKING.places + 1)
    # One between fork and exec is counted as its parent.
    assert peak.memory - before < MOST + before
    assert eventually(
        lambda: memory(members(web.pid)) - before < LEFT_OVER, within=COMES_BACK_WITHIN
    )
    assert not list(temporary.iterdir())
    assert kept_files(blobs) - kept_before == Counter(answers)[TAKEN]
    assert Upload.objects.count() == IdempotencyKey.objects.count() == Counter(answers)[TAKEN] + 1


def hand_in(portal: PortalProgram, content: bytes) -> tuple[int, str]:
    """Under one key until there was room for it; the status and code that came of it."""
    key, answers = str(uuid.uuid4()), list[httpx.Response]()

    def settled() -> bool:
        answers.append(portal.upload(content, key=key))
        if answers[-1].status_code == 503:
            assert int(answers[-1].headers["Retry-After"]) > 0
            assert answers[-1].json()["code"] == "no_room"
        return answers[-1].status_code != 503

    assert eventually(settled, within=COMES_BACK_WITHIN)
    last = answers[-1]
    return last.status_code, last.json().get("code", "")


def kept_files(blobs: Path) -> int:
    return sum(path.is_file() for path in blobs.rglob("*"))
