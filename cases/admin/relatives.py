"""What the form for an application holds already when it is that of a relative.

Public: `filled_in`.
"""

from __future__ import annotations

from typing import Any

from cases.models import Case


def filled_in(case: Case) -> dict[str, Any]:
    """The family the new case belongs to, and the address, unless nobody may be told it.

    An address under an Auskunftssperre (§ 51 BMG) is not even told to relatives.
    """
    return {
        "authority": case.authority,
        "with_case": case.reference,
        "sponsor_basis": case.title.legal_basis if case.title else case.legal_basis,
        **({} if case.person.address_restricted else _address(case)),
    }


def _address(case: Case) -> dict[str, Any]:
    person = case.person
    return {
        "street": person.street,
        "postal_code": person.postal_code,
        "municipality": person.municipality,
    }
