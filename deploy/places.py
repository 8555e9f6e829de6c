"""Where things lie: the checkout, its virtualenv, what runs, and the state outside the checkout.

State lies outside because a server started by root runs as an unprivileged user, who can often
not enter the home in which the checkout is.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from deploy.errors import SetupError

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
NODE_MODULES = CHECKOUT / "node_modules"
RUN = CHECKOUT / ".run"

SHARED_STATE = Path("/var/tmp")  # noqa: S108 -- the folder inside is checked to be ours alone


def state_dir() -> Path:
    """This checkout's own state folder, made if need be.

    It lies in `XDG_STATE_HOME`, or in `/var/tmp` where that is unset or, for root, cannot be
    entered by others. Raises `SetupError` if the folder is not ours alone to write.
    """
    folder = _state_base() / f"titelweg-{os.getuid()}-{_checkout_hash()}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Root's servers run as another user, who has to pass through.
    folder.mkdir(mode=0o755 if os.getuid() == 0 else 0o700, exist_ok=True)
    _refuse_foreign(folder)
    return folder


def enterable_by_others(path: Path) -> bool:
    """Whether every existing folder from `path` up to the root lets other users pass."""
    existing = [folder for folder in (path, *path.parents) if folder.is_dir()]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in existing)


def site_package(name: str) -> Path | None:
    """The folder of an installed package in the virtualenv, without importing it."""
    return next(iter(VENV.glob(f"lib/python3*/site-packages/{name}")), None)


def _state_base() -> Path:
    wanted = Path(os.environ.get("XDG_STATE_HOME") or SHARED_STATE)
    if not wanted.is_absolute():  # the XDG specification: relative paths are to be ignored
        return SHARED_STATE
    if os.getuid() == 0 and not enterable_by_others(wanted):
        return SHARED_STATE
    return wanted


def _checkout_hash() -> str:
    return hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]


def _refuse_foreign(folder: Path) -> None:
    """`/var/tmp` belongs to everybody: whoever was there first could read our data."""
    facts = folder.lstat()
    ours = stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid()
    if not ours or facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise SetupError(
            f"{folder} is not this user's own folder. "
            "Remove it, or set XDG_STATE_HOME to a folder of your own."
        )
