"""List where published fees differ from federal law."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from authorities import service
from authorities.conflicts import TariffConflict, tariff_conflicts
from authorities.schema import Profile
from authorities.service import UnknownAuthority
from common.calendar import local_day

HEADINGS = (
    "authority", "position", "reduction", "ages", "published", "federal", "charged", "since",
    "legal basis",
)  # fmt: skip


class Command(BaseCommand):
    """A report, so it ends with exit code 0 whether or not there are conflicts."""

    help = "List every published amount that differs from federal law on a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --authority, --on and --format."""
        parser.add_argument("--authority", help="the key of one profile; all without it")
        parser.add_argument("--on", type=date.fromisoformat, help="YYYY-MM-DD; today without it")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(
        self,
        *_args: object,
        authority: str | None,
        on: date | None,
        format: str,
        **_options: object,
    ) -> None:
        """Raises `CommandError` for an authority that does not exist."""
        day = on or local_day(timezone.now())
        conflicts = tariff_conflicts(_profiles(authority), law=service.law(), on=day)
        if format == "json":
            self.stdout.write(json.dumps([_as_json(row) for row in conflicts], ensure_ascii=False))
        elif conflicts:
            self.stdout.write(_table([HEADINGS, *(_cells(row) for row in conflicts)]))
        else:
            self.stdout.write(f"No published amount differs from federal law on {day}.")


def _profiles(authority: str | None) -> Iterable[Profile]:
    if authority is None:
        return service.profiles().values()
    try:
        return [service.profile(authority)]
    except UnknownAuthority as unknown:
        raise CommandError(str(unknown)) from None


def _as_json(row: TariffConflict) -> dict[str, object]:
    return {
        "authority": row.authority,
        "position": row.position,
        "reduction": row.reduction,
        "ages": list(row.ages),
        "published": f"{row.published}",
        "federal": f"{row.federal}",
        "charged": row.direction,
        "since": f"{row.since}",
        "legal_basis": row.legal_basis,
    }


def _cells(row: TariffConflict) -> tuple[str, ...]:
    first, last = row.ages
    return (
        row.authority,
        row.position,
        row.reduction,
        f"{first}-{last}",
        f"{row.published}",
        f"{row.federal}",
        row.direction,
        f"{row.since}",
        row.legal_basis,
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
