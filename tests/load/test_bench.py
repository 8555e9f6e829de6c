"""The bench in short: it runs, all answers are right, and it tells every ratio. Never how fast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import psycopg
import pytest

from deploy.errors import SetupError
from deploy.stack import Stack, running_stack
from tests.load.bench.contenders import RAW, Field, contenders
from tests.load.bench.report import COMPARED, CONTENDERS, Report
from tests.load.bench.rounds import Plan, measure
from tests.load.bench.run import bench
from tests.load.bench.workloads import WORKLOADS

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1200)]
SHORT = Plan(rounds=2, seconds=0.5)
CASES = 400


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("bench")
    with running_stack(database="titelweg_bench", folder=folder, demo_data=True) as running:
        yield running


@pytest.fixture(scope="module")
def here(stack: Stack) -> Iterator[Field]:
    with contenders(stack, cases=CASES) as field:
        yield field


@pytest.fixture(scope="module")
def report(here: Field) -> Report:
    return bench(here, SHORT)


def test_every_contender_answers_every_path_and_nothing_wrong(report: Report) -> None:
    assert report.wrong() == []
    asked = {(turn.round, turn.contender, turn.workload) for turn in report.turns if turn.times}
    assert len(asked) == SHORT.rounds * len(CONTENDERS) * len(WORKLOADS)


def test_the_page_tells_every_ratio_with_its_spread(report: Report) -> None:
    page = report.page(on=date(2026, 11, 23))
    ratios = [report.ratio(*pair, workload.name) for workload in WORKLOADS for pair in COMPARED]
    assert all(0 < ratio.least <= ratio.median <= ratio.most for ratio in ratios)
    missing = [ratio for ratio in ratios if f"({ratio.least:.2f}–{ratio.most:.2f})" not in page]
    assert missing == []
    assert f"{CASES} cases" in page


def test_a_baseline_that_tells_other_facts_is_not_compared(stack: Stack, here: Field) -> None:
    with psycopg.connect(stack.facts["owner_database_url"], autocommit=True) as owner:
        owner.execute("UPDATE baseline.baseline_requirement SET label = label || ' (neu)'")
        with pytest.raises(SetupError, match="read: requirements"):
            bench(here, SHORT)
        owner.execute("UPDATE baseline.baseline_requirement SET label = left(label, -6)")


def test_a_refusal_is_a_wrong_answer(here: Field) -> None:
    api = [who for who in here.contenders if who.name != RAW]
    stranger = replace(here, contenders=api, token="unknown")
    turns = list(measure(stranger, SHORT))
    assert all(turn.wrong and not turn.times for turn in turns)
