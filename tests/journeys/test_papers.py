"""What stands on paper is what stands in the rows: dates and amounts, read back from the PDFs."""

from __future__ import annotations

import io
from datetime import date

import pypdf

from cases import services
from correspondence import post
from tests.journeys.office import Office

BOTH = {"travel_document": {"type": "foreigner"}, "duration_months": 36}


def paper(office: Office, kind: str) -> str:
    """The latest letter of a kind as its reader has it: text without line breaks."""
    content = post.content_of(office.case.letters.filter(kind=kind).latest("id"))
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def refuse(office: Office, item: str) -> None:
    services.propose_refusal(
        reference=office.reference,
        item=item,
        codes=["identity"],
        legal_basis="§ 5 Abs. 1 AufenthG",
        grounds="Die Voraussetzungen liegen nicht vor.",
        hearing_waived="§ 28 Abs. 2 Nr. 3 VwVfG",
        actor=office.clerk,
        at=office.now,
    )
    services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)


class TestConfirmation:
    def test_it_states_the_instant_of_receipt_and_the_last_day_of_the_title(
        self, office: Office
    ) -> None:
        case = office.file()
        text = paper(office, "confirmation")
        assert f"Aktenzeichen {case.reference}" in text
        # 23 November 2026, 10:30; the title ends on 10 January 2027, a Sunday: no roll-over.
        assert "Eingegangen am 23.11.2026, 10:30 Uhr" in text
        assert "bis zum 10.01.2027 befristet" in text
        assert "gilt deshalb nach dem 10.01.2027 mit allen Nebenbestimmungen" in text

    def test_it_is_shown_to_employers_and_names_no_ground_of_the_stay(self, office: Office) -> None:
        office.file(requests={**BOTH, "travel_document": {"type": "refugee"}})
        text = paper(office, "confirmation")
        assert "Verlängerung der Aufenthaltserlaubnis Ausstellung eines Reiseausweises" in text
        assert "§ 25" not in text
        assert "Flüchtling" not in text

    def test_what_is_filed_too_late_is_confirmed_without_any_effect(self, office: Office) -> None:
        title = {
            "type": "residence_permit",
            "legal_basis": "25(5)",
            "valid_until": "2026-11-22",
            "lawful_stay_since": "2021-03-01",
        }
        office.file(current_title=title)
        text = paper(office, "confirmation")
        assert "verlängert keinen Aufenthaltstitel" in text
        assert "fortbestehend" not in text


class TestFeeNotice:
    def test_positions_total_and_due_date_are_those_of_the_notice(self, office: Office) -> None:
        office.approved(requests=BOTH)
        text = paper(office, "fee_notice")
        assert "Aufenthaltserlaubnis: Verlängerung § 45 Nr. 2 Buchst. b AufenthV" in text
        assert "93,00 €" in text
        assert "§ 48 Abs. 1 S. 1 Nr. 1a AufenthV" in text
        assert "100,00 €" in text
        assert "Summe 193,00 €" in text
        # Monday 23 November, announced on Friday the 27th, 14 days.
        assert "Zahlbar bis 11.12.2026" in text
        notice = office.case.fee_notices.get()
        assert f"{notice.total} {notice.due_on}" == "193.00 2026-12-11"
        assert "ruht die weitere Bearbeitung" in text

    def test_after_a_refusal_no_work_waits_for_the_money(self, office: Office) -> None:
        office.file()
        office.begin_review()
        refuse(office, "permit")
        text = paper(office, "fee_notice")
        assert "Summe 93,00 €" in text
        assert "ruht" not in text
        assert office.mails() == ["received", "decision_letter", "payment_requested"]


