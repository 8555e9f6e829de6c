"""Taking files in, deciding on them, asking for more.

Public: uploads (`store_upload`, `drop_expired_uploads`), the checklist (`RequirementSpec`,
`set_requirements`), handing in (`HandIn`, `attach`, `hand_in_by_staff`, `content_of`), verdicts
(`accept`, `reject`, `mark_not_needed`), the Nachforderung (`ask`, `extend`, `close`,
`everything_handed_in`), and the refusals below; those about a file itself are in `checks.py`.

What concerns a case runs inside the caller's transaction, with the case locked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from access.models import Portal
from common import vault
from common.errors import DomainError, InvalidInput
from common.text import german_day
from common.vault import StoredBlob
from documents import checks
from documents.models import (
    Document,
    Nachforderung,
    NachforderungPosition,
    Requirement,
    StoredFile,
    Upload,
)
from documents.queries import bytes_held
from documents.queries import everything_handed_in as everything_handed_in
from documents.rules import FileRules

if TYPE_CHECKING:
    from cases.models import Case

KEPT_FOR = timedelta(hours=24)
_CONTEXT = "document"  # an upload becomes a document without its file being touched


class UploadUnknown(InvalidInput):
    """No such upload of this portal: never there, expired, or attached before."""

    code = "upload_unknown"
    sentence = _("There is no such upload, or it has expired. Please upload the file again.")


class RequirementUnknown(InvalidInput):
    """The case asks for nothing by this code."""

    code = "requirement_unknown"
    sentence = _("This case does not ask for “%(requirement)s”.")


class FilesTooLargeTogether(InvalidInput):
    """With these files the case would hold more than its authority takes."""

    code = "files_too_large_together"
    sentence = _(
        "All files of a case together must not be larger than %(megabytes)s MB. Please hand in"
        " smaller scans."
    )


class ReasonMissing(InvalidInput):
    """Who rejects something, or finds it not needed, says why."""

    code = "reason_missing"
    sentence = _("Please give a reason.")


class NothingHandedIn(DomainError):
    """There is nothing to accept or to reject."""

    code = "nothing_handed_in"
    sentence = _("Nothing has been handed in for this yet.")


class NachforderungAlreadyOpen(DomainError):
    """A case has one open Nachforderung at most; extend it, or close it first."""

    code = "nachforderung_already_open"
    sentence = _("Documents have been asked for already and the request is still open.")


class NachforderungNotOpen(DomainError):
    """It was closed before."""

    code = "nachforderung_not_open"
    sentence = _("This request for documents has been closed.")


class ExtensionNotLater(InvalidInput):
    """An extension never shortens."""

    code = "extension_not_later"
    sentence = _("The new day must be later than %(due_on)s.")


# Uploads


def store_upload(*, portal: Portal, content: bytes, filename: str, at: datetime) -> Upload:
    """Check a file and keep it 24 hours for this portal.

    Raises the refusals of `checks.py`, and `StorageUnavailable`.
    """
    return Upload.objects.create(
        portal=portal,
        uploaded_at=at,
        expires_at=at + KEPT_FOR,
        **_stored(content, filename, checks.check(content)),
    )


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


def _stored(content: bytes, filename: str, found: checks.CheckedFile) -> dict[str, Any]:
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


# The checklist


@dataclass(frozen=True)
class RequirementSpec:
    """One row of the checklist as it applies to a case."""

    code: str
    label: str
    required: bool
    original_needed: bool


def set_requirements(*, case: Case, specs: Sequence[RequirementSpec]) -> None:
    """Bring the case's requirements in line with its checklist.

    What is new is added; what nobody has touched follows the checklist. What is no longer on it is
    no longer required, unless something was handed in for it, or it was asked for by a person.
    """
    rows = {row.code: row for row in case.requirements.all()}
    for spec in specs:
        row = rows.pop(spec.code, None) or Requirement(case=case, code=spec.code)
        if row.status == Requirement.Status.OPEN:
            row.label, row.required = spec.label, spec.required
            row.original_needed = spec.original_needed
            row.save()
    vanished = case.requirements.filter(code__in=rows, status=Requirement.Status.OPEN)
    vanished.filter(documents=None, asked=None).update(required=False)


# Handing in


@dataclass(frozen=True)
class HandIn:
    """An upload, by its public id, and the code of what it is handed in for, if for anything."""

    upload: UUID
    requirement: str | None


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

    `pointer` is where the list stands in the portal's input. Raises `UploadUnknown`,
    `RequirementUnknown`, `FileTypeNotAllowed`, `FileTooLarge`, `FilesTooLargeTogether`.
    """
    uploads = _locked_uploads(portal, hand_ins, at=at, pointer=pointer)
    requirements = _requirements_named(case, hand_ins, pointer=pointer)
    for number, upload in enumerate(uploads):
        _insist_on_rules(upload, file_rules, pointer=f"{pointer}/{number}/upload")
    _insist_on_total(case, [upload.size for upload in uploads], file_rules, pointer=pointer)
    return [
        _turn_into_document(upload, case=case, requirement=requirement, at=at)
        for upload, requirement in zip(uploads, requirements, strict=True)
    ]


