"""Make the demo's staff, portal and counters; sign-ins are kept in a file."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from cases.demo import accounts
from cases.demo.accounts import Credentials
from cases.demo.guard import insist_on_development


class Command(BaseCommand):
    """Running it again changes nothing as long as the file is there."""

    help = "Make demo accounts for development and keep their passwords in a file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --write."""
        parser.add_argument("--write", required=True, type=Path, help="where to keep the sign-ins")

    def handle(self, *_args: object, write: Path, **_options: object) -> None:
        """Raises `CommandError` outside development."""
        insist_on_development()
        kept = json.loads(write.read_text()) if write.exists() else {}
        credentials = Credentials.read(kept)
        accounts.ensure(credentials)
        _keep(credentials, write)
        self.stdout.write(f"{len(accounts.STAFF)} accounts, a portal and counters are in place.")


def _keep(credentials: Credentials, path: Path) -> None:
    """Written whole, and readable by this user only."""
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(credentials.written(), indent=2, ensure_ascii=False) + "\n")
    fresh.replace(path)
