"""What the tests of services share."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def vault_folder(tmp_path: Path, settings: Settings) -> Path:
    """An empty vault in a folder of its own."""
    blobs = {"BACKEND": "common.vault.DurableFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    return tmp_path
