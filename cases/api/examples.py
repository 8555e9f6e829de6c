"""Requests that the API's document shows; tests send them as they stand here.

Public: `PRECHECK`, `NEW_CASE`, `FILING`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TITLE: Mapping[str, Any] = {
    "type": "residence_permit",
    "legal_basis": "25(5)",
    "valid_until": "2027-01-10",
    "lawful_stay_since": "2021-03-01",
}
_SITUATION: Mapping[str, Any] = {
    "occupation": "employed",
    "has_passport": True,
    "health_insurance": "statutory",
}
PRECHECK: Mapping[str, Any] = {
    "kind": "extension",
    "legal_basis": "25(5)",
    "person": {
        "birth_date": "1990-05-01",
        "nationalities": ["SY"],
        "residence": {"municipality": "Berlin", "main": True},
    },
    "current_title": _TITLE,
    "situation": _SITUATION,
    "requests": {"duration_months": 36},
}
FILING: Mapping[str, Any] = {
    "declarations": {"truth": True, "privacy_notice": True, "electronic_payment": True}
}
NEW_CASE: Mapping[str, Any] = {
    "authority": "berlin",
    "kind": "extension",
    "legal_basis": "25(5)",
    "person": {
        "family_name": "Haddad",
        "given_names": "Amal",
        "birth_date": "1990-05-01",
        "birth_place": "Aleppo",
        "gender": "F",
        "nationalities": ["SY"],
        "language": "de",
        "email": "amal.haddad@example.org",
        "residence": {
            "street": "Turmstraße 1",
            "postal_code": "10559",
            "municipality": "Berlin",
        },
    },
    "current_title": _TITLE,
    "situation": _SITUATION,
    "requests": {"duration_months": 36},
    "submit": True,
    **FILING,
}
