"""Questions about what was handed in.

Public: `bytes_held`, `everything_handed_in`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Sum

from documents.models import Nachforderung

if TYPE_CHECKING:
    from cases.models import Case


def bytes_held(case: Case) -> int:
    """The size of all files of a case together."""
    return case.documents.aggregate(sum=Sum("size"))["sum"] or 0


def everything_handed_in(nachforderung: Nachforderung) -> bool:
    """Whether for everything asked for something has come that was not rejected since."""
    return not nachforderung.positions.filter(satisfied_at=None).exists()
