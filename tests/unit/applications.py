"""The cast of the rule tests, and how to say that somebody's situation is different.

Amal is 36, from Syria, lives in Berlin, works, and extends her permit under § 25(5) in time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from authorities import service
from authorities.federal import Law
from authorities.loader import load_law
from authorities.situation import PrecheckInput, parse_application

FILING_DAY = date(2026, 11, 23)

AMAL: Mapping[str, Any] = {
    "kind": "extension",
    "legal_basis": "25(5)",
    "person": {
        "birth_date": "1990-05-01",
        "nationalities": ["SY"],
        "residence": {"municipality": "Berlin", "main": True},
    },
    "current_title": {
        "type": "residence_permit",
        "legal_basis": "25(5)",
        "valid_until": "2027-01-10",
        "residence_obligation": None,
        "lawful_stay_since": "2021-03-01",
    },
    "channel": "online",
    "family": None,
    "situation": {
        "occupation": "employed",
        "benefits": [],
        "protection": None,
        "married": False,
        "partner_occupation": None,
        "has_passport": True,
        "health_insurance": "statutory",
        "represented": False,
        "custody": None,
    },
    "requests": {
        "travel_document": None,
        "photo_on_site": False,
        "express": False,
        "direct_delivery": False,
        "duration_months": 36,
    },
}


def law() -> Law:
    """Federal law, as it is in the repository."""
    return load_law(Path(settings.LAW_DIR))


def told(**changes: Any) -> dict[str, Any]:
    """Amal's application as JSON, with other values: `person__birth_date="2015-01-01"`."""
    data: dict[str, Any] = {
        key: dict(value) if isinstance(value, dict) else value for key, value in AMAL.items()
    }
    for path, value in changes.items():
        *sections, name = path.split("__")
        target = data
        for section in sections:
            target = target[section]
        target[name] = value
    return data


def application(**changes: Any) -> PrecheckInput:
    """Amal's application, with other values."""
    return parse_application(told(**changes))


def checked(on: date = FILING_DAY, authority: str = "berlin", **changes: Any) -> dict[str, Any]:
    """What the precheck answers to Amal, with other values, as a portal reads it."""
    result = service.precheck(application(**changes), authority=authority, on=on)
    return result.model_dump(mode="json")
