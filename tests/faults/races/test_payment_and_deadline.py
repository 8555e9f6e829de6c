"""Money arrives while the clock says that it is overdue: the case goes on, whoever is first."""

from __future__ import annotations

from datetime import date

import pytest

from cases.models import Case
from tests.faults.crew import Act, Crew, Outcome
from tests.faults.history import assert_agrees, kinds
from tests.faults.hurry import HurriedOffice
from tests.faults.rounds import Balance, Rounds

pytestmark = [pytest.mark.races, pytest.mark.timeout(1800)]

REMINDERS = ("payment_reminder", "payment_overdue", "payment_overdue_desk")
OVERDUE = date(2026, 12, 14)


def test_a_payment_that_meets_its_deadlines_settles_the_case_and_moves_it_on_once(
    office: HurriedOffice, racers: Crew, rounds: Rounds
) -> None:
    balance, filed_at = Balance(), office.now
    for number in rounds.run(short=12):
        office.now = filed_at
        case = office.approved()
        office.until(OVERDUE)
        told = _race(office, case, racers, balance)
        case = assert_agrees(case.reference, [told[0]])
        reminded = _assert_moved_on_once(case)
        assert told[1].result == len(reminded)
        balance.first_won(first=len(reminded) < 2)
        rounds.outcomes[f"paid after {len(reminded)} of 3 reminders"] += 1
        assert number == Case.objects.filter(state="awaiting_biometrics").count()


def _race(office: HurriedOffice, case: Case, racers: Crew, balance: Balance) -> list[Outcome]:
    at = office.now.isoformat()
    pays, strikes = balance.delays
    payment = {
        "reference": case.reference,
        "amount": f"{case.fees.outstanding().total()}",
        "provider_id": case.reference,
        "by": "kim",
        "at": at,
    }
    told = racers.race(Act("pay", payment, pays), Act("run_deadlines", {"at": at}, strikes))
    assert told[0].acknowledged, f"the payment was refused: {told[0]}"
    return told


def _assert_moved_on_once(case: Case) -> list[str]:
    """The case waits for the applicant to come; what was reminded of, was so before the money."""
    happened = kinds(case)
    reminded = [kind for kind in happened if kind in REMINDERS]
    assert happened[-2:] == ["payment_recorded", "invited_to_biometrics"]
    assert (case.state, case.waiting_for) == ("awaiting_biometrics", "applicant")
    outcomes = dict(case.deadlines.filter(kind__in=REMINDERS).values_list("kind", "outcome"))
    assert outcomes == {kind: "done" if kind in reminded else "moot" for kind in REMINDERS}
    told = case.messages.filter(kind__in=REMINDERS).values_list("status", flat=True)
    assert set(told) <= {"withdrawn"}
    return reminded
