"""The Fiktionsbescheinigung: it proves the fiction, is renewed in time, and ends with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cases import services
from cases.services import TransitionBlocked
from cases.services.staying import CertificateTermWrong, SerialNumberWrong
from correspondence import post
from tests.journeys.office import Office
from tests.journeys.test_earlier_receipt import text_of

TRAVEL = {"duration_months": 36, "travel_document": {"type": "foreigner"}}
DULDUNG = {"type": "duldung", "valid_until": "2027-02-15"}


def codes(refusal: pytest.ExceptionInfo[TransitionBlocked]) -> list[str]:
    return [blocker["code"] for blocker in refusal.value.blockers]


def test_it_says_what_the_application_does_and_goes_with_a_letter(office: Office) -> None:
    office.file()
    office.issue_certificate("f 1234567")
    certificate = office.case.fiktionsbescheinigungen.get()
    assert (certificate.effect, certificate.serial_number) == ("continuation", "F1234567")
    assert certificate.valid_until == date(2027, 5, 23)
    letter = office.case.letters.get(kind="certificate")
    text = text_of(post.content_of(letter))
    assert "23.05.2027" in text
    assert "F1234567" not in text
    assert letter.dispatched_at is None
    assert "certificate_issued" in office.mails()


def test_each_is_charged_once_and_the_permit_still_costs_what_it_costs(office: Office) -> None:
    office.file()
    office.issue_certificate("F1234567")
    (position,) = office.case.fees.all()
    assert (position.code, position.amount) == ("fiktionsbescheinigung", Decimal("13.00"))
    office.begin_review()
    office.accept_documents()
    office.answer_checks()
    office.approve()
    assert office.case.fees.outstanding().total() == Decimal("106.00")


@pytest.mark.parametrize("wrong", [date(2026, 11, 23), date(2027, 5, 24)])
def test_it_ends_on_a_day_to_come_and_no_later_than_the_authority_makes_it(
    office: Office, wrong: date
) -> None:
    office.file()
    with pytest.raises(CertificateTermWrong):
        office.issue_certificate("F1234567", wrong)
    assert not office.case.fiktionsbescheinigungen.exists()


def test_a_form_is_used_once(office: Office) -> None:
    office.file()
    office.issue_certificate("F1234567")
    with pytest.raises(SerialNumberWrong):
        office.issue_certificate("F1234567")
    with pytest.raises(SerialNumberWrong):
        office.issue_certificate("ohne Nummer")
    assert office.case.fiktionsbescheinigungen.standing().count() == 1


def test_where_filing_has_no_effect_nothing_is_certified(office: Office) -> None:
    office.record(legal_basis="25a", kind="issue", current_title=DULDUNG)
    with pytest.raises(TransitionBlocked) as refusal:
        office.issue_certificate("F1234567")
    assert codes(refusal) == ["no_effect_to_certify"]


def test_none_is_issued_before_the_prints_are_in_the_register(office: Office) -> None:
    office.file()
    office.require_identification()
    with pytest.raises(TransitionBlocked) as refusal:
        office.issue_certificate("F1234567")
    assert codes(refusal) == ["prints_not_in_azr"]
    assert "§ 81 Abs. 7" in office.case.checks.get(code="azr_prints").legal_basis
    office.answer_checks()
    office.issue_certificate("F1234567")


def test_weeks_before_its_end_it_comes_to_the_desk_again_and_again_until_renewed(
    office: Office,
) -> None:
    office.file()
    office.issue_certificate("F1234567", date(2027, 2, 28))
    office.until(date(2027, 1, 30))
    office.clock_strikes()
    assert "certificate_ends_soon_desk" not in office.events()
    office.until(date(2027, 1, 31))
    office.clock_strikes()
    assert office.case.next_due_at == office.now
    assert "certificate_ends_soon" in office.mails()
    office.until(date(2027, 2, 8))
    office.clock_strikes()
    assert office.events().count("certificate_ends_soon_desk") == 2
    assert office.events().count("certificate_ends_soon") == 1
    office.issue_certificate("F1234568")
    office.until(date(2027, 2, 20))
    office.clock_strikes()
    assert office.events().count("certificate_ends_soon_desk") == 2


def test_a_renewal_replaces_without_a_gap(office: Office) -> None:
    office.file()
    office.issue_certificate("F1234567")
    office.later(days=100)
    office.issue_certificate("F1234568")
    first, second = office.case.fiktionsbescheinigungen.order_by("id")
    assert first.ended_at == second.issued_at
    assert "certificate_ended" not in office.events()


def test_it_ends_when_the_card_is_handed_over_not_with_the_grant(office: Office) -> None:
    office.approved()
    office.pay()
    office.book()
    office.attend()
    office.issue_certificate("F1234567")
    office.pay(provider_id="K-2")  # for the certificate
    office.grant()
    assert office.case.fiktionsbescheinigungen.standing().exists()
    office.produce()
    office.hand_over()
    assert not office.case.fiktionsbescheinigungen.standing().exists()


def test_it_ends_with_a_withdrawal_that_counts(office: Office) -> None:
    office.file()
    office.issue_certificate("F1234567")
    office.withdraw()
    assert not office.case.fiktionsbescheinigungen.standing().exists()


class TestAfterTheDecision:
    def refused(self, office: Office, **changes: object) -> None:
        office.file(**changes)
        office.begin_review()
        office.hear("permit", "requirements")
        office.propose_refusal("permit", "requirements")
        services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)

    def test_until_the_refusal_has_left_it_can_still_be_renewed(self, office: Office) -> None:
        self.refused(office)
        assert office.case.state == "refused"
        office.issue_certificate("F1234567")
        assert office.case.fiktionsbescheinigungen.standing().exists()

    def test_none_is_issued_once_it_is_announced_though_something_is_undecided(
        self, office: Office
    ) -> None:
        self.refused(office, requests=TRAVEL)
        office.dispatch("refusal", way="handed_over")
        with pytest.raises(TransitionBlocked) as refusal:
            office.issue_certificate("F1234567")
        assert codes(refusal) == ["effect_ended"]

    def test_none_is_issued_once_the_card_is_in_the_hand(self, office: Office) -> None:
        office.approved(requests=TRAVEL)
        office.pay()
        office.book()
        office.attend()
        office.grant()
        office.produce()
        card = office.case.orders.get(item__kind="permit")
        services.hand_over(
            reference=office.reference,
            order=str(card.request_id),
            recipient="holder",
            recipient_name="",
            old_document="withdrawn",
            actor=office.front_desk,
            at=office.now,
        )
        assert office.case.state == "ready_for_pickup"
        with pytest.raises(TransitionBlocked) as refusal:
            office.issue_certificate("F1234567")
        assert codes(refusal) == ["effect_ended"]
