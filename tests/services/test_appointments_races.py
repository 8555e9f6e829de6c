"""Many want the same few times at once: each is booked once, and nobody waits in a circle."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, transaction

from access.scope import scoped
from appointments import services
from appointments.models import Booking, Counter, OpeningHours, Purpose
from cases.models import Case
from common.calendar import is_working_day
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.races]

BERLIN_WORKS = partial(is_working_day, land="BE")
MONDAY = date(2026, 11, 30)
CLIENTS = 16


@pytest.fixture
def slot_ids() -> list[str]:
    """Six times: three at each of two counters."""
    counters = [
        Counter.objects.create(authority=cast.BERLIN_OFFICE, name=name, location="Haus A")
        for name in ("Schalter 1", "Schalter 2")
    ]
    for counter in counters:
        OpeningHours.objects.create(
            counter=counter, weekday=0, opens=time(9), closes=time(10), purposes=["biometrics"]
        )
    return [f"{one.pk}-20261130T{at}Z" for at in ("0800", "0820", "0840") for one in counters]


@pytest.fixture
def cases(slot_ids: list[str]) -> list[Case]:
    with scoped(cast.BERLIN_CLOCK):
        amal = cast.amal()
        return [
            cast.case(person=amal, reference=f"BE-2026-{number:06}-0")
            for number in range(1, CLIENTS + 1)
        ]


def at_once(act: Callable[[int], str]) -> Tally[str]:
    """What came out when every client acts at the same moment, on a connection of its own."""
    gate = Barrier(CLIENTS)

    def client(number: int) -> str:
        try:
            with scoped(cast.BERLIN_CLOCK):
                gate.wait(timeout=30)
                return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return Tally(pool.map(client, range(CLIENTS)))


def booked(case: Case, slot_id: str) -> str:
    try:
        with transaction.atomic():
            services.book(
                case=case,
                purpose=Purpose.BIOMETRICS,
                slot_id=slot_id,
                is_working_day=BERLIN_WORKS,
                at=cast.NOON,
            )
    except services.SlotTaken:
        return "taken"
    return "booked"


def test_of_many_who_want_one_time_one_gets_it_and_the_others_are_told(
    slot_ids: list[str], cases: list[Case]
) -> None:
    outcome = at_once(lambda number: booked(cases[number], slot_ids[0]))
    assert outcome == {"booked": 1, "taken": CLIENTS - 1}


def test_nothing_is_oversold_and_nothing_stays_unsold(
    slot_ids: list[str], cases: list[Case]
) -> None:
    def take_any(number: int) -> str:
        tries = slot_ids[number % 6 :] + slot_ids[: number % 6]
        return next(
            (outcome for slot in tries if (outcome := booked(cases[number], slot)) == "booked"),
            "full",
        )

    assert at_once(take_any) == {"booked": 6, "full": CLIENTS - 6}
    with scoped(cast.BERLIN_CLOCK):
        assert Booking.objects.active().values("counter", "starts_at").distinct().count() == 6


def test_two_who_swap_towards_each_others_counters_do_not_block_each_other(
    slot_ids: list[str], cases: list[Case]
) -> None:
    """Each moves between two counter-days; locked unsorted, they could wait in a circle."""
    for number in (0, 1):
        with scoped(cast.BERLIN_CLOCK):
            assert booked(cases[number], slot_ids[number]) == "booked"

    def move(number: int) -> str:
        if number > 1:
            return "looked on"
        with transaction.atomic():
            services.move(
                booking=cases[number].appointments.get(),
                slot_id=slot_ids[3 - number],
                is_working_day=BERLIN_WORKS,
                at=cast.NOON,
            )
        return "moved"

    assert at_once(move)["moved"] == 2
