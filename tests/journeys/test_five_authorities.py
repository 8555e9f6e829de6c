"""Each authority takes a case through in its own order, with the same code.

Berlin's journey is in test_berlin.py. What an office does here is what its page says; the amounts
are read from the papers that the people get.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pypdf
import pytest
from django.conf import settings as real
from pytest_django import Settings

from access.scope import scoped
from cases import services
from cases.models import Case, Suggestion
from common.actor import system_for
from correspondence import post
from documents.checks import FileTypeNotAllowed
from documents.services import HandIn, store_upload
from tests import sample_files
from tests.journeys.office import Office

OfficeOf = Callable[[str], Office]
QUELLSTADT = Path(real.BASE_DIR) / "docs" / "quellstadt.toml"


@pytest.fixture
def office_of(db: None, vault: None) -> Iterator[OfficeOf]:
    """Opens the office of an authority, and looks at everything in its scope."""
    with ExitStack() as doors:

        def opened(authority: str) -> Office:
            doors.enter_context(scoped(system_for(authority, sandbox=False)))
            return Office(authority=authority)

        yield opened


def paper(office: Office, kind: str) -> str:
    """The latest letter of a kind as its reader has it: text without line breaks."""
    content = post.content_of(office.case.letters.filter(kind=kind).latest("id"))
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_bremen_suggests_a_permit_and_the_clerk_decides_what_to_ask_for(
    office_of: OfficeOf,
) -> None:
    """An oral application at the appointment for the Duldung, which filing does not continue."""
    office = office_of("bremen")
    suggestion = suggested(office, legal_basis="25b(1)", raise_on=date(2026, 12, 14))
    assert not Case.objects.exists()
    office.until(date(2026, 12, 14))
    services.raise_suggestion(
        suggestion=suggestion.public_id,
        note="Will darüber nachdenken.",
        again_on=date(2027, 1, 11),
        actor=office.front_desk,
        at=office.now,
    )
    office.until(date(2027, 1, 11))
    office.record(
        channel="on_suggestion",
        paper=services.Paper(suggestion=suggestion.public_id),
        kind="issue",
        legal_basis="25b(1)",
        current_title={"type": "duldung", "valid_until": "2027-02-15"},
    )
    suggestion.refresh_from_db()
    assert (suggestion.status, suggestion.case) == ("applied", office.case)
    assert office.case.received_at == office.now  # what was suggested before was no application
    assert office.case.legal_effect["kind"] == "none"
    assert not office.case.requirements.exists()
    office.begin_review()
    office.request_documents(payslips="Die letzten drei Lohnabrechnungen.")
    office.dispatch("nachforderung", way="post")
    office.accept_documents()
    office.answer_checks()
    assert not office.case.fee_notices.exists()
    office.approve()  # the fee is determined only now
    notice = paper(office, "fee_notice")
    assert "Summe 100,00 €" in notice
    assert "Widerspruch eingelegt werden bei: Migrationsamt Bremen" in notice
    office.book_at_desk()
    office.attend()
    office.pay()
    office.grant()
    office.produce()
    office.hand_over()
    assert office.states() == [
        "submitted",
        "in_review",
        "awaiting_documents",
        "in_review",
        "awaiting_biometrics",
        "awaiting_payment",
        "awaiting_decision",
        "in_production",
        "ready_for_pickup",
        "collected",
    ]


def suggested(office: Office, *, legal_basis: str, raise_on: date) -> Suggestion:
    """The clerk sees that Amal, who has a Duldung, could be granted a title."""
    return services.note_suggestion(
        authority=office.authority,
        family_name="Haddad",
        given_names="Amal",
        birth_date=date(1990, 5, 1),
        contact="",
        legal_basis=legal_basis,
        grounds="Lebt seit acht Jahren hier und arbeitet.",
        raise_on=raise_on,
        actor=office.clerk,
        at=office.now,
    )


def test_the_end_of_a_duldung_comes_to_a_desk_in_bremen(office_of: OfficeOf) -> None:
    office = office_of("bremen")
    duldung = {"type": "duldung", "valid_until": "2027-02-15"}
    office.record(channel="on_suggestion", kind="issue", current_title=duldung)
    office.until(date(2027, 1, 18))
    office.clock_strikes()
    assert office.events()[-2:] == ["status_ends_soon", "status_ends_soon_desk"]


def test_euskirchen_takes_prints_and_fee_at_the_counter_and_decides_after(
    office_of: OfficeOf,
) -> None:
    """A holder of subsidiary protection who lives on benefits, and needs a travel document."""
    office = office_of("euskirchen")
    office.record(
        channel="in_person",
        legal_basis="25(2)2",
        current_title={
            "type": "residence_permit",
            "legal_basis": "25(2)2",
            "valid_until": "2027-01-10",
        },
        situation={"occupation": "none", "benefits": ["sgb2"], "protection": "subsidiary"},
        requests={"travel_document": {"type": "foreigner"}},
    )
    office.begin_review()
    office.accept_documents()  # a current notice of the jobcenter among them
    office.attend()
    positions = {row.code: row for row in office.case.fees.all()}
    assert f"{positions['permit'].amount}" == "0.00"
    conflict = positions["travel_document"].conflict
    assert conflict is not None
    assert (conflict["published"], conflict["federal"]) == ("60.00", "70.00")
    notice = paper(office, "fee_notice")
    assert "Summe 60,00 €" in notice
    office.pay()
    office.answer_checks()
    assert office.case.state == "in_review"
    office.approve()
    office.grant()
    office.produce()
    office.hand_over()
    assert office.states() == [
        "submitted",
        "in_review",
        "awaiting_decision",
        "in_production",
        "ready_for_pickup",
        "collected",
    ]


def test_a_notice_of_the_jobcenter_frees_in_euskirchen_only_once_somebody_has_seen_it(
    office_of: OfficeOf,
) -> None:
    office = office_of("euskirchen")
    office.record(channel="in_person", situation={"occupation": "none", "benefits": ["sgb2"]})
    office.begin_review()
    office.attend()
    assert not office.case.fee_notices.exists()
    for row in office.case.requirements.missing():
        services.decide_requirement(
            reference=office.reference,
            requirement=row.code,
            verdict="not_needed",
            reason="Liegt nicht vor.",
            actor=office.clerk,
            at=office.now,
        )
    office.answer_checks()
    office.approve()
    assert f"{office.case.fee_notices.get().total}" == "93.00"


def test_magdeburg_decides_on_each_of_a_family_after_the_visit(office_of: OfficeOf) -> None:
    """Amal, her husband Nour and her son Sami; each comes, pays and fetches from the box."""
    office = office_of("magdeburg")
    amal = office.file(*MAGDEBURG).reference
    nour = office.file(
        *MAGDEBURG,
        "marriage_certificate",
        person={"given_names": "Nour", "gender": "M"},
        family={"with_case": amal, "relation": "spouse"},
        situation=MARRIED,
    )
    sami = office.file(
        *SCHOOL,
        person={"given_names": "Sami", "birth_date": "2015-09-01", "gender": "M"},
        family={"with_case": amal, "relation": "child"},
        situation={"occupation": "pupil", "has_passport": True},
    )
    fees = []
    for reference in (amal, nour.reference, sami.reference):
        office.reference = reference
        office.begin_review()
        office.accept_documents()
        office.answer_checks()
        office.approve()
        fees.append(f"{office.case.fee_notices.get().total}")
        office.book()
    assert fees == ["93.00", "93.00", "46.50"]
    office.reference = nour.reference
    office.attend()
    office.pay()
    assert office.case.state == "awaiting_decision"
    services.return_to_review(
        reference=office.reference,
        reason="Zweifel an der Ehe",
        actor=office.clerk,
        at=office.now,
    )
    office.hear("permit", "requirements")
    office.propose_refusal("permit", "requirements")
    services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)
    assert office.case.state == "refused"
    office.reference = amal
    office.attend()
    office.pay(provider_id="K-2")
    office.grant()
    office.produce()
    office.use_box()
    assert office.states() == [
        "submitted",
        "in_review",
        "awaiting_biometrics",
        "awaiting_payment",
        "awaiting_decision",
        "in_production",
        "ready_for_pickup",
        "collected",
    ]
    family = Case.objects.filter(family_filing=office.case.family_filing).order_by("id")
    assert [case.state for case in family] == ["collected", "refused", "awaiting_biometrics"]


SCHOOL = (
    "passport_copy",
    "current_title_copy",
    "humanitarian_ground",
    "school_certificate",
    "school_reports",
    "landlord_certificate",
)
MAGDEBURG = (
    "passport_copy",
    "current_title_copy",
    "humanitarian_ground",
    "employment_contract",
    "payslips",
    "landlord_certificate",
)
MARRIED = {"occupation": "employed", "has_passport": True, "health_insurance": "statutory"}


LETTER = services.Scan(content=sample_files.picture(), filename="Antrag.jpg")


def test_magdeburg_files_a_picture_of_a_letter_which_no_portal_could_upload(
    office_of: OfficeOf,
) -> None:
    office = office_of("magdeburg")
    office.record(paper=services.Paper(scan=LETTER))
    assert [row.filename for row in office.case.documents.all()] == ["Antrag.jpg"]
    picture = store_upload(
        portal=office.portal, content=LETTER.content, filename="Antrag.jpg", at=office.now
    )
    with pytest.raises(FileTypeNotAllowed):
        services.hand_in(
            reference=office.file(*MAGDEBURG).reference,
            hand_ins=[HandIn(upload=picture.public_id, requirement=None)],
            portal=office.portal,
            actor=office.applicant,
            at=office.now,
        )


def test_halle_asks_for_a_signature_checks_first_and_hands_over_by_appointment(
    office_of: OfficeOf,
) -> None:
    """By letter, for a stay of some months; the signature is missing, and that moves nothing."""
    office = office_of("halle")
    title = {"type": "residence_permit", "legal_basis": "25(4)1", "valid_until": "2027-01-10"}
    office.record(
        paper=services.Paper(scan=LETTER, signed=False),
        kind="extension",
        legal_basis="25(4)1",
        current_title=title,
        requests={"duration_months": 6},
    )
    assert "6 bis 8 Wochen" in paper(office, "confirmation")
    received = office.case.received_at
    assert "bis zum 10.01.2027" in paper(office, "confirmation")
    assert "Reiseausweis" not in paper(office, "confirmation")
    office.begin_review()
    office.request_documents(signature="Bitte unterschreiben Sie den Antrag.")
    assert "Unterschrift unter dem Antrag" in paper(office, "nachforderung")
    office.dispatch("nachforderung", way="post")
    office.later(days=9)
    office.accept_documents()
    office.answer_checks()
    office.approve()
    assert office.case.received_at == received
    assert "Summe 93,00 €" in paper(office, "fee_notice")
    office.book_at_desk()
    office.attend()
    office.pay()
    office.grant()
    office.produce()
    assert "nur mit Termin" in paper(office, "pickup")
    office.book_at_desk("pickup")
    office.hand_over()
    assert office.states() == [
        "submitted",
        "in_review",
        "awaiting_documents",
        "in_review",
        "awaiting_biometrics",
        "awaiting_payment",
        "awaiting_decision",
        "in_production",
        "ready_for_pickup",
        "collected",
    ]


def test_a_sixth_authority_goes_its_whole_way_by_its_file_alone(
    office_of: OfficeOf, settings: Settings, tmp_path: Path
) -> None:
    """Quellstadt does not exist. It charges above federal law, so a team lead says why."""
    (tmp_path / "quellstadt.toml").write_text(QUELLSTADT.read_text("utf-8"), "utf-8")
    settings.PROFILES_DIR = str(tmp_path)
    office = office_of("quellstadt")
    office.approved()
    assert not office.case.fee_notices.exists()
    services.give_fee_reason(
        reference=office.reference,
        amount="published",
        reason="So hat es der Rat beschlossen.",
        actor=office.lead,
        at=office.now,
    )
    assert "Summe 95,00 €" in paper(office, "fee_notice")
    office.book()
    office.attend()
    office.pay()
    office.grant()
    office.produce()
    office.book("pickup")
    office.hand_over()
    assert office.case.state == "collected"
    assert office.reference.startswith("QU-")
