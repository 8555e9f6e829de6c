"""Travel documents, photo, express and delivery: never free, and only some of them halved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from authorities import service
from fees.assessment import AssessedLine

from .applications import FILING_DAY, application

FREE_OF_THE_PERMIT = [
    {"situation__benefits": ["sgb2"]},
    {"situation__protection": "refugee"},
    {"current_title__legal_basis": "25(1)"},
    {"current_title__legal_basis": "23(2)"},
]


def line_of(code: str, **changes: Any) -> AssessedLine:
    assessment = service.estimate_fees(
        application(**changes), authority="berlin", age_on=FILING_DAY, tariff_on_day=FILING_DAY
    )
    [line] = [line for line in assessment.lines if line.code == code]
    return line


@pytest.mark.parametrize(
    ("document", "chip", "birth_date", "protection", "amount", "number"),
    [
        ("foreigner", True, "2002-11-23", None, "100.00", "1a"),
        ("foreigner", True, "2002-11-24", None, "97.00", "1b"),
        ("foreigner", True, "2002-11-23", "subsidiary", "70.00", "1c"),
        ("foreigner", True, "2002-11-24", "resettlement", "38.00", "1d"),
        ("refugee", True, "2002-11-23", "refugee", "70.00", "1c"),
        ("refugee", True, "2002-11-24", "refugee", "38.00", "1d"),
        ("stateless", True, "2002-11-23", None, "70.00", "1c"),
        ("stateless", True, "2014-11-24", None, "38.00", "1d"),
        ("foreigner", False, "1990-05-01", None, "67.00", "1e"),
        ("foreigner", False, "1990-05-01", "subsidiary", "26.00", "1f"),
        ("refugee", False, "2014-11-23", "refugee", "26.00", "1f"),  # twelve today
        ("refugee", False, "2014-11-24", "refugee", "14.00", "1g"),  # twelve tomorrow
        ("foreigner", False, "2020-01-01", None, "14.00", "1g"),
    ],
)
def test_a_travel_document_costs_by_type_age_and_chip(
    *, document: str, chip: bool, birth_date: str, protection: str | None, amount: str, number: str
) -> None:
    line = line_of(
        "travel_document",
        requests__travel_document={"type": document, "chip": chip},
        person__birth_date=birth_date,
        situation__protection=protection,
    )
    assert line.amount == Decimal(amount)
    assert line.legal_basis == f"§ 48 Abs. 1 S. 1 Nr. {number} AufenthV"
    assert line.reduction is None


@pytest.mark.parametrize("situation", FREE_OF_THE_PERMIT)
def test_who_pays_nothing_for_the_permit_pays_all_the_rest(situation: dict[str, Any]) -> None:
    asked = {
        "requests__travel_document": {"type": "refugee", "chip": True},
        "requests__photo_on_site": True,
        "requests__express": True,
        "requests__direct_delivery": True,
    }
    assert line_of("permit", **asked, **situation).amount == 0
    assert line_of("travel_document", **asked, **situation).amount == Decimal("70.00")
    assert line_of("photo", **asked, **situation).amount == Decimal("6.00")
    assert line_of("express", **asked, **situation).amount == Decimal("35.00")
    assert line_of("direct_delivery", **asked, **situation).amount == Decimal("15.00")


def test_a_minor_pays_half_for_express_and_delivery_but_not_for_photo_and_travel_document() -> None:
    child = {
        "person__birth_date": "2015-05-01",
        "requests__travel_document": {"type": "foreigner", "chip": True},
        "requests__photo_on_site": True,
        "requests__express": True,
        "requests__direct_delivery": True,
    }
    assert line_of("express", **child).amount == Decimal("17.50")
    assert line_of("direct_delivery", **child).amount == Decimal("7.50")
    assert line_of("photo", **child).amount == Decimal("6.00")
    assert line_of("travel_document", **child).amount == Decimal("97.00")


def test_the_association_law_lowers_the_permit_and_nothing_beside_it() -> None:
    asked = {
        "person__nationalities": ["TR"],
        "requests__travel_document": {"type": "foreigner", "chip": True},
        "requests__express": True,
    }
    assert line_of("permit", **asked).amount == Decimal("37.00")
    assert line_of("travel_document", **asked).amount == Decimal("100.00")
    assert line_of("express", **asked).amount == Decimal("35.00")


def test_only_what_was_asked_for_is_priced_and_a_certificate_never_is() -> None:
    assessment = service.estimate_fees(
        application(requests__photo_on_site=True),
        authority="berlin",
        age_on=FILING_DAY,
        tariff_on_day=FILING_DAY,
    )
    assert [line.code for line in assessment.lines] == ["permit", "photo"]
    assert assessment.total == Decimal("99.00")
