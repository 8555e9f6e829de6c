"""A checkout of its own for tests of the launcher: the real launcher beside a stand-in product.

State lies outside the checkout, so such a checkout shares nothing with the one under test.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = (
    ".venv",
    "node_modules",
    "requirements-dev.txt",
    "package-lock.json",
    "simulators",
    "examples",
)
NOT_PASSED_ON = {
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "TITELWEG_TEST_SUFFIX",
    "SECRET_KEY",
    "MASTER_KEY",
    "XDG_STATE_HOME",
    "PG",
    "REDIS",
    "PORT",
    "DJANGO_SETTINGS_MODULE",
}


@dataclass(frozen=True)
class Checkout:
    """A folder in which the launcher runs."""

    folder: Path

    def start(self, module: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start `python -m deploy.<module>` here; its output is to be read from the process."""
        inherited = {name: v for name, v in os.environ.items() if name not in NOT_PASSED_ON}
        return subprocess.Popen(
            [sys.executable, "-m", f"deploy.{module}", *arguments],
            cwd=self.folder,
            env={**inherited, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(
        self, module: str, *arguments: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `python -m deploy.<module>` to its end, which must come within a minute."""
        with self.start(module, *arguments, **environment) as process:
            output, _ = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, output)

    def python(self, program: str, **environment: str) -> str:
        """What a Python program prints that has been lent the servers."""
        done = self.run("run", "--", sys.executable, "-c", program, **environment)
        assert done.returncode == 0, done.stdout
        return done.stdout.strip()

    @property
    def state(self) -> Path:
        """Where the launcher keeps this checkout's data."""
        return Path(self.ask("from deploy.places import state_dir; print(state_dir())"))

    def stack_facts(self) -> Mapping[str, Any]:
        """What stack.json says."""
        facts: Mapping[str, Any] = json.loads((self.folder / ".run" / "stack.json").read_text())
        return facts

    def ask(self, program: str) -> str:
        """What a Python program prints that has the launcher's modules."""
        printed = subprocess.check_output(
            [sys.executable, "-c", program], cwd=self.folder, text=True
        )
        return printed.strip()


@contextmanager
def checkout(folder: Path) -> Iterator[Checkout]:
    """A fresh checkout in `folder`; its state is removed at the end."""
    shutil.copytree(
        ROOT / "deploy", folder / "deploy", ignore=shutil.ignore_patterns("__pycache__")
    )
    (folder / "access").mkdir()
    shutil.copy(ROOT / "access" / "bootstrap.sql", folder / "access")
    for name in SHARED:
        (folder / name).symlink_to(ROOT / name)
    here = Checkout(folder)
    state = here.state
    try:
        yield here
    finally:
        shutil.rmtree(state, ignore_errors=True)


def eventually(condition: Callable[[], bool], *, seconds: float = 20) -> bool:
    """Whether the condition comes to hold within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs and is not only waiting to be reaped."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def kill(*pids: int) -> None:
    """Kill without a chance to clean up."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
