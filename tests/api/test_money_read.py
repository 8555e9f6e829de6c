"""What a portal reads of a notice that replaced another, and of money that goes back."""

from __future__ import annotations

from datetime import date

import pytest

from cases import services
from tests.api.portals import Caller
from tests.journeys.office import Office

pytestmark = pytest.mark.django_db
ON_BENEFITS = {"occupation": "none", "benefits": ["sgb2"], "has_passport": True}


@pytest.fixture
def paid(office: Office) -> Office:
    """Approved before the benefits were proven, so 93 EUR were due, and paid."""
    office.file(situation=ON_BENEFITS)
    office.begin_review()
    for row in office.case.requirements.missing():
        services.decide_requirement(
            reference=office.reference,
            requirement=row.code,
            verdict="not_needed",
            reason="liegt in der Akte vor",
            actor=office.clerk,
            at=office.now,
        )
    office.answer_checks()
    office.approve()
    office.pay()
    return office


def test_before_the_proof_there_is_one_notice_and_no_refund(paid: Office, caller: Caller) -> None:
    fees = caller.get(f"/cases/{paid.reference}").json()["fees"]
    (notice,) = fees["notices"]
    assert (fees["total"], fees["outstanding"], fees["missing"]) == ("93.00", "0.00", "0.00")
    assert (notice["replaces"], notice["difference"], fees["refunds"]) == (None, None, [])


def test_after_it_the_difference_and_the_refund_are_told(paid: Office, caller: Caller) -> None:
    paid.accept_proof("benefits_notice", until=date(2027, 4, 30))
    paid.reassess()
    paid.refund("92.99")
    former = paid.case.fee_notices.order_by("id")[0].number
    fees = caller.get(f"/cases/{paid.reference}").json()["fees"]
    (notice,) = fees["notices"]
    assert (notice["replaces"], notice["difference"]) == (former, "-93.00")
    assert (fees["total"], fees["outstanding"], fees["missing"]) == ("0.00", "0.00", "0.00")
    (refund,) = fees["refunds"]
    assert (refund["amount"], refund["paid_at"]) == ("92.99", None)
