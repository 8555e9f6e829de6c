"""Money is booked once and settles what it covers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from access.scope import scoped
from cases.models import Case
from fees import services
from fees.models import FeeNotice, Payment
from fees.services import (
    IncomingPayment,
    PaymentContradicted,
    PaymentNotPositive,
    Settlement,
)
from tests import cast

from .fee_cast import money, notice, permit, photo, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def within_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


@pytest.fixture
def case() -> Case:
    return cast.case()


@pytest.fixture
def bill(case: Case) -> FeeNotice:
    """93 for the permit and 6 for the photo."""
    return notice(case, permit(), photo())


def pay(bill: FeeNotice, payment: IncomingPayment) -> Settlement:
    return services.settle(notice=bill, payment=payment, by="kim", at=cast.NOON)


def outcome(done: Settlement) -> tuple[bool, bool, str, str]:
    return done.is_new, done.settled, f"{done.missing}", f"{done.surplus}"


def test_the_whole_amount_settles_everything_at_the_instant_it_was_paid(
    case: Case, bill: FeeNotice
) -> None:
    assert outcome(pay(bill, money("99.00"))) == (True, True, "0.00", "0.00")
    assert statuses(case) == {"permit": ["settled"], "photo": ["settled"]}
    assert {position.settled_at for position in bill.positions.all()} == {cast.NOON}
    assert services.outstanding_notice(case) is None


def test_a_payment_told_twice_is_booked_once(case: Case, bill: FeeNotice) -> None:
    pay(bill, money("99.00"))
    assert outcome(pay(bill, money("99.00"))) == (False, True, "0.00", "0.00")
    assert case.payments.count() == 1


def test_parts_leave_everything_outstanding_until_the_last_one_has_come(
    case: Case, bill: FeeNotice
) -> None:
    first = pay(bill, money("93.00", provider_id="1"))
    assert outcome(first) == (True, False, "6.00", "0.00")
    assert statuses(case) == {"permit": ["due"], "photo": ["due"]}
    last = pay(bill, money("6.00", provider_id="2"))
    assert outcome(last) == (True, True, "0.00", "0.00")


def test_too_much_money_settles_and_the_surplus_is_told(bill: FeeNotice) -> None:
    assert outcome(pay(bill, money("100.00"))) == (True, True, "0.00", "1.00")


def test_equal_ids_of_two_providers_are_two_payments(bill: FeeNotice) -> None:
    pay(bill, money("90.00", provider="cash"))
    assert outcome(pay(bill, money("9.00", provider="transfer"))) == (True, True, "0.00", "0.00")


def test_a_payment_told_with_another_amount_is_refused(case: Case, bill: FeeNotice) -> None:
    pay(bill, money("99.00"))
    with pytest.raises(PaymentContradicted):
        pay(bill, money("98.00"))
    assert case.payments.get().amount == Decimal("99.00")


def test_a_payment_of_another_case_is_refused(case: Case, bill: FeeNotice) -> None:
    pay(bill, money("99.00"))
    sister = cast.case(person=cast.amal(), reference="BE-2026-000124-0")
    with pytest.raises(PaymentContradicted):
        pay(notice(sister, permit(), number="G9"), money("99.00"))
    assert not sister.payments.exists()


def test_a_payment_of_another_authority_is_refused_without_showing_it(bill: FeeNotice) -> None:
    with scoped(cast.HALLE_CLOCK):
        in_halle = cast.case(person=cast.amal(authority="halle"), reference="HAL-2026-000001-0")
        pay(notice(in_halle, permit(), number="H1"), money("93.00"))
    with pytest.raises(PaymentContradicted):
        pay(bill, money("93.00"))
    assert Payment.objects.count() == 0


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_only_money_that_came_in_is_booked(bill: FeeNotice, amount: str) -> None:
    with pytest.raises(PaymentNotPositive):
        pay(bill, money(amount))


def test_money_for_a_replaced_notice_is_booked_on_the_one_that_stands(
    case: Case, bill: FeeNotice
) -> None:
    present = notice(case, permit("46.50"), photo(), number="G2")
    assert outcome(pay(bill, money("99.00"))) == (True, True, "0.00", "46.50")
    assert case.payments.get().notice == present
    assert present.positions.filter(status="settled").count() == 2


def test_a_late_payment_counts_like_any_other(case: Case, bill: FeeNotice) -> None:
    late = cast.NOON + timedelta(days=60)
    payment = IncomingPayment("cash", "late", "cash", Decimal("99.00"), paid_at=late)
    assert pay(bill, payment).settled
    assert bill.positions.get(code="permit").settled_at == late
