"""A case goes to another authority, or comes from one, only with consent; nothing is lost by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases import services
from cases.models import Closure
from cases.services import NotPermitted, ReasonNeeded, TransitionBlocked
from cases.services.letters import LetterUnknown
from cases.services.transfers import ConsentNeeded, ReceiptLater
from correspondence import post
from tests.journeys.office import Office
from tests.journeys.test_earlier_receipt import text_of


@pytest.fixture
def moved(office: Office) -> Office:
    """Amal has moved to Halle while her case was in review."""
    office.file()
    office.begin_review()
    return office


class TestToAnother:
    def test_a_second_person_confirms_it_and_the_letter_names_who_goes_on(
        self, moved: Office
    ) -> None:
        moved.propose_transfer()
        with pytest.raises(NotPermitted):
            services.confirm_closure(reference=moved.reference, actor=moved.clerk, at=moved.now)
        services.confirm_closure(reference=moved.reference, actor=moved.lead, at=moved.now)
        assert moved.case.state == "transferred"
        assert moved.letters()[-1] == "transfer"

    def test_what_the_application_makes_of_the_stay_goes_on(self, moved: Office) -> None:
        before = moved.case.legal_effect
        moved.transfer()
        assert moved.case.legal_effect == before
        assert moved.case.received_at is not None

    def test_not_without_the_others_consent(self, moved: Office) -> None:
        with pytest.raises(ConsentNeeded):
            moved.propose_transfer(to_authority=" ")
        with pytest.raises(ConsentNeeded):
            moved.propose_transfer(consented_on=moved.now.date() + timedelta(days=1))

    def test_a_transfer_is_no_ordinary_closure(self, moved: Office) -> None:
        with pytest.raises(ReasonNeeded):
            services.propose_closure(
                reference=moved.reference,
                reason="transfer",
                note="Umzug",
                actor=moved.clerk,
                at=moved.now,
            )

    def test_the_database_holds_no_transfer_without_consent(self, moved: Office) -> None:
        moved.propose_transfer()
        with pytest.raises(IntegrityError, match="transfer_with_consent"), transaction.atomic():
            Closure.objects.update(consented_on=None)

    def test_the_case_can_be_kept_with_the_others_consent(self, moved: Office) -> None:
        moved.propose_transfer()
        services.keep_case(
            reference=moved.reference,
            to_authority="Stadt Halle (Saale)",
            consented_on=moved.now.date(),
            note="Kurz vor der Entscheidung.",
            actor=moved.clerk,
            at=moved.now,
        )
        assert moved.case.state == "in_review"
        assert not moved.case.closures.proposed().exists()
        assert moved.case.findings[-1]["legal_basis"] == "§ 3 Abs. 3 VwVfG"


class TestFromAnother:
    def take_over(self, office: Office, **changes: object) -> None:
        told: dict[str, object] = {
            "from_authority": "Stadt Köln",
            "received_at": office.now - timedelta(days=40),
            "fee_taken": True,
            "proof": "Akte vom 2. November",
        }
        services.take_over(
            reference=office.reference,
            actor=office.clerk,
            at=office.now,
            **{**told, **changes},  # type: ignore[arg-type]  # the table of arguments
        )

    def test_the_receipt_there_counts(self, moved: Office) -> None:
        there = moved.now - timedelta(days=40)
        self.take_over(moved, received_at=there)
        assert moved.case.received_at == there
        assert moved.case.taken_over_from == "Stadt Köln"
        assert moved.case.fee_taken_elsewhere

    def test_who_was_late_here_was_in_time_there(self, office: Office) -> None:
        ended = (office.now - timedelta(days=10)).date()
        office.file(
            current_title={
                "type": "residence_permit",
                "legal_basis": "25(5)",
                "valid_until": ended,
                "lawful_stay_since": "2021-03-01",
            }
        )
        assert office.case.legal_effect["kind"] == "none"
        self.take_over(office, received_at=office.now - timedelta(days=40))
        assert office.case.legal_effect["kind"] == "continuation"

    def test_a_receipt_there_is_never_later_than_here(self, moved: Office) -> None:
        with pytest.raises(ReceiptLater):
            self.take_over(moved, received_at=moved.now + timedelta(hours=1))

    def test_not_after_a_fee_has_been_charged_here(self, office: Office) -> None:
        office.approved()
        with pytest.raises(TransitionBlocked):
            self.take_over(office)


class TestDropped:
    def test_a_proposed_closure_is_dropped_with_a_reason(self, moved: Office) -> None:
        moved.propose_transfer()
        with pytest.raises(ReasonNeeded):
            services.drop_closure(
                reference=moved.reference, reason=" ", actor=moved.clerk, at=moved.now
            )
        services.drop_closure(
            reference=moved.reference, reason="Kein Umzug.", actor=moved.clerk, at=moved.now
        )
        with pytest.raises(TransitionBlocked):
            services.confirm_closure(reference=moved.reference, actor=moved.lead, at=moved.now)
        assert moved.case.state == "in_review"

    def test_only_what_was_proposed_can_be_dropped(self, moved: Office) -> None:
        with pytest.raises(TransitionBlocked):
            services.drop_closure(
                reference=moved.reference, reason="Irrtum", actor=moved.clerk, at=moved.now
            )


class TestLettersOfWhatWasSetAside:
    def test_a_refusal_that_was_set_aside_never_leaves_the_house(self, office: Office) -> None:
        office.refused()
        letter = office.case.letters.get(kind="refusal")
        services.reopen(
            reference=office.reference, reason="Neues Attest", actor=office.lead, at=office.now
        )
        letter.refresh_from_db()
        assert letter.void_at == office.now
        with pytest.raises(LetterUnknown):
            services.dispatch_letter(
                reference=office.reference,
                letter=str(letter.public_id),
                way="formal",
                actor=office.front_desk,
                at=office.now,
            )

    def test_the_database_lets_no_void_letter_leave(self, office: Office) -> None:
        office.refused()
        services.reopen(
            reference=office.reference, reason="Neues Attest", actor=office.lead, at=office.now
        )
        void = office.case.letters.filter(kind="refusal")
        with pytest.raises(IntegrityError, match="void_never_leaves"), transaction.atomic():
            void.update(dispatched_at=office.now)

    def test_one_that_has_left_stays_what_it_was(self, office: Office) -> None:
        office.refused()
        letter = office.case.letters.get(kind="refusal")
        services.dispatch_letter(
            reference=office.reference,
            letter=str(letter.public_id),
            way="formal",
            actor=office.front_desk,
            at=office.now,
        )
        services.reopen(
            reference=office.reference, reason="Neues Attest", actor=office.lead, at=office.now
        )
        letter.refresh_from_db()
        assert letter.void_at is None

    def test_nobody_writes_to_the_dead(self, moved: Office) -> None:
        services.propose_closure(
            reference=moved.reference,
            reason="death",
            note="Sterbeurkunde",
            actor=moved.clerk,
            at=moved.now,
        )
        services.confirm_closure(reference=moved.reference, actor=moved.lead, at=moved.now)
        assert "discontinuation" not in moved.letters()
        assert "discontinued" not in moved.mails()

    def test_who_left_the_country_is_written_to(self, moved: Office) -> None:
        services.propose_closure(
            reference=moved.reference,
            reason="departure",
            note="Abmeldung",
            actor=moved.clerk,
            at=moved.now,
        )
        services.confirm_closure(reference=moved.reference, actor=moved.lead, at=moved.now)
        assert moved.letters()[-1] == "discontinuation"


@pytest.mark.parametrize("paid", [True, False])
def test_a_fee_that_was_never_paid_is_not_called_paid(office: Office, *, paid: bool) -> None:
    office.approved()
    if paid:
        office.pay()
    office.transfer()
    letter = text_of(post.content_of(office.case.letters.get(kind="transfer")))
    assert ("gezahlte Gebühr" in letter) is paid
