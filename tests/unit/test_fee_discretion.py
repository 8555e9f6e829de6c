"""What could be waived is offered with its paragraph; no rule ever applies it."""

from __future__ import annotations

from typing import Any

import pytest

from authorities import service

from .applications import FILING_DAY, application

BESIDE = {"requests__travel_document": {"type": "foreigner", "chip": True}}


def offered(**changes: Any) -> set[tuple[str, str]]:
    found = service.offered_waivers(
        application(**changes),
        authority="berlin",
        age_on=FILING_DAY,
        tariff_on_day=FILING_DAY,
        proven=frozenset({"benefits"}),
    )
    return {(offer.line.value, offer.legal_basis) for offer in found}


def test_hardship_and_humanitarian_reasons_can_always_be_looked_at() -> None:
    assert offered() == {
        ("permit", "§ 52 Abs. 7 AufenthV"),
        ("permit", "§ 53 Abs. 2 AufenthV"),
    }


def test_who_lives_on_benefits_may_be_spared_what_no_rule_frees_from() -> None:
    by_benefits = {
        line
        for line, paragraph in offered(**BESIDE, situation__benefits=["asylblg"])
        if paragraph == "§ 53 Abs. 1 Hs. 2 AufenthV"
    }
    assert by_benefits == {"travel_document"}  # the permit is free already


@pytest.mark.parametrize("benefit", ["wohngeld", "kindergeld", "bafoeg", "alg1"])
def test_other_benefits_are_no_reason_under_section_53_1(benefit: str) -> None:
    paragraphs = {paragraph for _, paragraph in offered(situation__benefits=[benefit])}
    assert "§ 53 Abs. 1 Hs. 2 AufenthV" not in paragraphs


@pytest.mark.parametrize(("occupation", "is_offered"), [("student", True), ("employed", False)])
def test_who_only_learns_may_be_spared_the_permit(*, occupation: str, is_offered: bool) -> None:
    found = offered(**BESIDE, situation__occupation=occupation)
    assert (("permit", "§ 52 Abs. 6 AufenthV") in found) is is_offered
    assert ("travel_document", "§ 52 Abs. 6 AufenthV") not in found


def test_an_offer_changes_no_amount() -> None:
    assert offered(situation__occupation="student")
    fees = service.estimate_fees(
        application(situation__occupation="student"),
        authority="berlin",
        age_on=FILING_DAY,
        tariff_on_day=FILING_DAY,
    )
    assert f"{fees.total}" == "93.00"
