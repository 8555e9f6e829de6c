"""The people and the case that tests of the services are told about.

Amal Haddad from Syria, born on 1 May 1990, extends her permit under § 25(5) at Berlin by way of the
portal "Bürgerportal". There work the clerk Karin Vogt, the team lead Tarek Lindner, the cashier
Kim Weiß, Fatma Öz at the front desk, and the auditor Anton Prüfer.

These functions make rows and nothing else: a case begins as it was submitted.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from oauth2_provider.models import Application

from access.models import Membership, Portal, User
from applicants.models import Person, TitleHeld
from cases.models import Case, Item
from cases.states import State, WaitingFor
from common.actor import Actor, Role, system_for
from common.calendar import BERLIN

BERLIN_OFFICE = "berlin"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=BERLIN)
BERLIN_CLOCK: Actor = system_for(BERLIN_OFFICE, sandbox=False)
HALLE_CLOCK: Actor = system_for("halle", sandbox=False)


def staff(*, given: str, family: str, role: Role, authority: str = BERLIN_OFFICE) -> User:
    """A member of staff with one role at one authority."""
    name = given.lower() if authority == BERLIN_OFFICE else f"{given.lower()}.{authority}"
    user = User.objects.create(username=name, first_name=given, last_name=family)
    Membership.objects.create(user=user, authority=authority, role=role.value)
    return user


def karin(*, authority: str = BERLIN_OFFICE) -> User:
    return staff(given="Karin", family="Vogt", role=Role.CLERK, authority=authority)


def tarek(*, authority: str = BERLIN_OFFICE) -> User:
    return staff(given="Tarek", family="Lindner", role=Role.TEAM_LEAD, authority=authority)


def kim(*, authority: str = BERLIN_OFFICE) -> User:
    return staff(given="Kim", family="Weiß", role=Role.CASHIER, authority=authority)


def fatma(*, authority: str = BERLIN_OFFICE) -> User:
    return staff(given="Fatma", family="Öz", role=Role.FRONT_DESK, authority=authority)


def anton() -> User:
    return staff(given="Anton", family="Prüfer", role=Role.AUDITOR)


def portal(*, name: str = "Bürgerportal", authority: str = BERLIN_OFFICE) -> Portal:
    """A portal with a client of its own."""
    application = Application.objects.create(
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    return Portal.objects.create(
        name=name,
        application=application,
        authorities=[authority],
        contact_email="technik@buergerportal.example",
    )


def amal(*, authority: str = BERLIN_OFFICE) -> Person:
    """Amal Haddad, as known to one authority. Needs its scope."""
    return Person.objects.create(
        authority=authority,
        family_name="Haddad",
        given_names="Amal",
        birth_date=date(1990, 5, 1),
        birth_place="Aleppo",
        gender=Person.Gender.FEMALE,
        nationalities=["SY"],
        language="ar",
        email="amal.haddad@example.org",
        street="Turmstraße 1",
        postal_code="10559",
        municipality="Berlin",
    )


def case(
    *,
    person: Person | None = None,
    by: Portal | None = None,
    reference: str = "BE-2026-000123-7",
    at: datetime = NOON,
) -> Case:
    """Amal's case on the desk of team 1, submitted at `at`, with its item. Needs Berlin's scope."""
    person = person or amal()
    title = TitleHeld.objects.create(
        person=person,
        type="residence_permit",
        legal_basis="25(5)",
        valid_until=date(2027, 1, 10),
        lawful_stay_since=date(2021, 3, 1),
    )
    submitted: Case = Case.objects.create(
        reference=reference,
        authority=person.authority,
        state=State.SUBMITTED,
        kind=Case.Kind.EXTENSION,
        channel=Case.Channel.ONLINE,
        legal_basis="25(5)",
        profile_version="2026-11-01",
        person=person,
        title=title,
        portal=by,
        opened_at=at,
        updated_at=at,
        received_at=at,
        team="1",
        waiting_for=WaitingFor.AUTHORITY,
        next_due_at=at + timedelta(days=14),
    )
    Item.objects.create(case=submitted, kind=Item.Kind.PERMIT)
    return submitted


def travel_document(of: Case, *, subtype: str = "foreigner") -> Item:
    """A second item: a travel document applied for with the permit."""
    return Item.objects.create(case=of, kind=Item.Kind.TRAVEL_DOCUMENT, subtype=subtype)
