"""Set up the checkout: virtualenv, npm packages, compiled translations. Fast when nothing changed.

Each part keeps a stamp (the hash of what it was made from), so that a second run only compares.
No host is named: where packages come from is for pip's and npm's own settings to say.
Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy import npm, python_packages
from deploy.errors import SetupError, run_as_program
from deploy.locks import held
from deploy.places import CHECKOUT, NODE_MODULES, RUN, VENV, VENV_PYTHON

OLDEST_PYTHON = (3, 11)
REQUIREMENTS = CHECKOUT / "requirements-dev.txt"
NPM_LOCK = CHECKOUT / "package-lock.json"
VENV_STAMP = VENV / "requirements.stamp"
NPM_STAMP = NODE_MODULES / "packages.stamp"


def ensure() -> None:
    """Bring everything up to date; two at once wait for each other.

    Raises `SetupError` that says in plain words what is missing.
    """
    if _is_current():
        return
    _refuse_old_python()
    RUN.mkdir(exist_ok=True)
    with held(RUN / "bootstrap.lock"):
        if not _stamped(VENV_STAMP, REQUIREMENTS):
            python_packages.install(REQUIREMENTS)
            _stamp(VENV_STAMP, REQUIREMENTS)
        if not _stamped(NPM_STAMP, NPM_LOCK):
            npm.install()
            _stamp(NPM_STAMP, NPM_LOCK)
        for catalogue in _stale_catalogues():
            _compile(catalogue)


def _is_current() -> bool:
    return (
        os.access(VENV_PYTHON, os.X_OK)
        and _stamped(VENV_STAMP, REQUIREMENTS)
        and _stamped(NPM_STAMP, NPM_LOCK)
        and not _stale_catalogues()
    )


def _refuse_old_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"Python 3.11 or newer is needed; {sys.executable} is {found}. "
            "Name another one: make PYTHON=python3.11 ..."
        )


def _stamped(stamp: Path, source: Path) -> bool:
    return stamp.exists() and stamp.read_text() == _hash(source)


def _stamp(stamp: Path, source: Path) -> None:
    stamp.write_text(_hash(source))


def _hash(source: Path) -> str:
    return hashlib.sha256(source.read_bytes()).hexdigest()


def _stale_catalogues() -> list[Path]:
    return [
        source
        for folder in (CHECKOUT / "locale", CHECKOUT / "examples" / "portal" / "locale")
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po"))
        if _is_stale(source, source.with_suffix(".mo"))
    ]


def _is_stale(source: Path, made: Path) -> bool:
    return not made.exists() or made.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(catalogue: Path) -> None:
    """By Babel, so that no gettext programs are needed; moved into place when whole."""
    fresh = catalogue.with_suffix(".mo.new")
    babel: Sequence[str] = [str(VENV / "bin" / "pybabel"), "--quiet", "compile"]
    made = subprocess.run([*babel, "-i", str(catalogue), "-o", str(fresh)], check=False)
    if made.returncode:
        raise SetupError(f"{catalogue} cannot be compiled.")
    shutil.move(fresh, catalogue.with_suffix(".mo"))


def main() -> int:
    """`python -m deploy.bootstrap`."""
    ensure()
    return 0


if __name__ == "__main__":
    run_as_program(main)
