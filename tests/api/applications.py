"""Amal's application as the Bürgerportal sends it."""

from __future__ import annotations

from typing import Any

DECLARATIONS = {"truth": True, "privacy_notice": True, "electronic_payment": True}


def told(**changes: Any) -> dict[str, Any]:
    """Her extension under § 25(5) at Berlin, a draft, with what a test changes."""
    return {
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
        "current_title": {
            "type": "residence_permit",
            "legal_basis": "25(5)",
            "valid_until": "2027-01-10",
            "lawful_stay_since": "2021-03-01",
        },
        "situation": {
            "occupation": "employed",
            "has_passport": True,
            "health_insurance": "statutory",
        },
        "requests": {"duration_months": 36},
        **changes,
    }


def filed(**changes: Any) -> dict[str, Any]:
    """The same, to be filed at once."""
    return told(submit=True, declarations=DECLARATIONS, **changes)
