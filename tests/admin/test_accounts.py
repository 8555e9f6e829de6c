"""Superusers keep accounts, roles and portals, and nobody else does."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from access.models import User
from common.actor import Role
from tests import cast
from tests.admin.conftest import SignIn

pytestmark = pytest.mark.usefixtures("db", "folders")


@pytest.fixture
def ina(sign_in: SignIn) -> Client:
    """Ina keeps the accounts."""
    return sign_in(User.objects.create(username="ina", is_superuser=True))


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
