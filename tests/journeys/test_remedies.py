"""What is done against a decision is recorded with its effect; nothing is decided by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cases import services
from cases.models import Case
from cases.services import Contested, IncomingRemedy, TransitionBlocked
from cases.services.remedies import (
    NothingToContest,
    OutcomeUnknown,
    ReceivedInFuture,
    RemedyUnknown,
    WorkEnded,
)
from cases.standing import Standing, Work, statement
from common.calendar import local_day
from tests.journeys.office import Office


@pytest.fixture
def refused(office: Office) -> Office:
    """Amal's permit was refused, and the refusal was served on her the same day."""
    office.refused()
    services.dispatch_letter(
        reference=office.reference,
        letter=str(office.case.letters.get(kind="refusal").public_id),
        way="handed_over",
        actor=office.front_desk,
        at=office.now,
    )
    return office


def against_refusal(office: Office, **changes: Any) -> Contested:
    return Contested(against="refusal", act=str(office.case.refusals.get().public_id), **changes)


def record(office: Office, kind: str, contested: Contested, **changes: Any) -> Case:
    remedy = IncomingRemedy(
        kind=kind,
        contested=contested,
        received_at=office.now,
        body="Verwaltungsgericht Berlin",
        file_number="VG 10 K 1.26",
    )
    return services.record_remedy(
        reference=office.reference,
        remedy=replace(remedy, **changes),
        actor=office.clerk,
        at=office.now,
    )


def settle(office: Office, outcome: str, note: str = "Urteil vom heutigen Tag") -> Case:
    return services.settle_remedy(
        reference=office.reference,
        remedy=str(office.case.rechtsbehelfe.pending().get().public_id),
        outcome=outcome,
        note=note,
        actor=office.clerk,
        at=office.now,
    )


def says(office: Office, on: date) -> tuple[Standing, Work]:
    found = statement(office.case, on=on)
    return found.standing, found.work


class TestRecorded:
    def test_a_claim_in_time_lies_on_a_desk_and_suspends_nothing(self, refused: Office) -> None:
        refused.later(days=20)
        record(refused, "claim", against_refusal(refused))
        row = refused.case.rechtsbehelfe.get()
        assert row.effect["in_time"] is True
        assert row.effect["suspensive"] is False
        assert refused.case.waiting_for == "authority"
        assert refused.case.state == "refused"

    def test_a_late_one_is_recorded_as_late(self, refused: Office) -> None:
        refused.later(days=40)
        record(refused, "claim", against_refusal(refused))
        assert refused.case.rechtsbehelfe.get().effect["in_time"] is False

    def test_where_the_notice_was_wrong_there_is_a_year(self, refused: Office) -> None:
        refused.later(days=300)
        record(refused, "claim", against_refusal(refused, notice_correct=False))
        assert refused.case.rechtsbehelfe.get().effect["in_time"] is True

    def test_an_urgent_motion_has_no_period(self, refused: Office) -> None:
        record(refused, "urgent_motion", against_refusal(refused))
        assert refused.case.rechtsbehelfe.get().effect["in_time"] is None

    def test_a_fee_stays_due_whatever_is_done_against_it(self, refused: Office) -> None:
        notice = refused.case.fee_notices.get()
        record(refused, "objection", Contested(against="fee_notice", act=str(notice.public_id)))
        assert refused.case.rechtsbehelfe.get().effect["legal_basis"].startswith("§ 80 Abs. 2")
        assert refused.case.fees.outstanding().exists()

    def test_an_objection_costs_half_and_a_person_decides_about_it(self, refused: Office) -> None:
        before = refused.case.fees.count()
        record(refused, "objection", against_refusal(refused))
        assert refused.case.findings[-1]["legal_basis"] == "§ 51 Abs. 1 Nr. 1 AufenthV"
        assert refused.case.fees.count() == before

    def test_a_claim_for_inaction_is_against_an_undecided_case(self, office: Office) -> None:
        office.file()
        office.later(days=30)
        record(office, "claim", Contested(against="inaction"))
        assert office.case.rechtsbehelfe.get().effect["in_time"] is False
        office.later(days=70)
        record(office, "claim", Contested(against="inaction"))
        assert office.case.rechtsbehelfe.latest("id").effect["in_time"] is True
        assert office.case.state == "submitted"

    def test_what_is_not_there_cannot_be_contested(self, refused: Office) -> None:
        for contested in (
            Contested(against="inaction"),
            Contested(against="refusal", act="not an id"),
            Contested(against="condition", act="employment"),
            Contested(against="weather"),
        ):
            with pytest.raises(NothingToContest):
                record(refused, "claim", contested)
        tomorrow = refused.now + timedelta(days=1)
        with pytest.raises(ReceivedInFuture):
            record(refused, "claim", against_refusal(refused), received_at=tomorrow)


