"""What the reference portal makes of a case's codes and days."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from examples.portal.templatetags.portal import appeal_words, due_day, goes_on

MIDNIGHT_AFTER = "2026-12-24T00:00:00+01:00"


def waiting(due_at: str, *days: dict[str, str]) -> dict[str, Any]:
    return {"next_step": {"due_at": due_at}, "deadlines": list(days)}


def test_a_deadline_is_told_by_its_last_day_and_not_by_the_instant_after_it() -> None:
    case = waiting(MIDNIGHT_AFTER, {"on": "2026-12-23", "at": MIDNIGHT_AFTER})
    with translation.override("en"):
        assert due_day(case) == "23 December 2026"


def test_an_appointment_is_told_by_its_own_day() -> None:
    with translation.override("en"):
        assert due_day(waiting("2026-12-24T09:00:00+01:00")) == "24 December 2026"


def test_what_has_ended_is_not_said_to_go_on() -> None:
    assert goes_on({"standing": "title_continues"})
    assert not goes_on({"standing": "ended"})
    assert not goes_on({"standing": "ask_authority"})


def test_a_refusal_says_until_when_and_where_it_can_be_contested() -> None:
    remedy = {"kind": "claim", "body": "VG Berlin", "address": "Weg 1", "until": "2026-12-23"}
    with translation.override("en"):
        told = appeal_words({"remedy": remedy})
    assert told == "You can bring a claim until 23 December 2026 at: VG Berlin, Weg 1."


def test_a_remedy_that_is_not_known_yet_is_left_to_the_letter() -> None:
    remedy = {"kind": "other", "body": "VG Berlin", "address": "Weg 1", "until": "2026-12-23"}
    assert appeal_words({"remedy": remedy}) == ""
