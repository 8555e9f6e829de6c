"""Check that the chain of every case's events holds, in every authority and the sandbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from access.scope import scoped
from authorities import service as authorities
from cases.models import Case, CaseEvent
from common.actor import Actor, system_for

A_PART = 2_000  # cases whose chains one statement looks at: some tens of thousands of events


@dataclass(frozen=True)
class Verified:
    """What some cases hold; `broken` names the case and the first number that is wrong."""

    cases: int = 0
    events: int = 0
    broken: tuple[tuple[str, int], ...] = ()

    def __add__(self, other: Verified) -> Verified:
        return Verified(
            self.cases + other.cases, self.events + other.events, self.broken + other.broken
        )


class Command(BaseCommand):
    """Exit 0 and the numbers where all chains hold; otherwise exit 1, naming each broken one."""

    help = "Verify the hash chains of all cases' events."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --authority."""
        parser.add_argument("--authority", help="only this authority (a profile's key)")

    def handle(self, *_args: object, authority: str | None, **_options: object) -> None:
        """Raises `CommandError` for a broken chain, `UnknownAuthority` for an unknown key."""
        keys = [authorities.profile(authority).key] if authority else list(authorities.profiles())
        found = self._verify(_scopes(keys))
        for reference, seq in found.broken:
            self.stderr.write(f"{reference}: the chain breaks at event {seq}")
        if found.broken:
            raise CommandError(f"{len(found.broken)} of {found.cases} cases have a broken chain.")
        self.stdout.write(
            f"{found.events} events of {found.cases} cases verified: every chain holds."
        )

    def _verify(self, scopes: Iterable[Actor]) -> Verified:
        """Verify all scopes, saying on a terminal how far it is."""
        found = Verified()
        for actor in scopes:
            for part in verify(actor):
                found += part
                if self.stdout.isatty():
                    self.stdout.write(f"{found.events} events of {found.cases} cases", ending="\r")
        return found


def verify(actor: Actor) -> Iterator[Verified]:
    """Verify the chains within the actor's scope, some cases at a time and in their order."""
    with scoped(actor):
        rows, last = Case.objects.visible_to(actor).order_by("pk").values_list("pk", flat=True), 0
        while subjects := list(rows.filter(pk__gt=last)[:A_PART]):
            yield _verify(subjects)
            last = subjects[-1]


def _verify(subjects: list[int]) -> Verified:
    events = CaseEvent.objects.filter(case__in=subjects).count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reference, seq FROM cases_broken_chains(%s)", [subjects])
        return Verified(len(subjects), events, tuple(cursor.fetchall()))


def _scopes(keys: list[str]) -> Iterator[Actor]:
    for key in keys:
        for sandbox in (False, True):
            yield system_for(key, sandbox=sandbox)
