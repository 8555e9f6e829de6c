"""The two headers by which a portal stays safe: `Idempotency-Key` and `If-Match`.

Public: `idempotency_key`, `version_read`, `etag`, `KEY_PATTERN`, `ETAG_PATTERN`, and the refusals
below.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from common.errors import DomainError

KEY_PATTERN = r"^[\x21-\x7e]{1,255}$"
ETAG_PATTERN = r'^(?:W/)?"([\x21\x23-\x7e]{1,64})"$'


class KeyMissing(DomainError):
    code = "idempotency_key_missing"
    sentence = _("This call needs the header Idempotency-Key, so that repeating it is harmless.")


class KeyMalformed(DomainError):
    code = "idempotency_key_malformed"
    sentence = _("An Idempotency-Key has 1 to 255 visible ASCII characters; a UUID is best.")


class VersionMissing(DomainError):
    code = "if_match_missing"
    sentence = _("This call needs the header If-Match with the ETag of the case you have read.")


class VersionMalformed(DomainError):
    code = "if_match_malformed"
    sentence = _("If-Match takes one ETag as the case gave it, in quotation marks.")


def idempotency_key(request: Request) -> str:
    """The key of this request. Raises `KeyMissing`, `KeyMalformed`."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        raise KeyMissing
    if not re.fullmatch(KEY_PATTERN, key):
        raise KeyMalformed
    return key


def version_read(request: Request) -> str:
    """The version of the case that the portal has read; a proxy's `W/` is forgiven.

    Raises `VersionMissing`, `VersionMalformed`.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise VersionMissing
    found = re.fullmatch(ETAG_PATTERN, header.strip())
    if found is None:
        raise VersionMalformed
    return found[1]


def etag(version: str) -> str:
    """The strong ETag of a case's version."""
    return f'"{version}"'