class TestNachforderung:
    def test_it_names_the_deadline_and_exactly_what_the_clerk_wrote(self, office: Office) -> None:
        office.file()
        office.begin_review()
        office.request_documents(
            payslips="Die Abrechnungen von Mai bis Oktober 2026.", other="Die Geburtsurkunde."
        )
        text = paper(office, "nachforderung")
        # Announced on 27 November, 28 days: Christmas Day, a Friday; the next working day counts.
        assert "Bitte reichen Sie Unterlagen bis zum 28.12.2026 nach" in text
        assert office.case.nachforderungen.get().due_on == date(2026, 12, 28)
        assert "Die Abrechnungen von Mai bis Oktober 2026." in text
        assert text.count("Die Geburtsurkunde.") == 1

    def test_an_extended_one_says_the_new_day(self, office: Office) -> None:
        office.file()
        office.begin_review()
        office.request_documents(payslips="Die Abrechnung von Oktober 2026.")
        services.extend_nachforderung(
            reference=office.reference,
            due_on=date(2027, 1, 11),
            actor=office.clerk,
            at=office.now,
        )
        text = paper(office, "nachforderung")
        assert "bis zum 11.01.2027 nach" in text
        assert "28.12.2026" not in text


class TestAppointment:
    def test_time_place_and_the_last_moment_to_change_it(self, office: Office) -> None:
        office.approved()
        office.pay()
        booking = office.book(in_days=3)
        text = paper(office, "appointment")
        assert f"{booking.starts_at.isoformat()}" == "2026-11-26T08:00:00+01:00"
        assert "Wann 26.11.2026, 08:00 Uhr" in text
        assert "Wo Friedrich-Krause-Ufer 24, Haus A Schalter 12" in text
        assert "spätestens bis 25.11.2026, 08:00 Uhr. Dann" in text

    def test_who_books_for_tomorrow_morning_is_not_told_to_cancel_yesterday(
        self, office: Office
    ) -> None:
        office.approved()
        office.pay()
        office.book(in_days=1)
        assert "Wenn Sie nicht kommen können" not in paper(office, "appointment")

    def test_documents_may_be_fetched_by_somebody_authorised(self, office: Office) -> None:
        office.approved()
        office.pay()
        office.book()
        assert "muss persönlich erscheinen" in paper(office, "appointment")
        office.attend()
        office.grant()
        office.produce()
        office.book("pickup")
        assert "muss persönlich erscheinen" not in paper(office, "appointment")


class TestRefusal:
    def test_it_says_what_is_refused_the_remedy_what_ends_and_who_signs(
        self, office: Office
    ) -> None:
        office.file()
        office.begin_review()
        refuse(office, "permit")
        text = paper(office, "refusal")
        assert "Ihr Antrag auf Verlängerung der Aufenthaltserlaubnis wird abgelehnt." in text
        assert f"Rechtsbehelfsbelehrung {office.case.refusals.get().remedy}" in text
        assert "innerhalb eines Monats nach seiner Bekanntgabe Klage beim" in text
        assert "Verwaltungsgericht Berlin, Kirchstraße 7, 10557 Berlin" in text
        assert "endet, was der Antrag nach § 81 AufenthG bewirkt hat" in text
        assert "keine aufschiebende Wirkung (§ 84 Abs. 1 AufenthG)" in text
        assert "Tarek Lindner" in text

    def test_a_refused_travel_document_ends_nothing_else(self, office: Office) -> None:
        office.file(requests=BOTH)
        office.begin_review()
        refuse(office, "travel_document")
        text = paper(office, "refusal")
        assert "Ihr Antrag auf Ausstellung eines Reiseausweises wird abgelehnt." in text
        assert "§ 81 AufenthG" not in text
        assert office.mails() == ["received", "refused_item"]


class TestMails:
    def test_who_paid_a_part_is_told_the_rest(self, office: Office) -> None:
        office.approved(requests=BOTH)
        office.pay("100.00", provider_id="K-1")
        office.pay("93.00", provider_id="K-2")
        told = office.case.messages.filter(kind="payment_received").order_by("id")
        first, second = (message.data["next_step"]["de"] for message in told)
        assert "Bitte zahlen Sie auch den Rest: 93,00 €." in first
        assert second.startswith("Sie müssen jetzt nichts tun.")

    def test_who_was_refused_is_not_told_that_work_waits_for_their_money(
        self, office: Office
    ) -> None:
        office.file()
        office.begin_review()
        refuse(office, "permit")
        office.until(date(2026, 12, 12))
        office.clock_strikes()
        overdue = office.case.messages.get(kind="payment_overdue")
        assert overdue.data["consequence"]["de"].startswith("Die Gebühr ist auch nach")
