"""How documents reach the hand: from the authority's ways and the applicant's wish.

Public: `Choice`, `choose`, `at_the_desk`, `EID_AGE`. Direct delivery is for the card alone,
and only where the law lets it be sent (§ 60a(2) AufenthV); what cannot be sent is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.calendar import age_on

from .sequence import steps_of

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from cases.models import Case

EID_AGE = 16  # § 10(2) PAuswG: from here practice hands the card to the holder alone
PASSPORTS = ("passport", "refugee", "stateless", "foreigner")
IN_PERSON, BOX, DIRECT = "in_person", "box", "direct_delivery"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The way, and why the wish to have it sent could not be met; empty where there was none."""

    way: str
    unmet: tuple[str | Promise, ...] = ()


def choose(case: Case, *, on: date) -> Choice:
    """The way for what is ordered on the day `on`."""
    if not case.requests.get("direct_delivery"):
        return Choice(way=at_the_desk(case, on=on))
    unmet = tuple(_against_sending(case, on=on))
    return Choice(way=at_the_desk(case, on=on) if unmet else DIRECT, unmet=unmet)


def at_the_desk(case: Case, *, on: date) -> str:
    """The authority's first way of fetching that is open to this person.

    A box cannot tell a guardian from anybody else, so a child's documents never lie in it.
    """
    closed = {DIRECT} | ({BOX} if _age(case, on=on) < EID_AGE else set())
    return next((way for way in steps_of(case).pickup if way not in closed), IN_PERSON)


def _against_sending(case: Case, *, on: date) -> Iterator[str | Promise]:
    person = case.person
    if DIRECT not in steps_of(case).pickup:
        yield _("The authority does not offer direct delivery.")
    if _age(case, on=on) < EID_AGE:
        yield _("Direct delivery is possible from the age of 16.")
    if case.items.filter(kind="travel_document").exists():
        yield _("The travel document has to be fetched, and the card with it.")
    if not _passport_valid(case, on=on):
        yield _("There is no valid passport for the check of identity at the door.")
    if not (person.main_residence and person.street and person.postal_code and person.municipality):
        yield _("There is no complete registered address of the main residence.")
    if case.requests.get("express"):
        yield _("An express order cannot be sent directly.")


def _passport_valid(case: Case, *, on: date) -> bool:
    usable = Q(kind__in=PASSPORTS, valid_until__gte=on)
    return case.person.identity_documents.filter(usable).exists()


def _age(case: Case, *, on: date) -> int:
    """Nobody whose age is not known is taken for old enough."""
    birth_date = case.person.birth_date
    return age_on(birth_date, on) if birth_date else 0
