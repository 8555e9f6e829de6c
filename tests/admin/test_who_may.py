"""Who may open what: nobody changes rows of a case by hand, and each role does its own steps."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from access.models import User
from cases.actions import ACTIONS
from common.actor import Role
from tests import cast
from tests.admin.conftest import SignIn
from tests.admin.pages import page_of, step_of
from tests.journeys.office import Office


@pytest.mark.parametrize(
    ("person", "role"),
    [
        (cast.karin, Role.CLERK),
        (cast.tarek, Role.TEAM_LEAD),
        (cast.kim, Role.CASHIER),
        (cast.fatma, Role.FRONT_DESK),
        (cast.anton, Role.AUDITOR),
    ],
)
def test_a_step_that_a_role_may_not_do_is_refused_in_words(
    person: object, role: Role, office: Office, sign_in: SignIn
) -> None:
    case = office.file()
    people = {
        Role.CLERK: office.karin,
        Role.TEAM_LEAD: office.tarek,
        Role.CASHIER: office.kim,
        Role.FRONT_DESK: office.fatma,
    }
    browser = sign_in(people.get(role) or cast.anton())
    for action in ACTIONS:
        if action.roles and role not in action.roles:
            answer = browser.post(step_of(case, action.name))
            assert answer.status_code == HTTPStatus.FORBIDDEN, action.name
            assert "Ihre Rolle erlaubt das nicht." in answer.content.decode()
    assert office.case.state == "submitted"


def test_a_step_without_a_button_has_no_page(office: Office, sign_in: SignIn) -> None:
    case = office.file()
    for step in ("change_draft", "confirm_withdrawal", "delete"):
        answer = sign_in(office.tarek).post(step_of(case, step))
        assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_step_that_comes_too_late_leads_back_to_the_case(office: Office, sign_in: SignIn) -> None:
    case = office.file()
    office.begin_review()
    answer = sign_in(office.tarek).post(step_of(case, "begin_review"), follow=True)
    assert answer.redirect_chain == [(page_of(case), HTTPStatus.FOUND)]
    said = "„Vorgang übernehmen“ ist im Stand „In Prüfung“ nicht möglich."
    assert said in answer.content.decode()
    assert office.case.responsible == office.karin


def test_nobody_adds_changes_or_deletes_rows_of_a_case_by_hand(
    office: Office, sign_in: SignIn
) -> None:
    case = office.file()
    office.tarek.is_superuser = True
    office.tarek.save()
    browser = sign_in(office.tarek)
    for address in ("/admin/cases/case/add/", f"/admin/cases/case/{case.pk}/delete/"):
        assert browser.get(address).status_code == HTTPStatus.NOT_FOUND
    browser.post(page_of(case), {"state": "collected"})
    assert office.case.state == "submitted"


def test_who_has_not_signed_in_is_asked_to(office: Office) -> None:
    case = office.file()
    for address in (reverse("admin:index"), page_of(case), step_of(case, "begin_review")):
        answer = Client().get(address)
        assert answer.status_code == HTTPStatus.FOUND
        assert answer.headers["Location"].startswith(reverse("admin:login"))


def test_a_form_from_elsewhere_is_not_taken(office: Office, sign_in: SignIn) -> None:
    case = office.file()
    sign_in(office.karin)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(office.karin)
    answer = browser.post(step_of(case, "begin_review"))
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert office.case.state == "submitted"


def test_who_has_no_role_anywhere_sees_no_case(office: Office, sign_in: SignIn) -> None:
    case = office.file()
    browser = sign_in(User.objects.create(username="neu"))
    assert "keine Rolle" in browser.get(reverse("admin:index")).content.decode()
    assert browser.get(page_of(case)).status_code == HTTPStatus.NOT_FOUND
    listed = browser.get(reverse("admin:cases_case_changelist"))
    assert listed.status_code == HTTPStatus.FORBIDDEN


def test_staff_are_spoken_to_in_german_whatever_their_browser_says(office: Office) -> None:
    answer = Client().get(reverse("admin:login"), headers={"accept-language": "en"})
    assert 'lang="de"' in answer.content.decode()
    assert "Anmelden" in answer.content.decode()


def test_signing_in_leads_to_the_start_page(office: Office) -> None:
    office.karin.set_password("ein langes Passwort")
    office.karin.is_staff = True
    office.karin.save()
    answer = Client().post(
        reverse("admin:login"), {"username": "karin", "password": "ein langes Passwort"}
    )
    assert answer.headers["Location"] == reverse("admin:index")
