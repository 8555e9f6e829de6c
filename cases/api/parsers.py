"""Reading bodies: JSON that means one thing only, and files that are not too large to look at.

Public: `StrictJSONParser`, `MergePatchParser`, `UploadParser`, `object_sent`, `MalformedJSON`,
`BodyTooLarge`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser
from rest_framework.request import Request

from common.errors import DomainError
from common.inputs import InputProblem, InvalidBody
from documents.checks import LARGEST_FILE, FileTooLarge, megabytes

LARGEST_BODY = 1024 * 1024  # bytes of JSON; an application has a few thousand
LARGEST_UPLOAD = LARGEST_FILE + 64 * 1024  # bytes; the file and what multipart puts around it
DRAINED = 64 * 1024 * 1024  # bytes read of a body that is refused, so that the sender hears why
DEEPEST = 12  # levels; the deepest shape has five


class MalformedJSON(DomainError):
    """The body is no JSON, or JSON that readers understand differently."""

    code = "malformed_json"
    sentence = _("The body is not valid JSON: %(why)s")


class BodyTooLarge(DomainError):
    """More bytes of JSON than any sensible request has; nothing of it was looked at."""

    code = "body_too_large"
    sentence = _(
        "The request is larger than %(megabytes)s MB. Files are sent one by one to /uploads, and"
        " then named by their id."
    )


class StrictJSONParser(BaseParser):
    """JSON in UTF-8 without what readers disagree about.

    Refused: NaN and infinities, a key twice in one object, NUL and lone surrogates in texts, more
    than `DEEPEST` levels, more than `LARGEST_BODY` bytes. Raises `MalformedJSON`, `BodyTooLarge`.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        raw = stream.read(LARGEST_BODY + 1)
        if len(raw) > LARGEST_BODY:
            _drain(stream)
            raise BodyTooLarge(megabytes=megabytes(LARGEST_BODY))
        return read_strictly(raw)


class MergePatchParser(StrictJSONParser):
    """The same under the name that RFC 7396 gives to a merge."""

    media_type = "application/merge-patch+json"


class UploadParser(MultiPartParser):
    """A file of a size that is looked at; anything larger is refused before it is kept.

    Raises `FileTooLarge`.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> DataAndFiles[Any, Any]:
        request: Request = (parser_context or {})["request"]
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdigit() or int(announced) > LARGEST_UPLOAD:
            _drain(stream)
            raise FileTooLarge(pointer="/file", megabytes=megabytes(LARGEST_FILE))
        return super().parse(stream, media_type, parser_context)


def _drain(stream: IO[Any]) -> None:
    """Read on for a while: most clients send all of a request before they look at the answer.

    Where the server closes while they send, they see a broken connection instead of the refusal.
    """
    left = DRAINED
    while left > 0 and (chunk := stream.read(64 * 1024)):
        left -= len(chunk)


def object_sent(request: Request) -> dict[str, Any]:
    """The body, which is an object wherever there is one. Raises `InvalidBody`."""
    if not isinstance(request.data, dict):
        problem = InputProblem("", "not_an_object", _("This must be an object."))
        raise InvalidBody(errors=(problem,))
    return request.data


def read_strictly(raw: bytes) -> Any:
    """The JSON value of `raw`. Raises `MalformedJSON`."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise MalformedJSON(why=_("it is not UTF-8.")) from None
    except RecursionError:
        raise MalformedJSON(why=_("it is nested too deeply.")) from None
    except ValueError as error:
        raise MalformedJSON(why=str(error)) from None
    _look_through(value, depth=0)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedJSON(why=_("a key stands twice in one object."))
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedJSON(why=_("it holds a number that JSON does not have."))


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise MalformedJSON(why=_("it holds a number that JSON does not have."))
    return number


def _look_through(value: object, *, depth: int) -> None:
    if depth > DEEPEST:
        raise MalformedJSON(why=_("it is nested too deeply."))
    if isinstance(value, str):
        _insist_on_text(value)
    elif isinstance(value, list):
        for part in value:
            _look_through(part, depth=depth + 1)
    elif isinstance(value, dict):
        for key, part in value.items():
            _insist_on_text(key)
            _look_through(part, depth=depth + 1)


def _insist_on_text(text: str) -> None:
    """No NUL, which PostgreSQL cannot keep, and no half of a surrogate pair."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise MalformedJSON(why=_("a text holds a character that cannot be kept."))
