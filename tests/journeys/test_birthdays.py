"""Birthdays while the case is open: at 6, 10, 16 and 18 something changes for the person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from authorities import service as authorities
from cases.services.birthdays import TURNINGS
from common.calendar import BERLIN, age_on, day_of_age
from tests.journeys.office import Office, application

PARENT = {"kind": "guardian", "name": "Rima Haddad", "email": "rima.haddad@example.org"}


def child(office: Office, birth_date: str, **changes: Any) -> None:
    person = application().model_dump(mode="json")["person"] | {"birth_date": birth_date}
    told = {"person": person, "representative": PARENT, **changes}
    office.file(**told)


def codes(office: Office) -> list[str]:
    return [found["code"] for found in office.case.findings]


@pytest.mark.parametrize(
    ("born", "age"),
    [("2020-12-24", 6), ("2016-12-24", 10), ("2010-12-24", 16), ("2008-12-24", 18)],
)
def test_from_midnight_of_the_birthday_it_lies_on_the_desk(
    office: Office, born: str, age: int
) -> None:
    child(office, born)
    birthday = datetime(2026, 12, 24, tzinfo=BERLIN)
    office.now = birthday - timedelta(seconds=1)
    office.clock_strikes()
    assert f"turned_{age}" not in codes(office)
    office.now = birthday
    office.clock_strikes()
    assert f"turned_{age}" in codes(office)
    assert office.case.next_due_at == birthday
    assert office.case.events.get(kind="birthday").data == {"age": age}


def test_no_other_birthday_changes_anything(office: Office) -> None:
    child(office, "2002-12-24")
    assert not office.case.deadlines.filter(kind="birthday").exists()


def test_at_18_the_guardian_speaks_no_more_and_mails_go_to_the_person(office: Office) -> None:
    child(office, "2008-12-24", situation={"custody": "joint", "occupation": "pupil"})
    assert office.case.messages.get(kind="received").recipient == PARENT["email"]
    assert office.case.requirements.get(code="custody_consent").status == "open"
    office.until(date(2026, 12, 24))
    office.clock_strikes()
    assert not office.case.person.representatives.exists()
    assert office.case.person.changes.get().before == "Rima Haddad"
    assert office.case.requirements.get(code="custody_consent").status == "not_needed"
    assert office.case.requirements.get(code="school_certificate").status == "open"
    office.begin_review()
    office.request_documents(school_certificate="Bitte die Bescheinigung dieses Schuljahrs.")
    assert office.case.messages.latest("id").recipient == "amal.haddad@example.org"


def test_at_16_nobody_loses_their_voice(office: Office) -> None:
    child(office, "2010-12-24")
    office.until(date(2026, 12, 24))
    office.clock_strikes()
    assert office.case.person.representatives.exists()


def test_a_closed_case_knows_no_birthdays(office: Office) -> None:
    child(office, "2010-12-24")
    office.withdraw()
    office.until(date(2026, 12, 24))
    office.clock_strikes()
    assert "birthday" not in office.events()


@pytest.mark.parametrize(("age", "what"), [(6, "fingerprints"), (10, "signature")])
def test_the_ages_are_those_of_the_law(age: int, what: str) -> None:
    birthday = date(2026, 12, 24)
    born = birthday.replace(year=2026 - age)
    assert age in [turning.age for turning in TURNINGS]
    assert not getattr(authorities.biometrics_for(born, on=birthday - timedelta(days=1)), what)
    assert getattr(authorities.biometrics_for(born, on=birthday), what)


@pytest.mark.parametrize(
    ("born", "years", "day"),
    [
        (date(2008, 2, 29), 18, date(2026, 3, 1)),
        (date(2008, 2, 29), 16, date(2024, 2, 29)),
        (date(2008, 2, 28), 18, date(2026, 2, 28)),
    ],
)
def test_born_on_29_february_one_is_older_on_1_march(born: date, years: int, day: date) -> None:
    assert day_of_age(born, years) == day
    assert age_on(born, day) == years
    assert age_on(born, day - timedelta(days=1)) == years - 1
