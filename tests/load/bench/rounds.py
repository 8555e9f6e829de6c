"""Contenders take turns at each path, round after round: what slows the machine slows all of them.

Public: `Plan`, `Turn`, `measure`, `differences`.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle

from .contenders import BASELINE, PRODUCT, RAW, Contender, Field
from .workloads import WORKLOADS, Request, Workload, facts

CLIENTS = 4  # at once, each with one connection that it keeps
PATIENCE = 60  # seconds for one answer
LOOKED_AT = 10  # cases whose answers are compared fact by fact


@dataclass(frozen=True)
class Plan:
    """How many rounds, and how many seconds each turn in them lasts."""

    rounds: int
    seconds: float


@dataclass
class Turn:
    """One contender at one path for some seconds: the time of each answer, and wrong answers."""

    round: int
    contender: str
    workload: str
    elapsed: float = 0.0
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return len(self.times) / self.elapsed


def measure(here: Field, plan: Plan) -> Iterator[Turn]:
    """All turns in their order; round 0 warms up and is not to be counted."""
    for number in range(plan.rounds + 1):
        for workload in WORKLOADS:
            for contender in here.contenders:
                yield _turn(here, contender, workload, number, plan.seconds)


def differences(here: Field) -> list[str]:
    """Where the baseline's facts are others than the product's, by path and member."""
    by_name = {contender.name: contender for contender in here.contenders}
    return [
        f"{workload.name}: {name}"
        for workload in WORKLOADS
        for name in _differing(here, workload, by_name[PRODUCT], by_name[BASELINE])
    ]


def _differing(here: Field, workload: Workload, one: Contender, other: Contender) -> list[str]:
    found = []
    for reference in here.references[:LOOKED_AT]:
        said, expected = (
            facts(json.loads(_answer(here, who, workload, reference)), workload.left_out)
            for who in (other, one)
        )
        found += [name for name in expected | said if expected.get(name) != said.get(name)]
    return sorted(set(found))


def _answer(here: Field, contender: Contender, workload: Workload, reference: str) -> bytes:
    client = _Client(contender, here.token)
    try:
        status, answer = client.send(workload.by_api(reference))
    finally:
        client.close()
    assert status < 300, (contender.name, workload.name, answer)
    return answer


def _turn(
    here: Field, contender: Contender, workload: Workload, number: int, seconds: float
) -> Turn:
    turn = Turn(number, contender.name, workload.name)
    ask = workload.bare if contender.name == RAW else workload.by_api
    clients = [_Client(contender, here.token) for _ in range(CLIENTS)]
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_ask_on, args=(client, ask, references, turn, began + seconds))
        for client, references in zip(clients, _shares(here), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turn.elapsed = time.perf_counter() - began
    return turn


def _shares(here: Field) -> list[list[str]]:
    """The cases to read, dealt out: each client begins with another one."""
    return [[*here.references[n:], *here.references[:n]] for n in range(CLIENTS)]


def _ask_on(
    client: _Client,
    ask: Callable[[str], Request],
    references: list[str],
    turn: Turn,
    until: float,
) -> None:
    """One client: the next request when the answer is there, until the time is up."""
    for reference in cycle(references):
        if time.perf_counter() >= until:
            break
        client.timed(ask(reference), turn)
    client.close()


class _Client:
    """A connection that is kept alive, as a portal's program has one."""

    def __init__(self, contender: Contender, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", contender.port, timeout=PATIENCE)
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": "de"}

    def timed(self, request: Request, turn: Turn) -> None:
        began = time.perf_counter()
        try:
            status, answer = self.send(request)
        except (OSError, http.client.HTTPException) as error:
            turn.wrong.append(repr(error))
            self._connection.close()
            return
        took = time.perf_counter() - began
        if request.is_right(status, answer):
            turn.times.append(took)
        else:
            turn.wrong.append(f"{status} {answer[:300]!r}")

    def send(self, request: Request) -> tuple[int, bytes]:
        headers = {**self._headers, **request.headers}
        self._connection.request(request.method, request.path, request.body, headers)
        response = self._connection.getresponse()
        return response.status, response.read()

    def close(self) -> None:
        self._connection.close()
