"""Run one command in a ready environment: `python -m deploy.run -- pytest -x`.

Makes the virtualenv if need be, lends PostgreSQL and Redis, exports what the product reads, and
leaves with the command's exit code. Standard library only: it runs before the virtualenv exists.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

from deploy import bootstrap
from deploy.environment import product_environment
from deploy.errors import SetupError, run_as_program
from deploy.processes import die_with_parent
from deploy.servers import servers


def run(command: Sequence[str], *, environ: Mapping[str, str]) -> int:
    """Run the command with servers lent to it; its exit code, or 128 + n if signal n ended it.

    Raises `SetupError` if the program does not exist.
    """
    with servers(environ) as addresses:
        code = _wait_for(_start(command, {**environ, **product_environment(addresses, environ)}))
    return code if code >= 0 else 128 - code


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command, env=environment, preexec_fn=die_with_parent(signal.SIGTERM)
        )
    except (FileNotFoundError, PermissionError):  # PATH may name folders that are not for us
        raise SetupError(f"There is no program {command[0]}.") from None


def _wait_for(process: subprocess.Popen[bytes]) -> int:
    """Ctrl-C reaches the command by itself; what is sent to us alone is passed on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: process.send_signal(received))
    return process.wait()


def main() -> int:
    """`python -m deploy.run [--] COMMAND...`."""
    command = sys.argv[1:]
    if command[:1] == ["--"]:
        del command[0]
    if not command:
        raise SetupError("usage: python -m deploy.run -- COMMAND...")
    bootstrap.ensure()
    return run(command, environ=os.environ)


if __name__ == "__main__":
    run_as_program(main)
