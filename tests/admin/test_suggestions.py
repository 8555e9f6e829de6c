"""The authority's own suggestions: noted, raised, dropped, or turned into an application."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse

from access.models import AccessLog
from access.scope import scoped
from cases import services
from cases.models import Case, Suggestion
from cases.services.intake import SuggestionUnknown
from tests import cast
from tests.admin.conftest import SignIn
from tests.admin.test_recording import PAPER
from tests.journeys.office import Office, application

LIST = "admin:cases_suggestion_changelist"


def noted(office: Office) -> Suggestion:
    return services.note_suggestion(
        authority="berlin",
        family_name="Tesfaye",
        given_names="Selam",
        birth_date=date(1985, 3, 7),
        contact="über die Beratungsstelle",
        legal_basis="25(5)",
        grounds="Seit 18 Monaten geduldet, Ausreise unmöglich",
        raise_on=office.now.date(),
        actor=office.clerk,
        at=office.now,
    )


def test_it_is_noted_and_lies_on_the_start_page_from_its_day(
    office: Office, sign_in: SignIn
) -> None:
    browser = sign_in(office.karin)
    told = {
        "authority": "berlin",
        "family_name": "Tesfaye",
        "birth_date": "1985-03-07",
        "legal_basis": "§ 25 Abs. 5 AufenthG",
        "grounds": "Ausreise unmöglich",
        "raise_on": "2026-11-25",
    }
    browser.post(reverse("admin:cases_suggestion_note"), told)
    assert Suggestion.objects.get().legal_basis == "25(5)"

    def waiting() -> int:
        queues = sign_in(office.karin).get(reverse("admin:index")).context["queues"]
        return sum(int(queue.number) for queue in queues if queue.url == reverse(LIST))

    assert waiting() == 0
    office.now += timedelta(days=2)
    assert waiting() == 1
    assert "Tesfaye" in sign_in(office.karin).get(reverse(LIST)).content.decode()


def test_it_is_no_application_until_the_person_applies(office: Office, sign_in: SignIn) -> None:
    row = noted(office)
    assert not Case.objects.exists()
    office.now += timedelta(days=3)
    link = f"{reverse('admin:cases_case_record')}?suggestion={row.public_id}"
    browser = sign_in(office.fatma)
    assert browser.get(link).context["form"]["family_name"].value() == "Tesfaye"
    browser.post(link, {**PAPER, "channel": "on_suggestion", "received_at": "2026-11-26T10:00"})
    row.refresh_from_db()
    assert row.case is not None
    assert (row.status, row.case.channel) == ("applied", "on_suggestion")
    assert row.case.received_at == office.now.replace(hour=10, minute=0)


def test_it_is_raised_and_asked_again_or_dropped_with_a_reason(
    office: Office, sign_in: SignIn
) -> None:
    row = noted(office)
    browser = sign_in(office.karin)
    again = {"note": "Will nachdenken", "again_on": "2026-12-14"}
    browser.post(reverse("admin:cases_suggestion_deed", args=[row.pk, "raise"]), again)
    row.refresh_from_db()
    assert (row.raise_on, row.note) == (date(2026, 12, 14), "Will nachdenken")
    drop = reverse("admin:cases_suggestion_deed", args=[row.pk, "drop"])
    assert browser.post(drop, {"note": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    browser.post(drop, {"note": "Ist ausgereist"})
    row.refresh_from_db()
    assert (row.status, row.settled_by) == ("dropped", office.clerk.id)


def test_a_settled_one_is_not_settled_again(office: Office) -> None:
    row = noted(office)
    services.drop_suggestion(
        suggestion=row.public_id, note="Ausgereist", actor=office.clerk, at=office.now
    )
    for gone in (row.public_id, uuid4()):
        with pytest.raises(SuggestionUnknown):
            services.record_application(
                authority="berlin",
                application=application(),
                channel="on_suggestion",
                received_at=office.now,
                paper=services.Paper(suggestion=gone),
                actor=office.clerk,
                at=office.now,
            )
    assert not Case.objects.exists()


def test_who_looks_is_written_down(office: Office, sign_in: SignIn) -> None:
    row = noted(office)
    answer = sign_in(office.karin).get(reverse("admin:cases_suggestion_change", args=[row.pk]))
    assert "Seit 18 Monaten geduldet" in answer.content.decode()
    assert AccessLog.objects.filter(page="suggestion", user=office.karin).exists()


def test_the_cash_desk_and_other_authorities_see_none(office: Office, sign_in: SignIn) -> None:
    row = noted(office)
    page = reverse("admin:cases_suggestion_change", args=[row.pk])
    assert sign_in(office.kim).get(page).status_code == HTTPStatus.NOT_FOUND
    with scoped(cast.HALLE_CLOCK):
        assert not Suggestion.objects.exists()


def test_the_front_desk_notes_none(office: Office, sign_in: SignIn) -> None:
    answer = sign_in(office.fatma).get(reverse("admin:cases_suggestion_note"))
    assert answer.status_code == HTTPStatus.FORBIDDEN
