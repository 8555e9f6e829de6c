"""The steps beside the decision: pauses, withdrawal, closure, letters, receipt, drafts."""

from __future__ import annotations

from datetime import timedelta

from cases import services
from cases.models import Case
from cases.states import State
from tests.admin.conftest import SignIn
from tests.admin.pages import do, is_done, refusal_in
from tests.journeys.office import Office, application


def test_a_case_rests_until_a_day_to_come_and_goes_on(office: Office, sign_in: SignIn) -> None:
    case, karin = office.file(), sign_in(office.karin)
    today = office.now.date()
    why = {"reason": "Urkundenprüfung im Ausland"}
    refused = do(karin, case, "put_on_hold", **why, review_on=today)
    assert "Tag in der Zukunft" in refusal_in(refused)
    assert is_done(do(karin, case, "put_on_hold", **why, review_on=today + timedelta(days=30)))
    assert office.case.on_hold_reason == why["reason"]
    assert is_done(do(karin, case, "resume"))
    assert office.case.on_hold_reason == ""


def test_a_withdrawal_is_announced_only_when_its_effect_is_known(
    office: Office, sign_in: SignIn
) -> None:
    case, karin = office.file(), sign_in(office.karin)
    refused = do(karin, case, "announce_withdrawal")
    assert "was durch die Rücknahme endet" in refusal_in(refused)
    assert is_done(do(karin, case, "announce_withdrawal", acknowledged_effect="on"))
    assert case.withdrawals.announced().exists()
    assert office.case.state == State.SUBMITTED


def test_a_closure_is_proposed_by_one_and_confirmed_by_another(
    office: Office, sign_in: SignIn
) -> None:
    case, tarek = office.file(), sign_in(office.tarek)
    proposal = {"reason": "departure", "note": "Abmeldung ins Ausland vom 1. November."}
    assert is_done(do(tarek, case, "propose_closure", **proposal))
    assert "eine zweite Person" in refusal_in(do(tarek, case, "confirm_closure"))
    assert is_done(do(sign_in(office.karin), case, "propose_closure", **proposal))
    assert is_done(do(tarek, case, "confirm_closure"))
    assert office.case.state == State.DISCONTINUED


def test_a_letter_is_dispatched_once_and_counts_from_a_later_day(
    office: Office, sign_in: SignIn
) -> None:
    case, fatma = filed_on_paper(office), sign_in(office.fatma)
    letter = case.letters.get()
    sent = {"letter": letter.public_id, "way": "post"}
    assert is_done(do(fatma, case, "dispatch_letter", **sent))
    letter.refresh_from_db()
    assert letter.announced_on is not None
    assert letter.announced_on > office.now.date()
    refusal_in(do(fatma, case, "dispatch_letter", **sent))


def filed_on_paper(office: Office) -> Case:
    """Nobody reads its letters in a portal: they go by post."""
    return services.record_application(
        authority="berlin",
        application=application(),
        channel="post",
        received_at=office.now,
        actor=office.clerk,
        at=office.now,
    )


def test_a_receipt_can_be_proved_earlier_never_later(office: Office, sign_in: SignIn) -> None:
    case, karin = office.file(), sign_in(office.karin)
    proof = {"proof": "Eingangsstempel auf dem Briefumschlag"}
    later = do(karin, case, "correct_receipt", **proof, received_at="2026-11-23T11:00")
    assert "früheren Zeitpunkt" in refusal_in(later)
    assert is_done(do(karin, case, "correct_receipt", **proof, received_at="2026-11-20T09:00"))
    received_at = office.case.received_at
    assert received_at is not None
    assert f"{received_at:%Y-%m-%d %H:%M}" == "2026-11-20 08:00"


def test_a_draft_is_filed_at_the_counter_with_its_declarations(
    office: Office, sign_in: SignIn
) -> None:
    case, fatma = office.draft(), sign_in(office.fatma)
    refusal_in(do(fatma, case, "submit", truth="on"))
    assert office.case.state == State.DRAFT
    declared = {"truth": "on", "privacy_notice": "on", "electronic_payment": "on"}
    assert is_done(do(fatma, case, "submit", **declared))
    assert office.case.state == State.SUBMITTED
