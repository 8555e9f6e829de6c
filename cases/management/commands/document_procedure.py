"""Write docs/procedure.md from the code, or say whether it is current."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.documentation import procedure


class Command(BaseCommand):
    """With `--check` nothing is written; exit 1 where the page is not what the code says."""

    help = "Generate docs/procedure.md from the states, transitions, guards and actions."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="only compare")

    def handle(self, *_args: object, check: bool, **_options: object) -> None:
        """Raises `CommandError` where `--check` finds a difference."""
        page = Path(settings.BASE_DIR) / "docs" / "procedure.md"
        text = procedure()
        if not check:
            page.write_text(text, encoding="utf-8")
            self.stdout.write(f"{page.relative_to(settings.BASE_DIR)} written.")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            raise CommandError("docs/procedure.md is not current: manage.py document_procedure")