def hand_in_by_staff(
    *,
    case: Case,
    requirement: Requirement | None,
    content: bytes,
    filename: str,
    file_rules: FileRules,
    at: datetime,
) -> Document:
    """File a scan of what came by post or at the counter.

    Raises the refusals of `checks.py`, `FilesTooLargeTogether` and `StorageUnavailable`.
    """
    found = checks.check(content, largest=min(file_rules.max_file_bytes, checks.LARGEST_FILE))
    _insist_on_type(found.media_type, file_rules)
    _insist_on_total(case, [len(content)], file_rules)
    stored = _stored(content, filename, found)
    return _hand_in(case, requirement, content, stored, source=Document.Source.STAFF, at=at)


def _locked_uploads(
    portal: Portal, hand_ins: Sequence[HandIn], *, at: datetime, pointer: str
) -> list[Upload]:
    """The uploads in the order named, locked in the order of their keys."""
    named = [hand_in.upload for hand_in in hand_ins]
    found = (
        Upload.objects.select_for_update()
        .filter(portal=portal, public_id__in=named, expires_at__gt=at)
        .order_by("pk")
    )
    free = {upload.public_id: upload for upload in found}
    for number, public_id in enumerate(named):
        if public_id not in free or public_id in named[:number]:
            raise UploadUnknown(pointer=f"{pointer}/{number}/upload")
    return [free[public_id] for public_id in named]


def _requirements_named(
    case: Case, hand_ins: Sequence[HandIn], *, pointer: str
) -> list[Requirement | None]:
    rows: dict[str | None, Requirement | None] = {None: None}
    rows.update({row.code: row for row in case.requirements.all()})
    for number, hand_in in enumerate(hand_ins):
        if hand_in.requirement not in rows:
            raise RequirementUnknown(
                pointer=f"{pointer}/{number}/requirement", requirement=hand_in.requirement
            )
    return [rows[hand_in.requirement] for hand_in in hand_ins]


def _insist_on_rules(upload: Upload, rules: FileRules, *, pointer: str) -> None:
    _insist_on_type(upload.media_type, rules, pointer=pointer)
    if upload.size > rules.max_file_bytes:
        limit = checks.megabytes(rules.max_file_bytes)
        raise checks.FileTooLarge(pointer=pointer, megabytes=limit)


def _insist_on_type(media_type: str, rules: FileRules, *, pointer: str = "") -> None:
    if set(rules.formats).isdisjoint(checks.SUFFIXES[media_type]):
        allowed = ", ".join(kind.upper() for kind in rules.formats)
        raise checks.FileTypeNotAllowed(pointer=pointer, allowed=allowed)


def _insist_on_total(
    case: Case, sizes: Sequence[int], rules: FileRules, *, pointer: str = ""
) -> None:
    if bytes_held(case) + sum(sizes) > rules.max_total_bytes:
        limit = checks.megabytes(rules.max_total_bytes)
        raise FilesTooLargeTogether(pointer=pointer, megabytes=limit)


def _turn_into_document(
    upload: Upload, *, case: Case, requirement: Requirement | None, at: datetime
) -> Document:
    """Move what the upload's row knows to a document; the file stays where it is."""
    fields = [field.name for field in StoredFile._meta.get_fields()]
    kept = {name: getattr(upload, name) for name in fields}
    content = content_of(upload)
    upload.delete()
    return _hand_in(case, requirement, content, kept, source=Document.Source.PORTAL, at=at)


def _hand_in(
    case: Case,
    requirement: Requirement | None,
    content: bytes,
    stored: Mapping[str, Any],
    *,
    source: Document.Source,
    at: datetime,
) -> Document:
    mark = vault.fingerprint(content, person=str(case.person.public_id))
    document = Document.objects.create(
        case=case,
        requirement=requirement,
        person_mac=bytes.fromhex(mark),
        handed_in_at=at,
        source=source,
        **stored,
    )
    if requirement is not None:
        _set_status(requirement, Requirement.Status.HANDED_IN)
        _positions_open(requirement).filter(satisfied_at=None).update(satisfied_at=at)
    return document