class TestSettled:
    def test_a_rejected_one_leaves_the_desk(self, refused: Office) -> None:
        record(refused, "claim", against_refusal(refused))
        settle(refused, "rejected")
        assert refused.case.rechtsbehelfe.get().outcome == "rejected"
        assert refused.case.waiting_for == ""

    def test_after_a_successful_one_a_lead_can_reopen(self, refused: Office) -> None:
        record(refused, "claim", against_refusal(refused))
        settle(refused, "upheld")
        assert refused.case.waiting_for == "authority"
        services.reopen(
            reference=refused.reference,
            reason="Urteil des Verwaltungsgerichts",
            actor=refused.lead,
            at=refused.now,
        )
        assert refused.case.items.get().decision == "pending"

    def test_an_outcome_is_one_of_the_known_and_comes_once(self, refused: Office) -> None:
        record(refused, "claim", against_refusal(refused))
        with pytest.raises(OutcomeUnknown):
            settle(refused, "")
        remedy = refused.case.rechtsbehelfe.get()
        settle(refused, "withdrawn")
        with pytest.raises(TransitionBlocked):
            services.settle_remedy(
                reference=refused.reference,
                remedy=str(remedy.public_id),
                outcome="upheld",
                note="Versehen",
                actor=refused.clerk,
                at=refused.now,
            )

    def test_a_remedy_of_another_id_is_not_there(self, refused: Office) -> None:
        record(refused, "claim", against_refusal(refused))
        with pytest.raises(RemedyUnknown):
            services.settle_remedy(
                reference=refused.reference,
                remedy="00000000-0000-0000-0000-000000000000",
                outcome="upheld",
                note="Versehen",
                actor=refused.clerk,
                at=refused.now,
            )


class TestWork:
    def certify(self, office: Office) -> None:
        services.certify_work(reference=office.reference, actor=office.clerk, at=office.now)

    def test_during_the_period_work_is_certified_and_the_check_says_so(
        self, refused: Office
    ) -> None:
        self.certify(refused)
        assert refused.letters()[-1] == "work_certificate"
        assert says(refused, local_day(refused.now)) == (Standing.ENDED, Work.AS_TITLE_STATES)

    def test_after_the_period_it_is_not(self, refused: Office) -> None:
        refused.later(days=40)
        with pytest.raises(WorkEnded):
            self.certify(refused)
        assert says(refused, local_day(refused.now)) == (Standing.ENDED, Work.NOT_STATED)

    def test_an_urgent_procedure_carries_it_on_until_it_ends(self, refused: Office) -> None:
        record(refused, "urgent_motion", against_refusal(refused))
        refused.later(days=40)
        self.certify(refused)
        settle(refused, "rejected")
        with pytest.raises(WorkEnded):
            self.certify(refused)

    def test_who_had_no_title_that_continued_has_nothing_to_go_on(self, office: Office) -> None:
        ended = {"type": "residence_permit", "legal_basis": "25(5)", "valid_until": "2026-11-01"}
        office.file(current_title=ended)
        office.begin_review()
        office.hear("permit", "requirements")
        office.propose_refusal("permit", "requirements")
        services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)
        services.dispatch_letter(
            reference=office.reference,
            letter=str(office.case.letters.get(kind="refusal").public_id),
            way="handed_over",
            actor=office.front_desk,
            at=office.now,
        )
        with pytest.raises(WorkEnded):
            self.certify(office)

    def test_before_the_refusal_is_announced_there_is_nothing_to_certify(
        self, office: Office
    ) -> None:
        office.refused()
        with pytest.raises(TransitionBlocked):
            self.certify(office)


def test_an_urgent_motion_against_the_fee_lets_nobody_work(refused: Office) -> None:
    notice = refused.case.fee_notices.get()
    record(refused, "urgent_motion", Contested(against="fee_notice", act=str(notice.public_id)))
    refused.later(days=60)
    assert statement(refused.case, on=refused.now.date()).work is Work.NOT_STATED
