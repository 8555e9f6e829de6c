"""What an application costs that ends without a grant (§§ 49, 51 AufenthV, § 10(5) BGebG)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorities import service
from common.rules import Text, in_force
from fees import endings
from fees.assessment import AssessedLine
from fees.endings import AmountNeedsReason, AmountOutOfRange, FeeRange
from fees.rules import EndingShare, Line

from .applications import FILING_DAY, application

EVERYTHING = {
    "requests__travel_document": {"type": "refugee", "chip": True},
    "requests__photo_on_site": True,
    "requests__express": True,
    "requests__direct_delivery": True,
}


def rows() -> Sequence[EndingShare]:
    return in_force(service.law().ending, on=FILING_DAY)


def assessed(**changes: Any) -> tuple[AssessedLine, ...]:
    return service.estimate_fees(
        application(**changes), authority="berlin", age_on=FILING_DAY, tariff_on_day=FILING_DAY
    ).lines


def amounts(lines: Sequence[AssessedLine]) -> dict[str, Decimal]:
    return {line.code.value: line.amount for line in lines}


def line(amount: Decimal, code: Line = Line.PERMIT) -> AssessedLine:
    return AssessedLine(
        code=code,
        position="permit_extension_long",
        label=Text(de="Titel", en="Title"),
        amount=amount,
        legal_basis="§ 45 Nr. 2 Buchst. b AufenthV",
        reduction=None,
        reason=Text(de="Verlängerung", en="Extension"),
        source="federal",
        conflict=None,
    )


FEES = st.decimals(min_value="0.00", max_value="500.00", places=2)


# § 49(2): refusal


def test_a_refusal_costs_as_much_as_a_grant_and_the_travel_document_is_due_as_well() -> None:
    refused = endings.on_refusal(assessed(**EVERYTHING), endings=rows())
    assert amounts(refused) == {
        "permit": Decimal("93.00"),
        "travel_document": Decimal("70.00"),
        "photo": 0,
        "express": 0,
        "direct_delivery": 0,
    }
    assert refused[0].legal_basis == "§ 49 Abs. 2 AufenthV"


def test_what_was_done_before_the_refusal_stays_due() -> None:
    refused = endings.on_refusal(
        assessed(**EVERYTHING), endings=rows(), performed=frozenset({Line.PHOTO})
    )
    photo = next(row for row in refused if row.code is Line.PHOTO)
    assert (photo.amount, photo.legal_basis) == (
        Decimal("6.00"),
        "§ 48 Abs. 1 S. 1 Nr. 16 AufenthV",
    )


def test_who_pays_nothing_for_a_grant_pays_nothing_for_a_refusal() -> None:
    [free] = endings.on_refusal(assessed(situation__benefits=["sgb2"]), endings=rows())
    assert free.amount == 0
    assert free.reduction is not None
    assert free.reduction.code == "benefits"


def test_a_minor_pays_half_for_a_refusal_too() -> None:
    [half] = endings.on_refusal(assessed(person__birth_date="2015-05-01"), endings=rows())
    assert half.amount == Decimal("46.50")


def test_a_refused_settlement_permit_costs_half() -> None:
    [half] = endings.on_refusal([line(Decimal("113.00"), Line.SETTLEMENT_PERMIT)], endings=rows())
    assert (half.amount, half.legal_basis) == (Decimal("56.50"), "§ 49 Abs. 1 AufenthV")


# § 49(3): nothing


def test_nothing_is_due_where_only_jurisdiction_or_capacity_was_missing() -> None:
    refused = endings.on_lack_of_competence(assessed(**EVERYTHING), endings=rows())
    assert set(amounts(refused).values()) == {Decimal("0.00")}
    assert refused[0].legal_basis == "§ 49 Abs. 3 Nr. 1 AufenthV"


def test_nothing_is_due_where_it_was_withdrawn_before_anybody_worked_on_it() -> None:
    [withdrawn] = endings.on_withdrawal_before_work(assessed(), endings=rows())
    assert withdrawn.amount == 0
    assert withdrawn.legal_basis == "§ 49 Abs. 3 Nr. 2 AufenthV"


# § 49(2) against § 10(5) BGebG: withdrawn after work began


def withdrawal(amount: str = "93.00") -> FeeRange:
    [found] = endings.on_withdrawal_after_work([line(Decimal(amount))], endings=rows())
    assert isinstance(found, FeeRange)
    return found


def test_a_late_withdrawal_is_a_decision_between_the_two_rules_favouring_the_applicant() -> None:
    open_question = withdrawal()
    assert (open_question.proposed, open_question.highest) == (Decimal("69.75"), Decimal("93.00"))
    assert "§ 49 Abs. 2 AufenthV" in open_question.legal_basis
    assert "§ 10 Abs. 5 S. 1 BGebG" in open_question.legal_basis
    assert open_question.undecided().amount == Decimal("69.75")


@pytest.mark.parametrize("amount", ["0.01", "69.75", "93.00"])
def test_a_person_may_decide_on_any_amount_within_the_range(amount: str) -> None:
    decided = withdrawal().decided(Decimal(amount), reason=" Prüfung war weit fortgeschritten. ")
    assert decided.amount == Decimal(amount)
    assert str(decided.reason) == "Prüfung war weit fortgeschritten."


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "93.01"])
def test_no_amount_outside_the_range_is_decided(amount: str) -> None:
    with pytest.raises(AmountOutOfRange):
        withdrawal().decided(Decimal(amount), reason="weil")


def test_the_amount_of_a_withdrawal_needs_a_reason() -> None:
    with pytest.raises(AmountNeedsReason):
        withdrawal().decided(Decimal("50.00"), reason="  ")


def test_half_a_cent_is_not_rounded_above_75_percent() -> None:
    assert withdrawal("46.50").proposed == Decimal("34.87")


def test_there_is_nothing_to_decide_on_what_is_free_or_done() -> None:
    done = frozenset({Line.PHOTO})
    ended = endings.on_withdrawal_after_work(
        assessed(**EVERYTHING, situation__benefits=["sgb2"]), endings=rows(), performed=done
    )
    by_line = {row.line.code if isinstance(row, FeeRange) else row.code: row for row in ended}
    assert not isinstance(by_line[Line.PERMIT], FeeRange)
    assert not isinstance(by_line[Line.EXPRESS], FeeRange)
    photo = by_line[Line.PHOTO]
    assert isinstance(photo, AssessedLine)
    assert photo.amount == Decimal("6.00")
    assert isinstance(by_line[Line.TRAVEL_DOCUMENT], FeeRange)


# § 49(4): transfer


def test_after_a_transfer_only_what_is_new_is_charged() -> None:
    charged = frozenset({Line.PERMIT, Line.TRAVEL_DOCUMENT})
    there = endings.after_transfer(
        assessed(**EVERYTHING), endings=rows(), charged_elsewhere=charged
    )
    assert amounts(there) == {
        "permit": 0,
        "travel_document": 0,
        "photo": Decimal("6.00"),
        "express": Decimal("35.00"),
        "direct_delivery": Decimal("15.00"),
    }
    assert there[0].legal_basis == "§ 49 Abs. 4 AufenthV"


# § 51(1) Nr. 1: objection


def test_an_objection_costs_half_of_each_refused_act() -> None:
    fees = endings.on_objection([line(Decimal("93.00"))], endings=rows())
    assert [(row.code, row.amount, row.legal_basis) for row in fees] == [
        (Line.OBJECTION, Decimal("46.50"), "§ 51 Abs. 1 Nr. 1 AufenthV")
    ]
    assert endings.on_objection([line(Decimal("0.00"))], endings=rows()) == ()


# Whatever the amount


@given(FEES)
def test_no_ending_costs_more_than_the_fee_or_less_than_nothing(amount: Decimal) -> None:
    asked = [line(amount)]
    ends = [
        *endings.on_refusal(asked, endings=rows()),
        *endings.on_lack_of_competence(asked, endings=rows()),
        *endings.on_withdrawal_before_work(asked, endings=rows()),
        *endings.on_objection(asked, endings=rows()),
        *(
            row.undecided() if isinstance(row, FeeRange) else row
            for row in endings.on_withdrawal_after_work(asked, endings=rows())
        ),
    ]
    assert all(0 <= row.amount <= amount for row in ends)


@given(FEES, FEES)
def test_a_higher_fee_never_makes_a_withdrawal_cheaper(one: Decimal, other: Decimal) -> None:
    def proposed(amount: Decimal) -> Decimal:
        [row] = endings.on_withdrawal_after_work([line(amount)], endings=rows())
        return row.proposed if isinstance(row, FeeRange) else row.amount

    lower, higher = sorted((one, other))
    assert proposed(lower) <= proposed(higher)
