"""One racer: a process of its own, with its own connection as the application role.

It is told one act per line of standard input, waits for the starting instant, does it, and answers
with one line. Nothing of pytest is loaded here, so the settings are those of a real worker.
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from typing import Any, TextIO

import django

django.setup()

from common.errors import DomainError  # noqa: E402  # needs the settings
from tests.faults.acts import ACTS  # noqa: E402


def main(orders: TextIO, answers: TextIO) -> None:
    _say(answers, {"ready": True})
    for line in orders:
        told = json.loads(line)
        _wait_until(told["start"])
        _say(answers, _done(told["act"], told["arguments"]))


def _done(act: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """What came of it: acknowledged, refused with a code and reasons, or crashed."""
    try:
        return {"acknowledged": True, "result": ACTS[act](**arguments)}
    except DomainError as refusal:
        blockers = [blocker["code"] for blocker in getattr(refusal, "blockers", [])]
        facts = {name: str(value) for name, value in refusal.params.items()}
        return {"refusal": refusal.code, "facts": facts, "blockers": blockers}
    except Exception:
        return {"crash": traceback.format_exc()}


def _wait_until(instant: float) -> None:
    """The starting gun; the last millisecond is spun through, so that all start together."""
    time.sleep(max(0.0, instant - time.monotonic() - 0.001))
    while time.monotonic() < instant:
        pass


def _say(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
