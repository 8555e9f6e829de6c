"""One person, two applications: they become one, with the earlier receipt, and can be parted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases import services
from cases.duplicates import possible_duplicates
from cases.models import Case, Merge
from cases.services import TransitionBlocked
from cases.services.deciding import SecondPersonNeeded
from cases.services.merging import LaterMergeStands, MergeNotPossible
from common.calendar import BERLIN
from documents.services import content_of
from tests import cast, sample_files
from tests.journeys.office import Office, application

LETTER = datetime(2026, 11, 16, 9, 0, tzinfo=BERLIN)
EARLIER = datetime(2026, 11, 9, 9, 0, tzinfo=BERLIN)
EXPIRED = {
    "type": "residence_permit",
    "legal_basis": "25(5)",
    "valid_until": "2026-11-20",
    "lawful_stay_since": "2021-03-01",
}


def letter_of(office: Office, received_at: datetime = LETTER, **person: Any) -> Case:
    """The letter that Amal had written before she found the portal."""
    told = application(current_title=EXPIRED)
    told = told.model_copy(update={"person": told.person.model_copy(update=person)})
    return services.record_application(
        authority="berlin",
        application=told,
        channel="post",
        received_at=received_at,
        actor=office.clerk,
        at=office.now,
    )


def scan(office: Office, case: Case, requirement: str) -> None:
    services.hand_in_by_staff(
        reference=case.reference,
        requirement=requirement,
        content=sample_files.picture(),
        filename="scan.jpg",
        actor=office.front_desk,
        at=office.now,
    )


def propose(office: Office, case: Case) -> Case:
    return services.propose_merge(
        reference=case.reference,
        into=office.reference,
        reason="Dieselbe Person, derselbe Antrag",
        actor=office.clerk,
        at=office.now,
    )


def merge(office: Office, case: Case) -> Case:
    propose(office, case)
    return services.confirm_merge(reference=case.reference, actor=office.lead, at=office.now)


def part(office: Office, case: Case) -> Case:
    return services.undo_merge(
        reference=case.reference,
        reason="Es sind zwei Schwestern",
        actor=office.lead,
        at=office.now,
    )


class TestOffering:
    def test_an_application_of_the_same_person_is_offered(self, office: Office) -> None:
        letter = letter_of(office)
        case = office.file()
        assert list(possible_duplicates(case, actor=office.clerk)) == [letter]

    @pytest.mark.parametrize(
        "person",
        [
            {"given_names": "Amal Maria"},
            {"family_name": "Háddad"},
            {"family_name": "Amal", "given_names": "Haddad"},
        ],
    )
    def test_so_is_one_whose_name_is_alike(self, office: Office, person: dict[str, Any]) -> None:
        letter = letter_of(office, LETTER, **person)
        case = office.file()
        assert list(possible_duplicates(case, actor=office.clerk)) == [letter]

    def test_nobody_elses_is(self, office: Office) -> None:
        letter_of(office, family_name="Tesfaye", given_names="Selam")
        assert not possible_duplicates(office.file(), actor=office.clerk).exists()


class TestMerging:
    def test_the_earliest_receipt_wins_and_with_it_the_effect(self, office: Office) -> None:
        letter = letter_of(office)
        case = office.file(current_title=EXPIRED)
        assert case.legal_effect["kind"] == "none"
        merge(office, letter)
        assert office.case.received_at == LETTER
        assert office.case.legal_effect["kind"] == "continuation"
        assert office.letters().count("confirmation") == 2

    def test_a_later_receipt_changes_nothing(self, office: Office) -> None:
        office.file()
        received_at = office.case.received_at
        office.later(days=1)
        merge(office, letter_of(office, office.now))
        assert office.case.received_at == received_at

    def test_nothing_is_asked_for_twice(self, office: Office) -> None:
        letter = letter_of(office)
        office.file()
        code = office.case.requirements.missing()[0].code
        scan(office, letter, code)
        merge(office, letter)
        row = office.case.requirements.get(code=code)
        assert row.status == "handed_in"
        assert content_of(row.documents.get()) == content_of(letter.documents.get())

    def test_what_had_been_asked_for_has_come_with_it(self, office: Office) -> None:
        letter = letter_of(office)
        office.file()
        office.begin_review()
        code = office.case.requirements.missing()[0].code
        office.request_documents(**{code: "Bitte nachreichen"})
        scan(office, letter, code)
        merge(office, letter)
        assert office.case.state == "in_review"

    def test_the_duplicate_ends_and_the_applicant_is_told_once(self, office: Office) -> None:
        letter = letter_of(office)
        office.file()
        before = office.mails()
        merge(office, letter)
        ended = Case.objects.get(pk=letter.pk)
        assert (ended.state, ended.closures.get().reason) == ("discontinued", "duplicate")
        assert [m.kind for m in ended.messages.all()].count("discontinued") == 1
        assert office.mails() == before

    def test_nobody_is_their_own_second_pair_of_eyes(self, office: Office) -> None:
        letter = letter_of(office)
        office.file()
        propose(office, letter)
        with pytest.raises(SecondPersonNeeded):
            services.confirm_merge(reference=letter.reference, actor=office.clerk, at=office.now)
        assert office.case.received_at == office.now

    def test_a_proposal_can_be_dropped(self, office: Office) -> None:
        letter = letter_of(office)
        office.file()
        propose(office, letter)
        services.drop_merge(reference=letter.reference, actor=office.clerk, at=office.now)
        with pytest.raises(TransitionBlocked):
            services.confirm_merge(reference=letter.reference, actor=office.lead, at=office.now)
        merge(office, letter)

    def test_no_case_is_merged_with_itself_or_with_two_others(self, office: Office) -> None:
        letter, third = letter_of(office), letter_of(office, EARLIER)
        office.reference = letter.reference
        with pytest.raises(MergeNotPossible):
            propose(office, letter)
        office.file()
        propose(office, letter)
        office.reference = letter.reference
        with pytest.raises(MergeNotPossible):
            propose(office, third)

    def test_a_merged_case_is_parted_and_not_just_reopened(self, office: Office) -> None:
        letter = letter_of(office)
        office.file()
        merge(office, letter)
        with pytest.raises(TransitionBlocked) as refusal:
            services.reopen(
                reference=letter.reference, reason="x", actor=office.lead, at=office.now
            )
        assert [blocker["code"] for blocker in refusal.value.blockers] == ["merged"]


class TestParting:
    def test_both_go_on_with_the_receipts_they_had(self, office: Office) -> None:
        letter = letter_of(office)
        office.file(current_title=EXPIRED)
        scan(office, letter, letter.requirements.missing()[0].code)
        filed_at = office.case.received_at
        merge(office, letter)
        office.later(days=2)
        part(office, letter)
        parted = Case.objects.get(pk=letter.pk)
        assert (parted.state, parted.received_at) == ("in_review", LETTER)
        assert office.case.received_at == filed_at
        assert office.case.legal_effect["kind"] == "none"
        assert not office.case.documents.exists()
        assert parted.documents.count() == 1

    def test_the_later_merge_is_undone_first(self, office: Office) -> None:
        letter, older = letter_of(office), letter_of(office, EARLIER)
        office.file()
        filed_at = office.case.received_at
        merge(office, letter)
        office.later(hours=1)
        merge(office, older)
        with pytest.raises(LaterMergeStands):
            part(office, letter)
        part(office, older)
        assert office.case.received_at == LETTER
        part(office, letter)
        assert office.case.received_at == filed_at

    def test_a_still_earlier_receipt_that_was_proven_meanwhile_stays(self, office: Office) -> None:
        letter = letter_of(office)
        office.file()
        merge(office, letter)
        services.correct_receipt(
            reference=office.reference,
            received_at=EARLIER,
            proof="Fax-Sendebericht",
            actor=office.clerk,
            at=office.now,
        )
        part(office, letter)
        assert office.case.received_at == EARLIER


class TestRawSql:
    """The one way in which a receipt becomes later cannot be forged."""

    def refused(self, **forged: Any) -> str:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            Merge.objects.create(reason="x", proposed_by="a", proposed_at=cast.NOON, **forged)
        return str(refusal.value)

    def test_a_merge_begins_as_a_proposal(self, office: Office) -> None:
        letter, case = letter_of(office), office.file()
        later = office.now + timedelta(days=30)
        reason = self.refused(
            case=letter,
            into=case,
            merged_at=office.now,
            merged_by="b",
            undone_at=office.now,
            receipt_before=later,
        )
        assert "begins as a proposal" in reason

    def test_it_keeps_the_true_receipt_and_no_other(self, office: Office) -> None:
        letter, case = letter_of(office), office.file()
        propose(office, letter)
        later = office.now + timedelta(days=30)
        with pytest.raises(IntegrityError), transaction.atomic():
            Merge.objects.update(receipt_before=later, merged_at=office.now, merged_by="b")
        merge_row = services.confirm_merge(
            reference=letter.reference, actor=office.lead, at=office.now
        ).merges.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Merge.objects.filter(pk=merge_row.pk).update(receipt_before=later)
        assert case.received_at == Merge.objects.get().receipt_before

    def test_while_it_stands_nothing_is_given_back(self, office: Office) -> None:
        letter, case = letter_of(office), office.file()
        filed_at = case.received_at
        merge(office, letter)
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(received_at=filed_at)


def test_what_was_ordered_about_the_stay_is_not_lost_in_a_merge(office: Office) -> None:
    """The order hangs on the case in which it was made: that one goes on."""
    late = letter_of(office, office.now)
    services.order_continuation(
        reference=late.reference,
        reasons="Im Krankenhaus.",
        actor=office.clerk,
        at=office.now,
    )
    office.file(current_title=EXPIRED)
    with pytest.raises(TransitionBlocked) as refusal:
        propose(office, late)
    assert [one["code"] for one in refusal.value.blockers] == ["stay_proven_here"]
    services.propose_merge(
        reference=office.reference,
        into=late.reference,
        reason="Dieselbe Person",
        actor=office.clerk,
        at=office.now,
    )
    services.confirm_merge(reference=office.reference, actor=office.lead, at=office.now)
    late.refresh_from_db()
    assert late.legal_effect["kind"] == "continuation_ordered"


def test_a_proposal_can_be_dropped_after_the_case_was_closed(office: Office) -> None:
    """Or the other case could never be merged with any."""
    letter = letter_of(office)
    office.file()
    services.propose_merge(
        reference=office.reference,
        into=letter.reference,
        reason="Dieselbe Person",
        actor=office.clerk,
        at=office.now,
    )
    office.withdraw()
    other = letter_of(office, EARLIER)
    with pytest.raises(MergeNotPossible):
        services.propose_merge(
            reference=letter.reference,
            into=other.reference,
            reason="Dieselbe Person",
            actor=office.clerk,
            at=office.now,
        )
    services.drop_merge(reference=office.reference, actor=office.clerk, at=office.now)
    assert not office.case.merges.proposed().exists()
