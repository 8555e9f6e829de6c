"""Make many cases at once, for load tests and for looking at plans of large tables."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import connections

from access.scope import scoped
from authorities import service as authorities
from cases.demo.copies import Copied, copy_cases
from cases.demo.guard import insist_on_development
from cases.models import Case
from common.actor import system_for


class Progress:
    """One line about all authorities together: how far, how fast, how long still."""

    def __init__(self, out: OutputWrapper, *, many: int) -> None:
        self._out, self._many, self._lock = out, many, Lock()
        self._began, self._cases, self._events = time.monotonic(), 0, 0

    def add(self, copied: Copied) -> None:
        """Count a batch and say so; may be called from several threads."""
        with self._lock:
            self._cases += copied.cases
            self._events += copied.events
            rate = self._cases / (time.monotonic() - self._began)
            minutes, seconds = divmod(round((self._many - self._cases) / rate), 60)
            self._out.write(
                f"{self._cases} of {self._many} cases, {self._events} events,"
                f" {rate:.0f} cases/s, {minutes}:{seconds:02} left ",
                ending="\r" if self._cases < self._many else "\n",
            )


class Command(BaseCommand):
    """Copies the demo's cases, so `demo_data` must have run; says how fast it is."""

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
        keys = [key for key in authority or authorities.profiles() if _has_cases(key)]
        if not keys:
            raise CommandError("There is no case to copy: run manage.py demo_data first.")
        _seed(keys, cases=cases, progress=Progress(self.stdout, many=cases))


def _has_cases(authority: str) -> bool:
    with scoped(system_for(authorities.profile(authority).key, sandbox=False)):
        there: bool = Case.objects.exists()
        return there


def _seed(keys: Sequence[str], *, cases: int, progress: Progress) -> None:
    """Share the cases among the authorities and make them side by side.

    Each authority has a connection and so a processor of the server of its own; they share no row
    that one of them changes.
    """
    shares = [cases // len(keys) + (place < cases % len(keys)) for place in range(len(keys))]
    with ThreadPoolExecutor(len(keys)) as pool:
        list(pool.map(lambda key, many: _seed_one(key, many, progress), keys, shares))


def _seed_one(authority: str, many: int, progress: Progress) -> None:
    try:
        with scoped(system_for(authority, sandbox=False)):
            for copied in copy_cases(many=many):
                progress.add(copied)
    finally:
        connections.close_all()  # those of this thread
