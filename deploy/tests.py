"""All tests, in two halves side by side: those with a whole stack of their own, and all others.

`python -m deploy.tests` is what `make test` runs; with arguments they go to one pytest alone. Each
half has servers of its own, since the order of events is one for a whole PostgreSQL. What the half
with the stacks said is printed when the other has ended.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from deploy.errors import run_as_program
from deploy.places import RUN, state_dir
from deploy.processes import die_with_parent

BESIDE = "beside"  # in the folder of our state, where `make reset` finds it


def test(arguments: Sequence[str]) -> int:
    """The exit code: 0 if all tests passed."""
    if arguments:
        return _pytest(arguments).wait()
    RUN.mkdir(exist_ok=True)
    with (RUN / "tests-with-a-stack.log").open("w+") as log:
        beside = {"XDG_STATE_HOME": str(state_dir() / BESIDE)}
        stacks = _pytest(["-m", "stack"], output=log.fileno(), **beside)
        others = _pytest(["-m", "not stack"]).wait()
        codes = (others, stacks.wait())
        log.seek(0)
        sys.stdout.writelines(log)
    return max(codes)


def _pytest(
    arguments: Sequence[str], *, output: int | None = None, **environment: str
) -> subprocess.Popen[bytes]:
    """With servers lent to it; it ends with us."""
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.run", "--", "pytest", *arguments],
        env={**os.environ, **environment},
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )


def main() -> int:
    """`python -m deploy.tests [ARGUMENTS OF PYTEST]`."""
    return test(sys.argv[1:])


if __name__ == "__main__":
    run_as_program(main)
