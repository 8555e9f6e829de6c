"""Amal gets a link by mail: only her own confirmation makes a withdrawal count."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cases import services
from tests.journeys.office import Office

ENGLISH = {"Accept-Language": "en"}
UNDERSTOOD = {"understood": "yes"}
TITLE = {"type": "residence_permit", "legal_basis": "25(5)"}


@pytest.fixture
def announced(office: Office) -> Office:
    """Amal's case with an announced withdrawal."""
    office.file()
    announce(office)
    return office


def announce(office: Office) -> None:
    services.announce_withdrawal(
        reference=office.reference, acknowledged_effect=True, actor=office.applicant, at=office.now
    )


def link_of(office: Office) -> str:
    return f"/withdrawals/{office.case.withdrawals.get(dropped_at=None).token}"


def test_opening_the_link_changes_nothing(announced: Office) -> None:
    before = announced.case.version
    for _ in range(2):
        assert Client().get(link_of(announced)).status_code == 200
    assert (announced.case.state, announced.case.version) == ("submitted", before)


def test_the_link_in_the_mail_is_the_page(announced: Office) -> None:
    mail = announced.case.messages.get(kind="withdrawal_to_confirm")
    assert mail.data["link"].endswith(link_of(announced))


def test_the_button_withdraws_and_repeating_it_says_the_same(announced: Office) -> None:
    for _ in range(2):
        response = Client().post(link_of(announced), UNDERSTOOD, headers=ENGLISH)
        assert response.status_code == 200
        assert "was withdrawn on" in response.content.decode()
    assert announced.case.state == "withdrawn"
    assert announced.events().count("withdrawn") == 1
    assert "was withdrawn on" in Client().get(link_of(announced), headers=ENGLISH).content.decode()


def test_without_the_tick_nothing_is_withdrawn_and_the_page_says_why(announced: Office) -> None:
    response = Client().post(link_of(announced), headers=ENGLISH)
    assert response.status_code == 422
    assert "Please tick" in response.content.decode()
    assert announced.case.state == "submitted"


def test_a_post_from_elsewhere_is_refused(announced: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(link_of(announced), UNDERSTOOD).status_code == 403
    assert announced.case.state == "submitted"


def test_the_page_says_in_plain_words_what_ends(announced: Office) -> None:
    page = Client().get(link_of(announced), headers=ENGLISH).content.decode()
    assert announced.reference in page
    assert "no right to stay" in page
    assert "10.01.2027" in page
    assert "no right to work" in page


def test_the_page_names_the_appointment_that_goes_with_it(office: Office) -> None:
    office.approved()
    office.pay()
    booking = office.book()
    announce(office)
    page = Client().get(link_of(office), headers=ENGLISH).content.decode()
    assert f"{booking.day:%d.%m.%Y}" in page
    Client().post(link_of(office), UNDERSTOOD)
    assert office.case.appointments.get().status == "cancelled"


def test_a_filing_that_was_too_late_protects_nothing_that_could_end(office: Office) -> None:
    office.file(current_title={**TITLE, "valid_until": "2026-11-20"})
    announce(office)
    page = Client().get(link_of(office), headers=ENGLISH).content.decode()
    assert "no right to stay" not in page


def test_an_unknown_link_is_a_404_that_says_what_to_do(db: None) -> None:
    response = Client().get("/withdrawals/nobodys-token", headers=ENGLISH)
    assert response.status_code == 404
    assert "Copy the whole address" in response.content.decode()


def test_a_link_overtaken_by_a_closure_withdraws_nothing(announced: Office) -> None:
    announced.begin_review()
    services.propose_closure(
        reference=announced.reference,
        reason="naturalisation",
        note="Einbürgerungsurkunde liegt vor",
        actor=announced.clerk,
        at=announced.now,
    )
    services.confirm_closure(reference=announced.reference, actor=announced.lead, at=announced.now)
    for response in (
        Client().get(link_of(announced)),
        Client().post(link_of(announced), UNDERSTOOD),
    ):
        assert response.status_code == 410
    assert announced.case.state == "discontinued"


def test_after_reopening_the_old_link_is_dead(announced: Office) -> None:
    link = link_of(announced)
    Client().post(link, UNDERSTOOD)
    services.reopen(
        reference=announced.reference,
        reason="Die Rücknahme war angefochten.",
        actor=announced.lead,
        at=announced.now,
    )
    assert Client().post(link, UNDERSTOOD).status_code == 410
    assert announced.case.state == "in_review"


def test_a_title_that_has_run_out_meanwhile_ends_at_once(office: Office) -> None:
    office.until(date(2026, 10, 1))
    office.file(current_title={**TITLE, "valid_until": "2026-11-01"})
    announce(office)
    page = Client().get(link_of(office), headers=ENGLISH).content.decode()
    assert "continues only because of this application" in page
