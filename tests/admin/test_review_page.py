"""Six documents and four checks are one page, and one wrong verdict holds up no other."""

from __future__ import annotations

from http import HTTPStatus

from django.urls import reverse

from cases.models import Case
from tests.admin.conftest import SignIn
from tests.journeys.office import Office


def page_of(case: Case) -> str:
    return reverse("admin:cases_case_review", args=[case.pk])


def with_documents(office: Office) -> Case:
    case = office.file()
    office.begin_review()
    office.hand_in(*[row.code for row in case.requirements.missing()])
    return office.case


def test_all_documents_are_accepted_at_once(office: Office, sign_in: SignIn) -> None:
    case = with_documents(office)
    rows = list(case.requirements.unreviewed())
    verdicts = {f"document-{row.pk}-verdict": "accepted" for row in rows}
    answer = sign_in(office.karin).post(page_of(case), {**verdicts, "documents": "yes"})
    assert answer.status_code == HTTPStatus.FOUND
    assert not case.requirements.unreviewed().exists()
    assert office.events().count("requirement_decided") == len(rows)


def test_a_rejection_without_a_reason_stays_open_and_holds_up_no_other(
    office: Office, sign_in: SignIn
) -> None:
    case = with_documents(office)
    bad, good = case.requirements.unreviewed().order_by("id")[:2]
    verdicts = {
        f"document-{bad.pk}-verdict": "rejected",
        f"document-{good.pk}-verdict": "accepted",
        "documents": "yes",
    }
    answer = sign_in(office.karin).post(page_of(case), verdicts)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert case.requirements.get(pk=bad.pk).status == "handed_in"
    assert case.requirements.get(pk=good.pk).status == "accepted"


def test_checks_are_answered_together_and_the_rest_is_left_for_later(
    office: Office, sign_in: SignIn
) -> None:
    case = with_documents(office)
    first, *others = case.checks.unanswered().order_by("id")
    told = {f"check-{first.pk}-status": "answered", f"check-{first.pk}-finding": "clear"}
    sign_in(office.karin).post(page_of(case), {**told, "checks": "yes"})
    assert list(case.checks.unanswered().order_by("id")) == others


def test_the_front_desk_gives_no_verdicts(office: Office, sign_in: SignIn) -> None:
    answer = sign_in(office.fatma).get(page_of(with_documents(office)))
    assert answer.status_code == HTTPStatus.FORBIDDEN
