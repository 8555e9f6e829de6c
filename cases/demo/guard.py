"""Demo data belongs on nobody's real system."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandError


def insist_on_development() -> None:
    """Raise `CommandError` anywhere but in development."""
    if not settings.DEVELOPMENT:
        raise CommandError("This is for development only: set TITELWEG_ENV=development to use it.")
