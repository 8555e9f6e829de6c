"""Taking files from the browser and handing them over, one by one.

Public: `taken`, `Taken`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from examples.client.titelweg import FileLimits
from examples.client.transport import Refused

from .api import api, key_of

MEBIBYTE = 1024 * 1024


@dataclass
class Taken:
    """The uploads that came of some files, and for each other file what to do about it."""

    uploads: list[dict[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def taken(
    files: Iterable[UploadedFile[Any]], *, limits: FileLimits, requirement: str, nonce: str
) -> Taken:
    """Hand over each file; one that is refused does not stop the others."""
    done = Taken()
    for file in files:
        if (file.size or 0) > limits["max_file_bytes"]:
            done.problems.append(_too_large(file, limits))
            continue
        try:
            done.uploads.append(_handed_over(file, requirement=requirement, nonce=nonce))
        except Refused as refused:
            done.problems.append(f"{file.name}: {refused.detail}")
    return done


def _too_large(file: UploadedFile[Any], limits: FileLimits) -> str:
    allowed = limits["max_file_bytes"] // MEBIBYTE
    return _(
        "%(name)s: This file is too large. A file may have %(allowed)s MB. "
        "Scan it again with fewer dots (150 dpi), or split it into several files."
    ) % {"name": file.name, "allowed": allowed}


def _handed_over(file: UploadedFile[Any], *, requirement: str, nonce: str) -> dict[str, str]:
    content = file.read()
    name = file.name or "file"
    key = key_of(nonce, "upload", requirement, name, hashlib.sha256(content).hexdigest())
    sent = (name, content, file.content_type or "application/octet-stream")
    made = api().upload_file(file=sent, idempotency_key=key).body
    return {"id": made["id"], "filename": made["filename"], "requirement": requirement}
