"""What `check --deploy` refuses: an installation whose outside services are not real."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

SERVICES = ("PAYMENT", "PRODUCER")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def outside_services_are_real(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """The simulators answer on this machine; nobody pays and nothing is made there."""
    return [
        Error(
            f"{name}_URL names this machine, where only a simulator answers.",
            hint=f"Set {name}_URL and {name}_TOKEN to those of the real service.",
            id=f"cases.E{number:03}",
        )
        for number, name in enumerate(SERVICES, start=1)
        if urlsplit(getattr(settings, f"{name}_URL")).hostname in LOOPBACK
    ]
