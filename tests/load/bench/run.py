"""Compare the answers, take turns, report.

Public: `bench`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from deploy.errors import SetupError

from .contenders import Field
from .report import Report
from .rounds import Plan, Turn, differences, measure

Watch = Callable[[Iterator[Turn]], Iterator[Turn]]


def bench(here: Field, plan: Plan, *, watch: Watch = iter) -> Report:
    """All turns but those that warm up; `watch` sees each as it is taken.

    Raises `SetupError` where product and baseline tell different facts.
    """
    if found := differences(here):
        raise SetupError(f"Product and baseline tell different facts: {', '.join(found)}")
    turns = [turn for turn in watch(measure(here, plan)) if turn.round]
    return Report(turns=turns, cases=here.cases, seconds=plan.seconds, postgres=here.postgres)
