"""Two people act on one case at the same moment: one wins, the other is told why not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cases.models import Case
from tests.faults.crew import Act, Crew, Outcome
from tests.faults.history import assert_agrees, kinds
from tests.faults.hurry import HurriedOffice
from tests.faults.rounds import Balance, Rounds

pytestmark = [pytest.mark.races, pytest.mark.timeout(1800)]


def raced(
    office: HurriedOffice, racers: Crew, balance: Balance, *acts: tuple[str, str]
) -> tuple[Case, list[Outcome]]:
    """The case after two people did what they wanted, and what each was told."""
    here = {"reference": office.reference, "at": office.now.isoformat()}
    wanted = [
        Act(act, {**here, "by": by}, delay)
        for (act, by), delay in zip(acts, balance.delays, strict=True)
    ]
    told = racers.race(*wanted)
    return assert_agrees(office.reference, told), told


def one_wins(
    office: HurriedOffice,
    racers: Crew,
    rounds: Rounds,
    *,
    begin: Callable[[], Case],
    acts: tuple[tuple[str, str], tuple[str, str]],
    ends: tuple[str, str],
) -> None:
    """In each round exactly one is acknowledged; the other learns in which state the case is."""
    balance = Balance()
    for _ in rounds.run(short=10):
        begin()
        case, told = raced(office, racers, balance, *acts)
        winner = [outcome.acknowledged for outcome in told].index(True)
        loser = told[1 - winner]
        assert (case.state, told[winner].result) == (ends[winner], ends[winner])
        assert (loser.refusal, loser.facts["state"]) == ("transition_blocked", ends[winner])
        balance.first_won(first=winner == 0)
        rounds.outcomes[f"{acts[winner][0]} by {acts[winner][1]}"] += 1


def test_a_case_is_checked_favourably_or_its_refusal_announced_never_both(
    office: HurriedOffice, racers: Crew, rounds: Rounds
) -> None:
    one_wins(
        office,
        racers,
        rounds,
        begin=office.in_review,
        acts=(("approve", "karin"), ("announce_refusal", "tarek")),
        ends=("awaiting_payment", "hearing"),
    )


def test_of_two_who_confirm_a_refusal_one_does(
    office: HurriedOffice, racers: Crew, rounds: Rounds
) -> None:
    one_wins(
        office,
        racers,
        rounds,
        begin=office.refusal_proposed,
        acts=(("confirm_refusal", "tarek"), ("confirm_refusal", "lena")),
        ends=("refused", "refused"),
    )


def test_nothing_is_granted_on_a_case_that_was_put_on_hold(
    office: HurriedOffice, racers: Crew, rounds: Rounds
) -> None:
    """A granted case may be put on hold; one on hold cannot be granted."""
    balance = Balance()
    for _ in rounds.run(short=8):
        office.ready_to_grant()
        case, told = raced(office, racers, balance, ("grant", "karin"), ("put_on_hold", "tarek"))
        granted, held = told
        assert held.acknowledged
        assert kinds(case)[-1] == "put_on_hold"
        if granted.acknowledged:
            assert (case.state, case.orders.count()) == ("in_production", 1)
        else:
            assert (granted.refusal, granted.blockers) == ("transition_blocked", ["on_hold"])
            assert (case.state, case.orders.count()) == ("awaiting_biometrics", 0)
        balance.first_won(first=granted.acknowledged)
        rounds.outcomes["granted first" if granted.acknowledged else "on hold first"] += 1
