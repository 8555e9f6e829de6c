"""The virtualenv and its hash-pinned packages: by uv where it can be had, else by pip.

Some Pythons come without ensurepip (Debian's, unless python3-venv is installed). Then the
virtualenv is made without pip, and the packages are put in by another pip of the machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from deploy.errors import SetupError
from deploy.places import VENV, VENV_PYTHON

SYSTEM_WHEELS = Path("/usr/share/python-wheels")
OTHER_PYTHONS = ("python3", *(f"python3.{minor}" for minor in range(15, 8, -1)))

# What pip is told (`global.` or `install.` and this name), and how uv wants to hear it.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}


def install(requirements: Path) -> None:
    """Make the virtualenv if there is none, and install what the file pins.

    Raises `SetupError` if no installer is to be found, or every one of them fails.
    """
    if not os.access(VENV_PYTHON, os.X_OK):
        _make_virtualenv()
    pip = _working_pip()
    uv = _uv(pip, requirements)
    # Compiled once here: each program would else compile what it imports again at every start
    # where Python is told to write no bytecode.
    command = ["pip", "install", "--quiet", "--compile-bytecode", *_what(requirements)]
    if uv and _run([*uv, *command], _told_by_pip(pip)):
        return
    if pip and _run([*pip, "install", "--quiet", *_what(requirements)], {}):
        return
    if uv or pip:
        raise SetupError("The Python packages could not be installed; the messages stand above.")
    raise SetupError(
        "Neither uv nor any pip was found to install the Python packages. "
        "On Debian: apt install python3-venv. Or put uv on the PATH."
    )


def _make_virtualenv() -> None:
    print(f"setup: virtualenv of {sys.executable}", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    without = [] if _has_ensurepip() else ["--without-pip"]
    if not _run([_base_python(), "-m", "venv", *without, str(VENV)], {}):
        raise SetupError("The virtualenv could not be made; the messages stand above.")


def _has_ensurepip() -> bool:
    return _quiet([_base_python(), "-c", "import ensurepip; ensurepip.version()"])


def _base_python() -> str:
    """Not the virtualenv's own Python, which would go with it when it is made anew."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _working_pip() -> Sequence[str] | None:
    """The command of a pip that installs into the virtualenv."""
    for pip in _pips():
        if _quiet([*pip, "--version"]):
            return pip
    return None


def _pips() -> Iterator[Sequence[str]]:
    yield [str(VENV_PYTHON), "-m", "pip"]
    for wheel in sorted(SYSTEM_WHEELS.glob("pip-*.whl")):
        yield [str(VENV_PYTHON), f"{wheel}/pip"]
    for name in (sys.executable, *OTHER_PYTHONS):
        python = shutil.which(name)
        if python:
            yield [python, "-m", "pip", "--python", str(VENV_PYTHON)]


def _uv(pip: Sequence[str] | None, requirements: Path) -> Sequence[str] | None:
    """uv is ten times faster: the one on the PATH, else the pinned one put in by pip."""
    found = shutil.which("uv")
    if found and _quiet([found, "--version"]):
        return [found]
    ours = VENV / "bin" / "uv"
    if pip and not ours.exists():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
            only_uv.write(pin("uv", requirements))
            only_uv.flush()
            _run([*pip, "install", "--quiet", "--require-hashes", "-r", only_uv.name], {})
    return [str(ours)] if ours.exists() else None


def pin(name: str, requirements: Path) -> str:
    """The lines of one package in a requirements file, with its hashes."""
    found = re.search(rf"^{name}==(?:.*\\\n)*.*$", requirements.read_text(), re.MULTILINE)
    return found[0] if found else ""


def _told_by_pip(pip: Sequence[str] | None) -> dict[str, str]:
    """pip's settings in uv's words; what the caller told uv itself comes first."""
    if pip is None:
        return {}
    listing = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False)
    # Any index may hold any package, as for pip; the hashes say which file is meant.
    told = {"UV_INDEX_STRATEGY": "unsafe-best-match", **in_uvs_words(listing.stdout)}
    return {name: value for name, value in told.items() if name not in os.environ}


def in_uvs_words(listing: str) -> dict[str, str]:
    """From lines like `global.index-url='...'`; the environment's (`:env:`) come first in rank."""
    words = {}
    for line in sorted(listing.splitlines(), key=lambda line: line.startswith(":env:")):
        name, _, value = line.partition("=")
        uvs_name = UV_NAMES.get(name.rpartition(".")[2])
        if uvs_name:
            words[uvs_name] = " ".join(value.strip("'\"").replace("\\n", " ").split())
    return words


def _what(requirements: Path) -> Sequence[str]:
    return ["--require-hashes", "-r", str(requirements)]


def _run(command: Sequence[str], additions: Mapping[str, str]) -> bool:
    print("setup:", " ".join(command), flush=True)
    environment = {**os.environ, **additions, "VIRTUAL_ENV": str(VENV)}
    return subprocess.run(command, env=environment, check=False).returncode == 0


def _quiet(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
