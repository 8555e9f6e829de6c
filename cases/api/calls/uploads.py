"""Files before a case: checked, and kept a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from cases import sandbox
from cases.api.auth import WRITE
from cases.api.doors import PortalView
from cases.api.limits import Quota, spend
from cases.api.once import Answer, once
from cases.api.parsers import UploadParser
from cases.api.preconditions import idempotency_key
from cases.api.problems import problem_response, refusal_of
from cases.api.schema import described
from cases.api.shapes.answers import Uploaded, uploaded
from cases.api.shapes.base import body_of
from common.errors import InvalidInput
from common.inputs import InputProblem, InvalidBody
from common.room import NoRoom, Room
from documents.checks import CheckedFile, check
from documents.models import Upload
from documents.services import keep_upload

FILE = {
    "multipart/form-data": {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}},
        "required": ["file"],
        "additionalProperties": False,
    }
}


# Fewer than a web process has connections (`POOL`): however many hand in files, and however slowly,
# all other calls are answered.
UPLOADS = Room(places=4, patience=5)


class Uploads(PortalView):
    scopes = {"POST": WRITE}
    parser_classes = (UploadParser,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who waits for a place holds neither a connection nor the body in memory meanwhile."""
        try:
            with UPLOADS.place():
                return super().dispatch(request, *args, **kwargs)
        except NoRoom as error:
            return problem_response(refusal_of(error))

    @described(
        "uploadFile",
        tag="Uploads",
        summary="Hand over one file",
        answer=Uploaded,
        status=201,
        takes=FILE,
        keyed=True,
    )
    def post(self, request: Request) -> Response:
        """Checked: type by content, size, opens, no password, no active content. Kept 24 hours."""
        file = _the_file(self.sent)
        idempotency_key(request)  # without one the file need not be looked at
        if self.portal.sandbox:
            sandbox.insist_on_harmless(file.name or "")
        content = file.read()
        return once(
            request,
            self._keep,
            answer=_answer,
            content=content,
            found=_looked_at(content),  # before the transaction: it takes seconds for some files
            filename=file.name or "",
            at=self.at,
        ).response()

    def _keep(self, *, content: bytes, found: CheckedFile, filename: str, at: datetime) -> Upload:
        """Spent first: a refusal must not leave a file behind."""
        spend(self.portal, Quota.UPLOADS, amount=len(content), at=at)
        return keep_upload(
            portal=self.portal, content=content, found=found, filename=filename, at=at
        )


def _answer(upload: Upload) -> Answer:
    return Answer(body=body_of(uploaded(upload)), status=201)


def _looked_at(content: bytes) -> CheckedFile:
    """What `check` finds; what it refuses is the part `file`."""
    try:
        return check(content)
    except InvalidInput as refused:
        refused.pointer = "/file"
        raise


def _the_file(parts: dict[str, Any]) -> UploadedFile[bytes]:
    """The one part `file`. Raises `InvalidBody`."""
    others = [name for name in parts if name != "file"]
    unknown = [InputProblem(f"/{name}", "unknown_field", _("Not known.")) for name in others]
    given = parts.getlist("file") if isinstance(parts, MultiValueDict) else []
    if unknown or len(given) != 1 or not isinstance(given[0], UploadedFile):
        why = _("Send exactly one part named “file”, with a file name.")
        missing = [] if unknown else [InputProblem("/file", "required", why)]
        raise InvalidBody(errors=(*unknown, *missing))
    return given[0]
