"""What is handed in comes back unchanged, or not at all; on the disk it is noise."""

from __future__ import annotations

import base64
import hashlib
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from common import vault
from common.vault import BlobDamaged, BlobMissing, StorageUnavailable

PAYSLIP = b"%PDF-1.7 payslip of Amal, November 2026"
KEY_OF_2026 = base64.urlsafe_b64encode(b"2026" * 8).decode()
KEY_OF_2027 = base64.urlsafe_b64encode(b"2027" * 8).decode()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """An empty vault in a folder of its own."""
    blobs = {"BACKEND": "common.vault.DurableFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    settings.MASTER_KEY, settings.MASTER_KEYS_RETIRED = KEY_OF_2026, []
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@contextmanager
def disk_that_takes_only(size: int) -> Iterator[None]:
    """The system cuts every file of this process at `size` bytes, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_comes_back_as_it_was_handed_in() -> None:
    blob = vault.store(PAYSLIP, context="upload")
    assert vault.load(blob, context="upload") == PAYSLIP
    assert blob.size == len(PAYSLIP)
    assert blob.sha256 == hashlib.sha256(PAYSLIP).hexdigest()


def test_an_empty_file_and_the_largest_one_come_back_and_a_larger_one_is_refused() -> None:
    largest = bytes(vault.LARGEST)
    for content in (b"", largest):
        assert vault.load(vault.store(content, context="upload"), context="upload") == content
    with pytest.raises(ValueError, match="too large"):
        vault.store(largest + b"!", context="upload")


def test_what_a_row_keeps_fits_the_promised_columns() -> None:
    blob = vault.store(PAYSLIP, context="upload")
    assert len(blob.blob_id) == 32
    assert len(blob.wrapped_key) == 64
    assert len(blob.sha256) == 64


def test_the_disk_shows_neither_content_nor_that_two_files_are_equal(folder: Path) -> None:
    vault.store(PAYSLIP, context="upload")
    vault.store(PAYSLIP, context="upload")
    first, second = (path.read_bytes() for path in files(folder))
    assert b"payslip" not in first + second
    assert first != second


def test_files_are_readable_by_their_owner_only(folder: Path) -> None:
    vault.store(PAYSLIP, context="upload")
    [path] = files(folder)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("place", [0, 12, -1])
def test_one_changed_bit_on_the_disk_is_noticed(folder: Path, place: int) -> None:
    blob = vault.store(PAYSLIP, context="upload")
    [path] = files(folder)
    damaged = bytearray(path.read_bytes())
    damaged[place] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(BlobDamaged):
        vault.load(blob, context="upload")


@pytest.mark.parametrize("length", [0, 5, 20])
def test_a_file_cut_short_is_noticed(folder: Path, length: int) -> None:
    blob = vault.store(PAYSLIP, context="upload")
    [path] = files(folder)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(BlobDamaged):
        vault.load(blob, context="upload")


def test_a_file_put_in_anothers_place_does_not_open_even_with_its_own_key(folder: Path) -> None:
    amal = vault.store(PAYSLIP, context="upload")
    [amals_file] = files(folder)
    omar = vault.store(b"Omar's contract", context="upload")
    [omars_file] = [path for path in files(folder) if path != amals_file]
    omars_file.write_bytes(amals_file.read_bytes())
    with pytest.raises(BlobDamaged):
        vault.load(replace(omar, wrapped_key=amal.wrapped_key), context="upload")


def test_an_upload_does_not_open_as_a_letter() -> None:
    blob = vault.store(PAYSLIP, context="upload")
    with pytest.raises(BlobDamaged):
        vault.load(blob, context="letter")


@pytest.mark.parametrize("change", [slice(0, 0), slice(0, 4), slice(0, 20), slice(1, 64)])
def test_a_shortened_key_opens_nothing(change: slice) -> None:
    blob = vault.store(PAYSLIP, context="upload")
    with pytest.raises(BlobDamaged):
        vault.load(replace(blob, wrapped_key=blob.wrapped_key[change]), context="upload")


@pytest.mark.parametrize("place", [0, 4, 20, 63])
def test_a_key_with_one_changed_bit_opens_nothing(place: int) -> None:
    blob = vault.store(PAYSLIP, context="upload")
    changed = bytearray(blob.wrapped_key)
    changed[place] ^= 1
    with pytest.raises(BlobDamaged):
        vault.load(replace(blob, wrapped_key=bytes(changed)), context="upload")


def test_a_key_opens_as_the_database_gives_it_back() -> None:
    blob = vault.store(PAYSLIP, context="upload")
    as_read = replace(blob, wrapped_key=memoryview(bytes(blob.wrapped_key)))
    assert vault.load(as_read, context="upload") == PAYSLIP


def test_a_retired_master_key_still_opens_its_files_and_wraps_no_new_ones(
    settings: Settings,
) -> None:
    old = vault.store(PAYSLIP, context="upload")
    settings.MASTER_KEY, settings.MASTER_KEYS_RETIRED = KEY_OF_2027, [KEY_OF_2026]
    new = vault.store(PAYSLIP, context="upload")
    assert vault.load(old, context="upload") == vault.load(new, context="upload") == PAYSLIP
    settings.MASTER_KEYS_RETIRED = []
    assert vault.load(new, context="upload") == PAYSLIP
    with pytest.raises(BlobDamaged):
        vault.load(old, context="upload")


@pytest.mark.parametrize("key", ["", "short", base64.urlsafe_b64encode(bytes(16)).decode()])
def test_a_master_key_of_the_wrong_size_is_said_so(settings: Settings, key: str) -> None:
    settings.MASTER_KEY = key
    with pytest.raises(ImproperlyConfigured, match="32 bytes"):
        vault.store(PAYSLIP, context="upload")


def test_a_deleted_file_is_gone_and_deleting_it_again_is_fine(folder: Path) -> None:
    blob = vault.store(PAYSLIP, context="upload")
    vault.delete(blob.blob_id)
    vault.delete(blob.blob_id)
    assert files(folder) == []
    with pytest.raises(BlobMissing):
        vault.load(blob, context="upload")


def test_a_full_disk_keeps_nothing_and_works_again_when_there_is_room(folder: Path) -> None:
    with disk_that_takes_only(4096), pytest.raises(StorageUnavailable):
        vault.store(bytes(1_000_000), context="upload")
    assert files(folder) == []
    blob = vault.store(PAYSLIP, context="upload")
    assert vault.load(blob, context="upload") == PAYSLIP


def test_file_and_directories_are_on_the_disk_before_anything_can_refer_to_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    really_sync = os.fsync

    def sync(descriptor: int) -> None:
        really_sync(descriptor)
        synced.append(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(os, "fsync", sync)
    vault.store(PAYSLIP, context="upload")
    [path] = files(folder)
    assert synced == [path.stat().st_ino, path.parent.stat().st_ino, folder.stat().st_ino]


def test_equal_files_of_one_person_are_recognised_and_those_of_two_people_are_not() -> None:
    amals = vault.fingerprint(PAYSLIP, person="amal")
    assert amals == vault.fingerprint(PAYSLIP, person="amal")
    assert amals != vault.fingerprint(PAYSLIP + b"!", person="amal")
    assert amals != vault.fingerprint(PAYSLIP, person="omar")


def test_a_fingerprint_cannot_be_made_without_the_master_key(settings: Settings) -> None:
    ours = vault.fingerprint(PAYSLIP, person="amal")
    settings.MASTER_KEY = KEY_OF_2027
    assert vault.fingerprint(PAYSLIP, person="amal") != ours
