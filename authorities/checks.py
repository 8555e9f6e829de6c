"""Django system check: the law and the profiles can be used (ids `authorities.E001`…)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from authorities.loader import find_defects


def check_rules(
    app_configs: Sequence[AppConfig] | None, **_kwargs: object
) -> Sequence[CheckMessage]:
    """One error per defect: file and key in the message, the remedy as its hint."""
    defects = find_defects(Path(settings.PROFILES_DIR), law_folder=Path(settings.LAW_DIR))
    return [
        Error(
            f"{defect.file}: {defect.key}: {defect.problem}",
            hint=defect.remedy,
            id=f"authorities.{defect.id}",
        )
        for defect in defects
    ]
