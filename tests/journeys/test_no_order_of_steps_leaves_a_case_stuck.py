"""Whatever a profile says about the order of the steps, every case reaches its end.

Two halves meet at the order. Before it count when the fee is due and what becomes of it, when is
decided, who files how with what taken then, and whether stored biometrics serve; after it, how the
documents are handed over, to whom, how many, and whether by letter. What cannot be is not walked:
nobody who files online or by post is at the counter, and only what is sent can come back.

Every value meets every two others here. `WALK_ALL_ORDERS=1` walks all combinations of the first
half, which takes some minutes.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from cases.states import State
from tests.journeys.office import Office
from tests.journeys.orders_of_steps import Plan, Walk, walked

DUE = ("before_appointment", "at_appointment", "at_counter", "determined_at_review")
DECISION = ("before_biometrics", "after_biometrics")
PLACE = ("at_appointment", "at_filing")
# Channel, and where biometrics are taken and originals shown.
FILING = (
    ("online", PLACE[0], PLACE[0]),
    ("post", PLACE[0], PLACE[0]),
    *(("in_person", *taken) for taken in product(PLACE, PLACE)),
)
FEE = ("at_once", "late", "waived", "nothing")
STORED = ("nothing", "everything", "outgrown")
PICKUP = ("in_person", "by_appointment", "box", "direct_delivery")
YES_OR_NO = (False, True)
Choice = tuple[Any, ...]


def every_order() -> list[Choice]:
    return list(product(DUE, DECISION, FILING, FEE, STORED))


def every_three_together(choices: Sequence[Choice]) -> Iterator[Choice]:
    """As few of the choices as do to let every three values meet; the richest one first."""
    threes = {choice: set(combinations(enumerate(choice), 3)) for choice in choices}
    missing = set().union(*threes.values())
    while missing:
        richest = max(choices, key=lambda choice: len(threes[choice] & missing))
        missing -= threes[richest]
        yield richest


def plan_of(choice: Choice) -> Plan:
    due, decision, (channel, biometrics, originals), fee, stored = choice
    return Plan(
        due=due,
        decision=decision,
        channel=channel,
        biometrics=biometrics,
        originals=originals,
        fee=fee,
        stored=stored,
    )


def after_the_order() -> list[Plan]:
    return [
        Plan(
            due="at_appointment",
            decision="before_biometrics",
            pickup=pickup,
            channel=channel,
            travel_document=travel_document,
            child=child,
            comes_back=comes_back,
        )
        for pickup, channel, travel_document, child in product(
            PICKUP, ("online", "post"), YES_OR_NO, YES_OR_NO
        )
        if channel == "online" or not (travel_document or child)
        for comes_back in (YES_OR_NO if pickup == "direct_delivery" else (False,))
    ]


def all_walked(
    office: Office, settings: Settings, folder: Path, plans: Iterable[Plan], to: State
) -> int:
    """How many came there, each with nothing owed and nothing asked for twice."""
    number = 0
    for number, plan in enumerate(plans, start=1):
        own = folder / f"authority-{number}"
        own.mkdir()
        (own / "berlin.toml").write_text(plan.profile, encoding="utf-8")
        settings.PROFILES_DIR = own
        with walked(office, plan, to=to) as way:
            nothing_is_owed_or_was_asked_for_twice(way)
    return number


def nothing_is_owed_or_was_asked_for_twice(way: Walk) -> None:
    case, happened = way.case, Counter(way.office.events())
    assert not case.fees.outstanding().exists(), way.plan
    once = ("fee_notice_issued", "payment_awaited", "invited_to_biometrics", "favourably_checked")
    assert all(happened[kind] <= 1 for kind in once), (way.plan, happened)
    fresh = case.attendances.filter(reused_from="")
    for part in ("originals_seen", "photo_taken", "signature_taken", "fingerprints_taken"):
        assert fresh.filter(**{part: True}).count() <= 1, (way.plan, part)


@pytest.mark.timeout(1200)  # for all combinations; those that are walked usually need a minute
def test_every_case_comes_to_the_order_with_everything_paid(
    office: Office, settings: Settings, tmp_path: Path
) -> None:
    every = bool(os.environ.get("WALK_ALL_ORDERS"))
    chosen = every_order() if every else every_three_together(every_order())
    plans = map(plan_of, chosen)
    number = all_walked(office, settings, tmp_path, plans, State.IN_PRODUCTION)
    assert number == (576 if every else 101)


def test_everything_ordered_comes_into_a_hand(
    office: Office, settings: Settings, tmp_path: Path
) -> None:
    plans = after_the_order()
    assert all_walked(office, settings, tmp_path, plans, State.COLLECTED) == 25
