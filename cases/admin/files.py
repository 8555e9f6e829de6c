"""Files out of the vault: always as a download, never run or shown inside our pages."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from common.errors import DomainError
from correspondence import post
from documents import services as documents

from .looking import look_up


def document(request: HttpRequest, pk: int, public_id: UUID) -> HttpResponse:
    """A document as it was handed in."""
    case = look_up(request, pk, page="document", at=timezone.now())
    row = case.documents.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    try:
        content = documents.content_of(row)
    except DomainError as error:
        return _not_to_be_had(error)
    return _download(content, filename=row.filename, media_type=row.media_type)


def letter(request: HttpRequest, pk: int, public_id: UUID) -> HttpResponse:
    """A letter as it was made."""
    case = look_up(request, pk, page="letter", at=timezone.now())
    row = case.letters.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    try:
        content = post.content_of(row)
    except DomainError as error:
        return _not_to_be_had(error)
    name = f"{case.reference} {row.title}.pdf"
    return _download(content, filename=name, media_type="application/pdf")


def _download(content: bytes, *, filename: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    # Whatever a browser makes of the file, it does so without scripts, forms and our origin.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _not_to_be_had(error: DomainError) -> HttpResponse:
    return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
