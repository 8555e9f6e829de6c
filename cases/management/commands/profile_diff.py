"""Say what a new version of a profile changes, from when, and which open cases that touches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from access.scope import scoped
from authorities import service as authorities
from authorities.defects import DefectiveRules
from authorities.schema import Profile
from authorities.versions import Change, Step, differences
from cases.queries import Ahead, steps_ahead
from common.actor import system_for
from common.calendar import local_day
from common.errors import DomainError

TOUCHED: Mapping[Step, tuple[str, Callable[[Ahead], bool]]] = {
    Step.FILING: ("not yet filed", lambda case: not case.filed),
    Step.CHARGING: ("not yet charged", lambda case: not case.charged),
    Step.DECIDING: ("not yet decided", lambda case: not case.decided),
    Step.ANY: ("open", lambda case: True),
}


class Command(BaseCommand):
    """A report: it changes nothing, and ends with exit code 0 whether or not anything differs."""

    help = "Compare a profile with an older version, and list the open cases a change touches."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --authority and --from."""
        parser.add_argument("--authority", help="the key of one profile; all without it")
        parser.add_argument(
            "--from",
            dest="older",
            metavar="VERSION|FILE",
            help="a kept version, or a file; the last one kept without it",
        )

    def handle(
        self, *_args: object, authority: str | None, older: str | None, **_options: object
    ) -> None:
        """Raises `CommandError` for an authority, a version or a file that cannot be had."""
        if older and not authority:
            raise CommandError("--from needs --authority.")
        today = local_day(timezone.now())
        try:
            for key in [authority] if authority else list(authorities.profiles()):
                self.stdout.write("\n".join(_report(key, older=older, on=today)))
        except (DomainError, DefectiveRules) as wrong:
            raise CommandError(str(wrong)) from None


def _report(key: str, *, older: str | None, on: date) -> Iterator[str]:
    new, old = authorities.profile(key), _older(key, named=older)
    if old is None:
        yield f"{key}: no older version was kept."
        return
    changes = differences(old, new)
    yield f"{key}: {old.version} -> {new.version}: {len(changes)} differences"
    yield from (_line(change) for change in changes)
    yield from _cases(key, {change.step for change in changes if change.touches(on=on)})


def _older(key: str, *, named: str | None) -> Profile | None:
    if named is None:
        kept = authorities.older_versions(key)
        return authorities.profile(key, version=kept[-1]) if kept else None
    file = Path(named)
    if file.suffix == ".toml":
        if not file.is_file():
            raise CommandError(f"There is no file {named}.")
        return authorities.version_from(file, key=key)
    return authorities.profile(key, version=named)


def _line(change: Change) -> str:
    since = f"from {change.since}" if change.since else "at once"
    until = f" until before {change.until}" if change.until else ""
    return (
        f"  {since}{until}: {change.section} {change.key}: "
        f"{_told(change.old)} -> {_told(change.new)}"
    )


def _told(value: str | None) -> str:
    return "nothing" if value is None else value


def _cases(key: str, steps: Iterable[Step]) -> Iterator[str]:
    """One line per step that a change rules, with the cases that have it before them."""
    with scoped(actor := system_for(key, sandbox=False)):
        ahead = steps_ahead(actor=actor)
    for step in sorted(steps):
        words, is_touched = TOUCHED[step]
        found = [case.reference for case in ahead if is_touched(case)]
        yield f"  {step}: {len(found)} cases {words}: {', '.join(found) or '-'}"
