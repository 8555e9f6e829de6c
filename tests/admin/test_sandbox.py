"""Staff look at real cases or at the sandbox, see which, and never see both."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.urls import reverse

from access.models import Portal
from access.scope import scoped
from cases import services
from cases.application import Declarations
from common.actor import system_for
from tests import cast
from tests.admin.conftest import SignIn
from tests.journeys.office import Office, application

MARK = "[Sandbox]"


def trial_case(office: Office) -> str:
    """Filed by a sandbox portal; its reference."""
    portal: Portal = cast.portal(name="Probe")
    portal.sandbox = True
    portal.save()
    with scoped(system_for("berlin", sandbox=True)):
        case = services.file(
            authority="berlin",
            application=application(),
            hand_ins=[],
            declarations=Declarations(truth=True, privacy_notice=True, electronic_payment=True),
            portal=portal,
            actor=portal.actor(),
            at=office.now,
        )
        return str(case.reference)


def shown(by: Client) -> str:
    return by.get(reverse("admin:index")).content.decode()


def listed(by: Client, *references: str) -> list[bool]:
    """Which of them stand on the work list."""
    page = by.get(reverse("admin:cases_case_changelist")).content.decode()
    return [reference in page for reference in references]


def test_the_sandbox_is_marked_on_every_page_until_one_goes_back(
    office: Office, sign_in: SignIn
) -> None:
    karin = sign_in(office.karin)
    assert MARK not in shown(karin)
    assert karin.get(reverse("sandbox")).status_code == 200
    assert MARK not in shown(karin)
    karin.post(reverse("sandbox"))
    assert MARK in shown(karin)
    karin.post(reverse("sandbox"))
    assert MARK not in shown(karin)


def test_real_cases_and_those_of_the_sandbox_are_never_on_one_list(
    office: Office, sign_in: SignIn
) -> None:
    real, trial = office.file(), trial_case(office)
    karin = sign_in(office.karin)
    assert listed(karin, real.reference, trial) == [True, False]
    page = reverse("admin:cases_case_change", args=[real.pk])
    assert karin.get(page).status_code == 200
    karin.post(reverse("sandbox"))
    assert listed(karin, real.reference, trial) == [False, True]
    assert karin.get(page).status_code in {302, 404}
    with connection.cursor() as cursor:  # nothing of the choice outlives the request
        cursor.execute("SELECT current_setting('titelweg.sandbox', true)")
        assert cursor.fetchone() == ("f",)


def test_only_who_is_signed_in_chooses(db: None) -> None:
    answer = Client().post(reverse("sandbox"))
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
