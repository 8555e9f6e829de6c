"""How the reference portal keeps answers, sends them, and recognises its own requests and codes."""

from __future__ import annotations

from typing import Any

import pytest

from cases.feed import PUBLIC_EVENTS
from examples.portal.api import key_of
from examples.portal.bodies import change_of, new_case_of, precheck_of
from examples.portal.happenings import OTHERWISE, WORDS, words_of
from examples.portal.keeping import Making, code_of, opens
from examples.portal.pointers import flat, nested
from examples.portal.questions import QUESTIONS, asking

BERLIN: Any = {"key": "berlin", "kinds": ["extension"], "languages": ["de", "en"]}
RANA = {
    "/kind": "extension",
    "/legal_basis": "25(5)",
    "/person/family_name": "Al-Halabi",
    "/person/birth_date": "1990-05-01",
    "/person/nationalities/0": "SY",
    "/person/nationalities/1": "stateless",
    "/person/residence/municipality": "Berlin",
    "/person/residence/main": True,
    "/person/residence/street": "Turmstraße 1",
    "/current_title/type": "residence_permit",
    "/current_title/valid_until": "2027-01-10",
    "/situation/benefits": ["sgb2", "wohngeld"],
    "/situation/has_passport": True,
    "/person/identity_document/number": "N1234567",
}


def rana(**changed: Any) -> Making:
    return Making("berlin", answers={**RANA, **changed})


def test_answers_come_back_as_they_were_told() -> None:
    assert flat(nested(RANA)) == RANA
    assert nested(RANA)["person"]["nationalities"] == ["SY", "stateless"]


def test_a_precheck_tells_neither_name_nor_street_nor_passport() -> None:
    body: Any = precheck_of(rana(), BERLIN)
    assert body["person"] == {
        "birth_date": "1990-05-01",
        "nationalities": ["SY", "stateless"],
        "residence": {"municipality": "Berlin", "main": True},
    }


def test_an_answer_that_another_answer_made_pointless_is_not_sent() -> None:
    body: Any = new_case_of(rana(**{"/current_title/type": "none"}), BERLIN, declarations=None)
    assert body["current_title"] == {"type": "none"}
    assert body["submit"] is False


def test_a_change_empties_what_is_no_longer_answered() -> None:
    making = rana(**{"/situation/has_passport": False})
    making.replace({"/person/residence/street": ""})
    body: Any = change_of(making, BERLIN)
    assert body["person"]["residence"]["street"] is None
    assert body["person"]["identity_document"] is None
    assert body["person"]["nationalities"] == ["SY", "stateless"]


@pytest.mark.parametrize(
    ("pointer", "slug"),
    [
        ("/person/birth_date", "birth"),
        ("/person/nationalities", "birth"),
        ("/person/nationalities/0", "birth"),
        ("/person/identity_document/number", "passport-data"),
        ("/current_title/valid_until", "title"),
    ],
)
def test_what_the_api_finds_wrong_leads_to_its_question(pointer: str, slug: str) -> None:
    assert asking(pointer) is QUESTIONS[slug]


def test_what_no_question_asks_for_leads_nowhere() -> None:
    assert asking("/documents") is None


def test_the_same_request_has_the_same_key_and_no_other_one() -> None:
    first = key_of("nonce", "file", {"a": 1, "b": 2})
    assert key_of("nonce", "file", {"b": 2, "a": 1}) == first
    assert key_of("nonce", "file", {"a": 1, "b": 3}) != first
    assert key_of("of another session", "file", {"a": 1, "b": 2}) != first


def test_a_code_opens_its_case_however_it_is_typed() -> None:
    code = code_of("BE-2026-000001-1")
    assert opens(f" {code.lower().replace('-', ' ')}", reference="BE-2026-000001-1")
    assert not opens(code, reference="BE-2026-000002-1")
    assert not opens("", reference="BE-2026-000001-1")


def test_every_public_event_has_words_and_a_new_one_does_no_harm() -> None:
    assert PUBLIC_EVENTS - WORDS.keys() == set()
    assert words_of("a_kind_of_next_year") == str(OTHERWISE)
