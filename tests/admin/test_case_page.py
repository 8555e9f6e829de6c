"""The page of a case: everything about it, and buttons that explain themselves."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import AccessLog
from access.scope import scoped
from applicants.models import Person
from cases.models import Case
from common.actor import Role
from common.text import german_day
from tests import cast
from tests.admin.conftest import SignIn
from tests.admin.pages import page_of, step_of
from tests.journeys.office import Office


def seen(browser: Client, case: Case) -> str:
    answer = browser.get(page_of(case))
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def enabled(page: str) -> set[str]:
    return set(re.findall(r'class="staff-button" href="[^"]*/do/([a-z_]+)/"', page))


def grey(page: str) -> dict[str, str]:
    """The steps that are not possible now, each with the text that says why."""
    found = re.findall(r'id="why-([a-z_]+)">(.*?)</span>\s*</li>', page, re.DOTALL)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for name, text in found}


def actions_of(page: str) -> list[str]:
    """The part of the page with the buttons: what stands open, then one part per heading."""
    card = page.split('aria-label="Aktionen"')[1].split("</section>")[0]
    return card.split("<details")


def test_the_page_says_where_the_case_stands_and_what_is_next(
    office: Office, sign_in: SignIn
) -> None:
    case = office.file()
    page = seen(sign_in(office.karin), case)
    assert case.reference in page
    assert "Amal Haddad" in page
    assert "Jemand übernimmt den Vorgang." in page
    assert "Der Titel gilt als fortbestehend (§ 81 Abs. 4 AufenthG)." in page


@pytest.mark.parametrize(
    ("nationalities", "told"),
    [
        (["SY"], "Syrien"),
        (["XK", "RS"], "Kosovo, Serbien"),
        (["stateless"], "staatenlos"),
        (["XX"], "nicht bekannt"),
        (["ZQ"], "ZQ"),
    ],
)
def test_nationalities_are_told_by_the_names_of_countries(
    office: Office, sign_in: SignIn, nationalities: list[str], told: str
) -> None:
    case = office.file()
    Person.objects.filter(cases=case).update(nationalities=nationalities)
    page = seen(sign_in(office.karin), case)
    assert f"<dt>Staatsangehörigkeiten</dt><dd>{told}</dd>" in re.sub(r"\s*\n\s*", "", page)


def test_the_next_step_says_that_a_payment_is_overdue_and_since_when(
    office: Office, sign_in: SignIn
) -> None:
    office.approved()
    last_day = office.case.fee_notices.get().due_on
    office.until(last_day, hour=23)
    assert "überfällig seit" not in seen(sign_in(office.karin), office.case)
    office.until(last_day + timedelta(days=1))
    page = seen(sign_in(office.karin), office.case)
    assert f"überfällig seit {german_day(last_day + timedelta(days=1))}" in page


def test_the_history_tells_events_in_words_and_names_people(
    office: Office, sign_in: SignIn
) -> None:
    case = office.approved()
    office.pay()
    page = seen(sign_in(office.karin), case)
    assert "Antrag eingegangen (online)" in page
    assert "Unterlage „Arbeitsvertrag“: anerkannt" in page
    assert "Zahlung über 93,00\N{NO-BREAK SPACE}€ gebucht" in page
    for person in ("Bürgerportal", "Karin Vogt", "Kim Weiß"):
        assert f"<td>{person}</td>" in page


def test_why_the_producer_rejected_an_order_is_told_in_words(
    office: Office, sign_in: SignIn
) -> None:
    case = office.approved()
    office.pay()
    office.book()
    office.attend()
    office.grant()
    order = office.case.orders.active().get()
    office.producer_says(
        order, "order_rejected", rejection_code="photo_quality", rejection_text="Unscharf"
    )
    page = seen(sign_in(office.karin), case)
    assert "das Lichtbild genügt den Anforderungen nicht" in page
    assert "photo_quality" not in page


def test_a_grey_button_says_why_also_to_those_who_use_no_mouse(
    office: Office, sign_in: SignIn
) -> None:
    case, browser = office.file(), sign_in(office.karin)
    office.begin_review()
    page = seen(browser, case)
    missing = "Erforderliche Unterlagen fehlen oder sind beanstandet."
    assert "approve" not in enabled(page)
    assert grey(page)["approve"] == f"Jetzt nicht möglich: {missing}"
    assert re.search(r'<button[^>]*aria-disabled="true"[^>]*aria-describedby="why-approve"', page)
    office.accept_documents()
    page = seen(browser, case)
    assert "approve" in enabled(page)
    assert "approve" not in grey(page)


def test_only_what_moves_the_case_on_now_stands_open_the_rest_is_folded(
    office: Office, sign_in: SignIn
) -> None:
    case = office.file()
    office.begin_review()
    page = seen(sign_in(office.karin), case)
    open_part, *groups = actions_of(page)
    assert enabled(open_part) == {"request_documents", "announce_refusal", "propose_refusal"}
    assert grey(open_part) == {}
    headings = [re.findall(r"<summary>\s*(.*?)\s*<", group, re.DOTALL)[0] for group in groups]
    assert headings[:3] == [
        "Nächste Schritte, noch nicht möglich",
        "Unterlagen und Prüfungen",
        "Gebühren",
    ]
    assert "approve" in grey(groups[0])
    assert {"hand_in", "decide_requirement", "answer_check"} <= enabled(groups[1])
    assert 'class="staff-group" open' not in page


def test_what_has_come_is_the_first_thing_to_look_at_and_progress_is_counted(
    office: Office, sign_in: SignIn
) -> None:
    case, browser = office.file(), sign_in(office.karin)
    office.begin_review()
    office.hand_in("employment_contract")
    nothing_looked_at = seen(browser, case)
    assert f"/admin/cases/case/{case.pk}/review/" in actions_of(nothing_looked_at)[0]
    assert re.search(r"\b0 von \d+ erledigt", nothing_looked_at)
    office.accept_documents()
    page = seen(browser, case)
    assert f"/admin/cases/case/{case.pk}/review/" not in actions_of(page)[0]
    done, of = re.findall(r"(\d+) von (\d+) erledigt", page)[0]
    assert done == of


def test_who_has_few_buttons_finds_the_headings_open(office: Office, sign_in: SignIn) -> None:
    case = office.approved()
    open_part, *groups = actions_of(seen(sign_in(office.kim), case))
    assert enabled(open_part) == set()
    usable = [group for group in groups if enabled(group)]
    assert usable
    assert all(re.match(r"[^>]* open>", group) for group in usable)


def test_the_step_itself_repeats_what_stands_in_its_way(office: Office, sign_in: SignIn) -> None:
    case = office.file()
    office.begin_review()
    page = sign_in(office.karin).get(step_of(case, "approve")).content.decode()
    assert "Erforderliche Unterlagen fehlen oder sind beanstandet." in page


def test_each_role_gets_its_own_buttons(office: Office, sign_in: SignIn) -> None:
    case = office.approved()
    assert enabled(seen(sign_in(office.kim), case)) == {
        "record_payment",
        "propose_deferral",
        "charge_position",
        "charge_late_payment",
    }
    assert enabled(seen(sign_in(office.fatma), case)) == {"hand_in", "record_change"}
    assert "give_fee_reason" not in grey(seen(sign_in(office.karin), case))
    assert "give_fee_reason" in grey(seen(sign_in(office.tarek), case))


def test_the_auditor_reads_everything_and_has_no_button(office: Office, sign_in: SignIn) -> None:
    case = office.approved()
    page = seen(sign_in(cast.anton()), case)
    assert "Gebührenbescheid" in page
    assert (enabled(page), grey(page)) == (set(), {})
    assert "/do/" not in page


def test_a_case_of_another_authority_is_not_there(office: Office, sign_in: SignIn) -> None:
    case = office.file()
    rita = cast.staff(given="Rita", family="Halle", role=Role.TEAM_LEAD, authority="halle")
    browser = sign_in(rita)
    for address in (page_of(case), step_of(case, "begin_review")):
        assert browser.get(address).status_code == HTTPStatus.NOT_FOUND
    assert browser.post(step_of(case, "begin_review")).status_code == HTTPStatus.NOT_FOUND
    with scoped(cast.BERLIN_CLOCK):
        assert office.case.state == "submitted"


def test_every_look_at_a_case_is_logged(office: Office, sign_in: SignIn) -> None:
    case, browser = office.file(), sign_in(office.karin)
    seen(browser, case)
    browser.get(step_of(case, "assign"))
    logged = AccessLog.objects.filter(user=office.karin, case_reference=case.reference)
    assert [look.page for look in logged.order_by("id")] == ["case", "do/assign"]


def test_a_document_is_a_download_and_nothing_a_browser_would_run(
    office: Office, sign_in: SignIn
) -> None:
    case = office.file()
    office.hand_in("employment_contract")
    document = case.documents.get()
    address = reverse("admin:cases_case_document", args=[case.pk, document.public_id])
    answer = sign_in(office.karin).get(address)
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert len(answer.content) == document.size


def test_a_file_is_had_only_through_its_own_case(office: Office, sign_in: SignIn) -> None:
    case = office.file()
    letter = case.letters.get()
    other = office.file()
    browser = sign_in(office.karin)
    right = reverse("admin:cases_case_letter", args=[case.pk, letter.public_id])
    wrong = reverse("admin:cases_case_letter", args=[other.pk, letter.public_id])
    assert browser.get(right).content.startswith(b"%PDF")
    assert browser.get(wrong).status_code == HTTPStatus.NOT_FOUND


def test_the_page_costs_the_same_however_much_was_handed_in(
    office: Office, sign_in: SignIn
) -> None:
    case, browser = office.file(), sign_in(office.karin)
    office.hand_in("employment_contract")
    seen(browser, case)
    with CaptureQueriesContext(connection) as few:
        seen(browser, case)
    office.hand_in("payslips", "payslips", "employer_certificate", "employment_contract")
    with CaptureQueriesContext(connection) as many:
        seen(browser, case)
    assert len(many) == len(few)


def test_what_people_typed_is_shown_and_never_run(office: Office, sign_in: SignIn) -> None:
    case, browser = office.file(), sign_in(office.karin)
    office.begin_review()
    office.request_documents(payslips="<script>alert(1)</script>")
    page = seen(browser, case)
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
