"""What the launcher says when it cannot go on: one plain paragraph instead of a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable


class SetupError(Exception):
    """The machine lacks something. The message names it, and the way out."""


def run_as_program(main: Callable[[], int]) -> None:
    """Run `main` and leave with its exit code, or 1 with the plain message of a `SetupError`."""
    try:
        sys.exit(main())
    except SetupError as error:
        print(f"\nerror: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
