"""Superusers keep accounts, roles and portals; a portal's secret is shown once."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.urls import reverse

from access.models import Portal, User
from common.actor import Role
from tests import cast
from tests.admin.conftest import SignIn

pytestmark = pytest.mark.usefixtures("db", "folders")

PORTAL = {
    "name": "Serviceportal",
    "authorities": ["berlin"],
    "active": "on",
    "contact_email": "technik@serviceportal.example",
}


@pytest.fixture
def ina(sign_in: SignIn) -> Client:
    """Ina keeps the accounts."""
    return sign_in(User.objects.create(username="ina", is_superuser=True))


def secret_in(page: str) -> str:
    found = re.search(r'id="client-secret">([^<]+)<', page)
    return found[1] if found else ""


def test_a_new_account_is_one_of_staff_and_gets_its_roles(ina: Client) -> None:
    password = "ein langes Passwort"  # of an account of this test
    names = {"username": "lena", "password1": password, "password2": password}
    no_roles = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    ina.post(reverse("admin:access_user_add"), {**names, "usable_password": "true", **no_roles})
    lena = User.objects.get(username="lena")
    assert lena.is_staff
    roles = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-authority": "berlin",
        "memberships-0-role": "clerk",
    }
    page = reverse("admin:access_user_change", args=[lena.pk])
    ina.post(page, {"username": "lena", "is_active": "on", "is_staff": "on", **roles})
    assert lena.actor().holds(Role.CLERK, at="berlin")


def test_a_role_at_an_authority_that_does_not_exist_is_refused(ina: Client) -> None:
    karin = cast.karin()
    roles = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-authority": "atlantis",
        "memberships-0-role": "clerk",
    }
    page = reverse("admin:access_user_change", args=[karin.pk])
    answer = ina.post(page, {"username": "karin", "is_active": "on", **roles})
    assert answer.status_code == HTTPStatus.OK
    assert karin.actor().authorities == ("berlin",)


def test_a_portal_comes_with_a_client_whose_secret_is_shown_once(ina: Client) -> None:
    answer = ina.post(reverse("admin:access_portal_add"), PORTAL)
    portal = Portal.objects.get(name="Serviceportal")
    secret = secret_in(answer.content.decode())
    assert check_password(secret, portal.application.client_secret)
    assert "no-store" in answer.headers["Cache-Control"]
    page = ina.get(reverse("admin:access_portal_change", args=[portal.pk])).content.decode()
    assert secret not in page
    assert portal.application.client_secret not in page


def test_a_new_secret_replaces_the_old_one_after_a_question(ina: Client) -> None:
    portal = cast.portal()
    before = portal.application.client_secret
    address = reverse("admin:access_portal_secret", args=[portal.pk])
    assert secret_in(ina.get(address).content.decode()) == ""
    portal.application.refresh_from_db()
    assert portal.application.client_secret == before
    secret = secret_in(ina.post(address).content.decode())
    portal.application.refresh_from_db()
    assert check_password(secret, portal.application.client_secret)


def test_team_leads_keep_no_accounts_and_no_portals(sign_in: SignIn) -> None:
    portal, tarek = cast.portal(), sign_in(cast.tarek())
    for name in ("access_user_changelist", "access_portal_changelist", "access_portal_add"):
        assert tarek.get(reverse(f"admin:{name}")).status_code == HTTPStatus.FORBIDDEN
    secret = reverse("admin:access_portal_secret", args=[portal.pk])
    assert tarek.post(secret).status_code == HTTPStatus.FORBIDDEN


def test_nobody_deletes_accounts_or_portals(ina: Client) -> None:
    portal, karin = cast.portal(), cast.karin()
    for name, row in (("access_portal_delete", portal), ("access_user_delete", karin)):
        answer = ina.post(reverse(f"admin:{name}", args=[row.pk]), {"post": "yes"})
        assert answer.status_code == HTTPStatus.FORBIDDEN
    assert User.objects.filter(pk=karin.pk).exists()
