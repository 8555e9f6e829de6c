"""What goes with a title: proposed by the law, confirmed or changed by a person, on the card."""

from __future__ import annotations

from typing import Any

import pytest

from cases import services
from cases.services import ChosenCondition
from cases.services.conditions import (
    ConditionIncomplete,
    ConditionUnexplained,
    EmploymentUnstated,
)
from tests.journeys.office import Office

NO_PASSPORT = {"occupation": "employed", "has_passport": False, "health_insurance": "statutory"}


def ready(office: Office, **changes: Any) -> Office:
    office.approved(**changes)
    office.pay()
    office.book()
    office.attend()
    return office


@pytest.fixture
def amal(office: Office) -> Office:
    """Everything is there for the decision on a permit under § 25(5)."""
    return ready(office)


def grant(office: Office, *conditions: ChosenCondition) -> list[str]:
    services.grant(
        reference=office.reference,
        validities={},
        conditions=conditions,
        actor=office.clerk,
        at=office.now,
    )
    return codes(office)


def codes(office: Office) -> list[str]:
    permit = office.case.items.get(kind="permit")
    return list(permit.nebenbestimmungen.order_by("id").values_list("code", flat=True))


def proposed(office: Office, code: str) -> ChosenCondition:
    rows = services.propose_conditions(office.case, at=office.now)
    return next(services.as_proposed(row) for row in rows if row.code == code)


def test_taken_as_proposed_every_title_says_whether_work_is_allowed(amal: Office) -> None:
    amal.grant()
    permit = amal.case.items.get()
    assert permit.nebenbestimmungen.get(code="employment").text == "Erwerbstätigkeit erlaubt"


def test_the_conditions_stand_in_the_order_to_the_producer(amal: Office) -> None:
    amal.grant()
    order = amal.case.orders.get()
    texts = amal.case.items.get().nebenbestimmungen.order_by("id").values_list("text", flat=True)
    assert order.payload["remarks"] == list(texts)


def test_nothing_is_granted_without_a_statement_about_work(amal: Office) -> None:
    work = proposed(amal, "employment")
    left_out = ChosenCondition(
        code="employment", text=work.text, legal_basis="", reason="Steht im Bescheid.", kept=False
    )
    with pytest.raises(EmploymentUnstated):
        grant(amal, left_out)
    assert amal.case.items.get().decision == "pending"


def test_a_proposed_condition_is_left_out_with_a_reason_that_is_kept(amal: Office) -> None:
    note = proposed(amal, "asylum_application_ends")
    silent = ChosenCondition(
        code=note.code, text=note.text, legal_basis=note.legal_basis, kept=False
    )
    with pytest.raises(ConditionUnexplained):
        grant(amal, silent)
    explained = ChosenCondition(
        code=note.code,
        text=note.text,
        legal_basis=note.legal_basis,
        reason="Der Hinweis wurde mündlich gegeben.",
        kept=False,
    )
    assert "asylum_application_ends" not in grant(amal, explained)
    assert "mündlich gegeben" in amal.case.findings[-1]["detail"]


def test_a_condition_is_worded_anew_with_a_reason(amal: Office) -> None:
    anew = "Beschäftigung nur als Pflegehilfskraft erlaubt"
    with pytest.raises(ConditionUnexplained):
        grant(amal, ChosenCondition(code="employment", text=anew, legal_basis="§ 4a AufenthG"))
    grant(
        amal,
        ChosenCondition(
            code="employment", text=anew, legal_basis="§ 4a AufenthG", reason="Siehe Vermerk."
        ),
    )
    row = amal.case.items.get().nebenbestimmungen.get(code="employment")
    assert (row.text, row.reason) == (anew, "Siehe Vermerk.")


def test_a_condition_is_added_with_text_basis_and_reason(amal: Office) -> None:
    with pytest.raises(ConditionIncomplete):
        grant(amal, ChosenCondition(code="further_1", text="", legal_basis="", reason="Auflage."))
    added = ChosenCondition(
        code="further_1",
        text="Räumlich beschränkt auf Berlin",
        legal_basis="§ 12 Abs. 2 S. 2 AufenthG",
        reason="Siehe Vermerk.",
    )
    assert "further_1" in grant(amal, added)


def test_who_is_refused_a_travel_document_is_proposed_an_ausweisersatz(office: Office) -> None:
    travel = {"travel_document": {"type": "foreigner"}, "duration_months": 24}
    office.file(requests=travel, situation=NO_PASSPORT)
    office.begin_review()
    assert "ausweisersatz" not in [
        row.code for row in services.propose_conditions(office.case, at=office.now)
    ]
    office.hear("travel_document", "document_obtainable")
    office.propose_refusal("travel_document", "document_obtainable")
    services.confirm_refusal(reference=office.reference, actor=office.lead, at=office.now)
    assert "ausweisersatz" in [
        row.code for row in services.propose_conditions(office.case, at=office.now)
    ]
