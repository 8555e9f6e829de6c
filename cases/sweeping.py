"""Files that no row knows: what a crash between writing a file and its commit left behind.

Public: `sweep`. A file without its row is noise, since the key to it was in that row
(common/vault.py); it only takes room.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection

from common import vault

logger = logging.getLogger(__name__)

YOUNG = timedelta(days=1)  # far longer than any transaction that is to write the row yet
BATCH = 1000
HOURS = 24
# More files than so many, and a row for none: then this is not the database that belongs to them.
SUSPICIOUS = 5


def sweep(*, at: datetime) -> int:
    """Delete the files older than a day that no row knows; how many there were.

    Looks at a part of the vault each hour, and at all of it within a day. Where the database knows
    none of them, nothing is deleted: a vault beside the wrong database is an accident.
    """
    seen, unknown = 0, list[str]()
    old = _old(at)
    while batch := list(islice(old, BATCH)):
        seen += len(batch)
        unknown += _without_row(batch)
    if len(unknown) == seen > SUSPICIOUS:
        logger.error("the database knows none of %s files: they are left alone", seen)
        return 0
    for blob_id in unknown:
        logger.warning("file %s is deleted: no row knows it", blob_id)
        vault.delete(blob_id)
    return len(unknown)


def _old(at: datetime) -> Iterator[str]:
    """Of the folders whose turn it is in this hour."""
    hour = int(at.timestamp()) // 3600
    for folder in vault.FOLDERS[hour % HOURS :: HOURS]:
        for blob_id, written_at in vault.stored(folder):
            if written_at < at - YOUNG:
                yield blob_id


def _without_row(blob_ids: Sequence[str]) -> list[str]:
    """Asked across all authorities, in one statement: an upload may become a document meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM titelweg_blobs_without_row(%s)", [list(blob_ids)])
        return [blob_id for (blob_id,) in cursor.fetchall()]
