"""A proven earlier receipt: everything that hangs on the day of receipt follows it."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

from pypdf import PdfReader

from cases import services
from common.calendar import BERLIN
from correspondence import post
from tests.journeys.office import Office, application

EXPIRED = {
    "type": "residence_permit",
    "legal_basis": "25(5)",
    "valid_until": "2026-11-20",
    "lawful_stay_since": "2021-03-01",
}


def correct(office: Office, received_at: datetime) -> None:
    services.correct_receipt(
        reference=office.reference,
        received_at=received_at,
        proof="Fax-Sendebericht vom 19.11.2026",
        actor=office.clerk,
        at=office.now,
    )


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_a_title_that_had_not_expired_then_is_not_called_expired(office: Office) -> None:
    office.file(current_title=EXPIRED)
    assert "title_expired" in [found["code"] for found in office.case.findings]
    correct(office, datetime(2026, 11, 19, 16, 0, tzinfo=BERLIN))
    assert office.case.legal_effect["kind"] == "continuation"
    assert "title_expired" not in [found["code"] for found in office.case.findings]
    assert "receipt" in [found["code"] for found in office.case.findings]


def test_the_confirmation_is_made_anew_with_the_true_receipt(office: Office) -> None:
    office.file(current_title=EXPIRED)
    correct(office, datetime(2026, 11, 19, 16, 0, tzinfo=BERLIN))
    letters = office.case.letters.filter(kind="confirmation").order_by("id")
    assert letters.count() == 2
    assert "19.11.2026" in text_of(post.content_of(letters[1]))


def test_the_fee_is_that_of_the_age_on_the_true_day(office: Office) -> None:
    person = application().model_dump(mode="json")["person"] | {"birth_date": "2008-11-21"}
    office.approved(person=person)
    assert office.case.fee_notices.get().total == Decimal("93.00")
    correct(office, datetime(2026, 11, 19, 16, 0, tzinfo=BERLIN))
    assert "reassessment_offered" in office.events()
    office.reassess()
    standing = office.case.fee_notices.get(replaced_at=None)
    assert (standing.total, standing.age_on) == (Decimal("46.50"), date(2026, 11, 19))


def test_the_alarm_before_a_claim_for_inaction_counts_from_the_true_receipt(
    office: Office,
) -> None:
    office.file()
    correct(office, datetime(2026, 10, 1, 9, 0, tzinfo=BERLIN))
    office.until(datetime(2026, 12, 10, tzinfo=BERLIN).date())
    office.clock_strikes()
    assert "inaction_alarm" in office.events()
