"""Files before a case: checked, and kept a day."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.auth import WRITE
from cases.api.doors import PortalView
from cases.api.limits import Quota, spend
from cases.api.once import Answer, once
from cases.api.parsers import UploadParser
from cases.api.schema import described
from cases.api.shapes.answers import Uploaded, uploaded
from cases.api.shapes.base import body_of
from common.inputs import InputProblem, InvalidBody
from documents.models import Upload
from documents.services import store_upload

FILE = {
    "multipart/form-data": {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}},
        "required": ["file"],
        "additionalProperties": False,
    }
}


class Uploads(PortalView):
    scopes = {"POST": WRITE}
    parser_classes = (UploadParser,)

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
        return once(
            request,
            store_upload,
            answer=self._stored,
            portal=self.portal,
            content=file.read(),
            filename=file.name or "",
            at=self.at,
        ).response()

    def _stored(self, upload: Upload) -> Answer:
        spend(self.portal, Quota.UPLOADS, amount=upload.size, at=self.at)
        return Answer(body=body_of(uploaded(upload)), status=201)


def _the_file(parts: dict[str, Any]) -> UploadedFile[bytes]:
    """The one part `file`. Raises `InvalidBody`."""
    others = [name for name in parts if name != "file"]
    unknown = [InputProblem(f"/{name}", "unknown_field", _("Not known.")) for name in others]
    file = parts.get("file")
    if unknown or not isinstance(file, UploadedFile):
        why = _("Send exactly one part named “file”, with a file name.")
        missing = [] if unknown else [InputProblem("/file", "required", why)]
        raise InvalidBody(errors=(*unknown, *missing))
    return file
