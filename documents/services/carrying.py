"""Carrying documents over from a case that turned out to be the same application, and back."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from common import vault
from documents.checks import CheckedFile
from documents.models import Document, Requirement

from .checklist import open_positions, set_status
from .uploads import content_of, kept

if TYPE_CHECKING:
    from cases.models import Case

COPIED = ("person_mac", "handed_in_at", "source")
CAME = (Requirement.Status.HANDED_IN, Requirement.Status.ACCEPTED)


def carry_over(*, source: Case, target: Case, at: datetime) -> list[Document]:
    """Give `target` a copy of every file of `source`, so that nothing is asked for twice.

    Each is kept once more under its own key, so that either case can be erased without the other.
    What was accepted there is accepted here; what only one of them needs is needed from now on.
    Raises `BlobMissing`, `BlobDamaged`, `StorageUnavailable`.
    """
    came = source.requirements.filter(status__in=CAME)
    rows = {row.code: _answered(row, target, at=at) for row in came}
    return [
        _copied(document, target, rows)
        for document in source.documents.select_related("requirement").order_by("id")
    ]


def _answered(row: Requirement, target: Case, *, at: datetime) -> Requirement:
    """The requirement of `target` that `row` answers: what stands there already stays."""
    own: Requirement = target.requirements.get_or_create(
        code=row.code,
        defaults={
            "label": row.label,
            "required": row.required,
            "original_needed": row.original_needed,
        },
    )[0]
    if own.status not in CAME:
        set_status(own, Requirement.Status(row.status), by=row.decided_by, at=row.decided_at)
        open_positions(own).filter(satisfied_at=None).update(satisfied_at=at)
    return own


def _copied(document: Document, target: Case, rows: dict[str, Requirement]) -> Document:
    found = CheckedFile(media_type=document.media_type, pages=document.pages or 1)
    code = document.requirement.code if document.requirement else ""
    return Document.objects.create(
        case=target,
        requirement=rows.get(code),
        copied_from=document.public_id,
        **{name: getattr(document, name) for name in COPIED},
        **kept(content_of(document), document.filename, found),
    )


def take_back(*, source: Case, target: Case) -> None:
    """Remove from `target` what was copied from `source`; what it answered is open again.

    A row goes before its file: a crash in between leaves a file that nobody has the key to.
    """
    ours = source.documents.values_list("public_id", flat=True)
    copies = target.documents.filter(copied_from__in=list(ours)).select_related("requirement")
    answered = [copy.requirement for copy in copies if copy.requirement]
    for copy in copies:
        copy.delete()
        transaction.on_commit(partial(vault.delete, copy.blob_id))
    for requirement in answered:
        if not requirement.documents.exists():
            set_status(requirement, Requirement.Status.OPEN)
