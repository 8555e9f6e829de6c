"""Letters: made once as a PDF, kept in the vault, and sent on their way by a person.

Public: `make`, `Dispatch`, `mark_dispatched`, `mark_arrived`, `mark_returned`, `void`, `content_of`
and `LetterAlreadyDispatched`. All but `content_of` run inside the caller's transaction, with the
case locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common import vault
from common.errors import DomainError
from common.vault import StoredBlob
from correspondence.letter_data import LetterData
from correspondence.models import Letter
from correspondence.render import render

if TYPE_CHECKING:
    from cases.models import Case

_CONTEXT = "letter"


class LetterAlreadyDispatched(DomainError):
    """The day a letter went out sets Fristen going, so it is stated once."""

    code = "letter_already_dispatched"
    sentence = _("This letter has already been dispatched.")


@dataclass(frozen=True)
class Dispatch:
    """Which way a letter goes out, and the day on which it counts as announced."""

    way: Letter.Way
    announced_on: date | None


def make(
    *,
    case: Case,
    kind: str,
    occasion: str,
    title: str,
    letter: LetterData,
    at: datetime,
    leaves: Dispatch | None = None,
) -> Letter:
    """The letter of this kind and occasion as a PDF; one that was made before stays as it was.

    With `leaves` it goes out the instant it is made, else a person sends it on its way.
    Should the transaction fail later, an unreadable file without a row is left in the vault.
    Raises `LetterNotRendered`, `StorageUnavailable`.
    """
    made = case.letters.filter(kind=kind, occasion=occasion).first()
    if made is not None:
        return made
    blob = vault.store(render(letter.template, letter.data()), context=_CONTEXT)
    return Letter.objects.create(
        case=case,
        kind=kind,
        occasion=occasion,
        title=title,
        blob_id=blob.blob_id,
        wrapped_key=blob.wrapped_key,
        size=blob.size,
        sha256=blob.sha256,
        created_at=at,
        dispatched_at=at if leaves else None,
        way=leaves.way if leaves else Letter.Way.NONE,
        announced_on=leaves.announced_on if leaves else None,
    )


def mark_dispatched(*, letter: Letter, way: str, at: datetime, announced_on: date | None) -> None:
    """Record which way the letter went out, and the day on which it counts as announced.

    `way` is one of `Letter.Way` except none; `announced_on` (§ 41(2) VwVfG and its siblings) is
    reckoned by the caller, None where the way has no day of its own. Raises
    `LetterAlreadyDispatched`; ValueError for a way that is none.
    """
    if Letter.Way(way) is Letter.Way.NONE:
        raise ValueError("A letter is dispatched by some way.")
    if letter.dispatched_at is not None:
        raise LetterAlreadyDispatched(dispatched_at=letter.dispatched_at.isoformat())
    letter.way, letter.dispatched_at, letter.announced_on = way, at, announced_on
    letter.save(update_fields=["way", "dispatched_at", "announced_on"])


def mark_arrived(*, letter: Letter, announced_on: date) -> None:
    """The day it counts from is another than was thought: it was proven, or it has been served."""
    letter.announced_on = announced_on
    letter.save(update_fields=["announced_on"])


def mark_returned(*, letter: Letter, at: datetime) -> None:
    """It came back, so nothing has been announced by it; it has to leave once more."""
    letter.way, letter.dispatched_at, letter.announced_on = Letter.Way.NONE, None, None
    letter.returned_at = at
    letter.save(update_fields=["way", "dispatched_at", "announced_on", "returned_at"])


def void(*, letters: QuerySet[Letter], at: datetime) -> None:
    """The act was set aside: those that have not left the house never will; they stay readable."""
    letters.filter(dispatched_at=None, void_at=None).update(void_at=at)


def content_of(letter: Letter) -> bytes:
    """The PDF, proven unchanged. Raises `BlobMissing`, `BlobDamaged`, `StorageUnavailable`."""
    blob = StoredBlob(
        blob_id=letter.blob_id,
        wrapped_key=letter.wrapped_key,
        size=letter.size,
        sha256=letter.sha256,
    )
    return vault.load(blob, context=_CONTEXT)
