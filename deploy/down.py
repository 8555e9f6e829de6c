"""`make down` ends the running stack; `make reset` also forgets its data."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from contextlib import suppress

from deploy.errors import SetupError, run_as_program
from deploy.locks import is_held
from deploy.places import RUN, state_dir
from deploy.processes import wait_until
from deploy.servers import wait_until_stopped

STOP_SECONDS = 40


def down() -> bool:
    """End the stack of this checkout; False if none was running.

    Raises `SetupError` if it does not end.
    """
    lock = RUN / "stack.lock"
    if not lock.exists() or not is_held(lock):
        return False
    # While the lock is held, the number in the file is its holder's.
    with suppress(ProcessLookupError):
        os.kill(int((RUN / "stack.pid").read_text()), signal.SIGTERM)
    if not wait_until(lambda: not is_held(lock), seconds=STOP_SECONDS, every=0.1):
        raise SetupError(f"The stack has not ended within {STOP_SECONDS} seconds.")
    return True


def reset() -> None:
    """Forget everything but the environment: our servers' data, keys, mails, files, logs.

    Raises `SetupError` where the database is not ours to forget, or somebody still uses it.
    """
    if os.environ.get("DATABASE_URL"):
        raise SetupError("DATABASE_URL names a server of your own; its data is yours to delete.")
    down()
    if not wait_until_stopped():
        raise SetupError("Another command of this checkout still uses the servers.")
    shutil.rmtree(state_dir())
    shutil.rmtree(RUN, ignore_errors=True)


def main() -> int:
    """`python -m deploy.down [--reset]`."""
    if sys.argv[1:] == ["--reset"]:
        reset()
        print("Everything but the environment is forgotten.")
    else:
        print("The stack has ended." if down() else "No stack was running.")
    return 0


if __name__ == "__main__":
    run_as_program(main)
