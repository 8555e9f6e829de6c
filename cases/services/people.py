"""What about a person became different: the old value is kept with its proof, the row moves on.

Private to the services: `keep`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from applicants.models import Person, PersonChange


def keep(
    person: Person, changed: Mapping[str, tuple[str, str]], *, proof: str, by: str, at: datetime
) -> None:
    """Keep before and after of each field that changed."""
    PersonChange.objects.bulk_create(
        PersonChange(
            person=person,
            authority=person.authority,
            sandbox=person.sandbox,
            field=name,
            before=before,
            after=after,
            proof=proof,
            changed_at=at,
            changed_by=by,
        )
        for name, (before, after) in changed.items()
    )
