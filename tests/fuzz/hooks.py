"""What a fuzzer cannot guess: versions, unused keys, and applications that hold together.

Half of the requests stay as they were made up.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any
from zlib import crc32

import schemathesis
from schemathesis.generation.meta import TestPhase

from cases.api.preconditions import ETAG_PATTERN, KEY_PATTERN
from examples.applicant import as_prechecked
from tests.fuzz.people import DECLARED, HOMES, an_application_at

APPLICATIONS = {authority: an_application_at(authority) for authority in HOMES}
_VERSIONS: dict[str, str] = {}
PRECHECKED = ("kind", "legal_basis", "current_title", "situation", "requests")


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    """Of an application only one section is made up, and none where a chain of calls begins."""
    whole = WHOLE.get(case.operation.label)
    if whole and _well_formed(case) and (_in_a_chain(case) or _half(case)):
        made_up = {} if _in_a_chain(case) else _one_section(case.body)
        case.body = {**whole(case), **made_up}
    return case


def _opened(case: Any) -> dict[str, Any]:
    """Every other one is filed at once; chains begin where drafts are kept."""
    number = _number(case) // 2
    authority = "berlin" if _in_a_chain(case) else sorted(HOMES)[number % len(HOMES)]
    filed = {"submit": True, "declarations": DECLARED} if number // 2 % 2 else {}
    return {**APPLICATIONS[authority], **filed}


def _prechecked(case: Any) -> dict[str, Any]:
    whole = APPLICATIONS.get(case.path_parameters["authority"], APPLICATIONS["berlin"])
    asked = {name: whole[name] for name in PRECHECKED}
    return {**asked, "person": as_prechecked(whole["person"])}


def _changed(case: Any) -> dict[str, Any]:
    """One section as a portal sends it."""
    section = sorted(PRECHECKED)[_number(case) % len(PRECHECKED)]
    return {section: APPLICATIONS["berlin"][section]}


def _one_section(made_up: Mapping[str, Any]) -> dict[str, Any]:
    section = sorted(made_up)[crc32(repr(made_up).encode()) % len(made_up)]
    return {section: made_up[section]}


WHOLE: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "POST /api/v1/cases": _opened,
    "POST /api/v1/authorities/{authority}/precheck": _prechecked,
    "PATCH /api/v1/cases/{reference}": _changed,
}


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """A made-up If-Match becomes the version that was seen last, a made-up key one of its own."""
    if not _in_a_chain(case) and not _half(case):
        return
    headers = case.headers or {}
    known = _VERSIONS.get(_reference(case))
    if known and re.fullmatch(ETAG_PATTERN, str(headers.get("If-Match", ""))):
        headers["If-Match"] = known
    if re.fullmatch(KEY_PATTERN, str(headers.get("Idempotency-Key", ""))):
        headers["Idempotency-Key"] = str(uuid.uuid4())


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Remember the version of the case that was answered."""
    for version in response.headers.get("etag", ()):
        _VERSIONS[_reference(case)] = version


def _reference(case: Any) -> str:
    return str((case.path_parameters or {}).get("reference", ""))


def _well_formed(case: Any) -> bool:
    mode = case.meta.generation.mode if case.meta else None
    return bool(mode and mode.is_positive and isinstance(case.body, dict) and case.body)


def _in_a_chain(case: Any) -> bool:
    return bool(case.meta) and case.meta.phase.name == TestPhase.STATEFUL


def _half(case: Any) -> bool:
    return _number(case) % 2 == 0


def _number(case: Any) -> int:
    """The same for the same request."""
    return crc32(repr((case.path_parameters, case.headers, case.body)).encode(errors="replace"))
