"""Make many cases at once, for load tests and for looking at plans of large tables."""

from __future__ import annotations

import time

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.scope import scoped
from authorities import service as authorities
from cases.demo.copies import copy_cases
from cases.demo.guard import insist_on_development
from cases.models import Case
from common.actor import system_for


class Command(BaseCommand):
    """Copies the demo's cases, so `demo_data` must have run; says how fast it was."""

    help = "Make so many cases by copying the demo's, with all their rows but files."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --cases and --authority."""
        parser.add_argument("--cases", type=int, required=True, help="how many to make in all")
        parser.add_argument("--authority", action="append", help="only here; may come repeatedly")

    def handle(
        self, *_args: object, cases: int, authority: list[str] | None, **_options: object
    ) -> None:
        """Raises `CommandError` outside development, or where there is nothing to copy."""
        insist_on_development()
        keys = [key for key in authority or authorities.profiles() if self._has_cases(key)]
        if not keys:
            raise CommandError("There is no case to copy: run manage.py demo_data first.")
        for place, key in enumerate(keys):
            self._seed(key, cases // len(keys) + (place < cases % len(keys)))

    def _has_cases(self, authority: str) -> bool:
        with scoped(system_for(authorities.profile(authority).key, sandbox=False)):
            there: bool = Case.objects.exists()
            return there

    def _seed(self, authority: str, many: int) -> None:
        began, made, events = time.monotonic(), 0, 0
        with scoped(system_for(authority, sandbox=False)):
            for copied in copy_cases(many=many):
                made, events = made + copied.cases, events + copied.events
                seconds = time.monotonic() - began
                self.stdout.write(
                    f"{authority}: {made} of {many} cases, {events} events,"
                    f" {made / seconds:.0f} cases/s",
                    ending="\r" if made < many else "\n",
                )
