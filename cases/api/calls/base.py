"""What the calls about one case share.

Public: `CaseView`, `full_answer`, `pdf`, `PdfRenderer`, `CalendarRenderer`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from rest_framework.renderers import BaseRenderer

from cases import queries
from cases.api.doors import PortalView
from cases.api.once import Answer
from cases.api.preconditions import etag
from cases.api.shapes.base import body_of
from cases.api.shapes.case import case_of
from cases.models import Case
from cases.picture import picture
from cases.services import CaseUnknown
from common.actor import Actor


class CaseView(PortalView):
    """A call about one case of this portal."""

    def case(self, reference: str) -> Case:
        """The case. Raises `CaseUnknown` for one that is not there or not this portal's."""
        found = queries.find(reference, actor=self.actor)
        if found is None:
            raise CaseUnknown
        return found


def full_answer(reference: str, *, actor: Actor, at: datetime, status: int = 200) -> Answer:
    """The whole case with its ETag, as it stands at this moment. Raises `CaseUnknown`."""
    seen = picture(reference, actor=actor)
    if seen is None:
        raise CaseUnknown
    headers = {"ETag": etag(seen.case.etag)}
    if status == 201:
        headers["Location"] = f"/api/v1/cases/{reference}"
    body = body_of(case_of(seen, language=get_language() or "de", at=at))
    return Answer(body=body, status=status, headers=headers)


class _FileRenderer(BaseRenderer):
    """Says which media type a call can give; the file itself is given by the call."""

    charset = None

    def render(self, data: Any, *_args: Any, **_kwargs: Any) -> Any:
        return data


class PdfRenderer(_FileRenderer):
    media_type = "application/pdf"
    format = "pdf"


class CalendarRenderer(_FileRenderer):
    media_type = "text/calendar"
    format = "ics"


def pdf(content: bytes, *, filename: str) -> HttpResponse:
    """A PDF that nobody on the way keeps."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response
