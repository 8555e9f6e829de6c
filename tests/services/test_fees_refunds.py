"""Money goes back when a person orders it, never more than was paid too much; no cent is lost."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.scope import scoped
from cases.models import Case
from fees import services
from fees.ledger import balance_of
from fees.models import FeeNotice, Refund
from fees.services import NothingToRefund, RefundNeedsReason, RefundPaidOut, RefundTooHigh
from tests import cast

from .fee_cast import money, notice, permit, photo, relieve

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def within_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


@pytest.fixture
def case() -> Case:
    return cast.case()


@pytest.fixture
def overpaid(case: Case) -> FeeNotice:
    """93 were paid, and 46.50 were due: the proof came late."""
    former = notice(case, permit())
    services.settle(notice=former, payment=money("93.00"), by="kim", at=cast.NOON)
    return notice(case, permit("46.50"), number="G2")


def order(case: Case, amount: str, reason: str = "Nachweis kam später") -> Refund:
    return services.order_refund(
        case=case, amount=Decimal(amount), reason=reason, by="kim", at=cast.NOON
    )


def test_what_was_paid_too_much_goes_back_when_a_person_orders_it(
    case: Case, overpaid: FeeNotice
) -> None:
    assert balance_of(case).surplus == Decimal("46.50")
    refund = order(case, "46.50")
    assert balance_of(case).surplus == Decimal("0.00")
    services.mark_refunded(refund=refund, by="kim", at=cast.NOON)
    assert (refund.paid_at, refund.paid_by) == (cast.NOON, "kim")


def test_no_more_goes_back_than_was_paid_too_much(case: Case, overpaid: FeeNotice) -> None:
    for amount in ("46.51", "0.00", "-1.00"):
        with pytest.raises(RefundTooHigh):
            order(case, amount)
    order(case, "40.00")
    with pytest.raises(RefundTooHigh):
        order(case, "6.51")
    order(case, "6.50")
    with pytest.raises(NothingToRefund):
        order(case, "0.01")


def test_nothing_goes_back_of_what_is_due(case: Case) -> None:
    bill = notice(case, permit())
    services.settle(notice=bill, payment=money("50.00"), by="kim", at=cast.NOON)
    with pytest.raises(NothingToRefund):
        order(case, "1.00")


def test_the_database_gives_nothing_back_beyond_the_surplus(
    case: Case, overpaid: FeeNotice
) -> None:
    facts = {"case": case, "notice": overpaid, "reason": "Versehen", "ordered_by": "kim"}
    with pytest.raises(IntegrityError, match="paid too much"), transaction.atomic():
        Refund.objects.create(amount=Decimal("46.51"), ordered_at=cast.NOON, **facts)
    assert Refund.objects.create(amount=Decimal("46.50"), ordered_at=cast.NOON, **facts).pk


def test_a_refund_has_a_reason_and_is_paid_out_once(case: Case, overpaid: FeeNotice) -> None:
    with pytest.raises(RefundNeedsReason):
        order(case, "46.50", reason=" ")
    refund = order(case, "46.50")
    services.mark_refunded(refund=refund, by="kim", at=cast.NOON)
    with pytest.raises(RefundPaidOut):
        services.mark_refunded(refund=refund, by="kim", at=cast.NOON)


AMOUNTS = st.sampled_from(["0.00", "6.00", "13.00", "46.50", "93.00", "100.00"])
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.sampled_from(["6.00", "46.50", "93.00"])),
        st.tuples(st.just("assess"), AMOUNTS),
        st.tuples(st.just("waive"), st.just("")),
        st.tuples(st.just("defer"), st.just("")),
        st.tuples(st.just("refund"), st.just("")),
    ),
    max_size=8,
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=MOVES)
def test_whatever_happens_no_money_is_lost_or_made(
    case: Case, moves: list[tuple[str, str]]
) -> None:
    with transaction.atomic():
        notice(case, permit(), photo())
        for number, (move, amount) in enumerate(moves):
            _do(case, move, amount, number)
            _assert_nothing_lost(case)
        transaction.set_rollback(True)


def _do(case: Case, move: str, amount: str, number: int) -> None:
    standing = services.standing_notice(case)
    assert standing is not None
    open_one = standing.positions.filter(status="due").first()
    if move == "pay":
        paid = money(amount, provider_id=f"{number}")
        services.settle(
            notice=case.fee_notices.earliest("pk"), payment=paid, by="kim", at=cast.NOON
        )
    elif move == "assess" and standing.positions.get(code="permit").amount != Decimal(amount):
        notice(case, permit(amount), photo(), number=f"N{number}")
    elif move == "refund" and balance_of(case).surplus:
        order(case, f"{balance_of(case).surplus}")
    elif move in {"waive", "defer"} and open_one is not None:
        relieve(open_one, {"waive": "waiver", "defer": "deferral"}[move])


def _assert_nothing_lost(case: Case) -> None:
    """What came in is what was used, what went back and what is left; never less than nothing."""
    paid = case.payments.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    settled = case.fees.filter(status="settled").total()
    balance = balance_of(case)
    assert balance.credit >= 0
    assert paid == settled + case.refunds.total() + balance.credit
    assert case.fees.outstanding().exists() == bool(balance.missing)
