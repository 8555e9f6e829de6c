"""Somebody who wants to extend a permit, invented anew for each journey.

Public: `an_application`, `as_prechecked`.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

PEOPLE = (
    ("Rana", "Al-Halabi", "F", "SY", "Aleppo"),
    ("Kwame", "Boateng", "M", "GH", "Accra"),
    ("Lejla", "Hadžić", "F", "BA", "Tuzla"),
    ("Minh", "Trần", "M", "VN", "Huế"),
)


def an_application() -> dict[str, Any]:
    """What a portal sends: an employed person whose permit ends in a month.

    The mail address is nobody else's, so that each journey reads its own mails.
    """
    given, family, gender, nationality, birth_place = random.choice(PEOPLE)  # noqa: S311
    title_ends = date.today() + timedelta(days=30)  # noqa: DTZ011  # any day of the window will do
    return {
        "authority": "berlin",
        "kind": "extension",
        "legal_basis": "25(5)",
        "person": {
            "given_names": given,
            "family_name": family,
            "gender": gender,
            "birth_date": "1990-05-01",
            "birth_place": birth_place,
            "nationalities": [nationality],
            "language": "de",
            "email": f"antrag-{secrets.token_hex(4)}@example.org",
            "residence": {
                "street": "Turmstraße 1",
                "postal_code": "10559",
                "municipality": "Berlin",
            },
        },
        "current_title": {
            "type": "residence_permit",
            "legal_basis": "25(5)",
            "valid_until": f"{title_ends}",
            "lawful_stay_since": "2021-03-01",
        },
        "situation": {
            "occupation": "employed",
            "has_passport": True,
            "health_insurance": "statutory",
        },
        "requests": {"duration_months": 36},
    }


def as_prechecked(person: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a person that the precheck asks for: no names, no address beyond the town."""
    residence = {"municipality": person["residence"]["municipality"], "main": True}
    return {
        "birth_date": person["birth_date"],
        "nationalities": person["nationalities"],
        "residence": residence,
    }
