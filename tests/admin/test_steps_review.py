"""The steps of the review: taking a case, judging documents and checks, asking for more."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Check
from cases.states import State
from common.actor import Role
from tests import cast, sample_files
from tests.admin.conftest import SignIn
from tests.admin.pages import do, is_done, refusal_in, step_of
from tests.journeys.office import Office


def test_taking_a_case_makes_one_responsible(office: Office, sign_in: SignIn) -> None:
    case = office.file()
    assert is_done(do(sign_in(office.karin), case, "begin_review"))
    assert (office.case.state, office.case.responsible) == (State.IN_REVIEW, office.karin)


def test_a_case_is_assigned_to_a_colleague_of_this_authority_only(
    office: Office, sign_in: SignIn
) -> None:
    case, browser = office.file(), sign_in(office.karin)
    rita = cast.staff(given="Rita", family="Halle", role=Role.CLERK, authority="halle")
    refusal_in(do(browser, case, "assign", to=rita.username))
    assert office.case.responsible is None
    assert is_done(do(browser, case, "assign", to=office.tarek.username))
    assert office.case.responsible == office.tarek


def test_exactly_what_is_ticked_is_asked_for_in_the_clerks_own_words(
    office: Office, sign_in: SignIn
) -> None:
    case, browser = office.file(), sign_in(office.karin)
    office.begin_review()
    assert "Bitte sagen Sie genau, was fehlt." in refusal_in(do(browser, case, "request_documents"))
    assert office.case.state == State.IN_REVIEW
    payslips, rent = "Bitte die Abrechnung für Oktober.", "Bitte den Mietvertrag, alle Seiten."
    answer = do(
        browser,
        case,
        "request_documents",
        ask_payslips="on",
        text_payslips=payslips,
        text_employment_contract="steht da, ist aber nicht angekreuzt",
        ask_other="on",
        text_other=rent,
    )
    assert is_done(answer)
    asked = office.case.nachforderungen.get().positions.order_by("id")
    assert [position.text for position in asked] == [payslips, rent]


def test_who_asks_for_documents_sees_the_deadline_before_it_is_set(
    office: Office, sign_in: SignIn
) -> None:
    case, browser = office.file(), sign_in(office.karin)
    office.begin_review()
    page = browser.get(step_of(case, "request_documents")).content.decode()
    assert is_done(
        do(browser, case, "request_documents", ask_other="on", text_other="Bitte den Mietvertrag.")
    )
    assert f"{case.nachforderungen.get().due_on:%d.%m.%Y}" in page


def test_the_deadline_of_a_nachforderung_is_extended_never_shortened(
    office: Office, sign_in: SignIn
) -> None:
    case, browser = office.file(), sign_in(office.karin)
    office.begin_review()
    office.request_documents(payslips="Bitte die Abrechnung für Oktober.")
    due_on = case.nachforderungen.get().due_on
    earlier, later = due_on - timedelta(days=1), due_on + timedelta(days=7)
    refused = do(browser, case, "extend_nachforderung", due_on=earlier)
    assert "kann nur verlängert werden" in refusal_in(refused)
    assert is_done(do(browser, case, "extend_nachforderung", due_on=later))
    assert case.nachforderungen.get().due_on == later


def test_a_clerk_may_go_on_with_what_there_is(office: Office, sign_in: SignIn) -> None:
    case = office.file()
    office.begin_review()
    office.request_documents(payslips="Bitte die Abrechnung für Oktober.")
    assert is_done(do(sign_in(office.karin), case, "decide_on_file"))
    assert office.case.state == State.IN_REVIEW


def test_a_file_that_came_by_post_is_added_to_the_case(office: Office, sign_in: SignIn) -> None:
    case, browser = office.file(), sign_in(office.fatma)
    broken = SimpleUploadedFile("vertrag.pdf", b"%PDF-1.7 and nothing else")
    refused = do(browser, case, "hand_in", requirement="employment_contract", file=broken)
    assert "beschädigt" in refusal_in(refused)
    contract = SimpleUploadedFile("vertrag.pdf", sample_files.pdf())
    assert is_done(do(browser, case, "hand_in", requirement="employment_contract", file=contract))
    row = case.requirements.get(code="employment_contract")
    assert (row.status, row.documents.get().filename) == ("handed_in", "vertrag.pdf")


def test_a_document_is_rejected_only_with_a_reason(office: Office, sign_in: SignIn) -> None:
    case, browser = office.file(), sign_in(office.karin)
    office.hand_in("employment_contract")
    verdict = {"requirement": "employment_contract", "verdict": "rejected"}
    assert "Bitte geben Sie einen Grund an." in refusal_in(
        do(browser, case, "decide_requirement", **verdict)
    )
    reason = "Die letzte Seite fehlt."
    assert is_done(do(browser, case, "decide_requirement", **verdict, reason=reason))
    row = case.requirements.get(code="employment_contract")
    assert (row.status, row.reason) == ("rejected", reason)


def test_a_check_counts_as_answered_only_with_its_answer(office: Office, sign_in: SignIn) -> None:
    case, browser = office.file(), sign_in(office.karin)
    answered = {"check": "security_query", "status": "answered"}
    assert "wie die Antwort lautet" in refusal_in(do(browser, case, "answer_check", **answered))
    assert is_done(do(browser, case, "answer_check", **answered, finding="clear"))
    check = case.checks.get(code="security_query")
    assert (check.status, check.finding) == (Check.Status.ANSWERED, "clear")


def test_the_favourable_check_waits_for_the_documents(office: Office, sign_in: SignIn) -> None:
    case, browser = office.file(), sign_in(office.karin)
    office.begin_review()
    missing = "Erforderliche Unterlagen fehlen oder sind beanstandet."
    assert missing in refusal_in(do(browser, case, "approve"))
    office.accept_documents()
    assert is_done(do(browser, case, "approve"))
    assert office.case.state == State.AWAITING_PAYMENT
