"""The steps of the decision: hearing, refusal by two people, grant."""

from __future__ import annotations

from datetime import timedelta

from cases import services
from cases.states import State
from tests.admin.conftest import SignIn
from tests.admin.pages import do, is_done, refusal_in, step_of
from tests.journeys.office import Office

GROUNDS = "Die Ausreise ist nach Auskunft der Botschaft möglich geworden."
PROPOSAL = {
    "item": "permit",
    "codes": ["protection_ended"],
    "legal_basis": "§ 25 Abs. 5 AufenthG",
    "grounds": GROUNDS,
}
HEARING = {"item": "permit", "codes": ["protection_ended"], "grounds": GROUNDS}


def test_a_hearing_is_announced_answered_and_evaluated(office: Office, sign_in: SignIn) -> None:
    case, karin = office.file(), sign_in(office.karin)
    office.begin_review()
    assert is_done(do(karin, case, "announce_refusal", **HEARING))
    assert office.case.state == State.HEARING
    too_early = do(karin, case, "end_hearing", evaluation="Nichts vorgetragen.")
    assert "abgeschlossene Anhörung" in refusal_in(too_early)
    assert is_done(do(karin, case, "record_statement", statement="Ich bin reiseunfähig."))
    assert "Ich bin reiseunfähig." in karin.get(step_of(case, "end_hearing")).content.decode()
    assert is_done(do(karin, case, "end_hearing", evaluation="Ein Attest liegt nicht vor."))
    assert office.case.state == State.IN_REVIEW


def test_no_refusal_is_proposed_without_a_hearing_or_a_reason_why_not(
    office: Office, sign_in: SignIn
) -> None:
    case, karin = office.file(), sign_in(office.karin)
    office.begin_review()
    assert "abgeschlossene Anhörung" in refusal_in(do(karin, case, "propose_refusal", **PROPOSAL))
    waived = "Die Person ist unbekannten Aufenthalts."
    assert is_done(do(karin, case, "propose_refusal", **PROPOSAL, hearing_waived=waived))


def test_a_refusal_needs_a_second_person_who_has_read_it(office: Office, sign_in: SignIn) -> None:
    case, tarek = office.file(), sign_in(office.tarek)
    office.begin_review()
    waived = {"hearing_waived": "Die Person ist unbekannten Aufenthalts."}
    do(tarek, case, "propose_refusal", **PROPOSAL, **waived)
    assert "eine zweite Person" in refusal_in(do(tarek, case, "confirm_refusal"))
    assert is_done(do(tarek, case, "drop_refusal", reason="Ein Absatz fehlt."))
    do(sign_in(office.karin), case, "propose_refusal", **PROPOSAL, **waived)
    assert GROUNDS in tarek.get(step_of(case, "confirm_refusal")).content.decode()
    assert is_done(do(tarek, case, "confirm_refusal"))
    assert office.case.state == State.REFUSED


def test_what_was_refused_is_reopened_with_a_reason(office: Office, sign_in: SignIn) -> None:
    case, tarek = office.file(), sign_in(office.tarek)
    office.begin_review()
    waived = {"hearing_waived": "Die Person ist unbekannten Aufenthalts."}
    do(sign_in(office.karin), case, "propose_refusal", **PROPOSAL, **waived)
    do(tarek, case, "confirm_refusal")
    refusal_in(do(tarek, case, "reopen", reason=""))
    assert is_done(do(tarek, case, "reopen", reason="Der Bescheid wurde aufgehoben."))
    assert office.case.state == State.IN_REVIEW


def test_a_grant_comes_with_a_proposal_and_may_be_shortened(
    office: Office, sign_in: SignIn
) -> None:
    case, karin = office.approved(), sign_in(office.karin)
    office.pay()
    assert "Originale, Foto" in karin.get(step_of(case, "grant")).content.decode()
    office.attend()
    form = karin.get(step_of(case, "grant")).context["form"]
    proposed = services.propose_validities(office.case, at=office.now)["permit"]
    assert form["permit_until"].value() == proposed.valid_until
    assert form["permit_reason"].value() is None
    proposal = {field.name: field.value() or "" for field in form}
    without_reason = {
        **proposal,
        "permit_from": proposed.valid_from,
        "permit_until": proposed.valid_until - timedelta(days=1),
    }
    assert "Geben Sie den Grund an" in refusal_in(do(karin, case, "grant", **without_reason))
    a_year = proposed.valid_from + timedelta(days=365)
    shorter = {
        **proposal,
        "permit_from": proposed.valid_from,
        "permit_until": a_year,
        "permit_reason": "Befristet bis zum Ende der Ausbildung.",
    }
    assert is_done(do(karin, case, "grant", **shorter))
    item = office.case.items.get()
    assert (item.decision, item.valid_until) == ("granted", a_year)
    assert item.validity_reason == shorter["permit_reason"]
