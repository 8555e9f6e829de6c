"""Where files (uploads, letters) are kept: encrypted, each under a key of its own, safely on disk.

Public: `StoredBlob`, `store`, `load`, `delete`, `stored`, `FOLDERS`, `fingerprint`,
`DurableFileStorage`, `BlobMissing`, `BlobDamaged`, `StorageUnavailable`; `seal` and `unseal` for
the few secrets that stand in a row themselves.

A file gets a random id and a random data key (AES-256-GCM). The data key is wrapped by the master
key (`MASTER_KEY`, 32 bytes) and given back for the caller's row; without that row the file is
noise, so deleting the row is already an erasure. Both ciphertexts are bound to the blob's id and
to its `context`: a file put in another's place does not open. `MASTER_KEYS_RETIRED` still open
what they once wrapped, so the master key can be changed at any time.

A file is encrypted as a whole, in memory: `LARGEST` bounds what that costs. Order of writing, on
which all callers rely: `store` returns when file and directory are synced to disk; only then does
a row refer to it. A crash in between leaves a blob without a row, never a row without its blob;
`stored` lets such be found.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError

LARGEST = 16 * 1024 * 1024  # bytes; more than twice the largest upload any authority takes
_KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_ID_BYTES = 4


class BlobMissing(DomainError):
    """The file is not in the storage."""

    code = "blob_missing"
    sentence = _("The file cannot be found in the storage.")


class BlobDamaged(DomainError):
    """The file, its key or its name was changed; nothing of it is given out."""

    code = "blob_damaged"
    sentence = _("The file was changed or damaged in the storage.")


class StorageUnavailable(DomainError):
    """The storage did not take the file: disk full, not mounted, not writable."""

    code = "storage_unavailable"
    sentence = _("The file could not be stored. Please try again later.")


@dataclass(frozen=True)
class StoredBlob:
    """What a row keeps of a stored file: id (32 characters), wrapped key (64 bytes), and two facts.

    `size` (bytes) and `sha256` (hex) are those of the content as it was handed in.
    """

    blob_id: str
    wrapped_key: bytes | memoryview  # the latter is how a database row may give it back
    size: int
    sha256: str


def store(content: bytes, *, context: str) -> StoredBlob:
    """Encrypt and keep `content`; on return it would survive a power cut.

    `context` names the kind of thing ("upload", "letter") and must be named again to load it.
    Raises ValueError beyond `LARGEST` bytes, `StorageUnavailable` where the storage fails; then
    nothing was kept.
    """
    if len(content) > LARGEST:
        raise ValueError(f"A file of {len(content)} bytes is too large for the vault.")
    blob_id, data_key = secrets.token_hex(16), secrets.token_bytes(_KEY_BYTES)
    bound_to = _bound_to(blob_id, context)
    _write(blob_id, _seal(data_key, content, bound_to))
    return StoredBlob(
        blob_id=blob_id,
        wrapped_key=_wrap(data_key, bound_to),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def load(blob: StoredBlob, *, context: str) -> bytes:
    """The content as it was handed in, proven unchanged.

    Raises `BlobMissing`; `BlobDamaged` for a changed file or key, another blob's file, another
    context, or a master key that is neither in use nor retired.
    """
    bound_to = _bound_to(blob.blob_id, context)
    return _unseal(_unwrap(bytes(blob.wrapped_key), bound_to), _read(blob.blob_id), bound_to)


def delete(blob_id: str) -> None:
    """Remove the file; one that is gone already is fine."""
    _storage().delete(_path(blob_id))


FOLDERS = tuple(f"{number:02x}" for number in range(256))


def stored(folder: str) -> Iterator[tuple[str, datetime]]:
    """The files in one of the `FOLDERS`, which spread them evenly: each one's id, and when written.

    One that is deleted meanwhile is left out.
    """
    storage = _storage()
    with suppress(FileNotFoundError):  # nothing was ever stored there
        for blob_id in storage.listdir(folder)[1]:
            with suppress(FileNotFoundError):
                yield blob_id, storage.get_modified_time(_path(blob_id))


def fingerprint(content: bytes, *, person: str) -> str:
    """A mark (64 hex characters) by which equal files of one person are recognised, as a hint.

    Keyed, and different for each person, so it neither shows what a file holds nor that two people
    handed in the same. Changing the master key starts afresh: earlier files give no hints then.
    """
    key = hmac.digest(_current_key().secret, b"titelweg duplicate hints", "sha256")
    digest = hashlib.sha256(content).digest()
    return hmac.new(key, digest + person.encode(), "sha256").hexdigest()


def seal(secret: bytes, *, context: str) -> bytes:
    """`secret` encrypted under the master key and bound to `context`, for a column of a row."""
    return _wrap(secret, _bound_to("", context))


def unseal(sealed: bytes | memoryview, *, context: str) -> bytes:
    """What `seal` was given. Raises `BlobDamaged` for another context or an unknown master key."""
    return _unwrap(bytes(sealed), _bound_to("", context))


# Keys


@dataclass(frozen=True)
class _MasterKey:
    secret: bytes = field(repr=False)

    @property
    def key_id(self) -> bytes:
        """Tells which key wrapped a data key, and nothing about the key."""
        return hmac.digest(self.secret, b"titelweg key id", "sha256")[:_KEY_ID_BYTES]


def _current_key() -> _MasterKey:
    return _master_key(settings.MASTER_KEY)


def _master_key(text: str) -> _MasterKey:
    try:
        secret = base64.urlsafe_b64decode(text)
    except ValueError:
        secret = b""
    if len(secret) != _KEY_BYTES:
        raise ImproperlyConfigured("A master key is 32 bytes in urlsafe base64.")
    return _MasterKey(secret)


def _wrap(data_key: bytes, bound_to: bytes) -> bytes:
    master = _current_key()
    return master.key_id + _seal(master.secret, data_key, bound_to)


def _unwrap(wrapped_key: bytes, bound_to: bytes) -> bytes:
    key_id, sealed = wrapped_key[:_KEY_ID_BYTES], wrapped_key[_KEY_ID_BYTES:]
    keys = (_master_key(text) for text in [settings.MASTER_KEY, *settings.MASTER_KEYS_RETIRED])
    master = next((key for key in keys if key.key_id == key_id), None)
    if master is None:
        raise BlobDamaged
    return _unseal(master.secret, sealed, bound_to)


# Sealing


def _bound_to(blob_id: str, context: str) -> bytes:
    return f"titelweg blob 1|{context}|{blob_id}".encode()


def _seal(key: bytes, content: bytes, bound_to: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def _unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, bound_to)
    except (InvalidTag, ValueError) as error:  # ValueError: too short to hold a nonce
        raise BlobDamaged from error


# Storage


def _storage() -> Storage:
    return storages["blobs"]


def _path(blob_id: str) -> str:
    """Spread over 256 directories, so that none grows without bound."""
    return f"{blob_id[:2]}/{blob_id}"


def _write(blob_id: str, sealed: bytes) -> None:
    try:
        _storage().save(_path(blob_id), ContentFile(sealed))
    except OSError as error:
        raise StorageUnavailable from error


def _read(blob_id: str) -> bytes:
    try:
        with _storage().open(_path(blob_id)) as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise BlobMissing from error
    except OSError as error:
        raise StorageUnavailable from error
    return content


class DurableFileStorage(FileSystemStorage):
    """Files of this machine's disk, on it for good when `save` returns, readable by us only."""

    def __init__(self, *, location: str) -> None:
        super().__init__(
            location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        """Keep `content` as `name`, synced with its directories; on OSError nothing is left."""
        path = Path(self.path(name or ""))
        try:
            kept = super().save(name, content, max_length=max_length)
            self._sync_with_directories(path)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return kept

    def _sync_with_directories(self, path: Path) -> None:
        _sync(path)
        for directory in path.relative_to(self.location).parents:
            _sync(Path(self.location, directory))


def _sync(path: Path) -> None:
    """Make the system write a file's content, or a directory's entries, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
