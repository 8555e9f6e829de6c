"""Files that no row knows go after a day; what a row knows stays, whoever's it is."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from pytest_django import Settings

from access.scope import scoped
from cases import sweeping
from cases.models import Case
from common import vault
from correspondence.models import Letter
from documents.services import hand_in_by_staff, store_upload
from tests import cast, sample_files

pytestmark = pytest.mark.django_db
NOW = cast.NOON
OLD = NOW - timedelta(hours=25)
HOURS = [NOW + timedelta(hours=hour) for hour in range(24)]


@pytest.fixture(autouse=True)
def blobs(settings: Settings, tmp_path: Path) -> Path:
    here = {"BACKEND": "common.vault.DurableFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "blobs": here}
    return tmp_path


def left_behind(*, written: datetime) -> str:
    """A file whose row was never committed; its id."""
    blob_id = vault.store(b"a scan", context="document").blob_id
    age(blob_id, written=written)
    return blob_id


def age(blob_id: str, *, written: datetime) -> None:
    path = storages["blobs"].path(f"{blob_id[:2]}/{blob_id}")
    os.utime(path, (written.timestamp(), written.timestamp()))


def kept() -> set[str]:
    return {path.name for path in Path(storages["blobs"].path("")).rglob("*") if path.is_file()}


def letter(case: Case) -> str:
    blob = vault.store(b"a letter", context="letter")
    Letter.objects.create(
        case=case,
        kind="fee_notice",
        occasion="first",
        title="Gebührenbescheid",
        blob_id=blob.blob_id,
        wrapped_key=blob.wrapped_key,
        size=blob.size,
        sha256=blob.sha256,
        created_at=NOW,
    )
    return blob.blob_id


def document(case: Case) -> str:
    filed = hand_in_by_staff(
        case=case, requirement=None, content=sample_files.pdf(), filename="a.pdf", at=NOW
    )
    return filed.blob_id


def upload() -> str:
    content = sample_files.pdf()
    return store_upload(portal=cast.portal(), content=content, filename="a.pdf", at=NOW).blob_id


@pytest.mark.parametrize("batch", [1, 1000])
def test_what_was_left_behind_goes_after_a_day_and_what_a_row_knows_stays(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", batch)
    with scoped(cast.BERLIN_CLOCK):
        known = {document(cast.case())}
    with scoped(cast.HALLE_CLOCK):
        known.add(letter(cast.case(person=cast.amal(authority="halle"), reference="HA-2026-1-1")))
    known.add(upload())
    for blob_id in known:
        age(blob_id, written=OLD)
    young = left_behind(written=HOURS[-1] - timedelta(hours=23))
    old = {left_behind(written=OLD) for _ in range(3)}
    assert kept() == known | old | {young}
    assert sum(sweeping.sweep(at=at) for at in HOURS) == len(old)
    assert kept() == known | {young}


def test_within_a_day_every_folder_has_its_turn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Counter[str]()

    def stored(folder: str) -> Iterator[tuple[str, datetime]]:
        turns[folder] += 1
        return iter(())

    monkeypatch.setattr(vault, "stored", stored)
    for at in HOURS:
        sweeping.sweep(at=at)
    assert turns == Counter(vault.FOLDERS)


def test_beside_a_database_that_knows_none_of_the_files_nothing_is_deleted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    names = {f"00{number:030x}" for number in range(sweeping.SUSPICIOUS + 1)}
    for name in names:
        storages["blobs"].save(f"00/{name}", ContentFile(b"noise"))
        age(name, written=OLD)
    with caplog.at_level(logging.ERROR):
        assert sum(sweeping.sweep(at=at) for at in HOURS) == 0
    assert kept() == names
    assert len(caplog.records) == 1


def test_every_table_that_refers_to_files_is_asked() -> None:
    """One that were not would lose its files."""
    referring = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "blob_id" for field in model._meta.get_fields())
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE proname = %s", ["titelweg_blobs_without_row"]
        )
        (source,) = cursor.fetchone()
    assert referring == {"documents_upload", "documents_document", "correspondence_letter"}
    assert all(f"FROM {table} WHERE blob_id = blob" in source for table in referring)
