"""One payment told to many at once is booked once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from access.scope import scoped
from cases.models import Case
from fees import services
from fees.models import FeeNotice, Payment
from tests import cast

from .fee_cast import money, notice, permit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.races]

TELLERS = 8
ROUNDS = 10


@pytest.fixture
def bill() -> FeeNotice:
    with scoped(cast.BERLIN_CLOCK):
        return notice(cast.case(), permit("1000.00"))


@pytest.mark.parametrize("locked", [True, False], ids=["under the case lock", "without it"])
def test_of_many_who_tell_of_one_payment_exactly_one_books_it(
    bill: FeeNotice, *, locked: bool
) -> None:
    gate = Barrier(TELLERS)

    def tell(_: int) -> int:
        """How many of the payments this teller was the first to tell."""
        try:
            with scoped(cast.BERLIN_CLOCK):
                return sum(_told(bill, number, gate, locked=locked) for number in range(ROUNDS))
        finally:
            connection.close()

    with ThreadPoolExecutor(TELLERS) as pool:
        firsts = list(pool.map(tell, range(TELLERS)))
    assert sum(firsts) == ROUNDS
    with scoped(cast.BERLIN_CLOCK):
        booked = Counter(Payment.objects.values_list("provider_id", flat=True))
    assert booked == {str(number): 1 for number in range(ROUNDS)}


def _told(bill: FeeNotice, number: int, gate: Barrier, *, locked: bool) -> bool:
    gate.wait(timeout=30)
    payment = money("1.00", provider_id=str(number))
    with transaction.atomic():
        if locked:
            Case.objects.select_for_update().get(pk=bill.case_id)
        return services.settle(notice=bill, payment=payment, by="kim", at=cast.NOON).is_new
