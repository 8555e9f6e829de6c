"""What an application lacks although it counts: findings, to be asked for, never obstacles.

Public: `gaps_of`, `UNSIGNED`, `LEGAL_BASIS_OPEN`, `NOTED_AT_RECORDING`.
"""

from __future__ import annotations

from .models import Case

Finding = dict[str, str]
COUNTS_ANYWAY = "§ 24 Abs. 3, § 25 Abs. 1 VwVfG"

UNSIGNED: Finding = {
    "code": "signature_missing",
    "detail": "Der Antrag ist nicht unterschrieben. Er ist trotzdem eingegangen; die Unterschrift"
    " wird nachgefordert.",
    "legal_basis": COUNTS_ANYWAY,
}
LEGAL_BASIS_OPEN: Finding = {
    "code": "legal_basis_open",
    "detail": "Im Antrag ist keine Rechtsgrundlage genannt. Die eingetragene ist die günstigste,"
    " die nach den Angaben in Betracht kommt; im Zweifel nachfragen.",
    "legal_basis": COUNTS_ANYWAY,
}
NOTED_AT_RECORDING = frozenset({UNSIGNED["code"], LEGAL_BASIS_OPEN["code"]})


def gaps_of(case: Case) -> list[Finding]:
    """What of the person is not known yet, as the rows now stand."""
    person = case.person
    missing = {
        "address_missing": ("die Anschrift", person.street and person.municipality),
        "nationality_missing": ("die Staatsangehörigkeit", person.nationalities),
        "birth_place_missing": ("der Geburtsort", person.birth_place),
    }
    return [
        {
            "code": code,
            "detail": f"Noch nicht bekannt ist {what}. Der Antrag ist trotzdem eingegangen.",
            "legal_basis": COUNTS_ANYWAY,
        }
        for code, (what, known) in missing.items()
        if not known
    ]
