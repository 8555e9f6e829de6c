"""Make the demo's cases where there are none yet."""

from __future__ import annotations

import time

from django.core.management.base import BaseCommand
from django.utils import timezone

from access.scope import scoped
from authorities import service as authorities
from cases.demo.guard import insist_on_development
from cases.demo.telling import tell_all
from cases.models import Case
from common.actor import system_for


class Command(BaseCommand):
    """Does nothing for an authority that has a case. Needs `demo_accounts` to have run."""

    help = "Make demo cases of all authorities over all states, with weeks of history."

    def handle(self, *_args: object, **_options: object) -> None:
        """Raises `CommandError` outside development."""
        insist_on_development()
        began, told = time.monotonic(), 0
        for authority in authorities.profiles():
            with scoped(system_for(authority, sandbox=False)):
                told += self._tell(authority)
        self.stdout.write(f"{told} cases in {time.monotonic() - began:.1f} s.")

    def _tell(self, authority: str) -> int:
        if Case.objects.exists():
            self.stdout.write(f"{authority}: there are cases already; nothing was made.")
            return 0
        self.stdout.write(f"{authority}:")
        return tell_all(authority=authority, now=timezone.now(), said=self.stdout.write)
