"""Every obstacle and every advice of the precheck, each with the neighbour that has none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from authorities import service

from .applications import FILING_DAY, application, checked


def codes(found: list[dict[str, Any]]) -> list[str]:
    return [each["code"] for each in found]


def obstacles(on: date = FILING_DAY, **changes: Any) -> list[str]:
    answer = checked(on, **changes)
    assert answer["may_file"] is (answer["obstacles"] == [])
    return codes(answer["obstacles"])


def advice(on: date = FILING_DAY, **changes: Any) -> list[str]:
    return codes(checked(on, **changes)["advice"])


def test_amal_may_file_and_needs_no_advice() -> None:
    answer = checked()
    assert answer["may_file"]
    assert (answer["obstacles"], answer["advice"]) == ([], [])


# Obstacles


@pytest.mark.parametrize(
    "held", ["22", "23(1)", "23(4)", "23a", "25(1)", "25(2)2", "25a(1)", "25b(4)"]
)
def test_the_grounds_of_the_page_are_handled(held: str) -> None:
    assert obstacles(current_title__legal_basis=held, legal_basis=held) == []


@pytest.mark.parametrize("other", ["24", "16b", "104c", "28"])
def test_other_grounds_are_not_whether_held_or_sought(other: str) -> None:
    assert "legal_basis_not_handled" in obstacles(legal_basis=other)
    assert "legal_basis_not_handled" in obstacles(current_title__legal_basis=other)


@pytest.mark.parametrize("kind", ["issue", "change_of_purpose"])
def test_only_extensions_are_handled(kind: str) -> None:
    assert obstacles(kind=kind) == ["kind_not_handled"]


@pytest.mark.parametrize("title", ["duldung", "gestattung", "fiktion", "visa_free", "none"])
def test_only_residence_permits_are_extended(title: str) -> None:
    assert "status_not_handled" in obstacles(current_title__type=title)


@pytest.mark.parametrize(
    ("on", "found"), [(date(2026, 11, 14), ["too_early"]), (date(2026, 11, 15), [])]
)
def test_the_door_opens_eight_weeks_before_the_end(on: date, found: list[str]) -> None:
    assert obstacles(on) == found


@pytest.mark.parametrize(
    ("residence", "found"),
    [
        ({"municipality": "Berlin", "main": True}, []),
        ({"municipality": "berlin", "main": True}, []),
        ({"municipality": "11000000", "main": True}, []),
        ({"municipality": "Berlin", "main": False}, ["not_resident_here"]),
        ({"municipality": "Potsdam", "main": True}, ["not_resident_here"]),
        (None, []),
    ],
)
def test_the_main_residence_must_be_in_berlin(
    residence: dict[str, Any] | None, found: list[str]
) -> None:
    assert obstacles(person__residence=residence) == found


@pytest.mark.parametrize(
    ("bound_to", "found"),
    [
        (None, []),
        ("Berlin", []),
        ("Halle (Saale)", ["residence_obligation_elsewhere"]),
        ("Sachsen-Anhalt", ["residence_obligation_elsewhere"]),
    ],
)
def test_a_residence_obligation_elsewhere_bars(bound_to: str | None, found: list[str]) -> None:
    assert obstacles(current_title__residence_obligation=bound_to) == found


@pytest.mark.parametrize(("persons", "found"), [(1, []), (2, ["one_person_per_application"])])
def test_each_person_files_alone(persons: int, found: list[str]) -> None:
    assert obstacles(family={"sponsor_legal_basis": "25(5)", "persons": persons}) == found


@pytest.mark.parametrize(
    ("sought", "sponsor", "on", "excluded"),
    [
        ("30", "25(5)", FILING_DAY, True),
        ("32", "25(4)1", FILING_DAY, True),
        ("36", "25b(4)", FILING_DAY, True),
        ("30", "25(2)1", FILING_DAY, False),
        ("30", "25(3)", FILING_DAY, False),  # restricted, not excluded
        ("36a", "25(2)2", FILING_DAY, True),
        ("36a", "25(2)2", date(2027, 7, 24), False),  # the suspension has run out
        ("25(5)", "25(5)", FILING_DAY, False),  # a relative's own ground
    ],
)
def test_relatives_are_excluded_by_the_sponsors_title_only(
    *, sought: str, sponsor: str, on: date, excluded: bool
) -> None:
    found = obstacles(
        on,
        legal_basis=sought,
        family={"sponsor_legal_basis": sponsor, "persons": 1},
        current_title__valid_until="2027-12-31",
    )
    assert ("family_reunification_excluded" in found) is excluded


@pytest.mark.parametrize("channel", ["post", "email", "in_person", "on_suggestion"])
def test_other_channels_are_not_offered_but_their_mail_is_accepted(channel: str) -> None:
    [found] = checked(channel=channel)["obstacles"]
    assert found["code"] == "channel_not_offered"
    assert "online" in found["detail"]
    assert "angenommen" in found["detail"]


def test_obstacles_stop_no_computation() -> None:
    answer = checked(kind="issue", channel="post", legal_basis="16b")
    assert len(answer["obstacles"]) == 3
    assert answer["fees"]["total"] == "100.00"
    assert answer["legal_effect"]["kind"] == "continuation"
    assert answer["requirements"]
    assert answer["validity"] is None


# Advice


def test_a_title_that_has_ended_is_an_advice_and_never_an_obstacle() -> None:
    answer = checked(date(2027, 1, 11))
    assert answer["may_file"]
    assert codes(answer["advice"]) == ["title_expired", "no_fiction"]
    assert "title_expired" not in advice(date(2027, 1, 10))


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2026, 12, 11), []),  # the draft is gone before the title ends
        (date(2026, 12, 12), ["draft_protects_nobody"]),
        (date(2027, 1, 10), ["draft_protects_nobody"]),
    ],
)
def test_who_might_leave_a_draft_until_the_title_ends_is_warned(on: date, found: list[str]) -> None:
    assert advice(on) == found


@pytest.mark.parametrize(
    ("title", "valid_until", "found"),
    [
        ("duldung", "2026-12-31", ["no_fiction", "status_expiry_to_watch"]),
        ("duldung", "2026-11-22", ["title_expired", "no_fiction"]),
        ("visa_c", "2026-12-31", ["no_fiction"]),
    ],
)
def test_who_gains_no_fiction_is_told_so_and_to_watch_the_status(
    title: str, valid_until: str, found: list[str]
) -> None:
    assert advice(current_title__type=title, current_title__valid_until=valid_until) == found


# A clerk's view


def test_a_clerk_sees_the_same_findings_on_a_recorded_application() -> None:
    by_post = application(channel="post", current_title__residence_obligation="Bremen")
    found, hints = service.findings_for(by_post, authority="berlin", on=FILING_DAY)
    assert [each.code for each in found] == [
        "residence_obligation_elsewhere",
        "channel_not_offered",
    ]
    assert hints == ()


# Words


def test_each_finding_has_a_paragraph_and_says_what_to_do_in_the_readers_language() -> None:
    with translation.override("de"):
        [german] = checked(date(2026, 11, 14))["obstacles"]
    with translation.override("en"):
        [english] = checked(date(2026, 11, 14))["obstacles"]
    assert german["legal_basis"] == english["legal_basis"] == "§ 10 VwVfG"
    assert "15.11.2026" in german["detail"]
    assert "15 November 2026" in english["detail"]
    assert "Friedrich-Krause-Ufer" in german["detail"]
    assert "Friedrich-Krause-Ufer" in english["detail"]
