"""The offices of the demo: their staff, their counters, a portal for whoever has one, a sandbox.

Public: `Credentials`, `invent`, `ensure`, `STAFF`, `MAIN`, `key_of`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import check_password
from django.utils import timezone
from oauth2_provider.models import Application

from access import secrets as client_secrets
from access.models import Membership, Portal, User
from authorities import service as authorities
from common.actor import Role

from .counters import ensure_counters

MAIN = "berlin"
PORTAL_NAME = "Bürgerportal (Demo)"
SANDBOX_NAME = "Sandbox (Demo)"


@dataclass(frozen=True)
class Colleague:
    """A member of the demo's staff; without a role, they administer accounts.

    `authority`: where they work; the auditor looks at everybody's cases.
    """

    key: str
    username: str
    first_name: str
    last_name: str
    role: Role | None
    authority: str = MAIN


def key_of(role: str, authority: str) -> str:
    """Under which key the sign-in of somebody at an authority is kept."""
    return role if authority == MAIN else f"{authority}_{role}"


_BERLIN = (
    Colleague("clerk", "karin.vogt", "Karin", "Vogt", Role.CLERK),
    Colleague("second_clerk", "mehmet.aydin", "Mehmet", "Aydın", Role.CLERK),
    Colleague("team_lead", "tarek.lindner", "Tarek", "Lindner", Role.TEAM_LEAD),
    Colleague("cashier", "kim.weiss", "Kim", "Weiß", Role.CASHIER),
    Colleague("front_desk", "fatma.oez", "Fatma", "Öz", Role.FRONT_DESK),
    Colleague("auditor", "anton.pruefer", "Anton", "Prüfer", Role.AUDITOR),
    Colleague("administrator", "ada.stein", "Ada", "Stein", None),
)
# Clerk, team lead, cashier and front desk of the others.
_ELSEWHERE = {
    "bremen": (("Imke", "Behrens"), ("Hauke", "Petersen"), ("Esra", "Kaya"), ("Jan", "Meyer")),
    "euskirchen": (("Petra", "Schmitz"), ("Ralf", "Breuer"), ("Anja", "Wirtz"), ("Uwe", "Esser")),
    "halle": (("Doreen", "Krüger"), ("Steffen", "Lange"), ("Silke", "Thiele"), ("Maik", "Voss")),
    "magdeburg": (("Nadja", "Böhme"), ("Olaf", "Richter"), ("Heike", "Franke"), ("Tim", "Busch")),
}
_ROLES = (Role.CLERK, Role.TEAM_LEAD, Role.CASHIER, Role.FRONT_DESK)


def _elsewhere() -> Iterator[Colleague]:
    for authority, names in _ELSEWHERE.items():
        for role, (first, last) in zip(_ROLES, names, strict=True):
            username = f"{first}.{last}".lower().translate(PLAIN)
            key = key_of(role.value, authority)
            yield Colleague(key, username, first, last, role, authority)


PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
STAFF = (*_BERLIN, *_elsewhere())


@dataclass(frozen=True)
class Credentials:
    """What the demo's people and portal sign in with. Plain text: development only."""

    portal: Mapping[str, str]
    sandbox: Mapping[str, str]
    staff: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Credentials:
        """As `written` has them; what is missing there is invented."""
        fresh = invent()
        return cls(
            portal=kept.get("portal", fresh.portal),
            sandbox=kept.get("sandbox", fresh.sandbox),
            staff={**fresh.staff, **kept.get("staff", {})},
        )

    def written(self) -> dict[str, Any]:
        """As JSON has them."""
        staff = {key: dict(sign_in) for key, sign_in in self.staff.items()}
        return {"portal": dict(self.portal), "sandbox": dict(self.sandbox), "staff": staff}


def invent() -> Credentials:
    """Fresh passwords for everybody, and a fresh secret for each portal."""
    staff = {
        person.key: {"user": person.username, "password": secrets.token_urlsafe(12)}
        for person in STAFF
    }
    return Credentials(
        portal=_client(PORTAL_NAME, "buergerportal-demo"),
        sandbox=_client(SANDBOX_NAME, "sandbox-demo"),
        staff=staff,
    )


def _client(name: str, client_id: str) -> Mapping[str, str]:
    return {"name": name, "client_id": client_id, "client_secret": secrets.token_urlsafe(32)}


def ensure(credentials: Credentials) -> None:
    """Make accounts, portal and counters where they are missing; change no others."""
    for person in STAFF:
        _ensure_person(person, password=credentials.staff[person.key]["password"])
    _ensure_portal(credentials.portal, sandbox=False)
    _ensure_portal(credentials.sandbox, sandbox=True)
    for authority in authorities.profiles():
        ensure_counters(authority)


def _ensure_person(person: Colleague, *, password: str) -> None:
    user, created = User.objects.update_or_create(
        username=person.username,
        defaults={
            "first_name": person.first_name,
            "last_name": person.last_name,
            "is_staff": True,
            "is_superuser": person.role is None,
        },
    )
    if created or not check_password(password, user.password):  # to hash takes its time
        user.set_password(password)
        user.save(update_fields=["password"])
    if person.role is not None:
        for authority in _places_of(person):
            Membership.objects.get_or_create(user=user, authority=authority, role=person.role.value)


def _places_of(person: Colleague) -> list[str]:
    return list(authorities.profiles()) if person.role == Role.AUDITOR else [person.authority]


def _ensure_portal(credentials: Mapping[str, str], *, sandbox: bool) -> None:
    application, _created = Application.objects.get_or_create(
        client_id=credentials["client_id"],
        defaults={
            "name": credentials["name"],
            "client_type": Application.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Application.GRANT_CLIENT_CREDENTIALS,
        },
    )
    portal, _fresh = Portal.objects.update_or_create(
        name=credentials["name"],
        defaults={
            "application": application,
            "authorities": sorted(authorities.profiles()),  # of the others it tells how to apply
            "sandbox": sandbox,
            "contact_email": "technik@buergerportal.example",
        },
    )
    client_secrets.keep(portal, credentials["client_secret"], at=timezone.now())
