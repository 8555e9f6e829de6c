"""Each letter says what it must, with dates and amounts one can rely on."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from correspondence import letter_data as letters
from correspondence.letter_data import Effect, Employment
from tests.unit import letter_samples as samples
from tests.unit.letter_reading import text_of


@pytest.mark.parametrize("sample", samples.ALL)
def test_every_letter_names_sender_person_reference_and_its_date(
    sample: samples.Sample,
) -> None:
    text = text_of(sample())
    assert "Landesamt für Einwanderung, Friedrich-Krause-Ufer 24, 13353 Berlin" in text
    assert "Amal Haddad" in text
    assert "geboren am 14.03.1988" in text
    assert "Aktenzeichen BE-2026-000123-5 Datum 23.11.2026" in text
    assert "none" not in text.lower()


# Confirmation


def test_the_confirmation_tells_the_moment_of_receipt_by_the_clock_in_berlin() -> None:
    text = text_of(samples.confirmation())
    assert "Eingegangen am 23.11.2026, 09:05 Uhr" in text
    assert "Verlängerung der Aufenthaltserlaubnis Neuer Reiseausweis für Ausländer" in text
    assert "gilt deshalb nach dem 10.01.2027 mit allen Nebenbestimmungen" in text


def test_the_confirmation_tells_how_long_it_takes_where_the_authority_does() -> None:
    told = text_of(samples.confirmation(duration="6 bis 8 Wochen"))
    assert "Das Verfahren dauert etwa 6 bis 8 Wochen." in told
    assert "dauert" not in text_of(samples.confirmation())


@pytest.mark.parametrize(
    ("effect", "says"),
    [
        (
            Effect.CONTINUATION,
            "bis die Entscheidung über den Antrag bekannt gegeben ist (§ 81 Abs. 4 Satz 1",
        ),
        (
            Effect.CONTINUATION_ORDERED,
            "Wir haben am 20.11.2026 angeordnet: Der bisherige Aufenthaltstitel gilt mit allen",
        ),
        (Effect.PERMISSION, "Der Aufenthalt gilt als erlaubt, bis die Entscheidung"),
        (Effect.TOLERATION, "Die Abschiebung gilt seit Eingang des Antrags als ausgesetzt"),
        (Effect.BY_LAW, "gilt kraft Gesetzes als erlaubt"),
        (Effect.NONE, "Der Antrag verlängert keinen Aufenthaltstitel"),
    ],
)
def test_the_confirmation_states_the_effect_without_any_condition(
    effect: Effect, says: str
) -> None:
    text = text_of(samples.confirmation(effect=effect, ordered_on=date(2026, 11, 20)))
    assert says in text
    assert not re.search(r"\b(wenn|falls|sofern|soweit|gegebenenfalls)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("effect", [Effect.PERMISSION, Effect.TOLERATION, Effect.NONE])
def test_only_a_continuation_says_that_the_title_continues(effect: Effect) -> None:
    assert "fortbestehend" not in text_of(samples.confirmation(effect=effect))


def test_a_confirmation_without_effect_says_why() -> None:
    reason = "Der bisherige Aufenthaltstitel ist am 10.11.2026 abgelaufen."
    assert reason in text_of(samples.confirmation(effect=Effect.NONE, reason=reason))


@pytest.mark.parametrize(
    ("effect", "changes"),
    [
        (Effect.CONTINUATION, {"title_valid_until": None}),
        (Effect.CONTINUATION_ORDERED, {"ordered_on": None}),
    ],
)
def test_a_continuation_without_its_days_cannot_be_written(
    effect: Effect, changes: dict[str, None]
) -> None:
    with pytest.raises(ValueError, match="names the days"):
        samples.confirmation(effect=effect, **changes)


@pytest.mark.parametrize(
    ("employment", "says"),
    [
        (Employment.AS_BEFORE, "weiterhin in dem Umfang erlaubt, den der bisherige"),
        (Employment.ALLOWED, "Eine Erwerbstätigkeit ist erlaubt."),
        (Employment.NOT_ALLOWED, "Der Antrag erlaubt keine Erwerbstätigkeit."),
    ],
)
def test_the_confirmation_says_whether_work_is_allowed(employment: Employment, says: str) -> None:
    assert says in text_of(samples.confirmation(employment=employment))


def test_the_confirmation_is_silent_about_work_where_nothing_is_certain() -> None:
    text = text_of(samples.confirmation(employment=Employment.NOT_STATED))
    assert "Erwerbstätigkeit" not in text


def test_the_confirmation_says_what_it_is_not_and_how_it_is_checked() -> None:
    text = text_of(samples.confirmation())
    assert "keine Fiktionsbescheinigung nach § 81 Abs. 5 AufenthG" in text
    assert "Prüfcode: K7QM-4TZP-9XWD" in text
    assert samples.VERIFY in text


# The applicant's turn


def test_the_nachforderung_names_each_missing_thing_the_day_and_what_follows() -> None:
    text = text_of(samples.nachforderung())
    assert "Bitte reichen Sie Unterlagen bis zum 14.12.2026 nach" in text
    assert "1. Gehaltsnachweise Für die Monate Juni bis November 2026." in text
    assert "2. Bescheinigung des Arbeitgebers Nicht älter als 14 Tage" in text
    assert "können bei der Entscheidung unberücksichtigt bleiben (§ 82 Abs. 1 Satz 4" in text
    assert "nicht automatisch abgelehnt" in text


def test_the_fee_notice_lists_positions_bases_reductions_and_their_sum() -> None:
    text = text_of(samples.fee_notice())
    assert "46,50 €" in text
    assert "§ 45 Nr. 2 Buchst. b AufenthV Zur Hälfte erlassen wegen" in text
    assert "100,00 €" in text
    assert "6,00 €" in text
    assert "Summe 152,50 €" in text
    assert "Zahlbar bis 07.12.2026" in text
    assert samples.REMEDY in text


def test_the_fee_notice_says_that_work_waits_only_where_it_does() -> None:
    assert "ruht die weitere Bearbeitung" in text_of(samples.fee_notice())
    assert "ruht" not in text_of(samples.fee_notice(processing_waits=False))


def test_nobody_gets_a_notice_over_nothing() -> None:
    free = letters.FeePosition("Verlängerung", "§ 53 Abs. 1 AufenthV", Decimal(0), "Befreit.")
    with pytest.raises(ValueError, match="asks for money"):
        samples.fee_notice(positions=(free,))


def test_the_invitation_tells_when_where_and_which_originals() -> None:
    text = text_of(samples.appointment())
    assert "Wann 15.12.2026, 10:20 Uhr" in text
    assert "Wo Landesamt für Einwanderung Friedrich-Krause-Ufer 24, 13353 Berlin Haus A" in text
    assert "Bitte bringen Sie mit • Pass oder Reiseausweis" in text
    assert "spätestens bis 14.12.2026, 12:00 Uhr unter https://portal.example/termine." in text


def test_an_appointment_that_cannot_be_moved_offers_no_moving() -> None:
    text = text_of(samples.appointment(change_until=None, change_url=""))
    assert "verlegen" not in text


# Against the applicant


def test_the_hearing_announces_grounds_and_period_and_decides_nothing() -> None:
    text = text_of(samples.hearing())
    assert "Wir beabsichtigen, den Antrag".lower() in text.lower()
    assert "Entschieden ist noch nichts." in text
    assert "Ihre Äußerung bis zum 28.12.2026" in text
    assert "Der Pass des Herkunftsstaats ist bis zum 03.05.2031 gültig." in text
    assert "Rechtsbehelfsbelehrung" not in text


def test_the_refusal_has_operative_part_reasons_remedy_and_room_for_a_signature() -> None:
    text = text_of(samples.refusal())
    assert "Mit Postzustellungsurkunde Amal Haddad" in text
    assert "1. Der Antrag vom 23.11.2026 auf Erteilung eines Reiseausweises wird abgelehnt." in text
    assert "Gründe Sachverhalt Der Pass ist bis zum 03.05.2031 gültig." in text
    assert f"Rechtsbehelfsbelehrung {samples.REMEDY}" in text
    assert text.index("Im Auftrag") < text.index("Dr. Inga Sommer")
    assert "ohne Unterschrift gültig" not in text


def test_a_copy_says_so_and_names_who_signed_the_original() -> None:
    copy, original = text_of(samples.refusal(copy=True)), text_of(samples.refusal())
    assert "Kopie" in copy
    assert "gez. Dr. Inga Sommer" in copy
    assert "Kopie" not in original
    assert "gez." not in original


# The end


def test_a_withdrawal_while_the_title_runs_names_its_last_day() -> None:
    text = text_of(samples.withdrawal())
    assert "Zurückgenommen am 23.11.2026, 16:45 Uhr" in text
    assert "noch bis zum 10.01.2027 gültig" in text


@pytest.mark.parametrize(
    ("effect", "says"),
    [
        (Effect.CONTINUATION, "Aufenthaltstitel gilt nicht mehr auf Grund des Antrags"),
        (Effect.CONTINUATION_ORDERED, "Die angeordnete Wirkung nach § 81 Abs. 4"),
        (Effect.PERMISSION, "Der Aufenthalt gilt nicht mehr auf Grund des Antrags als erlaubt"),
        (Effect.TOLERATION, "Die Abschiebung gilt nicht mehr auf Grund des Antrags"),
    ],
)
def test_a_withdrawal_after_the_title_says_which_effect_has_ended(
    effect: Effect, says: str
) -> None:
    text = text_of(samples.withdrawal(title_valid_until=None, ended_effect=effect))
    assert says in text
    assert "noch bis zum" not in text


def test_a_withdrawal_without_effect_ends_none() -> None:
    text = text_of(samples.withdrawal(title_valid_until=None, ended_effect=Effect.NONE))
    assert "§ 81" not in text


def test_a_discontinuation_gives_day_and_reason_and_is_no_refusal() -> None:
    text = text_of(samples.discontinuation())
    assert "Eingestellt am 23.11.2026" in text
    assert "unter dem Aktenzeichen BE-2026-000098-9 vor." in text
    assert "Sie ist keine Ablehnung des Antrags." in text


def test_the_pickup_letter_lists_what_is_ready_where_and_what_to_bring() -> None:
    text = text_of(samples.pickup())
    assert "• Elektronischer Aufenthaltstitel • Reiseausweis für Ausländer" in text
    assert "Wann 02.02.2027, 08:40 Uhr" in text
    assert "bringen Sie mit • bisherige Aufenthaltserlaubnis" in text


def test_a_single_document_without_a_fixed_time_is_told_when_to_come() -> None:
    text = text_of(
        samples.pickup(
            products=("Elektronischer Aufenthaltstitel",), starts_at=None, opening="Mo 8-12 Uhr"
        )
    )
    assert "Ihr Dokument liegt bereit" in text
    assert "Wann Mo 8-12 Uhr" in text


# The stay during the procedure


def test_the_order_says_what_continues_until_when_and_why() -> None:
    text = text_of(samples.continuation_order())
    assert "nur bis zum 20.11.2026 befristet" in text
    assert "bis die Entscheidung über den Antrag bekannt gegeben ist (§ 81 Abs. 4 Satz 3" in text
    assert "im Krankenhaus" in text
    assert "Karin Vogt" in text


def test_its_revocation_ends_it_with_the_announcement_and_names_the_remedy() -> None:
    text = text_of(samples.revocation())
    assert "Mit Postzustellungsurkunde" in text
    assert "Unsere Anordnung vom 16.11.2026" in text
    assert "Sobald Ihnen dieser Bescheid bekannt gegeben ist" in text
    assert "Rechtsbehelfsbelehrung" in text


@pytest.mark.parametrize(
    ("effect", "says"),
    [
        (Effect.CONTINUATION, "als fortbestehend gilt (§ 81 Abs. 4"),
        (Effect.CONTINUATION_ORDERED, "als fortbestehend gilt (§ 81 Abs. 4"),
        (Effect.PERMISSION, "als erlaubt gilt (§ 81 Abs. 3 Satz 1"),
        (Effect.TOLERATION, "als ausgesetzt gilt (§ 81 Abs. 3 Satz 2"),
    ],
)
def test_the_letter_with_a_certificate_says_what_it_proves_and_until_when(
    effect: Effect, says: str
) -> None:
    text = text_of(samples.certificate(effect=effect))
    assert says in text
    assert "Gültig bis 23.05.2027" in text
    assert "geben Sie sie zurück" not in text


def test_a_certificate_that_is_replaced_is_asked_back() -> None:
    assert "geben Sie sie zurück" in text_of(samples.certificate(replaces=True))
