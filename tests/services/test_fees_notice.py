"""A notice says what was assessed, and a new one never charges again what was paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction

from access.scope import scoped
from cases.models import Case
from common.rules import Text
from fees import services
from fees.assessment import AppliedReduction, Conflict
from fees.ledger import balance_of
from fees.models import FeePosition
from fees.rules import Line
from fees.services import NothingChanged, NothingToCharge, NoticeStands, ReductionNotProven
from tests import cast

from .fee_cast import (
    DUE,
    TODAY,
    assessment,
    line,
    money,
    notice,
    permit,
    photo,
    relieve,
    statuses,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def within_berlin(db: None) -> Iterator[None]:
    with scoped(cast.BERLIN_CLOCK):
        yield


@pytest.fixture
def case() -> Case:
    return cast.case()


def half(*, provisional: bool = False) -> AppliedReduction:
    return AppliedReduction(
        kind="half",
        code="minor",
        legal_basis="§ 50 Abs. 1 AufenthV",
        reason=Text(de="minderjährig", en="minor"),
        provisional=provisional,
    )


HEAD = services.NoticeHead(
    number="G9", announced_on=TODAY, due_on=DUE, tariff_on=TODAY, age_on=TODAY
)
CONFLICT = Conflict(
    line=Line.PERMIT,
    published=Decimal("93.00"),
    federal=Decimal("96.00"),
    legal_basis="§ 45 Nr. 2 AufenthV",
    since=date(2026, 1, 1),
)


def test_a_notice_copies_every_line_with_what_it_was_derived_from(case: Case) -> None:
    issued = notice(case, line(Line.PERMIT, "46.50", reduction=half(), conflict=CONFLICT), photo())
    first, second = issued.positions.order_by("pk")
    assert (first.code, first.amount, first.status) == ("permit", Decimal("46.50"), "due")
    assert first.item == case.items.get()
    assert first.label == "Gebühr: permit"
    assert first.legal_basis == "§ 45 Nr. 2 Buchst. b AufenthV"
    assert (first.source, first.reason) == ("berlin", "Verlängerung um mehr als drei Monate")
    assert first.reduction == {
        "kind": "half",
        "code": "minor",
        "legal_basis": "§ 50 Abs. 1 AufenthV",
        "reason": "minderjährig",
    }
    assert first.conflict == {
        "line": "permit",
        "published": "93.00",
        "federal": "96.00",
        "legal_basis": "§ 45 Nr. 2 AufenthV",
        "since": "2026-01-01",
    }
    assert (second.code, second.item, second.reduction, second.conflict) == (
        "photo",
        None,
        None,
        None,
    )
    assert (issued.total, issued.due_on, issued.tariff_on) == (Decimal("52.50"), DUE, TODAY)
    assert services.outstanding_notice(case) == issued


def test_nothing_is_due_for_a_line_of_zero(case: Case) -> None:
    issued = notice(case, permit("0.00"))
    assert statuses(case) == {"permit": ["nothing_due"]}
    assert issued.total == Decimal(0)
    assert services.outstanding_notice(case) is None


def test_a_reduction_that_rests_on_a_mere_statement_enters_no_notice(case: Case) -> None:
    with pytest.raises(ReductionNotProven):
        notice(case, line(Line.PERMIT, "46.50", reduction=half(provisional=True)))
    assert not case.fee_notices.exists()


def test_a_notice_without_lines_is_none(case: Case) -> None:
    with pytest.raises(NothingToCharge):
        notice(case)


def test_a_new_notice_replaces_the_unpaid_one(case: Case) -> None:
    former = notice(case, permit(), photo())
    present = notice(case, permit("46.50"), number="G2")
    former.refresh_from_db()
    assert former.replaced_at == cast.NOON
    assert statuses(case) == {"permit": ["replaced", "due"], "photo": ["replaced"]}
    assert services.outstanding_notice(case) == present
    assert balance_of(case).due == Decimal("46.50")


def test_what_was_paid_stays_paid_on_the_new_notice(case: Case) -> None:
    former = notice(case, permit())
    services.settle(notice=former, payment=money("93.00"), by="kim", at=cast.NOON)
    present = notice(case, permit(), photo(), number="G2")
    assert statuses(case) == {"permit": ["replaced", "settled"], "photo": ["due"]}
    assert (present.total, present.difference) == (Decimal("99.00"), Decimal("6.00"))
    assert balance_of(case).missing == Decimal("6.00")
    assert services.outstanding_notice(case) == present


def test_a_new_notice_that_says_the_same_is_none(case: Case) -> None:
    notice(case, permit())
    with pytest.raises(NothingChanged):
        notice(case, permit(), number="G2")
    assert case.fee_notices.get().replaced_at is None


def test_what_a_replaced_notice_said_can_still_be_read(case: Case) -> None:
    former = notice(case, permit(), photo())
    present = notice(case, permit("46.50"), number="G2")
    assert [row.amount for row in former.positions.order_by("pk")] == [
        Decimal("93.00"),
        Decimal("6.00"),
    ]
    assert (present.replaces, present.difference) == (former, Decimal("-52.50"))


def test_one_notice_stands_for_the_application_and_one_for_each_other_act(case: Case) -> None:
    first = notice(case, permit())
    second = notice(case, photo(), number="G2", act="photo-1")
    third = notice(case, photo(), number="G3", act="photo-2")
    assert list(case.fee_notices.filter(replaced_at=None).order_by("pk")) == [first, second, third]
    assert balance_of(case).due == Decimal("105.00")
    with pytest.raises(NoticeStands):
        services.issue_notice(
            case=case, assessment=assessment(permit()), items={}, head=HEAD, at=cast.NOON
        )


def test_money_for_one_act_does_not_wait_for_the_fee_of_another(case: Case) -> None:
    notice(case, permit())
    act = notice(case, photo(), number="G2", act="photo")
    services.settle(notice=act, payment=money("6.00"), by="kim", at=cast.NOON)
    assert statuses(case) == {"permit": ["due"], "photo": ["settled"]}


def test_a_part_paid_for_one_notice_is_not_used_up_by_another(case: Case) -> None:
    first = notice(case, permit())
    services.settle(notice=first, payment=money("50.00"), by="kim", at=cast.NOON)
    notice(case, photo(), number="G2", act="photo")
    assert statuses(case) == {"permit": ["due"], "photo": ["due"]}
    assert balance_of(case).missing == Decimal("49.00")


def test_what_was_paid_counts_towards_another_amount_for_the_same(case: Case) -> None:
    former = notice(case, permit("46.50"))
    services.settle(notice=former, payment=money("46.50"), by="kim", at=cast.NOON)
    notice(case, permit("93.00"), number="G2")
    assert statuses(case) == {"permit": ["replaced", "due"]}
    assert balance_of(case).missing == Decimal("46.50")


def test_what_was_paid_for_what_turns_out_to_be_free_is_to_be_given_back(case: Case) -> None:
    former = notice(case, permit())
    services.settle(notice=former, payment=money("93.00"), by="kim", at=cast.NOON)
    notice(case, permit("0.00"), number="G2")
    assert statuses(case) == {"permit": ["replaced", "nothing_due"]}
    assert balance_of(case).surplus == Decimal("93.00")


def test_a_part_paid_for_the_replaced_notice_counts_for_the_new_one(case: Case) -> None:
    former = notice(case, permit(), photo())
    services.settle(notice=former, payment=money("46.50"), by="kim", at=cast.NOON)
    notice(case, permit("46.50"), number="G2")
    assert statuses(case) == {"permit": ["replaced", "settled"], "photo": ["replaced"]}
    assert services.outstanding_notice(case) is None


def test_a_waiver_outlives_a_new_notice_at_the_same_amount_and_not_at_another(case: Case) -> None:
    former = notice(case, permit())
    relieve(former.positions.get(), "waiver")
    second = notice(case, permit(), photo(), number="G2")
    kept = second.positions.get(code="permit")
    assert (kept.status, kept.status_reason, kept.decided_by) == ("waived", "Härtefall", "tarek")
    assert balance_of(case).due == Decimal("6.00")
    notice(case, permit("100.00"), photo(), number="G3")
    assert statuses(case)["permit"] == ["replaced", "replaced", "due"]


def test_what_a_notice_says_cannot_be_changed(case: Case) -> None:
    issued = notice(case, permit())
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        FeePosition.objects.filter(notice=issued).update(amount=Decimal("1.00"))
    assert issued.positions.get().amount == Decimal("93.00")
