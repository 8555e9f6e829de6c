"""Every mail in both languages: complete, polite, plainly worded, silent about what is private."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from common.rules import Text
from correspondence.mails import COMMON, KINDS, TEXTS, Fact, Mail, MailDataWrong, compose, freeze

KIND_AND_LANGUAGE = [(kind, language) for kind in KINDS for language in ("de", "en")]
SAMPLES = {
    Fact.TEXT: "Beispiel",
    Fact.LINES: ["Pass", "bisherige Karte"],
    Fact.DAY: date(2026, 11, 23),
    Fact.MOMENT: datetime(2026, 12, 7, 9, 20, tzinfo=UTC),
    Fact.AMOUNT: Decimal("1093.00"),
    Fact.NUMBER: 3,
}
AMAL = {
    "reference": "BE-2026-000123-7",
    "salutation_name": "Amal Haddad",
    "authority_name": "Landesamt für Einwanderung",
    "contact": "030 90269-4000",
}


def facts(kind: str, **changes: Any) -> dict[str, Any]:
    return {name: SAMPLES[fact] for name, fact in KINDS[kind].items()} | AMAL | changes


def mail(kind: str, language: str, **changes: Any) -> Mail:
    return compose(kind=kind, language=language, data=freeze(kind, facts(kind, **changes)))


def template(kind: str, language: str) -> str:
    return (TEXTS / language / f"{kind}.txt").read_text(encoding="utf-8")


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[.!?:]\s|\n", text) if part]


# The texts


@pytest.mark.parametrize("language", ["de", "en"])
def test_there_is_a_text_for_each_kind_and_no_other(language: str) -> None:
    texts = {path.stem for path in (TEXTS / language).iterdir()}
    assert texts == KINDS.keys() | {"_frame"}


@pytest.mark.parametrize(("kind", "language"), KIND_AND_LANGUAGE)
def test_each_text_uses_every_fact_of_its_kind_and_knows_no_other(kind: str, language: str) -> None:
    used = set(re.findall(r"\$(\w+)", template(kind, language)))
    assert used - COMMON.keys() == KINDS[kind].keys()


@pytest.mark.parametrize(("kind", "language"), KIND_AND_LANGUAGE)
def test_each_mail_greets_says_where_to_turn_and_is_signed(kind: str, language: str) -> None:
    body = mail(kind, language).body
    first, *_, last = body.strip().splitlines()
    assert first in {"Guten Tag Amal Haddad,", "Hello Amal Haddad,"}
    assert "030 90269-4000" in body
    assert "BE-2026-000123-7" in body
    assert "\nLandesamt für Einwanderung\n" in body
    assert last in {
        "Antworten an diese E-Mail-Adresse werden nicht gelesen.",
        "Replies to this e-mail address are not read.",
    }
    assert "$" not in body


@pytest.mark.parametrize(("kind", "language"), KIND_AND_LANGUAGE)
def test_subjects_are_neutral(kind: str, language: str) -> None:
    subject = mail(kind, language).subject.replace("BE-2026-000123-7", "…")
    assert subject in {
        "Neuigkeiten zu Ihrem Vorgang …",
        "Erinnerung zu Ihrem Vorgang …",
        "Termin zu Ihrem Vorgang …",
        "Wichtig: Ihr Vorgang …",
        "Ihr Entwurf …",
        "News about your case …",
        "Reminder about your case …",
        "Appointment for your case …",
        "Important: your case …",
        "Your draft …",
    }


PRIVATE = re.compile(
    r"§|AufenthG|AufenthV|VwVfG|Asyl|Flüchtl|Aufenthalt|Abschieb|Ausländer|Staatsang|Gesundheit|Krank"
    r"|Sozial|Leistung|Wohnung|asylum|refugee|residence|deport|foreigner|national|health|benefit",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("kind", "language"), KIND_AND_LANGUAGE)
def test_no_text_says_what_the_case_is_about(kind: str, language: str) -> None:
    assert PRIVATE.search(template(kind, language)) is None


@pytest.mark.parametrize("kind", KINDS)
def test_german_texts_say_sie_and_use_short_sentences(kind: str) -> None:
    text = template(kind, "de")
    assert re.search(r"\b(du|dich|dir|dein\w*|euch|euer\w*)\b", text, re.IGNORECASE) is None
    assert re.search(r"\b(Sie|Ihr|Ihre|Ihrem|Ihren|Ihnen)\b", text)
    assert max(len(sentence.split()) for sentence in sentences(text)) <= 20


@pytest.mark.parametrize("kind", KINDS)
def test_english_texts_use_short_sentences(kind: str) -> None:
    longest = max(sentences(template(kind, "en")), key=lambda sentence: len(sentence.split()))
    assert len(longest.split()) <= 24, longest


@pytest.mark.parametrize(("kind", "language"), KIND_AND_LANGUAGE)
def test_what_announces_a_list_can_be_left_out_with_it(kind: str, language: str) -> None:
    announcing = [part for part in template(kind, language).split("\n\n") if part.endswith(":")]
    assert all("$" not in part and "." not in part for part in announcing)


# What is written


def test_german_mails_write_days_times_and_amounts_the_german_way() -> None:
    assert "bis zum 23.11.2026" in mail("payment_reminder", "de").body
    assert "1.093,00\N{NO-BREAK SPACE}€" in mail("payment_reminder", "de").body
    assert "Wann: 07.12.2026, 10:20 Uhr" in mail("appointment_booked", "de").body
    assert "- Pass\n- bisherige Karte\n" in mail("appointment_booked", "de").body


def test_english_mails_write_months_out_so_that_no_day_can_be_misread() -> None:
    assert "by 23 November 2026" in mail("payment_reminder", "en").body
    assert "EUR 1,093.00" in mail("payment_reminder", "en").body
    assert "When: 7 December 2026, 10:20" in mail("appointment_booked", "en").body


def test_an_order_is_only_intended_to_be_granted_and_the_confirmation_stays() -> None:
    body = mail("ordered", "de", weeks_from=4, weeks_to=6).body
    assert "vorgesehen" in body
    assert "Bis dahin gilt Ihre Bestätigung weiter." in body
    assert "4 bis 6 Wochen" in body
    assert "erteilt" not in body


def test_a_draft_is_said_to_protect_nobody() -> None:
    assert "Ein Entwurf schützt Sie nicht." in mail("draft_warning", "de").body


def test_texts_in_two_languages_appear_each_in_its_own() -> None:
    purpose = Text(de="Fingerabdrücke", en="fingerprints")
    assert "Wofür: Fingerabdrücke" in mail("appointment_missed", "de", purpose=purpose).body
    assert "What for: fingerprints" in mail("appointment_missed", "en", purpose=purpose).body


def test_without_anything_to_bring_nobody_is_asked_to_bring_it() -> None:
    body = mail("appointment_booked", "de", bring=[]).body
    assert "Bitte bringen Sie mit" not in body
    assert "\n\n\n" not in body
    assert "bis zum 23.11.2026" in mail("payment_requested", "de", methods=[]).body


def test_who_has_no_name_yet_is_greeted_all_the_same() -> None:
    assert mail("draft_saved", "de", salutation_name="").body.startswith("Guten Tag,\n")


# Languages


@pytest.mark.parametrize("tag", ["ar", "fa-AF", "uk", "ti", ""])
def test_other_languages_get_german_then_english_in_one_mail(tag: str) -> None:
    both = mail("collected", tag)
    assert both.languages == ("de", "en")
    assert both.body.startswith("The English text follows below.")
    assert both.body.index("Guten Tag") < both.body.index("Hello")
    assert both.subject == (
        "Neuigkeiten zu Ihrem Vorgang BE-2026-000123-7 / News about your case BE-2026-000123-7"
    )


@pytest.mark.parametrize(("tag", "language"), [("de", "de"), ("de-AT", "de"), ("EN-gb", "en")])
def test_german_and_english_are_understood_in_all_their_forms(tag: str, language: str) -> None:
    assert mail("collected", tag).languages == (language,)


# Wrong facts


@pytest.mark.parametrize("kind", KINDS)
def test_each_missing_fact_is_noticed_when_the_mail_is_queued(kind: str) -> None:
    for name in facts(kind):
        incomplete = {key: value for key, value in facts(kind).items() if key != name}
        with pytest.raises(MailDataWrong, match=name):
            freeze(kind, incomplete)


def test_facts_that_no_text_needs_are_not_kept() -> None:
    with pytest.raises(MailDataWrong, match="nationality"):
        freeze("collected", facts("collected", nationality="SY"))


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(MailDataWrong, match="birthday_wishes"):
        freeze("birthday_wishes", AMAL)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("payment_reminder", "due_on", "23.11.2026"),
        ("payment_reminder", "due_on", datetime(2026, 11, 23, tzinfo=UTC)),
        ("payment_reminder", "amount", 93.0),
        ("received", "received_at", datetime(2026, 11, 23, 9, 0)),  # noqa: DTZ001  # what is tested
        ("received", "received_at", date(2026, 11, 23)),
        ("received", "confirmation_hint", None),
        ("appointment_booked", "bring", "Pass"),
        ("ordered", "weeks_from", "4"),
    ],
)
def test_a_fact_of_another_type_is_noticed_when_the_mail_is_queued(
    kind: str, name: str, value: object
) -> None:
    with pytest.raises(MailDataWrong, match=name):
        freeze(kind, facts(kind, **{name: value}))


def test_what_was_frozen_wrongly_long_ago_is_told_when_it_is_written() -> None:
    with pytest.raises(MailDataWrong, match="collected"):
        compose(kind="collected", language="de", data={})


def test_a_value_can_neither_pose_as_our_text_nor_break_a_header() -> None:
    forged = "Amal\r\nBcc: all@example.org\n\nZahlen Sie $amount an …\N{RIGHT-TO-LEFT OVERRIDE}"
    body = mail("collected", "de", salutation_name=forged).body
    assert body.startswith("Guten Tag Amal Bcc: all@example.org Zahlen Sie $amount an …,\n")
    forged_subject = mail("collected", "de", reference="BE\r\nBcc: all@example.org").subject
    assert "\n" not in forged_subject
    assert "\r" not in forged_subject