# Verdicts


def accept(*, requirement: Requirement, by: str, at: datetime) -> None:
    """What was handed in is enough. Raises `NothingHandedIn`."""
    _insist_on_something(requirement)
    _set_status(requirement, Requirement.Status.ACCEPTED, by=by, at=at)


def reject(*, requirement: Requirement, reason: str, by: str, at: datetime) -> None:
    """What was handed in cannot be used; an open Nachforderung waits for it again.

    Raises `ReasonMissing`, `NothingHandedIn`.
    """
    _insist_on_reason(reason)
    _insist_on_something(requirement)
    _set_status(requirement, Requirement.Status.REJECTED, reason=reason, by=by, at=at)
    _positions_open(requirement).update(satisfied_at=None)


def mark_not_needed(*, requirement: Requirement, reason: str, by: str, at: datetime) -> None:
    """The case can do without it; so can an open Nachforderung. Raises `ReasonMissing`."""
    _insist_on_reason(reason)
    _set_status(requirement, Requirement.Status.NOT_NEEDED, reason=reason, by=by, at=at)
    _positions_open(requirement).filter(satisfied_at=None).update(satisfied_at=at)


def _insist_on_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(pointer="/reason")


def _insist_on_something(requirement: Requirement) -> None:
    if not requirement.documents.exists():
        raise NothingHandedIn


def _set_status(
    requirement: Requirement,
    status: Requirement.Status,
    *,
    reason: str = "",
    by: str = "",
    at: datetime | None = None,
) -> None:
    requirement.status, requirement.reason = status, reason.strip()
    requirement.decided_by, requirement.decided_at = by, at
    requirement.save(update_fields=["status", "reason", "decided_by", "decided_at"])


def _positions_open(requirement: Requirement) -> QuerySet[NachforderungPosition]:
    return requirement.asked.filter(nachforderung__closed_at=None)


# Nachforderung


def ask(
    *, case: Case, asked: Mapping[str, str], announced_on: date, due_on: date, at: datetime
) -> Nachforderung:
    """Ask for exactly named things until the day `due_on` (§ 82(1) S.3 AufenthG).

    `asked` maps codes to the text the applicant reads. What the checklist does not know is added
    to it, and what was handed in for these codes before no longer counts as enough.
    Raises `NachforderungAlreadyOpen`.
    """
    if case.nachforderungen.pending().exists():
        raise NachforderungAlreadyOpen
    nachforderung = Nachforderung.objects.create(
        case=case, requested_at=at, announced_on=announced_on, due_on=due_on
    )
    for code, text in asked.items():
        NachforderungPosition.objects.create(
            case=case,
            nachforderung=nachforderung,
            requirement=_reopened(case, code, text),
            text=text,
        )
    return nachforderung


def _reopened(case: Case, code: str, text: str) -> Requirement:
    requirement, _new = case.requirements.get_or_create(code=code, defaults={"label": text[:300]})
    requirement.required = True
    requirement.save(update_fields=["required"])
    _set_status(requirement, Requirement.Status.OPEN)
    return requirement


def extend(*, nachforderung: Nachforderung, due_on: date) -> None:
    """Give more time (§ 31(7) VwVfG). Raises `NachforderungNotOpen`, `ExtensionNotLater`."""
    _insist_on_open(nachforderung)
    if due_on <= nachforderung.due_on:
        raise ExtensionNotLater(pointer="/due_on", due_on=german_day(nachforderung.due_on))
    nachforderung.due_on = due_on
    nachforderung.save(update_fields=["due_on"])


def close(*, nachforderung: Nachforderung, outcome: Nachforderung.Outcome, at: datetime) -> None:
    """End it with an outcome other than `OPEN`. Raises `NachforderungNotOpen`."""
    _insist_on_open(nachforderung)
    if outcome == Nachforderung.Outcome.OPEN:
        raise ValueError("An outcome says how it ended.")
    nachforderung.closed_at, nachforderung.outcome = at, outcome
    nachforderung.save(update_fields=["closed_at", "outcome"])


def _insist_on_open(nachforderung: Nachforderung) -> None:
    if nachforderung.closed_at is not None:
        raise NachforderungNotOpen
