"""What a fuzzer cannot guess: versions of cases as they are, and applications that hold together.

Half of the requests stay as they were made up.
"""

from __future__ import annotations

import re
from typing import Any
from zlib import crc32

import schemathesis

from cases.api.preconditions import ETAG_PATTERN
from tests.api.applications import filed

_VERSIONS: dict[str, str] = {}


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    """Of an application only one section is made up, the others are Amal's."""
    made_up = case.body
    if case.operation.label != "POST /api/v1/cases" or not _well_formed(case, made_up):
        return case
    if _half(repr(made_up)):
        section = sorted(made_up)[crc32(repr(made_up).encode()) % len(made_up)]
        case.body = {**filed(), section: made_up[section]}
    return case


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """A made-up If-Match becomes the version that was seen last."""
    made_up = (case.headers or {}).get("If-Match", "")
    known = _VERSIONS.get(_reference(case))
    if known and re.fullmatch(ETAG_PATTERN, made_up) and _half(made_up):
        case.headers["If-Match"] = known


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Remember the version of the case that was answered."""
    for version in response.headers.get("etag", ()):
        _VERSIONS[_reference(case)] = version


def _reference(case: Any) -> str:
    return str((case.path_parameters or {}).get("reference", ""))


def _well_formed(case: Any, body: object) -> bool:
    mode = case.meta.generation.mode if case.meta else None
    return bool(mode and mode.is_positive and isinstance(body, dict) and body)


def _half(made_up: str) -> bool:
    return crc32(made_up.encode(errors="replace")) % 2 == 0
