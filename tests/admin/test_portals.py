"""Portals are kept by superusers: secrets are shown once, and two people open real cases."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import secrets
from access.models import Portal, PortalChange, User
from tests import cast
from tests.admin.conftest import SignIn

pytestmark = pytest.mark.usefixtures("db", "folders")

PORTAL: dict[str, Any] = {
    "name": "Serviceportal",
    "authorities": ["berlin"],
    "scopes": ["cases:read", "cases:write"],
    "contact_email": "technik@serviceportal.example",
    "requests_per_minute": "60",
    "cases_per_day": "100",
    "upload_megabytes_per_day": "500",
}
ON = {"active": "on"}


def administrator(sign_in: SignIn, name: str) -> Client:
    return sign_in(User.objects.create(username=name, is_superuser=True))


@pytest.fixture
def ina(sign_in: SignIn) -> Client:
    """Ina keeps the accounts."""
    return administrator(sign_in, "ina")


@pytest.fixture
def ole(sign_in: SignIn) -> Client:
    """Ole keeps them with her."""
    return administrator(sign_in, "ole")


def secret_in(page: str) -> str:
    found = re.search(r'id="client-secret">([^<]+)<', page)
    return found[1] if found else ""


def opens(portal: Portal, secret: str, *, days: int = 0) -> bool:
    """Whether the portal gets tokens by this secret so many days from now."""
    at = timezone.now() + timedelta(days=days)
    return secrets.portal_with(portal.application.client_id, secret, at=at) == portal


def added(by: Client, **more: Any) -> tuple[Portal, str]:
    """A new portal, and its secret."""
    answer = by.post(reverse("admin:access_portal_add"), {**PORTAL, **more})
    assert "no-store" in answer.headers["Cache-Control"]
    return Portal.objects.get(name="Serviceportal"), secret_in(answer.content.decode())


def change(by: Client, portal: Portal, **more: Any) -> bool:
    """Whether the change was taken."""
    page = reverse("admin:access_portal_change", args=[portal.pk])
    answer = by.post(page, {**PORTAL, **more})
    portal.refresh_from_db()
    return answer.status_code == HTTPStatus.FOUND


def test_a_portal_comes_with_a_client_whose_secret_is_shown_once(ina: Client) -> None:
    portal, secret = added(ina, sandbox="on", **ON)
    assert opens(portal, secret)
    page = ina.get(reverse("admin:access_portal_change", args=[portal.pk])).content.decode()
    assert secret not in page
    assert portal.application.client_id in page


def test_a_portal_with_real_cases_is_switched_on_by_somebody_else(ina: Client, ole: Client) -> None:
    refused = ina.post(reverse("admin:access_portal_add"), {**PORTAL, **ON})
    assert refused.status_code == HTTPStatus.OK
    assert not Portal.objects.exists()
    portal, secret = added(ina)
    assert not opens(portal, secret)
    assert not change(ina, portal, **ON)
    assert change(ole, portal, **ON)
    assert opens(portal, secret)


def test_what_a_portal_may_is_widened_by_two_people_and_narrowed_by_one(
    ina: Client, ole: Client
) -> None:
    portal, _secret = added(ina)
    change(ole, portal, **ON)
    wider = {"authorities": ["berlin", "magdeburg"]}
    assert not change(ole, portal, **wider, **ON)
    assert change(ole, portal, **wider)
    assert not change(ole, portal, **wider, **ON)
    assert change(ina, portal, **wider, **ON)
    assert portal.authorities == ["berlin", "magdeburg"]
    assert change(ina, portal, authorities=["berlin"], scopes=["cases:read"], **ON)
    assert portal.scopes == ["cases:read"]


def test_a_scope_that_does_not_exist_is_refused(ina: Client) -> None:
    portal, _secret = added(ina)
    assert not change(ina, portal, scopes=["everything"])


def test_the_old_secret_goes_on_as_long_as_was_said(ina: Client) -> None:
    portal, old = added(ina, sandbox="on", **ON)
    address = reverse("admin:access_portal_secret", args=[portal.pk])
    assert secret_in(ina.get(address).content.decode()) == ""
    new = secret_in(ina.post(address, {"days": "7"}).content.decode())
    assert [opens(portal, one) for one in (old, new)] == [True, True]
    assert [opens(portal, one, days=8) for one in (old, new)] == [False, True]
    assert secret_in(ina.post(address, {"days": "365"}).content.decode()) == ""


def test_a_secret_is_revoked_after_a_question(ina: Client) -> None:
    portal, secret = added(ina, sandbox="on", **ON)
    row = portal.secrets.get()
    address = reverse("admin:access_portal_revoke", args=[portal.pk, row.public_id])
    assert ina.get(address).status_code == HTTPStatus.OK
    assert opens(portal, secret)
    assert ina.post(address).status_code == HTTPStatus.FOUND
    assert not opens(portal, secret)


def test_the_page_says_what_was_changed_by_whom_and_no_secret(ina: Client, ole: Client) -> None:
    portal, secret = added(ina)
    change(ole, portal, cases_per_day="5")
    kinds = list(portal.changes.order_by("pk").values_list("kind", "user__username"))
    assert kinds == [("created", "ina"), ("secret_issued", "ina"), ("changed", "ole")]
    page = ole.get(reverse("admin:access_portal_change", args=[portal.pk])).content.decode()
    assert "cases_per_day: 100 → 5" in page
    assert secret not in page


def test_what_was_noted_cannot_be_changed_or_deleted(ina: Client) -> None:
    added(ina)
    for attempt in (PortalChange.objects.all().delete, _forge):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            attempt()


def _forge() -> None:
    PortalChange.objects.update(kind="changed")


def test_team_leads_revoke_no_secrets(sign_in: SignIn, ina: Client) -> None:
    portal, _secret = added(ina)
    row = portal.secrets.get()
    address = reverse("admin:access_portal_revoke", args=[portal.pk, row.public_id])
    assert sign_in(cast.tarek()).post(address).status_code == HTTPStatus.FORBIDDEN
