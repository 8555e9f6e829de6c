"""What came by post, by e-mail or in person is recorded with its true receipt, whatever bars it."""

from __future__ import annotations

from http import HTTPStatus

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import Case
from tests import sample_files
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


def another_of(case: Case) -> str:
    return f"{reverse(RECORD)}?relative_of={case.pk}"


def test_another_member_of_a_family_starts_from_what_is_known(
    office: Office, sign_in: SignIn
) -> None:
    amal, browser = office.file(), sign_in(office.karin)
    page = browser.get(reverse("admin:cases_case_change", args=[amal.pk]))
    assert another_of(amal) in page.text
    initial = browser.get(another_of(amal)).context["form"].initial
    assert (initial["with_case"], initial["street"]) == (amal.reference, "Turmstraße 1")
    told = {**PAPER, "with_case": amal.reference, "relation": "spouse", "sponsor_basis": "25(5)"}
    browser.post(reverse(RECORD), told)
    selam = Case.objects.get(person__family_name="Tesfaye")
    page = browser.get(reverse("admin:cases_case_change", args=[selam.pk]))
    assert [row.reference for row in page.context["relatives"]] == [
        amal.reference,
        selam.reference,
    ]
    # Berlin takes one person each: on paper that bars nothing and is seen by a clerk.
    assert "one_person_per_application" in [found["code"] for found in selam.findings]


def test_an_address_that_nobody_may_be_told_does_not_leak_through_the_family(
    office: Office, sign_in: SignIn
) -> None:
    amal, browser = office.file(), sign_in(office.karin)
    browser.post(reverse(RECORD), {**PAPER, "with_case": amal.reference, "relation": "spouse"})
    selam = Case.objects.get(person__family_name="Tesfaye")
    selam.person.address_restricted, selam.person.street = True, "Zufluchtsweg 7"
    selam.person.save()
    page = browser.get(reverse("admin:cases_case_change", args=[amal.pk]))
    assert "Tesfaye" in page.text
    assert "Zufluchtsweg" not in page.text
    assert "Zufluchtsweg" not in browser.get(another_of(selam)).text
    assert "street" not in browser.get(another_of(selam)).context["form"].initial


def test_a_family_that_is_not_here_is_said_beside_its_field(
    office: Office, sign_in: SignIn
) -> None:
    told = {**PAPER, "with_case": "MD-2026-000001-1", "relation": "child"}
    answer = sign_in(office.karin).post(reverse(RECORD), told)
    assert set(answer.context["form"].errors) == {"with_case"}
    assert sign_in(office.karin).get(f"{reverse(RECORD)}?relative_of=0").status_code == 404


def test_who_and_what_is_enough_and_the_rest_is_a_finding(office: Office, sign_in: SignIn) -> None:
    given = ("authority", "channel", "received_at", "kind", "legal_basis", "family_name")
    bare = {name: PAPER[name] for name in given} | {"birth_date": "1985-03-07"}
    said = {**bare, "title_type": "none", "basis_open": "on"}
    sign_in(office.fatma).post(reverse(RECORD), said)
    case = Case.objects.get(person__family_name="Tesfaye")
    assert f"{case.received_at:%Y-%m-%d}" == "2026-11-20"
    assert {finding["code"] for finding in case.findings} >= {
        "address_missing",
        "nationality_missing",
        "birth_place_missing",
        "signature_missing",
        "legal_basis_open",
    }
    assert case.requirements.get(code="signature").required


def test_a_signed_letter_asks_for_no_signature(office: Office, sign_in: SignIn) -> None:
    sign_in(office.fatma).post(reverse(RECORD), {**PAPER, "signed": "on"})
    case = Case.objects.get(person__family_name="Tesfaye")
    assert "signature_missing" not in {finding["code"] for finding in case.findings}
    assert not case.requirements.filter(code="signature").exists()


def test_the_letter_itself_is_kept(office: Office, sign_in: SignIn) -> None:
    scan = SimpleUploadedFile("Antrag.jpg", sample_files.picture())
    sign_in(office.fatma).post(reverse(RECORD), {**PAPER, "scan": scan})
    case = Case.objects.get(person__family_name="Tesfaye")
    assert case.documents.get(requirement__code="application_form").filename == "Antrag.jpg"


def test_a_file_that_cannot_be_read_records_nothing_and_loses_nothing(
    office: Office, sign_in: SignIn
) -> None:
    scan = SimpleUploadedFile("Antrag.exe", b"MZ no letter")
    answer = sign_in(office.fatma).post(reverse(RECORD), {**PAPER, "scan": scan})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.context["form"]["family_name"].value() == "Tesfaye"
    assert not Case.objects.exists()


def test_everything_an_application_can_hold_is_taken_down(office: Office, sign_in: SignIn) -> None:
    whole = {
        **PAPER,
        "travel_document": "foreigner",
        "express": "on",
        "duration_months": "24",
        "married": "yes",
        "partner_occupation": "employed",
        "benefits": ["sgb2", "wohngeld"],
        "protection": "deportation_ban",
        "health_insurance": "statutory",
        "relation": "child",
        "sponsor_basis": "25(1)",
        "agent_kind": "guardian",
        "agent_name": "Jugendamt Mitte",
    }
    sign_in(office.karin).post(reverse(RECORD), whole)
    case = Case.objects.get(person__family_name="Tesfaye")
    assert case.situation["benefits"] == ["sgb2", "wohngeld"]
    assert (case.situation["married"], case.situation["partner_occupation"]) == (True, "employed")
    assert case.requests["travel_document"] == {"type": "foreigner", "chip": False}
    assert (case.requests["express"], case.requests["duration_months"]) == (True, 24)
    assert case.family is not None
    assert case.family["relation"] == "child"
    assert case.person.representatives.get().name == "Jugendamt Mitte"
