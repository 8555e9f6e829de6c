"""Which other open applications may be of the same person: offered to a clerk, never decided.

Public: `possible_duplicates`.
"""

from __future__ import annotations

from django.db.models import Q

from applicants.models import Person, name_key
from common.actor import Actor

from .models import Case, CaseQuerySet
from .states import UNDECIDED

# So many letters of a name must be the same where the date of birth is.
LIKE = 4
LAST_SIGN = "\U0010ffff"


def possible_duplicates(case: Case, *, actor: Actor) -> CaseQuerySet:
    """Undecided cases at the same authority: the same date of birth, and a name that is alike.

    Alike is the same name, given and family name exchanged, or the same beginning. Each is a range
    of the index on names, which row security leaves usable (`=`, `>=` and `<` are leakproof).
    """
    person = case.person
    begins = person.name_key[:LIKE]
    exchanged = name_key(f"{person.given_names} {person.family_name}")
    alike = Person.objects.filter(
        Q(name_key=exchanged) | Q(name_key__gte=begins, name_key__lt=f"{begins}{LAST_SIGN}"),
        authority=case.authority,
        sandbox=case.sandbox,
        birth_date=person.birth_date,
    )
    others: CaseQuerySet = Case.objects.visible_to(actor).filter(
        authority=case.authority, state__in=UNDECIDED, person__in=alike
    )
    return others.exclude(pk=case.pk).order_by("received_at", "id")
