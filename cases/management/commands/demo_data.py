"""Make the demo's cases where there are none yet."""

from __future__ import annotations

import time

from django.core.management.base import BaseCommand
from django.utils import timezone

from access.scope import scoped
from cases.demo.accounts import AUTHORITY
from cases.demo.guard import insist_on_development
from cases.demo.telling import tell_all
from cases.models import Case
from common.actor import system_for


class Command(BaseCommand):
    """Does nothing where the demo's authority has a case. Needs `demo_accounts` to have run."""

    help = "Make about 60 demo cases over all states, with weeks of history."

    def handle(self, *_args: object, **_options: object) -> None:
        """Raises `CommandError` outside development."""
        insist_on_development()
        began = time.monotonic()
        with scoped(system_for(AUTHORITY, sandbox=False)):
            if Case.objects.exists():
                self.stdout.write("There are cases already; nothing was made.")
                return
            told = tell_all(now=timezone.now(), said=self.stdout.write)
        self.stdout.write(f"{told} cases in {time.monotonic() - began:.1f} s.")
