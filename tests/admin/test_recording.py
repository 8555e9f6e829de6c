"""What came by post, by e-mail or in person is recorded with its true receipt, whatever bars it."""

from __future__ import annotations

from http import HTTPStatus

from django.urls import reverse

from cases.models import Case
from tests.admin.conftest import SignIn
from tests.journeys.office import Office

RECORD = "admin:cases_case_record"
PAPER = {
    "authority": "berlin",
    "channel": "post",
    "received_at": "2026-11-20T09:00",
    "kind": "extension",
    "legal_basis": "§ 25 Abs. 5 AufenthG",
    "family_name": "Tesfaye",
    "given_names": "Selam",
    "birth_date": "1985-03-07",
    "nationalities": "er",
    "email": "selam@example.org",
    "street": "Turmstraße 2",
    "postal_code": "10559",
    "municipality": "Berlin",
    "title_type": "residence_permit",
    "title_basis": "25(5)",
    "title_until": "2026-12-15",
    "passport_kind": "passport",
}


def test_a_paper_application_becomes_a_case_with_its_true_receipt(
    office: Office, sign_in: SignIn
) -> None:
    answer = sign_in(office.fatma).post(reverse(RECORD), PAPER)
    case = Case.objects.get(person__family_name="Tesfaye")
    assert answer.headers["Location"] == reverse("admin:cases_case_change", args=[case.pk])
    assert (case.state, case.channel) == ("submitted", "post")
    assert case.received_at is not None
    assert f"{case.received_at:%Y-%m-%d %H:%M}" == "2026-11-20 08:00"
    assert case.person.nationalities == ["ER"]


def test_what_would_bar_a_portal_becomes_a_finding(office: Office, sign_in: SignIn) -> None:
    too_early = {**PAPER, "title_until": "2027-11-01"}
    sign_in(office.karin).post(reverse(RECORD), too_early)
    case = Case.objects.get(person__family_name="Tesfaye")
    assert case.findings


def test_what_is_missing_or_wrong_is_said_beside_its_field(office: Office, sign_in: SignIn) -> None:
    wrong = {**PAPER, "legal_basis": "irgendwas", "postal_code": "1055", "family_name": ""}
    answer = sign_in(office.karin).post(reverse(RECORD), wrong)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "family_name" in answer.context["form"].errors
    answer = sign_in(office.karin).post(reverse(RECORD), {**wrong, "family_name": "Tesfaye"})
    assert set(answer.context["form"].errors) == {"legal_basis", "postal_code"}
    assert not Case.objects.filter(person__family_name="Tesfaye").exists()


def test_the_cash_desk_records_no_applications(office: Office, sign_in: SignIn) -> None:
    answer = sign_in(office.kim).post(reverse(RECORD), PAPER)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert not Case.objects.filter(person__family_name="Tesfaye").exists()


def test_nobody_records_for_an_authority_that_is_not_theirs(
    office: Office, sign_in: SignIn
) -> None:
    answer = sign_in(office.karin).post(reverse(RECORD), {**PAPER, "authority": "halle"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "authority" in answer.context["form"].errors
