"""Check that the chain of every case's events holds, in every authority and the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from access.scope import scoped
from authorities import service as authorities
from cases.models import Case, CaseEvent
from common.actor import Actor, system_for


@dataclass(frozen=True)
class Verified:
    """What one scope holds; `broken` names the case and the first number that is wrong."""

    cases: int
    events: int
    broken: tuple[tuple[str, int], ...]


class Command(BaseCommand):
    """Exit 0 and the numbers where all chains hold; otherwise exit 1, naming each broken one."""

    help = "Verify the hash chains of all cases' events."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --authority."""
        parser.add_argument("--authority", help="only this authority (a profile's key)")

    def handle(self, *_args: object, authority: str | None, **_options: object) -> None:
        """Raises `CommandError` for a broken chain, `UnknownAuthority` for an unknown key."""
        keys = [authorities.profile(authority).key] if authority else list(authorities.profiles())
        found = [verify(actor) for actor in _scopes(keys)]
        cases, events = sum(one.cases for one in found), sum(one.events for one in found)
        broken = [link for one in found for link in one.broken]
        for reference, seq in broken:
            self.stderr.write(f"{reference}: the chain breaks at event {seq}")
        if broken:
            raise CommandError(f"{len(broken)} of {cases} cases have a broken chain.")
        self.stdout.write(f"{events} events of {cases} cases verified: every chain holds.")


def verify(actor: Actor) -> Verified:
    """Verify the chains within the actor's scope."""
    with scoped(actor), connection.cursor() as cursor:
        cursor.execute("SELECT reference, seq FROM cases_broken_chains()")
        broken = tuple(cursor.fetchall())
        return Verified(Case.objects.count(), CaseEvent.objects.count(), broken)


def _scopes(keys: list[str]) -> Iterator[Actor]:
    for key in keys:
        for sandbox in (False, True):
            yield system_for(key, sandbox=sandbox)
