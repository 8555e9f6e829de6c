"""Applications that hold together on any day. Public: `an_application_at`, `HOMES`, `DECLARED`."""

from __future__ import annotations

from typing import Any

from examples.applicant import an_application

# Where portals may file; the others are asked, and say how to apply instead.
HOMES = {
    "berlin": {"street": "Turmstraße 1", "postal_code": "10559", "municipality": "Berlin"},
    "magdeburg": {"street": "Am Markt 1", "postal_code": "39104", "municipality": "Magdeburg"},
}
DECLARED = {"truth": True, "privacy_notice": True, "electronic_payment": True}


def an_application_at(authority: str) -> dict[str, Any]:
    """Of somebody who lives there."""
    made = an_application()
    person = {**made["person"], "residence": HOMES[authority]}
    return {**made, "authority": authority, "person": person}
