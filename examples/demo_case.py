"""One case from its beginning to the card in the hand, over HTTP only.

`python -m examples.demo_case [authority]` sends it through the running stack (`.run/stack.json`),
at Berlin if no other is named, and prints a line per step; `run(stack)` and `run_elsewhere` do the
same for whoever wants to look at the steps. Where a step does not lead where it should, it says so
and exits with 1.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from examples.client.patience import Failed
from examples.desk_journey import ORDERS, DeskJourney
from examples.journey import Journey, Step

RUN = Path(__file__).resolve().parent.parent / ".run"


def run(
    stack: Mapping[str, Any],
    *,
    said: Callable[[Step], None] = lambda step: None,
    papers: Path = RUN / "papers",
) -> list[Step]:
    """Send one case through the stack that `stack.json` describes; the steps in order.

    `said` hears each step as it is done; PDFs are kept in `papers`. Raises `Failed`, and
    `httpx.HTTPError` where somebody does not answer at all.
    """
    with closing(Journey(stack, said=said, papers=papers)) as journey:
        for step in (
            journey.precheck,
            journey.upload_and_draft,
            journey.submit,
            journey.confirmation,
            journey.review,
            journey.payment,
            journey.appointment,
            journey.attendance,
            journey.grant,
            journey.production,
            journey.incoming_check,
            journey.handover,
        ):
            step()
    return journey.steps


def run_elsewhere(
    stack: Mapping[str, Any], authority: str, *, said: Callable[[Step], None] = lambda step: None
) -> list[Step]:
    """Send one case through another authority than Berlin, in its order. Raises as `run` does."""
    with closing(DeskJourney(stack, authority, said)) as journey:
        return journey.run()


def show(step: Step) -> None:
    """Print a step: what it led to stands beneath it."""
    print(f"{step.seconds:5.1f} s  {step.who:<14} {step.did}", flush=True)
    if step.state:
        print(f"{'':9}state: {step.state}")
    for mail in step.mails:
        print(f"{'':9}mail:  {mail.subject}  {mail.address}")
    for paper in step.papers:
        print(f"{'':9}see:   {paper}")
    sys.stdout.flush()


def main() -> int:
    """The exit status: 0 when the case was collected."""
    try:
        stack = json.loads((RUN / "stack.json").read_text())
    except FileNotFoundError:
        print("No stack is running: make up", file=sys.stderr)
        return 1
    began, authority = time.monotonic(), (sys.argv[1:] or ["berlin"])[0]
    if authority not in {"berlin", *ORDERS}:
        print(f"No journey is written for {authority}: {', '.join(ORDERS)}", file=sys.stderr)
        return 1
    try:
        if authority == "berlin":
            run(stack, said=show)
        else:
            run_elsewhere(stack, authority, said=show)
    except (Failed, httpx.HTTPError) as failure:
        print(f"The demo case failed: {failure}", file=sys.stderr)
        return 1
    print(f"From the application to pickup in {time.monotonic() - began:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
