"""A fee is waived or deferred by two people, with a reason; what is deferred is due again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from access.scope import scoped
from cases.models import Case
from fees import services
from fees.ledger import balance_of
from fees.models import FeeNotice, FeePosition, FeeRelief
from fees.services import (
    DeferralNeedsDay,
    PositionNotOpen,
    ReliefNeedsSecondPerson,
    ReliefNotOpen,
    ReliefProposed,
    WaiverNeedsReason,
)
from tests import cast

from .fee_cast import TODAY, money, notice, permit, photo, relieve, statuses

pytestmark = pytest.mark.django_db
LATER = date(2027, 1, 31)


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


def propose(
    bill: FeeNotice,
    kind: str = "waiver",
    code: str = "permit",
    *,
    reason: str = "Härtefall",
    until: date | None = LATER,
) -> FeeRelief:
    return services.propose_relief(
        position=bill.positions.get(code=code),
        kind=kind,
        legal_basis="§ 53 Abs. 2 AufenthV",
        reason=reason,
        until=until,
        today=TODAY,
        by="karin",
        at=cast.NOON,
    )


def pay(bill: FeeNotice, amount: str, provider_id: str = "1") -> None:
    services.settle(
        notice=bill, payment=money(amount, provider_id=provider_id), by="kim", at=cast.NOON
    )


def test_a_proposal_alone_changes_nothing(case: Case, bill: FeeNotice) -> None:
    propose(bill)
    assert statuses(case)["permit"] == ["due"]
    assert balance_of(case).due == Decimal("99.00")


def test_what_is_waived_is_never_paid_and_says_why_and_who_confirmed_it(
    case: Case, bill: FeeNotice
) -> None:
    relieve(bill.positions.get(code="permit"), "waiver", reason=" Härtefall ")
    waived = bill.positions.get(code="permit")
    assert (waived.status_reason, waived.decided_by) == ("Härtefall", "tarek")
    pay(bill, "99.00")
    assert statuses(case) == {"permit": ["waived"], "photo": ["settled"]}
    assert balance_of(case).surplus == Decimal("93.00")


def test_whoever_proposed_it_cannot_confirm_it(case: Case, bill: FeeNotice) -> None:
    relief = propose(bill)
    with pytest.raises(ReliefNeedsSecondPerson):
        services.confirm_relief(relief=relief, by="karin", at=cast.NOON)
    assert statuses(case)["permit"] == ["due"]


def test_the_database_waives_nothing_that_nobody_confirmed(bill: FeeNotice) -> None:
    facts = {"status": "waived", "status_reason": "Härtefall", "decided_by": "karin"}
    with pytest.raises(IntegrityError, match="nobody confirmed"), transaction.atomic():
        FeePosition.objects.filter(notice=bill, code="permit").update(**facts)
    services.confirm_relief(relief=propose(bill), by="tarek", at=cast.NOON)
    assert bill.positions.get(code="permit").status == "waived"


def test_a_dropped_proposal_cannot_be_confirmed_and_makes_room_for_another(
    case: Case, bill: FeeNotice
) -> None:
    relief = propose(bill)
    with pytest.raises(ReliefProposed):
        propose(bill)
    services.drop_relief(relief=relief, by="karin", at=cast.NOON)
    with pytest.raises(ReliefNotOpen):
        services.confirm_relief(relief=relief, by="tarek", at=cast.NOON)
    services.confirm_relief(relief=propose(bill), by="tarek", at=cast.NOON)
    assert statuses(case)["permit"] == ["waived"]


def test_what_is_deferred_is_not_outstanding_and_what_comes_for_it_settles_it(
    case: Case, bill: FeeNotice
) -> None:
    relieve(bill.positions.get(code="permit"), "deferral")
    pay(bill, "6.00")
    assert statuses(case) == {"permit": ["deferred"], "photo": ["settled"]}
    pay(bill, "93.00", provider_id="2")
    assert statuses(case) == {"permit": ["settled"], "photo": ["settled"]}


def test_what_was_deferred_is_due_again_until_a_new_day(case: Case, bill: FeeNotice) -> None:
    relieve(bill.positions.get(code="permit"), "deferral")
    relief = case.fee_reliefs.get()
    again = services.end_deferral(relief=relief, due_on=date(2027, 2, 15))
    assert again is not None
    assert (again.status, again.due_on) == ("due", date(2027, 2, 15))


def test_what_was_paid_while_it_was_deferred_is_not_due_again(case: Case, bill: FeeNotice) -> None:
    relieve(bill.positions.get(code="permit"), "deferral")
    pay(bill, "99.00")
    assert services.end_deferral(relief=case.fee_reliefs.get(), due_on=LATER) is None
    assert statuses(case)["permit"] == ["settled"]


def test_a_part_that_is_enough_once_the_rest_is_waived_settles_it(
    case: Case, bill: FeeNotice
) -> None:
    pay(bill, "93.00")
    relieve(bill.positions.get(code="photo"), "waiver")
    assert statuses(case) == {"permit": ["settled"], "photo": ["waived"]}
    assert bill.positions.get(code="permit").settled_at == cast.NOON


def test_a_deferred_fee_can_still_be_waived(case: Case, bill: FeeNotice) -> None:
    permit_fee = bill.positions.get(code="permit")
    relieve(permit_fee, "deferral")
    relieve(bill.positions.get(code="permit"), "waiver")
    assert statuses(case)["permit"] == ["waived"]


@pytest.mark.parametrize("until", [None, TODAY])
def test_a_deferral_ends_on_a_day_to_come(bill: FeeNotice, until: date | None) -> None:
    with pytest.raises(DeferralNeedsDay):
        propose(bill, "deferral", until=until)
    assert propose(bill, "deferral").until == LATER


def test_nobody_defers_or_waives_without_a_reason(case: Case, bill: FeeNotice) -> None:
    for kind in ("waiver", "deferral"):
        with pytest.raises(WaiverNeedsReason):
            propose(bill, kind, reason=" ")
    assert not case.fee_reliefs.exists()


def test_what_is_paid_waived_or_free_is_not_open_any_more(case: Case, bill: FeeNotice) -> None:
    relieve(bill.positions.get(code="photo"), "waiver")
    pay(bill, "93.00")
    for code in ("permit", "photo"):
        with pytest.raises(PositionNotOpen):
            propose(bill, code=code)


def test_a_proposal_on_a_replaced_notice_is_dropped_with_it(case: Case, bill: FeeNotice) -> None:
    relief = propose(bill)
    notice(case, permit("46.50"), photo(), number="G2")
    relief.refresh_from_db()
    assert relief.dropped_at == cast.NOON
