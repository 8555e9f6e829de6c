"""What the law makes of an application, as the product found it for an equal one."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any


@cache
def given() -> dict[str, Any]:
    """The checklist, checks, effect and sentences; read once."""
    found: dict[str, Any] = json.loads(Path(os.environ["GIVEN"]).read_text())
    return found
