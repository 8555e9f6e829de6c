"""The one table of the buttons: each staff action's form, and the service it calls.

Which actions there are, by whom and when, stands in `cases.actions`; a test holds the two together.
Both are written by phase, one file each.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import (
    contesting,
    deciding,
    ending,
    filing,
    moving,
    paying,
    producing,
    reviewing,
    staying,
    visiting,
    writing,
)
from .base import Group as Group
from .base import Step as Step

PHASES = (
    filing,
    reviewing,
    deciding,
    paying,
    visiting,
    producing,
    staying,
    writing,
    ending,
    moving,
    contesting,
)
STEPS: Mapping[str, Step] = {name: step for phase in PHASES for name, step in phase.STEPS.items()}
