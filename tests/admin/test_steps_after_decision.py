"""The steps around and after the decision: grant with reasons, transfer, remedies."""

from __future__ import annotations

from datetime import timedelta

from cases.states import State
from tests.admin.conftest import SignIn
from tests.admin.pages import do, is_done, page_of, refusal_in, step_of
from tests.journeys.office import Office

OTHER = "Stadt Halle (Saale), Ausländerbehörde"


def test_the_page_of_the_grant_shows_every_limit_and_which_one_decides(
    office: Office, sign_in: SignIn
) -> None:
    case, karin = office.approved(requests={"duration_months": 24}), sign_in(office.karin)
    office.pay()
    office.attend()
    page = karin.get(step_of(case, "grant")).content.decode()
    assert "Gewünschte Dauer." in page
    assert "maßgeblich" in page
    assert "nein, Gesetz" in page
    assert "Erwerbstätigkeit erlaubt" in page


def test_a_condition_is_left_out_only_with_a_reason_and_the_case_shows_the_rest(
    office: Office, sign_in: SignIn
) -> None:
    case, karin = office.approved(), sign_in(office.karin)
    office.pay()
    office.attend()
    form = karin.get(step_of(case, "grant")).context["form"]
    answers = {field.name: field.value() or "" for field in form}
    answers["asylum_application_ends"] = "leave_out"
    assert "weicht vom Vorschlag ab" in refusal_in(do(karin, case, "grant", **answers))
    answers["asylum_application_ends_reason"] = "Steht schon im Merkblatt."
    assert is_done(do(karin, case, "grant", **answers))
    page = karin.get(page_of(case)).content.decode()
    assert "Erwerbstätigkeit erlaubt" in page
    assert "Steht schon im Merkblatt." in page


def test_a_transfer_is_proposed_with_consent_and_confirmed_by_a_lead(
    office: Office, sign_in: SignIn
) -> None:
    case, karin, tarek = office.file(), sign_in(office.karin), sign_in(office.tarek)
    office.begin_review()
    proposal = {
        "to_authority": OTHER,
        "consented_on": office.now.date() + timedelta(days=1),
        "note": "Umzug",
    }
    assert "nicht in der Zukunft" in refusal_in(do(karin, case, "propose_transfer", **proposal))
    proposal["consented_on"] = office.now.date()
    assert is_done(do(karin, case, "propose_transfer", **proposal))
    assert OTHER in tarek.get(step_of(case, "confirm_closure")).content.decode()
    assert is_done(do(tarek, case, "confirm_closure"))
    assert office.case.state == State.TRANSFERRED


def test_a_proposed_transfer_can_be_dropped(office: Office, sign_in: SignIn) -> None:
    case, karin = office.file(), sign_in(office.karin)
    office.begin_review()
    office.propose_transfer()
    assert is_done(do(karin, case, "drop_closure", reason="Kein Umzug."))
    assert not office.case.closures.proposed().exists()


def test_a_case_of_another_authority_is_taken_over_with_its_receipt(
    office: Office, sign_in: SignIn
) -> None:
    case, karin = office.file(), sign_in(office.karin)
    there = {
        "from_authority": "Stadt Köln",
        "received_at": "2026-10-05T09:00",
        "fee_taken": "on",
        "proof": "Akte",
    }
    assert is_done(do(karin, case, "take_over", **there))
    assert office.case.received_at is not None
    assert f"{office.case.received_at:%Y-%m-%d}" == "2026-10-05"
    assert office.case.fee_taken_elsewhere


def test_a_claim_is_recorded_and_its_end_as_well(office: Office, sign_in: SignIn) -> None:
    case, karin = office.refused(), sign_in(office.karin)
    refusal = case.refusals.get()
    claim = {
        "kind": "claim",
        "contested": f"refusal {refusal.public_id}",
        "received_at": f"{office.now:%Y-%m-%dT%H:%M}",
        "body": "Verwaltungsgericht",
    }
    assert is_done(do(karin, case, "record_remedy", **claim))
    page = karin.get(page_of(case)).content.decode()
    assert "rechtzeitig" in page
    assert "§ 84 Abs. 1 Nr. 1 AufenthG" in page
    remedy = case.rechtsbehelfe.get()
    ended = {"remedy": remedy.public_id, "outcome": "rejected"}
    refusal_in(do(karin, case, "settle_remedy", **ended))
    assert is_done(do(karin, case, "settle_remedy", **ended, note="Urteil"))


def test_work_is_certified_only_once_the_refusal_is_announced(
    office: Office, sign_in: SignIn
) -> None:
    case, karin, fatma = office.refused(), sign_in(office.karin), sign_in(office.fatma)
    assert "nicht bekannt gegeben" in refusal_in(do(karin, case, "certify_work"))
    letter = case.letters.get(kind="refusal")
    do(fatma, case, "dispatch_letter", letter=letter.public_id, way="handed_over")
    assert "Rechtsbehelfsfrist bis" in karin.get(step_of(case, "certify_work")).content.decode()
    assert is_done(do(karin, case, "certify_work"))
    assert case.letters.filter(kind="work_certificate").exists()


def test_a_refusal_letter_that_was_set_aside_is_shown_as_void(
    office: Office, sign_in: SignIn
) -> None:
    case, tarek = office.refused(), sign_in(office.tarek)
    assert is_done(do(tarek, case, "reopen", reason="Der Bescheid wird aufgehoben."))
    assert "hinfällig" in tarek.get(page_of(case)).content.decode()
