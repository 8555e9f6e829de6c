"""A case is given to somebody who can work on it, or it would lie there."""

from __future__ import annotations

import pytest

from cases import services
from cases.services.review import PersonUnknown
from tests import cast
from tests.journeys.office import Office


def assign(office: Office, to: str) -> None:
    services.assign(reference=office.reference, to=to, actor=office.lead, at=office.now)


def test_a_colleague_of_the_review_becomes_responsible(office: Office) -> None:
    office.file()
    assign(office, office.karin.username)
    assert office.case.responsible == office.karin


def test_who_only_looks_on_or_takes_money_does_not(office: Office) -> None:
    office.file()
    for person in (cast.anton(), office.kim):
        with pytest.raises(PersonUnknown):
            assign(office, person.username)
    assert office.case.responsible is None


def test_nor_does_who_has_left(office: Office) -> None:
    office.file()
    office.karin.is_active = False
    office.karin.save()
    with pytest.raises(PersonUnknown):
        assign(office, office.karin.username)
