"""Handing in: files become documents of a case, within its authority's rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from access.models import Portal
from common import vault
from common.errors import InvalidInput
from documents import checks
from documents.models import Document, Requirement, StoredFile, Upload
from documents.queries import bytes_held
from documents.rules import FileRules

from .checklist import handed_in
from .uploads import content_of, kept

if TYPE_CHECKING:
    from cases.models import Case


class UploadUnknown(InvalidInput):
    """No such upload of this portal: never there, or expired."""

    code = "upload_unknown"
    sentence = _("There is no such upload, or it has expired. Please upload the file again.")


class UploadUsed(InvalidInput):
    """The upload was handed in before, for this case or another of this portal, or stands twice."""

    code = "upload_used"
    sentence = _(
        "This upload has been handed in already, and counts once. To hand the file in for something"
        " else as well, please upload it again."
    )


class RequirementUnknown(InvalidInput):
    """The case asks for nothing by this code."""

    code = "requirement_unknown"
    sentence = _(
        "This case does not ask for “%(requirement)s”. Name one of its `requirements`, or none for"
        " a document that it does not ask for."
    )


class FilesTooLargeTogether(InvalidInput):
    """With these files the case would hold more than its authority takes."""

    code = "files_too_large_together"
    sentence = _(
        "All files of a case together must not be larger than %(megabytes)s MB. Please hand in"
        " smaller scans."
    )


@dataclass(frozen=True)
class HandIn:
    """An upload, by its public id, and the code of what it is handed in for, if for anything.

    `pointer` is where this stands in the portal's input (RFC 6901).
    """

    upload: UUID
    requirement: str | None
    pointer: str = ""


def attach(
    *,
    case: Case,
    portal: Portal,
    hand_ins: Sequence[HandIn],
    file_rules: FileRules,
    at: datetime,
    pointer: str = "/documents",
) -> list[Document]:
    """Make documents of the case out of a portal's uploads, all of them or none.

    A document keeps the public id of its upload. `pointer` is where the list stands in the portal's
    input. Raises `UploadUnknown`, `UploadUsed`, `RequirementUnknown`, `FileTypeNotAllowed`,
    `FileTooLarge`, `FilesTooLargeTogether`.
    """
    uploads = _locked_uploads(portal, hand_ins, at=at)
    requirements = requirements_named(case, hand_ins)
    for upload, hand_in in zip(uploads, hand_ins, strict=True):
        _insist_on_rules(upload, file_rules, pointer=f"{hand_in.pointer}/upload")
    _insist_on_total(case, [upload.size for upload in uploads], file_rules, pointer=pointer)
    documents = _turned_into_documents(uploads, requirements, case=case, at=at)
    handed_in([row for row in requirements if row is not None], at=at)
    return documents


def hand_in_by_staff(
    *,
    case: Case,
    requirement: Requirement | None,
    content: bytes,
    filename: str,
    at: datetime,
) -> Document:
    """File a scan of what came by post or at the counter, in any format that can be opened.

    What an authority says of formats and sizes is said to portals; what has come is in its hands
    already (§ 24(3) VwVfG). Raises the refusals of `checks.py`, `NoRoom` and `StorageUnavailable`.
    """
    found = checks.check(content)
    stored = kept(content, filename, found)
    document = _document(case, requirement, content, stored, source=Document.Source.STAFF, at=at)
    document.save()
    handed_in([requirement] if requirement is not None else [], at=at)
    return document


def insist_on_once(hand_ins: Sequence[HandIn]) -> None:
    """Raise `UploadUsed` where an upload stands twice."""
    seen: set[UUID] = set()
    for hand_in in hand_ins:
        if hand_in.upload in seen:
            raise UploadUsed(pointer=f"{hand_in.pointer}/upload")
        seen.add(hand_in.upload)


def _locked_uploads(portal: Portal, hand_ins: Sequence[HandIn], *, at: datetime) -> list[Upload]:
    """The uploads in the order named, locked in the order of their keys."""
    insist_on_once(hand_ins)
    found = (
        Upload.objects.select_for_update()
        .filter(
            portal=portal,
            public_id__in=[hand_in.upload for hand_in in hand_ins],
            expires_at__gt=at,
        )
        .order_by("pk")
    )
    free = {upload.public_id: upload for upload in found}
    for hand_in in hand_ins:
        if hand_in.upload not in free:
            raise _not_free(portal, hand_in)
    return [free[hand_in.upload] for hand_in in hand_ins]


def _not_free(portal: Portal, hand_in: HandIn) -> InvalidInput:
    used = Document.objects.filter(public_id=hand_in.upload, case__portal=portal).exists()
    return (UploadUsed if used else UploadUnknown)(pointer=f"{hand_in.pointer}/upload")


def requirements_named(case: Case, hand_ins: Sequence[HandIn]) -> list[Requirement | None]:
    """What each is handed in for. Raises `RequirementUnknown`."""
    rows: dict[str | None, Requirement | None] = {None: None}
    rows.update({row.code: row for row in case.requirements.all()})
    for hand_in in hand_ins:
        if hand_in.requirement not in rows:
            raise RequirementUnknown(
                pointer=f"{hand_in.pointer}/requirement", requirement=hand_in.requirement
            )
    return [rows[hand_in.requirement] for hand_in in hand_ins]


def _insist_on_rules(upload: Upload, rules: FileRules, *, pointer: str) -> None:
    if set(rules.formats).isdisjoint(checks.SUFFIXES[upload.media_type]):
        allowed = ", ".join(kind.upper() for kind in rules.formats)
        raise checks.FileTypeNotAllowed(pointer=pointer, allowed=allowed)
    if upload.size > rules.max_file_bytes:
        limit = checks.megabytes(rules.max_file_bytes)
        raise checks.FileTooLarge(pointer=pointer, megabytes=limit)


def _insist_on_total(case: Case, sizes: Sequence[int], rules: FileRules, *, pointer: str) -> None:
    if bytes_held(case) + sum(sizes) > rules.max_total_bytes:
        limit = checks.megabytes(rules.max_total_bytes)
        raise FilesTooLargeTogether(pointer=pointer, megabytes=limit)


def _turned_into_documents(
    uploads: Sequence[Upload],
    requirements: Sequence[Requirement | None],
    *,
    case: Case,
    at: datetime,
) -> list[Document]:
    """Move what the uploads' rows know to documents; the files stay where they are."""
    documents = [
        _document(
            case, requirement, content_of(upload), _stored(upload),
            source=Document.Source.PORTAL, at=at,
        )
        for upload, requirement in zip(uploads, requirements, strict=True)
    ]  # fmt: skip
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    return Document.objects.bulk_create(documents)


def _stored(upload: Upload) -> dict[str, Any]:
    names = [field.name for field in StoredFile._meta.get_fields()]
    return {name: getattr(upload, name) for name in ("public_id", *names)}


def _document(
    case: Case,
    requirement: Requirement | None,
    content: bytes,
    stored: Mapping[str, Any],
    *,
    source: Document.Source,
    at: datetime,
) -> Document:
    """Not saved yet."""
    mark = vault.fingerprint(content, person=str(case.person.public_id))
    return Document(
        case=case,
        authority=case.authority,
        sandbox=case.sandbox,
        requirement=requirement,
        person_mac=bytes.fromhex(mark),
        handed_in_at=at,
        source=source,
        **stored,
    )
