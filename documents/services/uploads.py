"""Files in the vault: kept for a portal a day long, and given out again."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from access.models import Portal
from common import vault
from common.vault import StoredBlob
from documents import checks
from documents.checks import CheckedFile
from documents.models import StoredFile, Upload

KEPT_FOR = timedelta(hours=24)
_CONTEXT = "document"  # an upload becomes a document without its file being touched


def store_upload(*, portal: Portal, content: bytes, filename: str, at: datetime) -> Upload:
    """Check a file and keep it 24 hours for this portal.

    Raises the refusals of `checks.py`, `NoRoom` and `StorageUnavailable`.
    """
    found = checks.check(content)
    return keep_upload(portal=portal, content=content, filename=filename, found=found, at=at)


def keep_upload(
    *, portal: Portal, content: bytes, filename: str, found: CheckedFile, at: datetime
) -> Upload:
    """The same for a file that was checked before: looking at one takes seconds that no transaction
    should wait. Raises `StorageUnavailable`.
    """
    facts = kept(content, filename, found)
    return Upload.objects.create(portal=portal, uploaded_at=at, expires_at=at + KEPT_FOR, **facts)


def drop_expired_uploads(*, at: datetime) -> int:
    """Forget uploads that nobody attached in time; answers how many.

    A row goes before its file: a crash in between leaves a file that nobody has the key to.
    """
    dropped = 0
    expired = Upload.objects.filter(expires_at__lte=at)
    for pk, blob_id in list(expired.values_list("pk", "blob_id")):
        # Whoever attaches it now holds its row lock; then there is nothing left to delete here.
        if expired.filter(pk=pk).delete()[0]:
            transaction.on_commit(partial(vault.delete, blob_id))
            dropped += 1
    return dropped


def kept(content: bytes, filename: str, found: CheckedFile) -> dict[str, Any]:
    """Keep the file; what a row must know of it."""
    blob = vault.store(content, context=_CONTEXT)
    return {
        "blob_id": blob.blob_id,
        "wrapped_key": blob.wrapped_key,
        "filename": checks.clean_name(filename, media_type=found.media_type),
        "media_type": found.media_type,
        "size": blob.size,
        "sha256": blob.sha256,
        "pages": found.pages,
    }


def content_of(document: StoredFile) -> bytes:
    """The file as it was handed in. Raises `BlobMissing`, `BlobDamaged`."""
    blob = StoredBlob(
        blob_id=document.blob_id,
        wrapped_key=document.wrapped_key,
        size=document.size,
        sha256=document.sha256,
    )
    return vault.load(blob, context=_CONTEXT)
