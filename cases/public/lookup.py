"""From a code or a link to the scope of its case: asked before any scope is known.

Public: `Place`, `find_confirmation`, `find_withdrawal`, `normalised`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import connection

from common.actor import Actor, ActorKind, system_for


@dataclass(frozen=True)
class Place:
    """Where a case is; the actors below may open its scope."""

    authority: str
    sandbox: bool
    reference: str

    @property
    def reader(self) -> Actor:
        return system_for(self.authority, sandbox=self.sandbox)

    @property
    def applicant(self) -> Actor:
        """Whoever holds the link that was sent to the applicant."""
        return Actor(
            kind=ActorKind.APPLICANT, roles={self.authority: frozenset()}, sandbox=self.sandbox
        )


def normalised(typed: str) -> str:
    """A code as people type it, as it is kept: small letters, spaces and lost hyphens are forgiven.

    "abcd efgh-jklm npqr" is "ABCD-EFGH-JKLM-NPQR".
    """
    letters = re.sub(r"[^A-Z0-9]", "", typed.upper())
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def find_confirmation(code: str) -> Place | None:
    """The case that a code (as kept) confirms."""
    return _find("SELECT * FROM titelweg_find_confirmation(%s)", code)


def find_withdrawal(token: str) -> Place | None:
    """The case whose withdrawal a link is to confirm."""
    return _find("SELECT * FROM titelweg_find_withdrawal(%s)", token)


def _find(question: str, secret: str) -> Place | None:
    with connection.cursor() as cursor:
        cursor.execute(question, [secret])
        row = cursor.fetchone()
    return Place(*row) if row else None
