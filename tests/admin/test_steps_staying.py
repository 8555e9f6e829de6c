"""The steps about the stay during the procedure, and what changes about the person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cases import services
from cases.admin import words
from cases.services.changes import SUBJECT_OF
from common.calendar import BERLIN
from tests.admin.conftest import SignIn
from tests.admin.pages import do, is_done, page_of, refusal_in, step_of
from tests.journeys.office import Office
from tests.journeys.test_earlier_receipt import EXPIRED

HARDSHIP = "Ohne die Anordnung verliert sie ihre Arbeit."


def test_a_late_title_is_ordered_to_continue_with_reasons(office: Office, sign_in: SignIn) -> None:
    case, karin = office.file(current_title=EXPIRED), sign_in(office.karin)
    asked = karin.get(step_of(case, "order_continuation")).content.decode()
    assert "20.11.2026" in asked
    assert is_done(do(karin, case, "order_continuation", reasons=HARDSHIP))
    page = karin.get(page_of(case)).content.decode()
    assert "Die Fortgeltung ist angeordnet" in page
    assert HARDSHIP in page


def test_the_button_is_grey_where_the_law_continues_the_title(
    office: Office, sign_in: SignIn
) -> None:
    case, karin = office.file(), sign_in(office.karin)
    said = refusal_in(do(karin, case, "order_continuation", reasons=HARDSHIP))
    assert "bei Eingang des Antrags abgelaufen" in said
    assert office.case.legal_effect["kind"] == "continuation"


def test_the_front_desk_orders_nothing(office: Office, sign_in: SignIn) -> None:
    case, fatma = office.file(current_title=EXPIRED), sign_in(office.fatma)
    assert do(fatma, case, "order_continuation", reasons=HARDSHIP).status_code == 403
    assert office.case.legal_effect["kind"] == "none"


def test_an_order_is_revoked_and_counts_until_the_letter_is_announced(
    office: Office, sign_in: SignIn
) -> None:
    case, karin = office.file(current_title=EXPIRED), sign_in(office.karin)
    do(karin, case, "order_continuation", reasons=HARDSHIP)
    assert is_done(do(karin, case, "revoke_continuation", reasons="Die Angaben waren falsch."))
    page = karin.get(page_of(case)).content.decode()
    assert "gilt bis zur Bekanntgabe des Bescheids" in page


def test_a_certificate_is_proposed_for_the_authoritys_term_and_shown_with_its_number(
    office: Office, sign_in: SignIn
) -> None:
    case, karin = office.file(), sign_in(office.karin)
    form = karin.get(step_of(case, "issue_certificate")).content.decode()
    assert 'value="2027-05-23"' in form
    wrong = do(karin, case, "issue_certificate", serial_number="F1", valid_until="2027-05-23")
    assert "Seriennummer" in refusal_in(wrong)
    right = {"serial_number": "F1234567", "valid_until": "2027-05-23"}
    assert is_done(do(karin, case, "issue_certificate", **right))
    assert "F1234567" in karin.get(page_of(case)).content.decode()


def test_one_that_has_expired_while_the_effect_goes_on_cannot_be_overlooked(
    office: Office, sign_in: SignIn
) -> None:
    case = office.file()
    office.issue_certificate("F1234567", date(2026, 12, 1))
    office.now = datetime(2026, 12, 2, 9, 0, tzinfo=BERLIN)
    page = sign_in(office.karin).get(page_of(case)).content.decode()
    assert "abgelaufen, die Wirkung dauert fort" in page


def test_identification_comes_before_a_certificate(office: Office, sign_in: SignIn) -> None:
    case, karin = office.file(), sign_in(office.karin)
    assert is_done(do(karin, case, "require_identification", reason="Zwei Namen im Register."))
    certificate = {"serial_number": "F1234567", "valid_until": "2027-05-23"}
    said = refusal_in(do(karin, case, "issue_certificate", **certificate))
    assert "noch nicht im AZR" in said
    again = refusal_in(do(karin, case, "require_identification", reason="Noch einmal."))
    assert "verlangt und noch nicht erledigt" in again


def test_a_renewed_duldung_is_recorded(office: Office, sign_in: SignIn) -> None:
    title = {"type": "duldung", "valid_until": "2027-02-15"}
    case, karin = office.record(kind="issue", current_title=title), sign_in(office.karin)
    seen = {"proof": "Duldung gesehen"}
    earlier = do(karin, case, "record_status", valid_until="2027-02-15", **seen)
    assert "endet später" in refusal_in(earlier)
    assert is_done(do(karin, case, "record_status", valid_until="2027-08-15", **seen))
    assert "15.08.2027" in karin.get(page_of(case)).content.decode()


def answers(office: Office, **changes: Any) -> dict[str, Any]:
    """The form as it is filled in when it is opened, with what a clerk corrects."""
    known = services.known(office.case.person)
    ticked = {"main_residence": "on"} if known.pop("main_residence") == "yes" else {}
    return {**known, **ticked, "proof": "Vorgelegt am Schalter", **changes}


def test_the_form_is_filled_in_with_what_is_known_and_takes_what_is_corrected(
    office: Office, sign_in: SignIn
) -> None:
    case, fatma = office.file(), sign_in(office.fatma)
    form = fatma.get(step_of(case, "record_change")).content.decode()
    assert 'value="Turmstraße 1"' in form
    same = refusal_in(do(fatma, case, "record_change", **answers(office)))
    assert "Nichts ist anders" in same
    corrected = answers(office, street="Huttenstraße 5", postal_code="10553")
    assert is_done(do(fatma, case, "record_change", **corrected))
    assert office.case.person.street == "Huttenstraße 5"
    page = fatma.get(page_of(case)).content.decode()
    assert "Turmstraße 1 → Huttenstraße 5" in page
    assert "Änderung zur Person festgehalten: Anschrift" in page


def test_what_is_wrong_stands_beside_its_field(office: Office, sign_in: SignIn) -> None:
    case, fatma = office.file(), sign_in(office.fatma)
    wrong = answers(office, email="keine Adresse", nationalities="Syrien")
    said = refusal_in(do(fatma, case, "record_change", **wrong))
    assert "E-Mail-Adresse" in said
    assert office.case.person.email == "amal.haddad@example.org"


def test_every_field_that_can_change_has_a_name() -> None:
    assert set(SUBJECT_OF) <= set(words.FIELDS)
    assert set(SUBJECT_OF.values()) == set(words.SUBJECTS)
