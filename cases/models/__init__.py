"""The case and what only the case knows, by phase of the procedure.

The public face: everything here is imported from `cases.models`.
"""

from .case import Case, CaseQuerySet
from .checks import Check
from .deadlines import Deadline
from .ending import Closure, Merge, Withdrawal
from .events import CaseEvent
from .families import FamilyFiling
from .intake import Suggestion
from .items import Item, Nebenbestimmung
from .refusing import Hearing, Rechtsbehelf, Refusal
from .staying import Confirmation, Fiktionsbescheinigung, Fortgeltungsanordnung

__all__ = [
    "Case",
    "CaseEvent",
    "CaseQuerySet",
    "Check",
    "Closure",
    "Confirmation",
    "Deadline",
    "FamilyFiling",
    "Fiktionsbescheinigung",
    "Fortgeltungsanordnung",
    "Hearing",
    "Item",
    "Merge",
    "Nebenbestimmung",
    "Rechtsbehelf",
    "Refusal",
    "Suggestion",
    "Withdrawal",
]
