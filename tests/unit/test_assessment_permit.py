"""What the permit costs: kind and length, age, status, benefits, association law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from authorities import service
from authorities.service import NOTHING_STATED
from fees.assessment import Assessment, NoPosition
from fees.rules import Line

from .applications import FILING_DAY, application

LONG_AGO = date(2026, 2, 6)


def estimate(
    *, on: date = FILING_DAY, age_on: date | None = None, lines: frozenset[Line] | None = None,
    act: Mapping[str, str] = NOTHING_STATED, **changes: Any,
) -> Assessment:  # fmt: skip
    return service.estimate_fees(
        application(**changes),
        authority="berlin",
        age_on=age_on or on,
        tariff_on_day=on,
        lines=lines,
        act=act,
    )


def notice(proven: frozenset[str] = frozenset(), **changes: Any) -> Assessment:
    return service.assess_fees(
        application(**changes),
        authority="berlin",
        age_on=FILING_DAY,
        tariff_on_day=FILING_DAY,
        proven=proven,
    )


# § 45: kind and length


@pytest.mark.parametrize(
    ("kind", "months", "amount", "legal_basis"),
    [
        ("issue", 12, "100.00", "§ 45 Nr. 1 Buchst. a AufenthV"),
        ("issue", 13, "100.00", "§ 45 Nr. 1 Buchst. b AufenthV"),
        ("issue", None, "100.00", "§ 45 Nr. 1 Buchst. b AufenthV"),
        ("extension", 3, "96.00", "§ 45 Nr. 2 Buchst. a AufenthV"),
        ("extension", 4, "93.00", "§ 45 Nr. 2 Buchst. b AufenthV"),
        ("extension", None, "93.00", "§ 45 Nr. 2 Buchst. b AufenthV"),
        ("change_of_purpose", 36, "98.00", "§ 45 Nr. 3 AufenthV"),
    ],
)
def test_the_permit_costs_by_kind_and_length(
    kind: str, months: int | None, amount: str, legal_basis: str
) -> None:
    [line] = estimate(kind=kind, requests__duration_months=months).lines
    assert (line.code, line.amount, line.legal_basis) == ("permit", Decimal(amount), legal_basis)
    assert line.reduction is None


def test_the_published_amount_is_named_with_its_page_and_the_silent_one_with_the_law() -> None:
    assert estimate(requests__duration_months=36).lines[0].source == "berlin"
    assert estimate(requests__duration_months=3).lines[0].source == "federal"


# § 50: minors


@pytest.mark.parametrize(
    ("birth_date", "amount"),
    [
        ("2008-11-24", "46.50"),  # 18 tomorrow
        ("2008-11-23", "93.00"),  # 18 today: the birthday counts (§ 187(2) BGB)
        ("2026-11-23", "46.50"),  # born today
    ],
)
def test_a_minor_pays_half_until_the_day_before_the_birthday(birth_date: str, amount: str) -> None:
    assert estimate(person__birth_date=birth_date).total == Decimal(amount)


def test_who_is_born_on_29_february_is_18_with_the_end_of_28_february() -> None:
    born = "2008-02-29"
    assert estimate(person__birth_date=born, on=date(2026, 2, 28)).total == Decimal("46.50")
    assert estimate(person__birth_date=born, on=date(2026, 3, 1)).total == Decimal("93.00")


def test_the_age_at_the_application_counts_however_late_the_notice_is() -> None:
    half = estimate(person__birth_date="2008-11-24", age_on=FILING_DAY, on=date(2027, 3, 1))
    assert half.total == Decimal("46.50")


# §§ 52, 53: who pays nothing, and for what


@pytest.mark.parametrize("held", ["25(1)", "25(2)1", "25(2)2", "23(4)"])
def test_recognised_persons_extend_free_of_charge_but_change_their_purpose_for_98(
    held: str,
) -> None:
    [free] = estimate(current_title__legal_basis=held, legal_basis=held).lines
    assert free.amount == 0
    assert free.reduction is not None
    assert (free.reduction.kind, free.reduction.code) == ("exempt", "status")
    assert free.reduction.legal_basis == "§ 52 Abs. 3 Nr. 2 AufenthV"
    [paid] = estimate(current_title__legal_basis=held, kind="change_of_purpose").lines
    assert (paid.amount, paid.reduction) == (Decimal("98.00"), None)


def test_who_was_admitted_for_political_interests_is_free_of_the_permit_only() -> None:
    both = frozenset({Line.PERMIT, Line.FIKTIONSBESCHEINIGUNG})
    permit, certificate = estimate(
        current_title__legal_basis="23(2)", legal_basis="23(2)", lines=both
    ).lines
    assert permit.amount == 0
    assert certificate.amount == Decimal("13.00")


@pytest.mark.parametrize(
    "held",
    ["22", "23(1)", "23a", "25(3)", "25(4)1", "25(4a)1", "25(4b)", "25(5)", "25a(1)", "25b(1)"],
)
def test_no_other_ground_frees_from_fees(held: str) -> None:
    assert estimate(current_title__legal_basis=held, legal_basis=held).total == Decimal("93.00")


@pytest.mark.parametrize("benefit", ["sgb2", "sgb12", "asylblg"])
def test_benefits_that_secure_the_livelihood_free_from_the_fee_until_proof_provisionally(
    benefit: str,
) -> None:
    [line] = estimate(situation__benefits=[benefit]).lines
    assert line.amount == 0
    assert line.reduction is not None
    assert (line.reduction.code, line.reduction.legal_basis, line.reduction.provisional) == (
        "benefits",
        "§ 53 Abs. 1 Nr. 1 AufenthV",
        True,
    )


@pytest.mark.parametrize("benefit", ["wohngeld", "kindergeld", "elterngeld", "bafoeg", "alg1"])
def test_other_benefits_free_from_nothing(benefit: str) -> None:
    assert estimate(situation__benefits=[benefit]).total == Decimal("93.00")


def test_a_notice_counts_benefits_only_when_they_are_proven() -> None:
    stated = notice(situation__benefits=["sgb2"])
    proven = notice(situation__benefits=["sgb2"], proven=frozenset({"benefits"}))
    assert stated.total == Decimal("93.00")
    assert proven.total == 0
    assert proven.lines[0].reduction is not None
    assert not proven.lines[0].reduction.provisional


def test_a_protection_that_the_title_shows_needs_no_other_proof() -> None:
    told_only = notice(situation__protection="refugee")
    shown = notice(situation__protection="refugee", current_title__legal_basis="25(2)1")
    assert told_only.total == Decimal("93.00")
    assert shown.total == 0


# § 52a: the association law


@pytest.mark.parametrize(
    ("birth_date", "published", "federal"),
    [
        ("1990-05-01", "37.00", "46.00"),
        ("2002-11-23", "37.00", "46.00"),  # 24 today
        ("2002-11-24", "22.80", "27.60"),  # 24 tomorrow
        ("2015-05-01", "22.80", "27.60"),  # a minor: the published amount, not halved
    ],
)
def test_turkish_nationals_pay_the_published_amount_and_see_the_conflict(
    birth_date: str, published: str, federal: str
) -> None:
    assessment = estimate(person__nationalities=["TR"], person__birth_date=birth_date)
    assert assessment.total == Decimal(published)
    [conflict] = assessment.conflicts
    assert (conflict.published, conflict.federal) == (Decimal(published), Decimal(federal))
    assert conflict.since == date(2026, 2, 7)
    assert "§ 52a Abs. 2" in conflict.legal_basis
    assert not conflict.above_law


def test_there_was_no_conflict_before_the_identity_card_became_dearer() -> None:
    before = estimate(person__nationalities=["TR"], on=LONG_AGO)
    assert (before.total, before.conflicts) == (Decimal("37.00"), ())


def test_who_is_entitled_and_lives_on_benefits_pays_nothing() -> None:
    assessment = estimate(person__nationalities=["TR"], situation__benefits=["sgb2"])
    assert assessment.total == 0
    assert assessment.conflicts == ()


def test_the_association_law_frees_from_the_fiktionsbescheinigung() -> None:
    only = frozenset({Line.FIKTIONSBESCHEINIGUNG})
    assert estimate(person__nationalities=["TR"], lines=only).total == 0
    assert estimate(lines=only).total == Decimal("13.00")


# § 45c: the card is made again


@pytest.mark.parametrize(
    ("reason", "amount", "with_benefits"),
    [
        ("new_passport", "67.00", "0"),
        ("card_life", "67.00", "0"),
        ("data_change", "67.00", "0"),
        ("loss", "67.00", "67.00"),
        ("chip_misuse", "67.00", "67.00"),
        ("chip_defect", "0", "0"),
        ("card_on_request", "67.00", "67.00"),
    ],
)
def test_a_card_made_again_costs_by_its_reason(
    reason: str, amount: str, with_benefits: str
) -> None:
    only = frozenset({Line.REISSUE})
    assert estimate(lines=only, act={"reissue": reason}).total == Decimal(amount)
    on_benefits = estimate(lines=only, act={"reissue": reason}, situation__benefits=["sgb2"])
    assert on_benefits.total == Decimal(with_benefits)


def test_a_card_made_again_for_no_known_reason_has_no_price() -> None:
    with pytest.raises(NoPosition):
        estimate(lines=frozenset({Line.REISSUE}))
