"""What a portal reads of conditions and remedies, and when."""

from __future__ import annotations

import pytest

from cases import services
from cases.services import Contested, IncomingRemedy
from tests.api.portals import Caller
from tests.journeys.office import Office

pytestmark = pytest.mark.django_db


def test_conditions_are_told_with_the_card_and_not_before(office: Office, caller: Caller) -> None:
    office.approved()
    office.pay()
    office.book()
    office.attend()
    office.grant()
    path = f"/cases/{office.reference}"
    (item,) = caller.get(path).json()["items"]
    assert (item["decision"], item["conditions"]) == ("intended", [])
    office.produce()
    office.hand_over()
    (item,) = caller.get(path).json()["items"]
    assert item["decision"] == "granted"
    told = {row["code"]: row["text"] for row in item["conditions"]}
    assert told["employment"] == "Erwerbstätigkeit erlaubt"
    assert "conditions" in [row["kind"] for row in caller.get(f"{path}/letters").json()["items"]]


def test_a_remedy_is_told_with_its_effect_and_its_end(office: Office, caller: Caller) -> None:
    office.refused()
    refusal = office.case.refusals.get()
    claim = IncomingRemedy(
        kind="claim",
        contested=Contested(against="refusal", act=str(refusal.public_id)),
        received_at=office.now,
        body="Verwaltungsgericht Berlin",
        note="Nur für die Akte",
    )
    services.record_remedy(
        reference=office.reference, remedy=claim, actor=office.clerk, at=office.now
    )
    (remedy,) = caller.get(f"/cases/{office.reference}").json()["remedies"]
    assert (remedy["kind"], remedy["against"], remedy["outcome"]) == ("claim", "refusal", None)
    assert (remedy["in_time"], remedy["suspensive"]) == (True, False)
    assert "Nur für die Akte" not in str(remedy)
