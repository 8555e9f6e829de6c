"""How long a title (§ 26 AufenthG) and a travel document (§§ 4, 8 AufenthV) may be granted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from authorities import service
from authorities.validity import LongestValidity

from .applications import FILING_DAY, application


def longest(sought: str, **changes: Any) -> LongestValidity:
    return service.longest_validity(application(legal_basis=sought, **changes), on=FILING_DAY)


@pytest.mark.parametrize(
    ("sought", "longest_months", "shortest_months", "legal_basis"),
    [
        ("22", 36, None, "§ 26 Abs. 1 AufenthG"),
        ("23a", 36, None, "§ 26 Abs. 1 AufenthG"),
        ("25(1)", 36, 36, "§ 26 Abs. 1 S. 2 AufenthG"),
        ("25(2)1", 36, 36, "§ 26 Abs. 1 S. 2 AufenthG"),
        ("25(2)2", 36, 36, "§ 26 Abs. 1 S. 2 AufenthG"),
        ("25(3)", 36, 12, "§ 26 Abs. 1 S. 3 AufenthG"),
        ("25(4)2", 36, None, "§ 26 Abs. 1 AufenthG"),
        ("25(4a)1", 12, 12, "§ 26 Abs. 1 S. 4 AufenthG"),
        ("25(4a)3", 24, 24, "§ 26 Abs. 1 S. 4 AufenthG"),
        ("25(4b)", 12, 12, "§ 26 Abs. 1 S. 4 AufenthG"),
        ("25a(1)", 36, None, "§ 26 Abs. 1 AufenthG"),
        ("25b(1)", 24, None, "§ 25b Abs. 5 S. 1 AufenthG"),
        ("25b(4)", 24, None, "§ 25b Abs. 5 S. 1 AufenthG"),
    ],
)
def test_the_ground_decides_how_long_a_permit_may_be(
    sought: str, longest_months: int, shortest_months: int | None, legal_basis: str
) -> None:
    found = longest(sought)
    assert (found.longest_months, found.shortest_months) == (longest_months, shortest_months)
    assert found.legal_basis == legal_basis


@pytest.mark.parametrize("sought", ["25(4)1", "25(5)"])
@pytest.mark.parametrize(
    ("lawful_since", "months"),
    [
        ("2025-05-23", 36),  # 18 months today
        ("2025-05-24", 6),
        (None, 6),
    ],
)
def test_temporary_grounds_last_six_months_until_18_months_of_lawful_stay(
    sought: str, lawful_since: str | None, months: int
) -> None:
    found = longest(sought, current_title__lawful_stay_since=lawful_since)
    assert found.longest_months == months


def test_the_proposal_names_every_limit_and_takes_the_earliest() -> None:
    proposal = service.propose_title(
        application(requests__duration_months=24),
        on=FILING_DAY,
        starts_on=FILING_DAY,
        passport_valid_until=date(2028, 3, 31),
        biometrics_captured_on=date(2020, 1, 15),
    )
    assert proposal.valid_from == FILING_DAY
    assert proposal.valid_until == date(2028, 3, 31)
    assert [limit.until for limit in proposal.limits] == [
        date(2028, 3, 31),  # the passport
        date(2028, 11, 22),  # the wish: 24 months, the first day included
        date(2029, 11, 22),  # § 26: three years
        date(2030, 1, 14),  # biometrics: ten years from capture
    ]


def test_without_other_limits_the_ground_alone_decides() -> None:
    proposal = service.propose_title(
        application(requests__duration_months=None), on=FILING_DAY, starts_on=FILING_DAY
    )
    assert proposal.valid_until == date(2029, 11, 22)
    assert [limit.legal_basis for limit in proposal.limits] == ["§ 26 Abs. 1 AufenthG"]


@pytest.mark.parametrize(
    ("document", "birth_date", "until"),
    [
        ({"type": "foreigner", "chip": True}, "2002-11-23", date(2029, 11, 22)),  # the title
        ({"type": "refugee", "chip": True}, "1990-05-01", date(2029, 11, 22)),  # three years
        ({"type": "foreigner", "chip": False}, "1990-05-01", date(2027, 11, 22)),  # one year
        ({"type": "refugee", "chip": False}, "2020-05-01", date(2027, 11, 22)),  # one year
        ({"type": "refugee", "chip": False}, "2015-05-01", date(2027, 4, 30)),  # before twelve
    ],
)
def test_a_travel_document_ends_with_its_type_the_title_or_the_age(
    document: dict[str, Any], birth_date: str, until: date
) -> None:
    proposal = service.propose_travel_document(
        application(requests__travel_document=document, person__birth_date=birth_date),
        on=FILING_DAY,
        starts_on=FILING_DAY,
        title_valid_until=date(2029, 11, 22),
    )
    assert proposal.valid_until == until


@pytest.mark.parametrize(("birth_date", "years"), [("2002-11-23", 10), ("2002-11-24", 6)])
def test_a_foreigners_document_may_last_longer_from_24_where_the_title_allows(
    birth_date: str, years: int
) -> None:
    proposal = service.propose_travel_document(
        application(
            requests__travel_document={"type": "foreigner", "chip": True},
            person__birth_date=birth_date,
        ),
        on=FILING_DAY,
        starts_on=FILING_DAY,
        title_valid_until=date(2099, 1, 1),
    )
    assert proposal.valid_until == date(2026 + years, 11, 22)


# Titles of relatives, titles that are granted no more, and limits that are for some only


@pytest.mark.parametrize(
    ("sought", "kind", "longest_months", "shortest_months", "legal_basis"),
    [
        ("30", "issue", 36, 12, "§ 27 Abs. 4 S. 1 und 3 AufenthG"),
        ("36a", "issue", 36, 12, "§ 27 Abs. 4 S. 1 und 3 AufenthG"),
        ("32", "extension", 36, None, "§ 27 Abs. 4 S. 1 AufenthG"),
        ("31", "change_of_purpose", 12, 12, "§ 31 Abs. 1 S. 1 AufenthG"),
        ("104c", "extension", 36, None, "§ 104c Abs. 2 S. 1 AufenthG"),
        ("104a(1)1", "extension", 24, None, "§ 104a Abs. 5 S. 2 AufenthG"),
    ],
)
def test_relatives_and_old_titles_have_limits_of_their_own(
    sought: str, kind: str, longest_months: int, shortest_months: int | None, legal_basis: str
) -> None:
    found = longest(sought, kind=kind)
    assert (found.longest_months, found.shortest_months) == (longest_months, shortest_months)
    assert found.legal_basis == legal_basis


@pytest.mark.parametrize(
    ("sought", "until"), [("30", date(2028, 1, 31)), ("25(5)", date(2029, 11, 22))]
)
def test_relatives_stay_as_long_as_the_person_they_join(sought: str, until: date) -> None:
    proposal = service.propose_title(
        application(legal_basis=sought, requests__duration_months=None),
        on=FILING_DAY,
        starts_on=FILING_DAY,
        sponsor_title_valid_until=date(2028, 1, 31),
    )
    assert proposal.valid_until == until


@pytest.mark.parametrize(
    ("sought", "kind", "until"),
    [
        ("25(5)", "extension", date(2027, 11, 22)),
        ("25(5)", "issue", date(2029, 11, 22)),
        ("25(3)", "extension", date(2029, 11, 22)),
        ("25(2)2", "extension", date(2029, 11, 22)),
    ],
)
def test_an_open_integration_course_means_a_year_at_a_time_but_not_for_the_protected(
    sought: str, kind: str, until: date
) -> None:
    proposal = service.propose_title(
        application(legal_basis=sought, kind=kind, requests__duration_months=None),
        on=FILING_DAY,
        starts_on=FILING_DAY,
        integration_course_open=True,
    )
    assert proposal.valid_until == until
    assert all(not limit.binding for limit in proposal.limits if limit.key == "integration_course")


def test_biometrics_could_not_be_used_again_before_the_law_allowed_it() -> None:
    day_before = date(2026, 8, 11)
    proposal = service.propose_title(
        application(), on=day_before, starts_on=day_before, biometrics_captured_on=date(2017, 1, 15)
    )
    assert "biometrics" not in {limit.key for limit in proposal.limits}


@pytest.mark.parametrize("basis", ["22", "25(1)", "25(2)2", "25(3)", "25(4)1", "25(5)", "25b(4)"])
@pytest.mark.parametrize("captured_on", [None, date(2018, 3, 1)])
@pytest.mark.parametrize("passport", [None, date(2027, 2, 1)])
def test_a_proposal_is_never_beyond_a_maximum_of_the_law(
    basis: str, captured_on: date | None, passport: date | None
) -> None:
    proposal = service.propose_title(
        application(legal_basis=basis),
        on=FILING_DAY,
        starts_on=FILING_DAY,
        biometrics_captured_on=captured_on,
        passport_valid_until=passport,
    )
    maxima = [limit.until for limit in proposal.limits if limit.binding]
    assert proposal.valid_until <= min(maxima)
    assert all(limit.reason.de and limit.legal_basis for limit in proposal.limits)


@pytest.mark.parametrize("title", ["settlement_permit", "eu_long_term"])
def test_a_refugees_document_may_last_ten_years_with_an_unlimited_title(title: str) -> None:
    proposal = service.propose_travel_document(
        application(
            requests__travel_document={"type": "refugee", "chip": True},
            current_title__type=title,
            current_title__valid_until=None,
        ),
        on=FILING_DAY,
        starts_on=FILING_DAY,
        title_valid_until=date(2027, 1, 1),
    )
    assert proposal.valid_until == date(2036, 11, 22)
