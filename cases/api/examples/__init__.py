"""Requests that the API's document shows; tests send them as they stand here.

Data, like the authority they name. Public: `PRECHECK`, `NEW_CASE`, `FILING`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def _read(name: str) -> Mapping[str, Any]:
    text = (Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8")
    example: Mapping[str, Any] = json.loads(text)
    return example


PRECHECK, NEW_CASE, FILING = map(_read, ("precheck", "new_case", "filing"))
