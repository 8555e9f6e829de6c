"""The files of a draft, at which nobody has looked: replaced as a whole, and gone with it.

A row goes before its file: a crash in between leaves a file that nobody has the key to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from access.models import Portal
from common import vault
from documents.models import Document, Requirement
from documents.rules import FileRules

from .handing_in import HandIn, attach, insist_on_once, requirements_named

if TYPE_CHECKING:
    from cases.models import Case

Status = Requirement.Status


def replace(
    *,
    case: Case,
    portal: Portal,
    hand_ins: Sequence[HandIn],
    file_rules: FileRules,
    at: datetime,
) -> None:
    """Let the draft have exactly these files: named again they stay, the others are removed.

    Raises as `attach`.
    """
    insist_on_once(hand_ins)
    held = {document.public_id: document for document in case.documents.all()}
    named = {hand_in.upload for hand_in in hand_ins}
    _remove(document for public_id, document in held.items() if public_id not in named)
    _assign(case, held, [hand_in for hand_in in hand_ins if hand_in.upload in held])
    new = [hand_in for hand_in in hand_ins if hand_in.upload not in held]
    attach(case=case, portal=portal, hand_ins=new, file_rules=file_rules, at=at)
    case.requirements.filter(status=Status.HANDED_IN, documents=None).update(status=Status.OPEN)
    answered = case.requirements.filter(status=Status.OPEN).exclude(documents=None)
    answered.update(status=Status.HANDED_IN)


def forget(*, case: Case) -> None:
    """Remove every file of the draft, and what it was needed for."""
    _remove(case.documents.all())
    case.requirements.all().delete()


def _remove(documents: Iterable[Document]) -> None:
    for document in documents:
        document.delete()
        transaction.on_commit(partial(vault.delete, document.blob_id))


def _assign(case: Case, held: dict[UUID, Document], staying: Sequence[HandIn]) -> None:
    """What a file is handed in for may have changed."""
    for hand_in, requirement in zip(staying, requirements_named(case, staying), strict=True):
        held[hand_in.upload].requirement = requirement
    kept = [held[hand_in.upload] for hand_in in staying]
    Document.objects.bulk_update(kept, ["requirement"])
